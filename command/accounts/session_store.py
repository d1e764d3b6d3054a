"""Rows of sessions, kiosks and tries to sign in. Only hashes of tokens come here.

Connection first, time handed in. Holds no rules.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from command.accounts.presence import Presence
from command.accounts.role import Actor, Role
from command.accounts.source import NOWHERE, Source
from command.accounts.store import QUERIES
from command.base.db import Connection, Row

KioskId = NewType("KioskId", int)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A wall's read-only door: the place it shows, and a label to know the screen by."""

    kiosk_id: KioskId
    place: str
    label: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lasting:
    """The life of a new session, aware instants; without `idle` it may rest as long as it likes.

    `way` is how somebody came in: `password`, `password+code`, `passkey`, `invitation`, ...
    """

    created_at: datetime
    expires_at: datetime
    idle: timedelta | None = None
    source: Source = NOWHERE
    way: str = "password"


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose tries are counted, from where; tries after `since`, sign-ins after `known_since`."""

    login: str
    address: str
    since: datetime
    known_since: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """A session that holds, as its owner or an administrator sees it."""

    session_id: int
    account_id: int
    login: str
    name: str
    role: Role
    agency_name: str
    source: Source
    way: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


async def add_session(
    conn: Connection, token_hash: bytes, account_id: int, lasting: Lasting
) -> int:
    return await _add(conn, token_hash, account_id, None, lasting)


async def add_kiosk_session(
    conn: Connection, token_hash: bytes, kiosk_id: int, lasting: Lasting
) -> int:
    return await _add(conn, token_hash, None, kiosk_id, lasting)


async def find_presence(conn: Connection, token_hash: bytes, at: datetime) -> Presence | None:
    """Who a token stands for at `at`; None when it is unknown, expired, ended or revoked."""
    row = await conn.fetchrow(QUERIES["find_presence"], token_hash, at)
    if row is None:
        return None
    actor = _person(row) if row["kiosk_id"] is None else _wall(row)
    return Presence(
        actor,
        row["session_id"],
        row["kiosk_id"],
        row["expires_at"],
        row["county"],
        seen_at=row["seen_at"] if row["is_idling"] else None,
        lacks_factor=row["lacks_factor"],
    )


async def touch(conn: Connection, session_id: int, at: datetime) -> None:
    """The session was used at `at`."""
    await conn.execute(QUERIES["touch_session"], session_id, at)


async def end_idle(conn: Connection, at: datetime) -> list[tuple[int, str]]:
    """End what was not used for too long; session ids, each with the county it was in."""
    rows = await conn.fetch(QUERIES["end_idle_sessions"], at)
    return [(row["session_id"], row["county"]) for row in rows]


async def forget_sources(conn: Connection, before: datetime) -> None:
    await conn.execute(QUERIES["forget_sources"], before)


async def open_sessions(
    conn: Connection, at: datetime, account_id: int | None = None
) -> list[Open]:
    """Sessions of people that hold at `at`, the last used first, at most 500."""
    rows = await conn.fetch(QUERIES["list_sessions"], at, account_id)
    return [_open(row) for row in rows]


async def county_of(conn: Connection, session_id: int, account_id: int | None = None) -> str | None:
    """The county of a person's session; None unless it is the account's."""
    found: str | None = await conn.fetchval(QUERIES["find_session_county"], session_id, account_id)
    return found


async def end_other_sessions(
    conn: Connection, account_id: int, kept: int, at: datetime
) -> list[int]:
    """The ids of the sessions that ended: all of the account's but `kept`."""
    rows = await conn.fetch(QUERIES["end_other_sessions"], account_id, kept, at)
    return [row["session_id"] for row in rows]


async def end_session(conn: Connection, session_id: int, at: datetime) -> bool:
    """False when it had ended already."""
    return await conn.fetchval(QUERIES["end_session"], session_id, at) is not None


async def end_sessions_of_account(conn: Connection, account_id: int, at: datetime) -> list[int]:
    """The ids of the sessions that ended."""
    rows = await conn.fetch(QUERIES["end_sessions_of_account"], account_id, at)
    return [row["session_id"] for row in rows]


async def end_sessions_of_kiosk(conn: Connection, kiosk_id: int, at: datetime) -> None:
    await conn.execute(QUERIES["end_sessions_of_kiosk"], kiosk_id, at)


async def claim_try(conn: Connection, counted: Counted, at: datetime) -> tuple[int, int, int, bool]:
    """Note a try as failed; the tries before it: of the login here, of the login, from here.

    The last figure says whether the login has signed in from here before. Tries wait for each
    other, so that many at once cannot pass together.
    """
    await conn.execute(QUERIES["lock_tries"], f"login {counted.login}")
    await conn.execute(QUERIES["lock_tries"], f"address {counted.address}")
    await conn.execute(QUERIES["forget_old_tries"], counted.since)
    row = await conn.fetchrow(QUERIES["count_tries"], counted.login, counted.address, counted.since)
    known = await conn.fetchval(
        QUERIES["is_known"], counted.login, counted.address, counted.known_since
    )
    await conn.execute(QUERIES["add_try"], counted.login, counted.address, at)
    assert row is not None
    return row["here"], row["for_login"], row["from_address"], bool(known)


async def forget_tries(conn: Connection, login: str, address: str | None = None) -> None:
    """Of a login from one address, or from everywhere."""
    if address is None:
        await conn.execute(QUERIES["forget_tries"], login)
    else:
        await conn.execute(QUERIES["forget_tries_here"], login, address)


async def add_kiosk(
    conn: Connection, token_hash: bytes, kiosk: Kiosk, created_by: int | None
) -> KioskId:
    """Write a new kiosk and return its id; the id in `kiosk` is not looked at."""
    return KioskId(
        await conn.fetchval(
            QUERIES["add_kiosk"],
            token_hash,
            kiosk.place,
            kiosk.label,
            created_by,
            kiosk.created_at,
        )
    )


async def renew_kiosk(conn: Connection, kiosk_id: int, token_hash: bytes) -> bool:
    """Another token for the kiosk; False when it was revoked."""
    return await conn.fetchval(QUERIES["renew_kiosk"], kiosk_id, token_hash) is not None


async def kiosk_of_token(conn: Connection, token_hash: bytes) -> KioskId | None:
    found = await conn.fetchval(QUERIES["find_kiosk_of_token"], token_hash)
    return None if found is None else KioskId(found)


async def kiosks_within(conn: Connection, place: str) -> list[Kiosk]:
    """Kiosks of a place and of everything in it, newest first, revoked ones too."""
    rows = await conn.fetch(QUERIES["list_kiosks"], place)
    return [
        Kiosk(KioskId(r["kiosk_id"]), r["place"], r["label"], r["created_at"], r["revoked_at"])
        for r in rows
    ]


async def revoke_kiosk(conn: Connection, kiosk_id: int, within: str, at: datetime) -> str | None:
    """The county of the kiosk; None when there is none within the place, or it was revoked."""
    found: str | None = await conn.fetchval(QUERIES["revoke_kiosk"], kiosk_id, within, at)
    return found


async def _add(
    conn: Connection,
    token_hash: bytes,
    account_id: int | None,
    kiosk_id: int | None,
    lasting: Lasting,
) -> int:
    return int(
        await conn.fetchval(
            QUERIES["add_session"],
            token_hash,
            account_id,
            kiosk_id,
            lasting.created_at,
            lasting.expires_at,
            lasting.idle,
            lasting.source.address,
            lasting.source.browser,
            lasting.way,
        )
    )


def _person(row: Row) -> Actor:
    return Actor(
        account_id=row["account_id"],
        login=row["login"],
        name=row["display_name"],
        role=Role(row["role"]),
        agency_id=row["agency_id"],
        agency_name=row["short_name"],
        place=row["centre_place"],
        session_id=row["session_id"],
    )


def _wall(row: Row) -> Actor:
    return Actor(
        account_id=0,
        login="kiosk",
        name=row["label"],
        role=Role.KIOSK,
        agency_id="",
        agency_name="",
        place=row["kiosk_place"],
        session_id=row["session_id"],
    )


def _open(row: Row) -> Open:
    return Open(
        session_id=row["session_id"],
        account_id=row["account_id"],
        login=row["login"],
        name=row["display_name"],
        role=Role(row["role"]),
        agency_name=row["short_name"],
        source=Source(row["address"], row["browser"]),
        way=row["way"],
        created_at=row["created_at"],
        seen_at=row["seen_at"],
        expires_at=row["expires_at"],
    )
