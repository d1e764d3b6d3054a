"""Consent to be heard: of whoever has a seat, and of whoever sits beside them; each word is kept.

Runs as the house: a page has proved its seat before it is heard.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from command.base.db import Connection, Database
from command.video import companion, seat_store, store
from command.video.booking import label_of
from command.video.party import GUEST_LABEL
from command.video.seat import Seat, site_consent
from command.video.signal import Companion

Change = Callable[[Connection, Seat], Awaitable[Seat]]


async def agree(house: Database, reception_id: int, name: str, given: bool, at: datetime) -> None:
    """Whether a seat may be heard, kept with its time; its site agrees when all of it do."""

    async def change(conn: Connection, seat: Seat) -> Seat:
        after = replace(seat, consent=given, consent_at=at)
        await seat_store.save_seat(conn, after)
        await seat_store.add_consent(conn, after, None, given, at)
        return after

    await _changed(house, reception_id, name, change, at)


async def beside(
    house: Database, reception_id: int, name: str, said: Companion, at: datetime
) -> None:
    """Somebody sits beside a seat, agrees or not, or has left. Raises InvalidInput, Conflict."""

    async def change(conn: Connection, seat: Seat) -> Seat:
        if said.id:
            one = companion.answered(seat.companions, said.id, said.given, said.left, at)
            await seat_store.save_companion(conn, one)
        else:
            companion.with_another(seat.companions)
            label = label_of(said.label, "label", GUEST_LABEL)
            one = companion.Companion(0, label, said.given, at)
            one = replace(one, companion_id=await seat_store.add_companion(conn, seat, one))
        if not said.left:
            await seat_store.add_consent(conn, seat, one.companion_id, said.given, at)
        others = [held for held in seat.companions if held.companion_id != one.companion_id]
        return replace(seat, companions=(*others, one))

    await _changed(house, reception_id, name, change, at)


async def _changed(
    house: Database, reception_id: int, name: str, change: Change, at: datetime
) -> None:
    async with house.transaction() as conn:
        reception = await store.find(conn, reception_id, for_change=True)
        if reception is None or reception.is_over:
            return
        seats = {seat.seat: seat for seat in await seat_store.seats_of(conn, reception_id)}
        seat = seats[name] = await change(conn, seats[name])
        agreed = site_consent(seats.values(), seat.level)
        sites = tuple(
            replace(site, consent=agreed) if site.level is seat.level else site
            for site in reception.sites
        )
        await store.save(conn, reception, replace(reception, sites=sites), at)
