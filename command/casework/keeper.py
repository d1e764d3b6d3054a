"""The keeper of promises: raises cases whose deadline has passed, and forgets what is too old.

No timer lives in memory: the database says what is due, so a keeper may die and another go on,
or several run at once. A clock that jumps is not yet noticed here.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from command.base import clock, idempotency, journal, logs
from command.base.db import Database
from command.base.problem import DatabaseBusy
from command.casework import deadlines, doing, glass, store, timeline
from command.casework.case import Case
from command.casework.doing import Outcome
from command.casework.happened import CaseOverdue

POLL = timedelta(seconds=20)
SHORTEST = timedelta(seconds=1)  # another keeper may hold what is due
RETRY = timedelta(seconds=3)
PHOTO_WAITS = timedelta(hours=24)
KEYS_WAIT = timedelta(days=30)
LOG = logs.log("keeper")


async def run(db: Database, stop: asyncio.Event, now: Callable[[], datetime] = clock.now) -> None:
    """Keep promises until `stop` is set; a busy database is tried again."""
    while not stop.is_set():
        try:
            await tick(db, now())
            pause = await pause_until_due(db, now())
        except (DatabaseBusy, OSError) as reason:
            LOG.warning("waiting for the database", reason=type(reason).__name__)
            pause = RETRY
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause.total_seconds())


async def tick(db: Database, at: datetime) -> int:
    """Do everything that is due at `at`; returns how many cases were raised."""
    raised = 0
    while await raise_overdue(db, at):
        raised += 1
    await glass.close_ended(db, at)
    await forget(db, at)
    return raised


async def raise_overdue(db: Database, at: datetime) -> bool:
    """Raise one case with a missed promise, in a transaction of its own; False when none is left.

    True also when another keeper has just raised the case it found. Its level stays as it is: a
    promise missed makes no matter graver, but somebody must answer.
    """
    async with db.transaction(reserved=True) as conn:
        case = await store.claim_overdue(conn, at)
        if case is None:
            return False
        outcome = missed(case, at)
        if not outcome.happened:
            return True  # another keeper was faster between finding and locking: look again
        _, events = await doing.apply(conn, case, outcome, None)
        await journal.append(conn, events)
        return True


def missed(case: Case, at: datetime) -> Outcome:
    """Every promise of the case that has passed unnoticed, with the reason in words."""
    late = [
        line
        for line in case.deadlines
        if line.is_running and line.escalated_at is None and line.due_at <= at
    ]
    whys = [deadlines.reason_overdue(line, at) for line in late]
    happened = [
        CaseOverdue(at=at, deadline=line.name, why=str(why), task=line.task)
        for line, why in zip(late, whys, strict=True)
    ]
    if not happened:
        return Outcome([])
    return Outcome(happened, words=str(whys[-1]), facts={"words": whys[-1].kept})


async def pause_until_due(db: Database, at: datetime) -> timedelta:
    """How long to sleep: to the nearest promise, at most one poll, for promises made meanwhile."""
    async with db.reading() as conn:
        due = await store.nearest_deadline(conn)
    return POLL if due is None else min(max(due - at, SHORTEST), POLL)


async def forget(db: Database, at: datetime) -> None:
    """Drop photos that no report took within a day, and answers kept for repeats for 30 days."""
    async with db.transaction() as conn:
        await timeline.drop_loose_photos(conn, at - PHOTO_WAITS)
        await idempotency.forget(conn, at - KEYS_WAIT)
