"""The stream itself: in order, without a hole, to the right screens, over every kind of break."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from command.base import db as base_db
from command.base import postgres
from command.base.addresses import Addresses
from command.base.clock import now
from command.base.db import Database
from command.base.event import Event, agency_scope
from command.live import joining
from command.live.closing import Close
from tests.cast import OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, Cast
from tests.live import stage as staging
from tests.live.stage import Glass, Stage, an_event, append

OTHER_VILLAGE = f"{OTHER_TOWNSHIP}001"


async def looking(stage: Stage, cast: Cast, who: str = "duty", **query: object) -> Glass:
    glass = Glass(stage, cast.person(who).cookie)
    await glass.dial(**query)
    await glass.until(lambda glass: glass.told.steady)
    return glass


async def test_an_event_reaches_exactly_the_screens_of_its_audience(
    stage: Stage, cast: Cast, database: Database
) -> None:
    people = ["duty", "township", "village", "lead", "support", "outsider"]
    glasses = {who: await looking(stage, cast, who) for who in people}
    here = await append(database, an_event(place=VILLAGE))
    await append(database, an_event(place=OTHER_VILLAGE))
    last = await append(database, Event("case.signed", now(), TOWNSHIP, (agency_scope("zjj"),)))
    for glass in glasses.values():
        await glass.reach(last)
    assert {who: glass.events() for who, glass in glasses.items()} == {
        "duty": [here, here + 1],
        "township": [here],
        "village": [here],
        "lead": [here, here + 1],
        "support": [last],
        "outsider": [],
    }


async def test_frames_are_flat_and_chained_in_their_scope(
    stage: Stage, cast: Cast, database: Database
) -> None:
    glass = await looking(stage, cast, "village")
    event = an_event(place=VILLAGE, case=7)
    first = await append(database, event)
    await append(database, an_event(place=OTHER_VILLAGE))
    last = await append(database, an_event(place=VILLAGE))
    await glass.reach(last)
    one, two = [frame for frame in glass.frames if "." in frame["type"]]
    assert one == {
        "seq": first,
        "prev": 0,
        "type": "case.progressed",
        "at": event.at.isoformat().replace("+00:00", "Z"),
        "place": VILLAGE,
        "case": 7,
        "data": {"by": "人社局"},
    }
    assert (two["seq"], two["prev"]) == (last, first)


async def test_a_wall_is_told_every_second_how_fresh_it_is(stage: Stage, cast: Cast) -> None:
    glass = await looking(stage, cast)
    async with asyncio.timeout(5):
        beats = [await glass.hear(), await glass.hear(), await glass.hear()]
    assert [beat["type"] for beat in beats] == ["heartbeat"] * 3
    assert all(beat["as_of"] <= beat["now"] for beat in beats)
    assert beats[0]["as_of"] < beats[2]["as_of"]


async def test_a_heartbeat_moves_an_idle_screen_so_that_it_asks_for_little(
    stage: Stage, cast: Cast, database: Database
) -> None:
    glass = await looking(stage, cast, "outsider")
    last = await append(database, *(an_event() for _ in range(20)))
    await glass.reach(last)
    assert (glass.told.seq, glass.told.prev, glass.events()) == (last, 0, [])


async def test_the_first_event_goes_at_once_and_followers_go_together(
    stage: Stage, cast: Cast, database: Database
) -> None:
    glass = await looking(stage, cast, "leader")
    before = stage.hub.counts["writes"]
    await append(database, *(an_event() for _ in range(5)))
    last = await append(database, an_event())
    for _ in range(20):
        last = await append(database, an_event())
    await glass.reach(last)
    assert glass.events() == list(range(last - 25, last + 1))
    assert stage.hub.counts["writes"] - before < 20


async def test_forty_screens_that_come_and_go_miss_nothing_and_see_nothing_twice(
    stage: Stage, cast: Cast, database: Database
) -> None:
    people = ["duty", "township", "village", "lead"]
    glasses = [Glass(stage, cast.person(people[i % 4]).cookie) for i in range(40)]
    written = asyncio.Event()
    dice = random.Random(7)

    async def writer() -> None:
        for _ in range(300):
            place = dice.choice([VILLAGE, OTHER_VILLAGE])
            events = [an_event(place=place) for _ in range(dice.randint(1, 3))]
            await append(database, *events)
        written.set()

    async def screen(glass: Glass) -> None:
        while not written.is_set():
            await glass.dial()
            for _ in range(dice.randint(1, 25)):
                await glass.hear()
            await glass.drop()

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(writer())
        for glass in glasses:
            group.create_task(screen(glass))
    assert stage.hub.position is not None
    last = stage.hub.position.seq
    for glass in glasses:
        await glass.dial()
        await glass.reach(last)
        assert set(glass.verdicts) == {"take"}
        assert glass.events() == await numbers(database, glass)
    assert stage.hub.counts["resumed"] > 40


async def numbers(database: Database, glass: Glass) -> list[int]:
    """What a screen should have seen: its scope's numbers after its first snapshot."""
    first = next(frame["seq"] for frame in glass.frames if frame["type"] == "snapshot")
    async with database.reading() as conn:
        rows = await conn.fetch(
            "select seq from journal.event where audience @> array[$1::text] and seq > $2"
            " order by seq",
            glass.told.scope,
            first,
        )
    return [row["seq"] for row in rows]


async def test_screens_go_on_over_a_restart_of_the_server(
    database: Database, fresh: Addresses, cast: Cast
) -> None:
    async with staging.opened(database, fresh) as first:
        glass = await looking(first, cast, "township")
        before = await append(database, an_event(), an_event())
        await glass.reach(before)
    during = await append(database, an_event(place=OTHER_VILLAGE), an_event(), an_event())
    async with staging.opened(database, fresh) as second:
        glass.stage = second
        await glass.dial()
        await glass.reach(during)
        after = await append(database, an_event())
        await glass.reach(after)
        assert second.hub.counts["snapshots"] == 0
    assert glass.events() == await numbers(database, glass)
    assert set(glass.verdicts) == {"take"}


async def test_a_screen_hears_1012_when_the_server_restarts(
    database: Database, fresh: Addresses, cast: Cast
) -> None:
    async with staging.opened(database, fresh) as stage:
        glass = await looking(stage, cast)
        closing = asyncio.create_task(glass.closing())
    assert await closing == 1012


async def test_the_wake_up_alone_delivers(database: Database, fresh: Addresses, cast: Cast) -> None:
    async with staging.opened(database, fresh, poll=None) as stage:
        glass = await looking(stage, cast)
        for _ in range(3):
            await glass.reach(await append(database, an_event()))


async def test_the_poll_alone_delivers(database: Database, fresh: Addresses, cast: Cast) -> None:
    async with staging.opened(database, fresh, poll=0.1, listen=False) as stage:
        glass = await looking(stage, cast)
        for _ in range(3):
            await glass.reach(await append(database, an_event()))


@pytest.fixture
async def tight(
    database: Database, fresh: Addresses, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    """A stream that replays at most five events from the database."""
    monkeypatch.setattr(joining, "REPLAYED", 5)
    async with staging.opened(database, fresh) as stage:
        yield stage


async def test_a_screen_that_is_too_far_behind_gets_a_snapshot(
    tight: Stage, cast: Cast, database: Database
) -> None:
    glass = await looking(tight, cast)
    await glass.drop()
    tight.hub.scopes[glass.told.scope].ring.frames_most = 3  # type: ignore[index]
    last = await append(database, *(an_event() for _ in range(6)))
    await tight.until(lambda: tight.hub.position is not None and tight.hub.position.seq == last)
    await glass.dial()
    await glass.reach(last)
    assert [frame["type"] for frame in glass.frames[-2:]] == ["hello", "snapshot"]
    assert tight.hub.counts["snapshots"] == 2


async def test_a_screen_that_is_a_little_behind_gets_it_from_the_database(
    tight: Stage, cast: Cast, database: Database
) -> None:
    glass = await looking(tight, cast)
    await glass.drop()
    tight.hub.scopes[glass.told.scope].ring.frames_most = 3  # type: ignore[index]
    last = await append(database, *(an_event() for _ in range(5)))
    await tight.until(lambda: tight.hub.position is not None and tight.hub.position.seq == last)
    await glass.dial()
    await glass.reach(last)
    assert (glass.events(), tight.hub.counts["snapshots"]) == ([1, 2, 3, 4, 5], 1)


async def test_another_journal_gives_everybody_a_snapshot(
    stage: Stage, cast: Cast, database: Database, fresh: Addresses
) -> None:
    glass = await looking(stage, cast)
    await append(database, an_event(), an_event())
    owner = await base_db.connect(fresh.owner)
    try:
        await owner.execute(
            "update journal.counter set epoch = gen_random_uuid(), seq = 1;"
            "delete from journal.event where seq > 1"
        )
    finally:
        await owner.close()
    assert await glass.closing() == 4202
    old = glass.told.epoch
    await glass.dial()
    await glass.until(lambda glass: glass.told.steady and glass.told.epoch != old)
    assert (glass.frames[-1]["type"], glass.told.seq) == ("snapshot", 1)
    await glass.reach(await append(database, an_event()))
    assert glass.verdicts[-1] == "take"


async def test_a_number_from_the_future_gives_a_snapshot(
    stage: Stage, cast: Cast, database: Database
) -> None:
    await stage.hub.known.wait()
    assert stage.hub.position is not None
    epoch = stage.hub.position.epoch
    glass = await looking(stage, cast, epoch=epoch, since=10**9)
    assert [frame["type"] for frame in glass.frames] == ["hello", "snapshot"]


async def test_a_burst_while_snapshots_are_read_keeps_every_chain(
    stage: Stage, cast: Cast, database: Database
) -> None:
    done = asyncio.Event()

    async def burst() -> int:
        last = 0
        for _ in range(150):
            last = await append(database, an_event(), an_event(place=OTHER_VILLAGE))
        done.set()
        return last

    writing = asyncio.create_task(burst())
    glasses: list[Glass] = []
    while not done.is_set():
        glasses += [await looking(stage, cast, who) for who in ("duty", "township", "outsider")]
    last = await writing
    for glass in glasses:
        await glass.reach(last)
        assert set(glass.verdicts) == {"take"}
        assert glass.events() == await numbers(database, glass)
    assert len(glasses) > 6


async def test_without_our_protocol_the_stream_is_the_same(
    database: Database, fresh: Addresses, cast: Cast
) -> None:
    async with staging.opened(database, fresh, protocol=WebSocketsSansIOProtocol) as stage:
        glass = await looking(stage, cast)
        last = await append(database, an_event(), an_event())
        await glass.reach(last)
        assert glass.events() == [last - 1, last]
        for viewer in tuple(stage.hub.viewers):
            stage.hub.drop(viewer, Close.SCOPE_REVOKED)
        assert await glass.closing() == 4003


async def test_a_wall_says_how_old_it_is_while_the_database_is_away(
    stage: Stage, cast: Cast, database: Database, fresh: Addresses, server: postgres.Server
) -> None:
    """Heartbeats go on, `as_of` stands still; afterwards it goes on without a snapshot."""
    glass = await looking(stage, cast)
    admin = await base_db.connect(server.address())
    name = fresh.web.database
    try:
        await admin.execute(f"alter database {name} allow_connections false")
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
        )
        await stage.until(lambda: stage.hub.counts["tail_losses"] > 0)
        held = stage.hub.as_of
        await glass.until(lambda glass: _age(glass) > 2)
        assert stage.hub.as_of == held
    finally:
        await admin.execute(f"alter database {name} allow_connections true")
        await admin.close()
    last = await append(database, an_event())
    await glass.reach(last)
    await glass.until(lambda glass: _age(glass) < 2)
    assert set(glass.verdicts) == {"take"}
    assert [f["type"] for f in glass.frames].count("snapshot") == 1


def _age(glass: Glass) -> float:
    """Seconds of age that the last heartbeat told."""
    beats = [frame for frame in glass.frames if frame["type"] == "heartbeat"]
    if not beats:
        return 0.0
    read, told = (staging.instant(beats[-1][name]) for name in ("as_of", "now"))
    return (told - read).total_seconds()
