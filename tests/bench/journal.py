"""The journal: appends a second, one transaction each, on a durable server.

Beside plain inserts into the same table, without counter and NOTIFY (the floor). Every number
must be there once, without a hole.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from command.base import clock, journal
from command.base.db import Connection, Database
from command.base.event import Event, audience_of
from tests.bench.centre import Centre, centre
from tests.bench.figure import Figure, Goal, WrongResult, ratio
from tests.bench.sample import PLACE, card_data
from tests.bench.scale import Scale

GOAL = Goal(least=1000)
BESIDE = 10**12
"""Numbers of the plain inserts, far from those of the journal."""
INSERT = """
insert into journal.event (seq, at, type, place, case_id, audience, data)
select $1, $2, $3, $4, $5, string_to_array($6, ' '), $7::jsonb
"""
Write = Callable[[Connection], Awaitable[object]]


def run(scale: Scale, folder: Path) -> list[Figure]:
    with centre(folder / "data") as ground:
        return asyncio.run(_measure(ground, scale))


async def _measure(ground: Centre, scale: Scale) -> list[Figure]:
    database = await Database.open(ground.addresses.web, size=scale.writers)
    try:
        found = [
            figure
            for writers in sorted({1, scale.writers}, reverse=True)
            for figure in await _with_writers(database, writers, scale)
        ]
        await _check_dense(database)
    finally:
        await database.close()
    return found


async def _with_writers(database: Database, writers: int, scale: Scale) -> list[Figure]:
    for write in (_append, _insert):  # connections and prepared statements
        await _rate(database, writers, write, scale.warm_seconds)
    rounds = [
        (
            await _rate(database, writers, _append, scale.append_seconds),
            await _rate(database, writers, _insert, scale.append_seconds),
        )
        for _ in range(scale.rounds)
    ]
    ours, plain = zip(*rounds, strict=True)
    name = "1 writer" if writers == 1 else f"{writers} writers"
    goal = GOAL if writers > 1 else None
    appends = Figure("transactions", f"journal.append, {name}", "/s", ours, goal)
    inserts = Figure("transactions", f"plain insert, {name} (floor)", "/s", plain)
    return [appends, inserts, ratio("transactions", appends, inserts)]


async def _rate(database: Database, writers: int, write: Write, seconds: float) -> float:
    """Transactions a second of all writers together."""
    began = time.monotonic()

    async def work() -> int:
        for done in itertools.count():
            if time.monotonic() - began >= seconds:
                return done
            async with database.transaction() as conn:
                await write(conn)
        return 0

    done = await asyncio.gather(*(work() for _ in range(writers)))
    return sum(done) / (time.monotonic() - began)


_numbers: list[int] = []
_plain = itertools.count(BESIDE)


async def _append(conn: Connection) -> None:
    event = Event(
        "case.progressed", clock.now(), PLACE, audience_of(PLACE, ["rsj"]), 1, card_data()
    )
    number = await journal.append(conn, [event])
    assert number is not None
    _numbers.append(number)


async def _insert(conn: Connection) -> None:
    audience = " ".join(audience_of(PLACE, ["rsj"]))
    data = msgspec.json.encode(card_data()).decode()
    await conn.execute(
        INSERT, next(_plain), clock.now(), "case.progressed", PLACE, 1, audience, data
    )


async def _check_dense(database: Database) -> None:
    """Every number that an append returned, and no other, from the first to the last."""
    async with database.reading() as conn:
        rows = await conn.fetch("select seq from journal.event where seq < $1", BESIDE)
    found = sorted(row["seq"] for row in rows)
    own = sorted(_numbers)
    if len(own) != len(set(own)) or not set(own) <= set(found):
        raise WrongResult("the journal gave a number twice, or lost one that it had given")
    if found != list(range(found[0], found[0] + len(found))):
        raise WrongResult("the journal has a hole")
