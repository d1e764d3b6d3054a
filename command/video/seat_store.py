"""Rows of seats, tokens and guests' links. Only hashes of secrets come here. Holds no rules."""

from dataclasses import dataclass, replace
from datetime import datetime

from command.base.db import Connection, Row
from command.video.companion import Companion
from command.video.party import Guest
from command.video.reception import Reception
from command.video.seat import GUEST_LIFE, TOKEN_LIFE, Said, Seat, Spoken, guests_until
from command.video.store import QUERIES
from command.video.terms import Level


@dataclass(frozen=True, slots=True)
class Link:
    """A guest's link: for which reception and site, and whether it was exchanged."""

    guest: Guest
    cookie_hash: bytes | None


async def seats_of(conn: Connection, reception_id: int) -> list[Seat]:
    rows = await conn.fetch(QUERIES["find_seats"], reception_id)
    beside: dict[str, list[Companion]] = {}
    for row in await conn.fetch(QUERIES["find_companions"], reception_id):
        beside.setdefault(row["seat"], []).append(_companion(row))
    return [replace(_seat(row), companions=tuple(beside.get(row["seat"], ()))) for row in rows]


async def seat_of(
    conn: Connection, reception_id: int, account_id: int | None, guest_id: int | None
) -> Seat | None:
    row = await conn.fetchrow(QUERIES["find_seat_of"], reception_id, account_id, guest_id)
    return _seat(row) if row else None


async def count_seats(conn: Connection, reception_id: int, level: Level) -> int:
    return int(await conn.fetchval(QUERIES["count_seats"], reception_id, level))


async def add_seat(conn: Connection, seat: Seat) -> None:
    await conn.execute(
        QUERIES["add_seat"],
        seat.reception_id,
        seat.seat,
        seat.level,
        seat.account_id,
        seat.guest_id,
        seat.name,
        seat.role,
        seat.host,
        seat.taken_at,
        seat.admitted_at,
    )


async def save_seat(conn: Connection, seat: Seat) -> None:
    await conn.execute(
        QUERIES["save_seat"],
        seat.reception_id,
        seat.seat,
        seat.waits_since,
        seat.admitted_at,
        seat.held_at,
        seat.consent,
        seat.consent_at,
        seat.level,
        seat.host,
    )


async def add_token(
    conn: Connection, token_hash: bytes, seat: Seat, role: str, expires_at: datetime
) -> None:
    """Old tokens go with each new one."""
    await conn.execute(QUERIES["forget_tokens"], expires_at - TOKEN_LIFE)
    await conn.execute(
        QUERIES["add_token"], token_hash, seat.reception_id, seat.seat, role, expires_at
    )


async def use_token(
    conn: Connection, token_hash: bytes, reception_id: int, at: datetime
) -> tuple[str, str] | None:
    """The seat and the role a token was made for; None when it is not good (any more)."""
    row = await conn.fetchrow(QUERIES["use_token"], token_hash, reception_id, at)
    return (row["seat"], row["role"]) if row else None


async def add_guest(
    conn: Connection, secret_hash: bytes, guest: Guest, made_by: int, at: datetime
) -> int:
    return int(
        await conn.fetchval(
            QUERIES["add_guest"],
            guest.reception_id,
            guest.level,
            guest.label,
            secret_hash,
            made_by,
            at,
            guest.expires_at,
        )
    )


async def count_guests(conn: Connection, reception_id: int, at: datetime) -> int:
    return int(await conn.fetchval(QUERIES["count_guests"], reception_id, at))


async def link_of(conn: Connection, secret_hash: bytes, at: datetime) -> Link | None:
    """The link of a secret, locked, while it is good."""
    row = await conn.fetchrow(QUERIES["find_link"], secret_hash, at)
    return Link(_guest(row), row["cookie_hash"]) if row else None


async def exchange(conn: Connection, guest_id: int, cookie_hash: bytes, at: datetime) -> None:
    await conn.execute(QUERIES["exchange_link"], guest_id, cookie_hash, at)


async def guest_of(conn: Connection, cookie_hash: bytes, at: datetime) -> Guest | None:
    """The guest of a cookie, while it is good; while the session runs, for so long at least."""
    row = await conn.fetchrow(QUERIES["find_guest"], cookie_hash, at)
    if row is None:
        return None
    guest = _guest(row)
    least = at + GUEST_LIFE if row["is_running"] else at
    return replace(guest, expires_at=max(guest.expires_at, least))


async def renew_guests(conn: Connection, reception: Reception, at: datetime) -> None:
    """Links and seats of guests count from the booked time as it is now, or from this instant."""
    until = guests_until(reception.starts_at, at)
    await conn.execute(QUERIES["renew_guests"], reception.reception_id, until, at)


async def add_consent(
    conn: Connection, seat: Seat, companion_id: int | None, given: bool, at: datetime
) -> None:
    await conn.execute(
        QUERIES["add_consent"], seat.reception_id, seat.seat, given, at, companion_id
    )


async def consents_of(conn: Connection, reception_id: int) -> Spoken:
    """By seat and companion (None: the seat's owner), the oldest word first."""
    said: Spoken = {}
    for row in await conn.fetch(QUERIES["find_consents"], reception_id):
        key = row["seat"], row["companion_id"]
        said.setdefault(key, []).append(Said(row["given"], row["at"]))
    return said


async def add_companion(conn: Connection, seat: Seat, one: Companion) -> int:
    told = (seat.reception_id, seat.seat, one.label, one.given, one.came_at)
    return int(await conn.fetchval(QUERIES["add_companion"], *told))


async def save_companion(conn: Connection, one: Companion) -> None:
    await conn.execute(QUERIES["save_companion"], one.companion_id, one.given, one.left_at)


def _companion(row: Row) -> Companion:
    return Companion(
        row["companion_id"], row["label"], row["given"], row["came_at"], row["left_at"]
    )


def _guest(row: Row) -> Guest:
    return Guest(
        row["guest_id"], row["reception_id"], Level(row["level"]), row["label"], row["expires_at"]
    )


def _seat(row: Row) -> Seat:
    return Seat(
        reception_id=row["reception_id"],
        seat=row["seat"],
        level=Level(row["level"]),
        account_id=row["account_id"],
        guest_id=row["guest_id"],
        name=row["name"],
        role=row["role"],
        host=row["host"],
        taken_at=row["taken_at"],
        waits_since=row["waits_since"],
        admitted_at=row["admitted_at"],
        held_at=row["held_at"],
        consent=row["consent"],
        consent_at=row["consent_at"],
    )
