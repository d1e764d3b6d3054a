"""The reader of the journal: takes visits in, lets entries count, says who is to be talked to.

Its position is a row that moves in the same transaction as what was read, and that lets one reader
in at a time: a restart loses nothing and doubles nothing, and several may run at once.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from command.assessment import store
from command.assessment.strike import (
    APPEAL_DAYS,
    Strike,
    Talk,
    appeal_until,
    owed_after,
    still_owed,
)
from command.base import clock, journal, logs
from command.base.db import Connection, Database
from command.base.event import SYSTEM, Event, agency_scope
from command.base.journal import Entry
from command.base.problem import DatabaseBusy
from command.casework.happened import CaseVisited
from command.casework.terms import Satisfaction
from command.places import store as places

PAUSE = timedelta(seconds=1)
RETRY = timedelta(seconds=3)
BATCH = 1000
LOG = logs.log("assessment")


class _Told(msgspec.Struct, frozen=True):
    """What a visit's event says of itself; those of before return visits had rows say nothing."""

    visit: int | None = None


async def run(
    db: Database,
    stop: asyncio.Event,
    days: int = APPEAL_DAYS,
    now: Callable[[], datetime] = clock.now,
) -> None:
    """Read on until `stop` is set; a busy database is tried again."""
    while not stop.is_set():
        pause = PAUSE
        try:
            await tick(db, now(), days)
        except (DatabaseBusy, OSError) as reason:
            LOG.warning("waiting for the database", reason=type(reason).__name__)
            pause = RETRY
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause.total_seconds())


async def tick(db: Database, at: datetime, days: int = APPEAL_DAYS) -> None:
    """Read to the end of the journal and do what is due at `at`."""
    while await turn(db, at, days) == BATCH:
        pass


async def turn(db: Database, at: datetime, days: int = APPEAL_DAYS) -> int:
    """One batch in one transaction; how many events were read."""
    async with db.transaction() as conn:
        seq = await store.hold_position(conn)
        entries = await journal.read_after(conn, seq, BATCH)
        events = await _entered(conn, _visits_in(entries), at, days)
        events += await _counted(conn, at)
        events += await _narrowed(conn, at)
        if entries:
            await store.move_position(conn, entries[-1].seq)
        await journal.append(conn, events)
        return len(entries)


def _visits_in(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    """Case and round of every result of a visit."""
    told = [
        (one.case, msgspec.json.decode(one.data, type=_Told).visit)
        for one in entries
        if one.type == CaseVisited.name
    ]
    return [(case, number) for case, number in told if case is not None and number is not None]


async def _entered(
    conn: Connection, keys: Sequence[tuple[int, int]], at: datetime, days: int
) -> list[Event]:
    """Keep what was said of whom; dissatisfaction is an entry that may be appealed."""
    visits = await store.rated(conn, keys)
    if not visits:
        return []
    until = appeal_until(at, await places.work_calendar(conn), days)
    events = list[Event]()
    for visit in visits:
        is_new = await store.add_visit(conn, visit)
        if not is_new or visit.satisfaction != Satisfaction.DISSATISFIED:
            continue
        strike_id = await store.add_strike(conn, visit, at, until)
        told = {"strike": strike_id, "year": visit.year}
        events.append(_event("strike.entered", at, visit.county, visit.agency_id, told))
    return events


async def _counted(conn: Connection, at: datetime) -> list[Event]:
    """Entries whose time for an appeal is over count, one after the other."""
    events = list[Event]()
    for strike in await store.claim_countable(conn, at):
        await store.count_strike(conn, strike, at)
        events += await _owed(conn, strike, at)
    return events


async def _owed(conn: Connection, strike: Strike, at: datetime) -> list[Event]:
    """What a counted entry leads to: the third to one interview for whoever has reached it."""
    counts = await store.counts(conn, strike.year, strike.agency_id, strike.officer_id)
    told = {"strike": strike.strike_id, "year": strike.year, "counted": counts.of_unit}
    events = [_event("strike.counted", at, strike.county, strike.agency_id, told)]
    owed = owed_after(strike, counts)
    if owed:
        number = await store.add_talk(conn, strike, owed, at)
        told = {"interview": number, "year": strike.year}
        events.append(_event("interview.owed", at, strike.county, strike.agency_id, told))
    return events


async def _narrowed(conn: Connection, at: datetime) -> list[Event]:
    """Interviews that were not held fall away with entries that were voided."""
    events = list[Event]()
    for talk in await store.owed_talks(conn):
        counts = await store.counts(conn, talk.year, talk.agency_id, talk.officer_id)
        left = still_owed(talk, counts)
        if left == talk:
            continue
        await store.narrow_talk(conn, left)
        if left.state is not talk.state:
            events.append(_withdrawn(left, at))
    return events


def _withdrawn(talk: Talk, at: datetime) -> Event:
    told = {"interview": talk.interview_id, "year": talk.year}
    return _event("interview.withdrawn", at, talk.county, talk.agency_id, told)


def _event(
    name: str, at: datetime, county: str, agency_id: str | None, told: Mapping[str, int | None]
) -> Event:
    """Told to the unit's own screens alone; it names no officer."""
    audience = (agency_scope(agency_id) if agency_id else SYSTEM,)
    return Event(name, at, county, audience, data=told)
