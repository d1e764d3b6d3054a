"""The law with receptions: snapshot before + frames = snapshot after, for everybody who looks."""

import asyncio

from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.event import ScopeKey
from tests.live import stage as live
from tests.live.replay import replay, state_hash
from tests.live.stage import Glass
from tests.live.test_law import RECEPTIONS, fresh_state
from tests.video import stage as staging
from tests.video.stage import Stage, outcome, soon

LOOKING = ("duty", "township", "village", "lead", "support", "other_township", "outsider")
NEIGHBOUR = "361123002002"


async def _a_whole_life(stage: Stage) -> None:
    case = await stage.case()
    reception = (await stage.book(case=case))["reception"]
    await stage.all_three(reception)
    await stage.done("duty", reception, "begin")
    await stage.done("duty", reception, "interrupt")
    await stage.done("duty", reception, "resume")
    await stage.done("duty", reception, "end")
    await stage.done("duty", reception, "close", outcome=outcome(stage))
    await stage.cases.done(
        "lead", case, "answer", task=2, words="已补发"
    )  # 1 is the supporter's own


async def _others(stage: Stage) -> None:
    """One that nobody came to, one whose case moves, one whose case is hidden, one that goes on."""
    missed = (await stage.book())["reception"]
    told = {"side": "official", "reason": "赴现场"}
    await stage.done("duty", missed, "no-show", **told)
    off = (await stage.book())["reception"]
    wish = {"side": "petitioner", "reason": "来访人当天有事"}
    await stage.done("duty", off, "move", starts_at=soon(90), **wish)
    await stage.done("duty", off, "cancel", **wish)
    case = await stage.case()
    moves = (await stage.book(case=case))["reception"]
    await stage.cases.done("township", case, "facts", place=NEIGHBOUR)
    await stage.signalling.settle(moves)
    case = await stage.case()
    hides = (await stage.book(case=case))["reception"]
    await stage.cases.done("township", case, "facts", type="family")
    await stage.signalling.settle(hides)
    goes_on = (await stage.book())["reception"]
    await stage.enter("duty", goes_on, "county")
    await stage.signalling.settle(goes_on)


async def test_every_screen_shows_the_receptions_of_its_scope(
    database: Database, fresh: Addresses
) -> None:
    async with staging.opened(database) as stage, live.opened(database, fresh) as stream:
        await stage.book()
        glasses = {who: Glass(stream, stage.cast.person(who).cookie) for who in LOOKING}
        for glass in glasses.values():
            await glass.dial()
            await glass.until(lambda glass: glass.told.steady)
        await _a_whole_life(stage)
        await _others(stage)
        entries = await stage.journal()
        assert {entry.type for entry in entries} >= RECEPTIONS
        async with asyncio.timeout(30):
            for glass in glasses.values():
                await glass.reach(entries[-1].seq)
        for who, glass in glasses.items():
            truth = await fresh_state(stage.cases.house, ScopeKey(glass.told.scope))
            at = clock.now().isoformat()
            beat = {"type": "heartbeat", "seq": entries[-1].seq, "now": at, "as_of": at}
            held, fresh_told = replay([beat], glass.told), replay([beat], truth)
            assert held.shown() == fresh_told.shown(), who
            assert state_hash(held) == state_hash(fresh_told), who
            assert set(glass.verdicts) == {"take"}, who
        shown = {who: len(glass.told.receptions) for who, glass in glasses.items()}
        assert shown == {
            "duty": 4,
            "township": 4,
            "village": 3,
            "lead": 4,
            "support": 4,
            "other_township": 0,
            "outsider": 0,
        }
