"""Slow screens: they hurt nobody, catch up, are told what they missed, and at last are let go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from command.base.addresses import Addresses
from command.base.db import Database
from command.base.event import Event, ScopeKey
from command.live.hub import Rules
from command.live.viewer import Viewer
from tests.casework import stage as casework
from tests.cast import COUNTY, Cast
from tests.live import stage as staging
from tests.live.replay import state_hash
from tests.live.stage import Glass, Stage, an_event, append
from tests.live.test_law import fresh_state

BIG = 40_000


def a_big_event() -> Event:
    return replace(an_event(), data={"by": "x" * BIG})


async def written(stage: Stage, viewer: Viewer, seq: int) -> None:
    """Wait until the hub has written up to a number, or has given the viewer up."""
    await stage.until(lambda: viewer.prev >= seq or not viewer.is_live)


@asynccontextmanager
async def frozen(
    stage: Stage, cast: Cast, database: Database, who: str = "duty"
) -> AsyncIterator[tuple[Glass, Viewer]]:
    """A screen that has stopped reading, long enough for the hub to have noticed."""
    glass = Glass(stage, cast.person(who).cookie)
    await glass.dial_narrow()
    await glass.until(lambda glass: glass.told.steady)
    (viewer,) = stage.hub.viewers
    glass.freeze()
    async with asyncio.timeout(20):
        while viewer.is_live:
            await written(stage, viewer, await append(database, a_big_event(), a_big_event()))
    yield glass, viewer


async def test_a_frozen_screen_hurts_nobody_and_is_let_go(
    database: Database, fresh: Addresses, cast: Cast
) -> None:
    async with (
        staging.opened(database, fresh, rules=Rules(behind=1.0)) as stage,
        frozen(stage, cast, database) as (glass, viewer),
    ):
        well = Glass(stage, cast.person("leader").cookie)
        await well.dial()
        await well.until(lambda glass: glass.told.steady)
        for _ in range(20):
            async with asyncio.timeout(1):
                await well.reach(await append(database, a_big_event()))
        await stage.until(lambda: stage.hub.counts["closed_4290"] == 1)
        assert viewer not in stage.hub.viewers
        glass.thaw()
        assert await glass.closing() in (4290, 1006)
        assert set(glass.verdicts) == {"take"}
        await stage.until(lambda: len(stage.hub.viewers) == 1)
        await well.reach(await append(database, an_event()))


async def test_a_screen_that_wakes_up_catches_up_from_the_ring(
    stage: Stage, cast: Cast, database: Database
) -> None:
    async with frozen(stage, cast, database) as (glass, viewer):
        last = await append(database, a_big_event(), an_event())
        glass.thaw()
        await glass.reach(last)
        await stage.until(lambda: viewer.is_live)
        last = await append(database, an_event())
        await glass.reach(last)
        assert glass.events() == list(range(1, last + 1))
        assert set(glass.verdicts) == {"take"}
        assert stage.hub.counts["lagged"] == 0


async def test_a_screen_out_of_the_ring_gets_the_newest_truth_and_is_told_so(
    database: Database, fresh: Addresses
) -> None:
    async with (
        casework.opened(database) as people,
        staging.opened(database, fresh) as stage,
    ):
        case = (await people.report(kind="incident"))["case"]
        async with frozen(stage, people.cast, database) as (glass, viewer):
            stage.hub.scopes[ScopeKey(COUNTY)].ring.frames_most = 3
            await people.report(kind="dispute", level=2)
            await people.answered(case)
            for who, deed, body in (
                ("lead", "sign-for", {}),
                ("lead", "resolve", {"words": "已支付"}),
                ("visitor", "visit", {"satisfaction": "satisfied", "words": "满意"}),
                ("visitor", "close", {}),
            ):
                await people.done(who, case, deed, **body)
            last = await append(database, *(an_event() for _ in range(4)))
            glass.thaw()
            await glass.reach(last)
            await stage.until(lambda: viewer.is_live)
        kinds = [frame["type"] for frame in glass.frames]
        assert kinds[kinds.index("lag") + 1] == "latest"
        assert {"gone": case} in next(f for f in glass.frames if f["type"] == "latest")["items"]
        assert set(glass.verdicts) == {"take"}
        truth = await fresh_state(database, ScopeKey(COUNTY))
        assert glass.told.shown() == truth.shown()
        assert state_hash(glass.told) == state_hash(truth)
        await glass.reach(await append(database, an_event()))
        assert glass.verdicts[-1] == "take"


async def test_a_small_backlog_that_does_not_move_is_a_stall(
    database: Database, fresh: Addresses, cast: Cast
) -> None:
    async with staging.opened(database, fresh, rules=Rules(stuck=0.5)) as stage:
        glass = Glass(stage, cast.person("duty").cookie)
        await glass.dial_narrow()
        await glass.until(lambda glass: glass.told.steady)
        (viewer,) = stage.hub.viewers
        glass.freeze()
        async with asyncio.timeout(20):
            while not viewer.link.waiting():
                last = await append(database, a_big_event())
                await written(stage, viewer, last)
        await stage.until(lambda: not viewer.is_live)
        assert viewer.link.waiting() < 256 * 1024
        glass.thaw()
        await glass.reach(last)
        await stage.until(lambda: viewer.is_live)
        assert set(glass.verdicts) == {"take"}


@pytest.mark.parametrize("screen", ["wall", "desk", "phone"])
async def test_every_kind_of_screen_is_served(
    stage: Stage, cast: Cast, database: Database, screen: str
) -> None:
    glass = Glass(stage, cast.person("duty").cookie, screen=screen)
    await glass.dial()
    await glass.until(lambda glass: glass.told.steady)
    await glass.reach(await append(database, an_event()))
    assert stage.live.figure(f"{screen}s") == 1.0
