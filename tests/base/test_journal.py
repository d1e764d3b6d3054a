"""The journal: dense, in commit order, rolled back without a hole, and it really wakes."""

import asyncio
from datetime import UTC, datetime

import pytest

from command.base import db, journal
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.event import Event, ScopeKey, agency_scope, audience_of

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
WRITERS, EACH = 20, 10


def an_event(type: str = "case.opened", case: int = 1, place: str = "361123002001") -> Event:
    return Event(type, AT, place, audience_of(place, ["rsj"]), case, {"card": {"case": case}})


async def write(database: Database, *events: Event) -> int | None:
    async with database.transaction() as conn:
        return await journal.append(conn, events)


async def write_and_fail(database: Database, *events: Event) -> None:
    async with database.transaction() as conn:
        raise LookupError(await journal.append(conn, events))


async def numbers(database: Database) -> list[int]:
    async with database.reading() as conn:
        return [entry.seq for entry in await journal.read_after(conn, 0, 100_000)]


async def test_numbers_are_dense_under_twenty_concurrent_writers(database: Database) -> None:
    async def writer(case: int) -> None:
        for _ in range(EACH):
            await write(database, an_event(case=case), an_event("case.assigned", case))

    async with asyncio.TaskGroup() as group:
        for case in range(WRITERS):
            group.create_task(writer(case))
    assert await numbers(database) == list(range(1, WRITERS * EACH * 2 + 1))


async def test_a_reader_never_meets_a_gap_while_writers_commit(database: Database) -> None:
    """Order of numbers is order of commits: a number seen means everything below it is seen."""
    seen: list[int] = []

    async def reader() -> None:
        async with database.reading() as conn:
            while len(seen) < WRITERS * EACH:
                seen.extend(
                    entry.seq for entry in await journal.read_after(conn, len(seen), 100_000)
                )

    async def writer(case: int) -> None:
        for _ in range(EACH):
            await write(database, an_event(case=case))

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(reader())
        for case in range(WRITERS):
            group.create_task(writer(case))
    assert seen == list(range(1, WRITERS * EACH + 1))


async def test_a_rolled_back_action_leaves_no_hole(database: Database) -> None:
    await write(database, an_event())
    with pytest.raises(LookupError, match="3"):
        await write_and_fail(database, an_event(), an_event())
    assert await write(database, an_event()) == 2
    assert await numbers(database) == [1, 2]


async def test_events_of_one_action_keep_their_order_and_content(database: Database) -> None:
    types = ["case.opened", "case.accepted", "case.assigned"]
    last = await write(database, *(an_event(type, 7) for type in types))
    async with database.reading() as conn:
        entries = await journal.read_after(conn, 0)
    assert last == 3
    assert [entry.type for entry in entries] == types
    assert entries[0].data == '{"card": {"case": 7}}'
    assert (entries[0].at, entries[0].place, entries[0].case) == (AT, "361123002001", 7)
    assert entries[0].audience == audience_of("361123002001", ["rsj"])


async def test_nothing_to_write_moves_nothing(database: Database) -> None:
    assert await write(database) is None
    async with database.reading() as conn:
        assert (await journal.position(conn)).seq == 0


async def test_a_commit_wakes_the_listener_and_a_rollback_does_not(
    database: Database, fresh: Addresses
) -> None:
    """No poll stands behind this test: only NOTIFY can set the event."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await db.connect(fresh.web)
    try:
        await listener.add_listener(journal.CHANNEL, lambda *said: heard.put_nowait(said[-1]))
        async with database.transaction() as conn:
            await journal.append(conn, [an_event(), an_event()])
        async with asyncio.timeout(5):
            assert await heard.get() == ""
        with pytest.raises(LookupError):
            await write_and_fail(database, an_event())
        await write(database, an_event())
        async with asyncio.timeout(5):
            await heard.get()
        assert heard.empty(), "two commits wake twice, the rollback never"
    finally:
        await listener.close()


async def test_a_scope_reads_only_what_is_for_it(database: Database) -> None:
    await write(
        database,
        an_event(place="361123002001"),
        an_event(place="361123005002"),
        an_event(place="361123002003"),
    )

    async def read(scope: str, seq: int = 0, up_to: int = 3) -> list[int]:
        async with database.reading() as conn:
            found = await journal.read_scope_after(conn, ScopeKey(scope), seq, up_to)
        return [entry.seq for entry in found]

    assert await read("361123") == [1, 2, 3]
    assert await read("361123002") == [1, 3]
    assert await read("361123002", seq=1) == [3]
    assert await read("361123002", up_to=2) == [1]
    assert await read("36112300") == [], "a scope is a whole code, not a piece of one"
    assert await read(agency_scope("rsj")) == [1, 2, 3]
    assert await read(agency_scope("xfj")) == []


async def test_the_last_number_of_a_scope(database: Database) -> None:
    await write(database, an_event(place="361123002001"), an_event(place="361123005002"))

    async def last(scope: str, up_to: int) -> int:
        async with database.reading() as conn:
            return await journal.last_of_scope(conn, ScopeKey(scope), up_to)

    assert [await last("361123002", n) for n in (0, 1, 2)] == [0, 1, 1]
    assert await last("361123009", 2) == 0


async def test_the_epoch_stays_while_numbers_move(database: Database) -> None:
    async def position() -> journal.Position:
        async with database.reading() as conn:
            return await journal.position(conn)

    before = await position()
    await write(database, an_event())
    after = await position()
    assert after == journal.Position(before.epoch, before.seq + 1)


AUDIENCES = [
    ("361123", ("361123", "agency:rsj")),
    ("361123002", ("361123", "361123002", "agency:rsj")),
    ("361123002001", ("361123", "361123002", "361123002001", "agency:rsj")),
    (
        "361123002001007",
        ("361123", "361123002", "361123002001", "361123002001007", "agency:rsj"),
    ),
]


@pytest.mark.parametrize(("place", "audience"), AUDIENCES)
def test_audience_is_the_place_all_above_it_and_the_agencies(
    place: str, audience: tuple[str, ...]
) -> None:
    assert audience_of(place, ["rsj", "rsj"]) == audience
