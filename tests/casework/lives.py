"""The machine of `test_stateful.py`: what people and clocks do to cases, and the laws that hold.

Knows no rule of a case but who leads it and which moves the table lists; it asks the judge only to
find what somebody may do, and compares rows before and after.
"""

import asyncio
import secrets
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from unittest.mock import patch

import httpx2
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
)

from command.accounts.role import Actor
from command.base import addresses, clock, db, journal, postgres
from command.base.addresses import Addresses
from command.base.db import Connection, Database
from command.base.event import Event
from command.casework import access, judge, keeper, store
from command.casework.case import Case
from command.casework.keeper import Keeping
from command.casework.steadiness import Steadiness
from command.casework.terms import ENDS, Deed, State
from tests import ground
from tests.casework import living
from tests.casework.living import BODIES, PEOPLE, Body, Seen
from tests.casework.orphans import UNANSWERED
from tests.casework.stage import Stage, a_report, serving
from tests.cast import AT, Cast

DONE = 200
LEGAL = 0.85
CHANCES = st.integers(0, 2**32 - 1)
"""What a step rolls its dice with: after a race, which may end either way, nothing is drawn."""
SAID = {"case.overdue", "case.warned"}
TOLD = {*SAID, "clock.resumed", "case.recounted"}
LEADS = {
    *(Deed.RESOLVE, Deed.RETURN, Deed.ASK, Deed.ASK_TIME, Deed.RESUME_CLOCK, Deed.REFER_UP),
    *(Deed.TRANSFER, Deed.COME_BACK, Deed.HEAR, Deed.CONCLUDE_HEARING),
    *(Deed.AGREE, Deed.PERFORM, Deed.CONFIRM, Deed.BREAK_OFF),
}
ALL = tuple(BODIES)
ONWARDS = (Deed.ACCEPT, Deed.SIGN_FOR, Deed.ANSWER, Deed.LIFT, Deed.RESOLVE, Deed.VISIT, Deed.CLOSE)
STILL = {State.VISITED, *ENDS}
"""A visited case has kept every promise, and waits for the word that closes it."""
NUMBERS = "select count(*), min(seq), max(seq) from journal.event"
DUE = "select from casework.case_file where closed_at is null and next_at <= $1"
Answer = TypeVar("Answer")


class Crash(Exception):
    """The machine that the centre runs on has lost its power."""


@dataclass(frozen=True)
class Act:
    """A deed as a person sends it; whether they may, and whether their agency leads."""

    case: int
    deed: Deed
    who: str
    body: Body
    is_legal: bool
    leads: bool
    key: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass
class Home:
    """A county with its people, to be cloned for every example, and the loop of all of them."""

    server: postgres.Server
    template: Addresses
    cast: Cast
    loop: asyncio.AbstractEventLoop

    def wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self.loop.run_until_complete(work)

    async def clone(self, name: str) -> Addresses:
        conn = await db.connect(self.server.address())
        try:
            await conn.execute(
                f"create database {name} owner {addresses.OWNER_ROLE}"
                f" template {self.template.owner.database} strategy file_copy"
            )
        finally:
            await conn.close()
        ground.KNOWN[name] = addresses.embedded(self.server, name)
        return ground.KNOWN[name]

    async def drop(self, name: str) -> None:
        conn = await db.connect(self.server.address())
        try:
            await conn.execute(f"drop database {name} with (force)")
        finally:
            await conn.close()


class Lives(RuleBasedStateMachine):
    """What people and clocks do, and the laws that hold after each step."""

    home: Home

    def __init__(self) -> None:
        super().__init__()
        self.name = f"t_{secrets.token_hex(6)}"
        self.at = AT
        self.keeping, self.steadiness = Keeping(), Steadiness()
        self.receipts: dict[int, set[str]] = {}
        self.seen: dict[int, Seen] = {}
        self.room = AsyncExitStack()
        self.room.enter_context(patch.object(clock, "now", lambda: self.at))
        self.stage = self.wait(self._opened())

    def wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self.home.wait(work)

    async def _opened(self) -> Stage:
        found = await self.home.clone(self.name)
        self.room.push_async_callback(self.home.drop, self.name)
        web = await Database.open(found.web, size=4, reserved=2)
        self.room.push_async_callback(web.close)
        return await self.room.enter_async_context(serving(web, self.home.cast))

    def teardown(self) -> None:
        self.wait(self.room.aclose())

    # What may happen

    @initialize(chance=CHANCES)
    def the_first_is_reported(self, chance: int) -> None:
        self.somebody_reports(chance)

    @rule(chance=CHANCES)
    def somebody_reports(self, chance: int) -> None:
        taken = self.wait(self.stage.report(**living.a_report(Random(chance))))
        self.receipts[taken["case"]] = {taken["receipt"]}
        self.law(Deed.OPEN, "clerk", taken["case"])

    @rule(chance=CHANCES)
    def somebody_reports_it_again(self, chance: int) -> None:
        dice = Random(chance)
        case = self.one_of(dice)
        body = a_report(**living.a_report(dice), match={"case": case, "as": "joined"})
        answer = self.wait(self.stage.post("clerk", "/api/reports", body))
        is_open = self.seen[case].state not in ENDS
        assert answer.status_code == (201 if is_open else 409), answer.text
        if is_open:
            self.receipts[case].add(answer.json()["receipt"])
        self.law(Deed.JOIN, "clerk", case if is_open else None)

    @rule(chance=CHANCES)
    def somebody_acts(self, chance: int) -> None:
        act = self.drawn(Random(chance))
        answer = self.wait(self.post(act))
        self.law(act.deed, act.who, act.case if self.is_done(act, answer) else None)

    @rule(chance=CHANCES)
    def a_case_goes_on(self, chance: int) -> None:
        """Three deeds that bring it nearer to its end, each by somebody who may."""
        dice = Random(chance)
        case = self.one_of(dice)
        for _ in range(3):
            act = self.drawn(dice, case, ONWARDS)
            answer = self.wait(self.post(act))
            self.law(act.deed, act.who, act.case if self.is_done(act, answer) else None)

    @rule(chance=CHANCES)
    def an_answer_is_lost_and_asked_for_again(self, chance: int) -> None:
        act = self.drawn(Random(chance))
        first, second = self.wait(self.post(act)), self.wait(self.post(act))
        if self.is_done(act, first):
            assert (second.status_code, second.content) == (200, first.content)
        self.law(act.deed, act.who, act.case if first.status_code == DONE else None)

    @rule(chance=CHANCES)
    def two_act_at_once(self, chance: int) -> None:
        dice = Random(chance)
        case = self.one_of(dice)
        acts = [self.drawn(dice, case) for _ in range(2)]
        answers = self.wait(self.both(*(self.post(act) for act in acts)))
        done = [act for act, got in zip(acts, answers, strict=True) if self.is_done(act, got)]
        assert len(done) <= 1, "both have seen the same version"
        deed, who = (done[0].deed, done[0].who) if done else (Deed.OPEN, "clerk")
        self.law(deed, who, case if done else None)

    @rule(chance=CHANCES)
    def the_power_fails_in_a_deed(self, chance: int) -> None:
        act = self.drawn(Random(chance))
        with patch.object(journal, "append", _fails), suppress(Crash):
            self.is_done(act, self.wait(self.post(act)))
        self.law(act.deed, act.who, None)

    @rule(minutes=st.sampled_from((1, 30, 150, 60 * 12, 60 * 30, 60 * 24 * 4, 60 * 24 * 20)))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def the_keeper_looks(self) -> None:
        is_steady = self.steady(self.at)
        self.wait(self.keeping.turn(self.stage.keeper, self.at, self.counted))
        self.law_of_the_keeper(is_steady)

    @rule(jump=st.sampled_from((-90, 90, 60 * 24 * 30, -60 * 24 * 30)))
    def the_machines_clock_jumps(self, jump: int) -> None:
        """And is set right again before the keeper's next look; a keeper that has just begun has
        nothing to compare a clock with."""
        if self.steadiness == Steadiness():
            return
        wrong = self.at + timedelta(minutes=jump)
        assert not self.steady(wrong)
        self.wait(self.keeping.turn(self.stage.keeper, wrong, self.counted))
        self.law_of_the_keeper(False)

    @rule()
    def the_power_fails_while_the_keeper_tells(self) -> None:
        with patch.object(journal, "append", _fails), suppress(Crash):
            self.wait(keeper.tick(self.stage.keeper, self.at))
        self.keeping, self.steadiness = Keeping(), Steadiness()
        self.law(Deed.WARN, None, None)

    @rule(chance=CHANCES)
    def somebody_acts_while_the_keeper_tells(self, chance: int) -> None:
        act = self.drawn(Random(chance))
        told = keeper.tick(self.stage.keeper, self.at)
        answer, _ = self.wait(self.both(self.post(act), told))
        self.is_done(act, answer)
        self.law_of_both(act if answer.status_code == DONE else None)

    # How it is done

    @property
    def counted(self) -> float:
        """What a clock says that nobody sets."""
        return (self.at - AT).total_seconds()

    def steady(self, wall: datetime) -> bool:
        return self.steadiness.is_steady(wall, self.counted, self.wait(self.newest()))

    async def newest(self) -> datetime | None:
        async with self.stage.house.reading() as conn:
            return await journal.newest_at(conn)

    async def both(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        return list(await asyncio.gather(*work))

    def one_of(self, dice: Random) -> int:
        return dice.choice(sorted(self.seen))

    def drawn(self, dice: Random, case: int = 0, deeds: Sequence[Deed] = ALL) -> Act:
        """Mostly something that may be done by somebody, now and then anything by anybody."""
        case = case or self.one_of(dice)
        found = self.wait(self.case(case))
        may = [(deed, who) for deed in deeds for who in PEOPLE if self.may(found, deed, who)]
        if may and dice.random() < LEGAL:
            deed = dice.choice(list(dict.fromkeys(deed for deed, _ in may)))
            who = dice.choice([who for one, who in may if one is deed])
        else:
            deed, who = dice.choice(ALL), dice.choice(PEOPLE)
        body = BODIES[deed](dice, self.at)
        is_legal = self.may(found, deed, who)
        leads = found.lead is not None and found.lead.agency_id == self.actor(who).agency_id
        act = Act(case, deed, who, {"version": found.version, **body}, is_legal, leads)
        note(f"{act.who}: {act.deed} of {act.case} ({found.state}) {body}")
        return act

    def actor(self, who: str) -> Actor:
        return self.home.cast.actor(who)

    async def case(self, case: int) -> Case:
        async with self.stage.house.reading() as conn:
            found = await store.find(conn, case)
        assert found is not None
        return found

    def may(self, case: Case, deed: Deed, who: str) -> bool:
        actor = self.actor(who)
        return access.may_see(case, actor) and judge.refusal(case, actor, deed, self.at) is None

    async def post(self, act: Act) -> httpx2.Response:
        path = f"/api/cases/{act.case}/{act.deed}"
        return await self.stage.post(act.who, path, act.body, act.key)

    def is_done(self, act: Act, answer: httpx2.Response) -> bool:
        """Only what somebody may do is done; whatever else is refused in words."""
        assert answer.status_code in (DONE, 403, 404, 409, 422), answer.text
        if answer.status_code != DONE:
            return False
        assert act.is_legal, "done by somebody who may not"
        assert act.leads or act.deed not in LEADS
        return True

    # The laws

    def law(self, deed: Deed, who: str | None, case: int | None) -> None:
        """Nothing has changed but `case`, by this deed of this person."""
        now = self.wait(living.lives(self.stage))
        assert {one: seen for one, seen in now.items() if seen != self.seen.get(one)}.keys() <= (
            {case} if case else set()
        )
        if case:
            added = now[case].lines[self.length(case) :]
            by = self.actor(who).account_id if who else None
            assert added
            assert {actor for _, actor in added} == {by}
            assert self.is_move(deed, case, now[case])
        self.hold(now)

    def law_of_the_keeper(self, is_steady: bool) -> None:
        """What was due is told, with nobody's name; while the clock is not steady nothing is."""
        now = self.wait(living.lives(self.stage))
        assert is_steady or now == self.seen
        for case, seen in now.items():
            self.demand_told(seen.lines[self.length(case) :])
            assert seen.state == self.seen[case].state
        self.hold(now)
        assert not is_steady or not self.wait(self.stage.rows(DUE, self.at))

    def law_of_both(self, act: Act | None) -> None:
        """Whoever was first, each has told what is theirs, and one deed is all that was done."""
        now = self.wait(living.lives(self.stage))
        for case, seen in now.items():
            added = seen.lines[self.length(case) :]
            own = [line for line in added if line[1] is not None]
            self.demand_told([line for line in added if line[1] is None])
            if act is not None and act.case == case:
                assert {by for _, by in own} == {self.actor(act.who).account_id}
                assert self.is_move(act.deed, case, seen)
            else:
                assert own == []
                assert seen.state == self.seen[case].state
        self.hold(now)

    def demand_told(self, lines: Sequence[tuple[str, int | None]]) -> None:
        assert {name for name, _ in lines} <= TOLD
        assert all(by is None for _, by in lines)

    def length(self, case: int) -> int:
        return len(self.seen[case].lines) if case in self.seen else 0

    def is_move(self, deed: Deed, case: int, seen: Seen) -> bool:
        before = self.seen[case].state if case in self.seen else None
        return living.is_listed(deed, before, seen.state)

    def hold(self, now: dict[int, Seen]) -> None:
        """What is true at any time; then `now` is what the next step begins with."""
        assert now.keys() == self.receipts.keys(), "what was acknowledged never disappears"
        for case, seen in now.items():
            before = self.seen.get(case)
            names = tuple(name for name, _ in seen.lines)
            assert names == seen.events, "a line and an event for each change"
            assert len(names) == seen.version, "versions are dense"
            assert before is None or seen.events[: len(before.events)] == before.events
            assert seen.receipts == self.receipts[case]
            assert seen.has_clock or seen.state in STILL
            assert seen.said == sum(name in SAID for name in names), "each step once"
            assert seen.late == seen.late_lines
        assert self.wait(self.stage.rows(UNANSWERED)) == []
        ((count, first, last),) = self.wait(self.stage.rows(NUMBERS))
        assert count == last - first + 1
        self.seen = now


async def _fails(conn: Connection, events: Sequence[Event]) -> int | None:
    """The last statement before the commit is never heard."""
    raise Crash
