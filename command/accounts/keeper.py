"""The keeper of sessions: ends what nobody uses any more, and forgets where it came from.

No timer lives in memory; several keepers may run at once. Refuses to know cookies.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from command.accounts import session_store
from command.accounts.ending import session_ended
from command.base import clock, journal, logs
from command.base.db import Database
from command.base.problem import DatabaseBusy

POLL_SECONDS = 20.0
SOURCES_KEPT = timedelta(days=180)
LOG = logs.log("accounts.keeper")


async def run(db: Database, stop: asyncio.Event, now: Callable[[], datetime] = clock.now) -> None:
    """End idle sessions until `stop` is set; a busy database is tried again."""
    while not stop.is_set():
        try:
            await tick(db, now())
        except (DatabaseBusy, OSError) as reason:
            LOG.warning("waiting for the database", reason=type(reason).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)


async def tick(db: Database, at: datetime) -> int:
    """End what is idle at `at` and tell the house, so that sockets close; how many ended."""
    async with db.transaction() as conn:
        await session_store.forget_sources(conn, at - SOURCES_KEPT)
        ended = await session_store.end_idle(conn, at)
        await journal.append(conn, [session_ended(one, county, at) for one, county in ended])
    return len(ended)
