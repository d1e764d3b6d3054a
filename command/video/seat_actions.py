"""Taking a seat, entering, and telling who is there.

A token is made here, shown once, and kept as a hash.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from command.accounts.token import hash_of
from command.base import journal
from command.base.db import Connection, Database
from command.base.words import Words
from command.casework import store as cases
from command.casework.case import Case
from command.video import access, announce, doing, seat_store, store
from command.video.doing import Hand, Outcome, Scene
from command.video.ground import Ground
from command.video.party import Party, is_host, levels_for
from command.video.reception import Reception, moved
from command.video.record import SeatReply
from command.video.seat import (
    TOKEN_LIFE,
    NotYourSeat,
    Seat,
    demand_running,
    new_secret,
    seat_name,
)
from command.video.terms import Deed, Level, State


@dataclass(frozen=True, slots=True)
class Entry:
    """Who has come in where."""

    reception: Reception
    seat: Seat


async def take_seat(
    ground: Ground, reception_id: int, level: Level, party: Party, at: datetime
) -> SeatReply:
    """The party's own seat at a site, and a token that enters it once within a minute."""
    token, token_hash = new_secret()
    async with ground.transaction(party) as conn:
        reception, _ = await access.reception_for(conn, party, reception_id, for_change=True)
        demand_running(reception)
        if level not in levels_for(reception, party):
            raise NotYourSeat(Words("您不在这个会场", "You do not sit in this site"), field="site")
        seat = await _seat(conn, reception, level, party, at)
        await seat_store.add_token(conn, token_hash, seat, party.role, at + TOKEN_LIFE)
    return SeatReply(token, seat.seat)


async def enter(ground: Ground, hand: Hand, reception_id: int, token: str) -> Entry:
    """Use a token. The first to come to a booked reception opens its gate. Raises NotYourSeat."""
    party, at = hand.by, hand.at
    async with ground.transaction(party) as conn:
        reception, case = await access.reception_for(conn, party, reception_id, for_change=True)
        demand_running(reception)
        seat = await _entered(conn, reception, token, party, at)
        if reception.state is not State.BOOKED:
            return Entry(reception, seat)
        after = moved(reception, Deed.OPEN_WAITING, at, "arrival")
        scene = Scene(reception, case, "arrival")
        told = await doing.apply(conn, Deed.OPEN_WAITING, scene, Outcome(after), hand)
        await journal.append(conn, told[1])
        return Entry(told[0], seat)


async def settle(
    house: Database, reception_id: int, present: Collection[Level], waiting: int, at: datetime
) -> bool:
    """Tell who is there now, and what the case is called now, when either has changed."""
    async with house.reading() as conn:
        reception = await store.find(conn, reception_id)
        case = await cases.find(conn, reception.case_id) if reception else None
        if reception is None or case is None or _settled(reception, case, present, waiting):
            return False
    async with house.transaction() as conn:
        case = await cases.find(conn, reception.case_id, for_change=True)
        before = await store.find(conn, reception_id, for_change=True)
        if before is None or case is None or before.is_over:
            return False
        after = announce.as_told(_with_people(before, present, waiting), case)
        await store.save(conn, before, after, at)
        same = announce.data_of(before) == announce.data_of(after)
        if same and before.audience == after.audience:
            return False
        await journal.append(conn, announce.events_of(announce.CHANGED, before, after, at))
        return True


def _settled(reception: Reception, case: Case, present: Collection[Level], waiting: int) -> bool:
    as_now = _with_people(reception, present, waiting)
    return reception.is_over or (as_now == reception and case.version == reception.told_version)


def _with_people(reception: Reception, present: Collection[Level], waiting: int) -> Reception:
    sites = tuple(replace(site, present=site.level in present) for site in reception.sites)
    return replace(reception, sites=sites, waiting=waiting)


async def _seat(
    conn: Connection, reception: Reception, level: Level, party: Party, at: datetime
) -> Seat:
    account_id = party.actor.account_id if party.actor else None
    guest_id = party.guest.guest_id if party.guest else None
    held = await seat_store.seat_of(conn, reception.reception_id, account_id, guest_id)
    if held is not None:
        return held
    before = await seat_store.count_seats(conn, reception.reception_id, level)
    seat = Seat(
        reception_id=reception.reception_id,
        seat=seat_name(level, before),
        level=level,
        account_id=account_id,
        guest_id=guest_id,
        name=party.name,
        role=party.role,
        host=is_host(reception, party),
        taken_at=at,
        admitted_at=at if party.actor else None,
    )
    await seat_store.add_seat(conn, seat)
    return seat


async def _entered(
    conn: Connection, reception: Reception, token: str, party: Party, at: datetime
) -> Seat:
    token_hash = hash_of(token)
    reception_id = reception.reception_id
    used = await seat_store.use_token(conn, token_hash, reception_id, at) if token_hash else None
    seats = await seat_store.seats_of(conn, reception_id)
    seat = next((one for one in seats if used and one.seat == used[0]), None)
    if used is None or seat is None or used[1] != party.role or not seat.is_of(party):
        raise NotYourSeat(
            Words("入场凭证无效、已使用或已过期", "The entry token is not valid, used or over"),
            field="token",
        )
    if seat.level not in levels_for(reception, party):
        raise NotYourSeat(
            Words("您不再属于这个会场", "You no longer belong to this site"), field="token"
        )
    if seat.admitted_at is None and seat.waits_since is None:
        seat = replace(seat, waits_since=at)
        await seat_store.save_seat(conn, seat)
    return seat
