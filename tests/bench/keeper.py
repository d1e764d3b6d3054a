"""The keeper: how long it takes to raise every open case of a big county at once.

In batches, one append a batch, on a durable server with a long history. Beside plain updates of the
same cases in batches as large (the floor). Every case must be raised, once.
"""

import asyncio
import time
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path

from command.base import clock
from command.base.db import Database
from command.casework import keeper
from tests.bench import history
from tests.bench.centre import Centre, centre
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.scale import Scale

SECONDS = Goal(most=3.0)
PLAIN = """
update casework.case_file set version = version + 1 where case_id in (
  select case_id from casework.case_file where closed_at is null and version < $1
   order by case_id limit $2)
"""
RAISED = "select count(*) from casework.case_file where closed_at is null and overdue"
TOLD = "select count(*) from casework.clock_step where step = 100"


def run(scale: Scale, folder: Path) -> list[Figure]:
    found = [_round(scale, folder / f"data-{number}") for number in range(scale.drains)]
    ours, plain = zip(*found, strict=True)
    subject = f"keeper, {scale.due_cases} cases"
    return [
        Figure("drained", subject, "s", ours, SECONDS),
        Figure("drained", "plain updates (floor)", "s", plain),
    ]


def _round(scale: Scale, data: Path) -> tuple[float, float]:
    with centre(data) as ground:
        return asyncio.run(_measure(ground, scale))


async def _measure(ground: Centre, scale: Scale) -> tuple[float, float]:
    at = clock.now()
    superuser = ground.postgres.address(database=ground.addresses.owner.database)
    await history.fill(ground.addresses, superuser, scale.cases, scale.due_cases, at)
    owner = await Database.open(ground.addresses.owner, size=1, reserved=0)
    keeping = await Database.open(ground.addresses.keeper, size=2, reserved=1)
    try:
        plain = await _timed(_plain(owner, scale.due_cases))
        ours = await _timed(keeper.tick(keeping, at + history.PROMISE + timedelta(seconds=1)))
        await _check(owner, scale.due_cases)
    finally:
        await keeping.close()
        await owner.close()
    return ours, plain


async def _timed(work: Awaitable[object]) -> float:
    began = time.monotonic()
    await work
    return time.monotonic() - began


async def _plain(owner: Database, cases: int) -> None:
    for _ in range(0, cases, keeper.BATCH):
        async with owner.transaction() as conn:
            await conn.execute(PLAIN, 4, keeper.BATCH)


async def _check(owner: Database, cases: int) -> None:
    async with owner.reading() as conn:
        raised, told = await conn.fetchval(RAISED), await conn.fetchval(TOLD)
    if (raised, told) != (cases, cases):
        raise WrongResult(f"of {cases} cases {raised} are raised, {told} times")
