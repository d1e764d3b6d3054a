"""The audit: rows a second, each in a transaction of its own, and what one row adds to a deed.

Beside plain inserts into a bare table (the floor). Everything is chained afterwards and must
verify, every row once.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from command.audit import checking, keeper, store
from command.audit.checkpoint import Signer
from command.audit.record import Fact, What, record
from command.base import clock, db
from command.base.db import Connection, Database
from tests.bench.centre import Centre, centre
from tests.bench.figure import Figure, Goal, WrongResult, ratio
from tests.bench.scale import Scale

ROWS_A_SECOND = Goal(least=1000)
ADDED_MS = Goal(most=1.0)
"""The same for a row that joins a deed's transaction and for one that has a commit of its own."""
BARE = "create table bare (id bigint generated always as identity primary key, text text not null)"
INSERT = "insert into bare (text) values ($1)"
LINE = "GET /api/cases/{case_id:int}"
Write = Callable[[Connection], Awaitable[object]]
_written = itertools.count()


def run(scale: Scale, folder: Path) -> list[Figure]:
    with centre(folder / "data") as ground:
        return asyncio.run(_measure(ground, scale, Signer.of(folder / "keys")))


async def _measure(ground: Centre, scale: Scale, signer: Signer) -> list[Figure]:
    await _prepare(ground)
    web = await Database.open(ground.addresses.web, size=scale.writers)
    try:
        rates = [await _rates(web, scale, writers) for writers in (scale.writers, 1)]
        added = await _added(web, scale)
    finally:
        await web.close()
    chained = await _chained(ground, signer)
    return [figure for found in (*rates, added) for figure in found] + [chained]


async def _prepare(ground: Centre) -> None:
    conn = await db.connect(ground.addresses.owner)
    try:
        await conn.execute(BARE)
        await conn.execute("grant insert on bare to yushan_web")
    finally:
        await conn.close()


async def _rates(web: Database, scale: Scale, writers: int) -> list[Figure]:
    for write in (_record, _insert):
        await _rate(web, writers, write, scale.warm_seconds)
    rounds = [
        (
            await _rate(web, writers, _record, scale.append_seconds),
            await _rate(web, writers, _insert, scale.append_seconds),
        )
        for _ in range(scale.rounds)
    ]
    ours, plain = zip(*rounds, strict=True)
    name = "1 writer" if writers == 1 else f"{writers} writers"
    goal = ROWS_A_SECOND if writers > 1 else None
    rows = Figure("rows", f"audit.record, {name}", "/s", ours, goal)
    inserts = Figure("rows", f"plain insert, {name} (floor)", "/s", plain)
    return [rows, inserts, ratio("rows", rows, inserts)]


async def _rate(web: Database, writers: int, write: Write, seconds: float) -> float:
    """Transactions a second of all writers together."""
    began = time.monotonic()

    async def work() -> int:
        done = 0
        while time.monotonic() - began < seconds:
            async with web.transaction() as conn:
                await write(conn)
            done += 1
        return done

    done = await asyncio.gather(*(work() for _ in range(writers)))
    return sum(done) / (time.monotonic() - began)


async def _added(web: Database, scale: Scale) -> list[Figure]:
    """Milliseconds: in a transaction that writes anyway, and with a commit of its own."""
    deeds = tuple([await _taken_of_a_deed(web, scale.append_seconds) for _ in range(scale.rounds)])
    pages = tuple([await _taken_of_a_page(web, scale.append_seconds) for _ in range(scale.rounds)])
    return [
        Figure("added to a deed", "audit.record in its transaction", "ms", deeds, ADDED_MS),
        Figure("added to a page", "audit.record with its own commit", "ms", pages, ADDED_MS),
    ]


async def _taken_of_a_page(web: Database, seconds: float) -> float:
    began, taken = time.monotonic(), list[float]()
    while time.monotonic() - began < seconds:
        before = time.perf_counter()
        async with web.transaction() as conn:
            await _record(conn)
        taken.append((time.perf_counter() - before) * 1000)
    return median(taken)


async def _taken_of_a_deed(web: Database, seconds: float) -> float:
    began, taken = time.monotonic(), list[float]()
    while time.monotonic() - began < seconds:
        async with web.transaction() as conn:
            await _insert(conn)
            before = time.perf_counter()
            await _record(conn)
            taken.append((time.perf_counter() - before) * 1000)
    return median(taken)


async def _chained(ground: Centre, signer: Signer) -> Figure:
    """Rows a second into the chain; then the whole of it must verify."""
    chainer = await Database.open(ground.addresses.keeper, size=1, reserved=0)
    auditor = await Database.open(ground.addresses.auditor, size=1, reserved=0)
    try:
        began = time.monotonic()
        done = await keeper.tick(chainer, signer, clock.now())
        seconds = time.monotonic() - began
        async with auditor.snapshot() as conn:
            verdict = await checking.check(conn, signer.reader, [], clock.now())
            waiting = (await store.state(conn)).waiting
    finally:
        await chainer.close()
        await auditor.close()
    if not verdict.is_sound or waiting or verdict.last != next(_written):
        raise WrongResult(f"{verdict.last} rows in the chain, {verdict.findings}, {waiting} wait")
    return Figure("rows into the chain", "audit.chain, one keeper", "/s", (done / seconds,))


async def _record(conn: Connection) -> None:
    detail: dict[str, Fact] = {"request": "0123456789abcdef", "session": 12}
    await record(conn, What.CASE_READ, 7, clock.now(), 12, LINE, detail=detail, unit="rsj")
    next(_written)


async def _insert(conn: Connection) -> None:
    await conn.execute(INSERT, LINE)
