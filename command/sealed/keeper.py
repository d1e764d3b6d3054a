"""The lane's clock: what nobody accepts or answers in time is opened to the unit above as well.

It reads no word of a complaint, and the house hears nothing of it. While the machine's own clock
jumps, nothing is raised.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from command.accounts.agency import Agency
from command.base import clock, logs
from command.base.db import Database
from command.base.problem import DatabaseBusy
from command.casework.steadiness import Steadiness
from command.sealed import store
from command.sealed.filing import staffed
from command.sealed.matter import ACCEPT_WITHIN

PAUSE = timedelta(seconds=30)
LOG = logs.log("sealed")


async def run(
    db: Database,
    stop: asyncio.Event,
    now: Callable[[], datetime] = clock.now,
    counted: Callable[[], float] = time.monotonic,
) -> None:
    """Raise what is late until `stop` is set; a busy database is tried again."""
    steadiness = Steadiness()
    while not stop.is_set():
        at = now()
        try:
            if steadiness.is_steady(at, counted()):
                await tick(db, at)
        except (DatabaseBusy, OSError) as reason:
            LOG.warning("waiting for the database", reason=type(reason).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE.total_seconds())


async def tick(db: Database, at: datetime) -> int:
    """Raise everything that is late at `at`; how many matters. On the keeper's login.

    A transaction a matter: each holds the counter of its receipts and would wait for the next
    matter's row with it.
    """
    reached_by = at - ACCEPT_WITHIN
    async with db.reading() as conn:
        found = await store.late(conn, at, reached_by)
        centres = await staffed(conn) if found else []
    done = 0
    for late in found:
        above = unit_above(late.place, centres)
        async with db.transaction() as conn:
            done += await store.raise_late(conn, late, above, at, reached_by)
    return done


def unit_above(place: str, centres: Sequence[Agency]) -> str | None:
    """The lowest of the staffed `centres` above the one of a place; None above the county."""
    above = [one for one in centres if place.startswith(one.place) and one.place != place]
    lowest = max(above, key=lambda one: len(one.place), default=None)
    return lowest.agency_id if lowest else None
