"""The keeper of the chain: gives rows their place within a second, signs checkpoints.

Several may run at once: the head of the chain lets one in at a time. Refuses to know what a row
says.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from command.audit import store
from command.audit.checkpoint import Checkpoint, Signer
from command.base import clock, logs
from command.base.db import Database
from command.base.problem import DatabaseBusy

PAUSE = timedelta(milliseconds=500)
RETRY = timedelta(seconds=3)
SIGN_ROWS = 1000
SIGN_EVERY = timedelta(minutes=10)
LOG = logs.log("audit")


async def run(
    db: Database, signer: Signer, stop: asyncio.Event, now: Callable[[], datetime] = clock.now
) -> None:
    """Chain and sign until `stop` is set; a busy database is tried again."""
    while not stop.is_set():
        pause = PAUSE
        try:
            await tick(db, signer, now())
        except (DatabaseBusy, OSError) as reason:
            LOG.warning("waiting for the database", reason=type(reason).__name__)
            pause = RETRY
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause.total_seconds())


async def tick(db: Database, signer: Signer, at: datetime) -> int:
    """Chain everything that waits, and sign when it is time; returns how many rows were chained."""
    done = 0
    while True:
        async with db.transaction() as conn:
            chained = await store.chain(conn)
        done += chained
        await _sign_when_due(db, signer, at)
        if chained < store.AT_ONCE:
            return done


async def sign_now(db: Database, signer: Signer, at: datetime) -> Checkpoint | None:
    """Chain everything that waits and sign the tip; None while there is no row at all."""
    await tick(db, signer, at)
    async with db.transaction() as conn:
        state = await store.state(conn)
        if state.tip.seq:
            await store.add_checkpoint(conn, signer.sign(state.tip, at))
        return await store.newest_checkpoint(conn)


async def _sign_when_due(db: Database, signer: Signer, at: datetime) -> None:
    async with db.transaction() as conn:
        tip = (await store.state(conn)).tip
        last = await store.newest_checkpoint(conn)
        if is_due(tip.seq, last, at):
            await store.add_checkpoint(conn, signer.sign(tip, at))


def is_due(seq: int, last: Checkpoint | None, at: datetime) -> bool:
    """A checkpoint every 1,000 rows or 10 minutes, whichever is first; none for no new row."""
    if last is None:
        return seq > 0
    new = seq - last.seq
    return new >= SIGN_ROWS or (new > 0 and at - last.at >= SIGN_EVERY)
