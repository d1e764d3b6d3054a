"""Asking for time: pauses, extensions, other classes; who decides, and what is refused."""

import asyncio
import contextlib
from collections.abc import Awaitable
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from command.accounts.role import Actor
from command.base.clock import china_date, midnight_after, midnight_before
from command.base.idempotency import RequestKey
from command.base.problem import Refusal
from command.casework import clock_store, keeper, store, time_actions
from command.casework.asking import Asked
from command.casework.case import Case
from command.casework.deadline import Deadline
from command.casework.doing import Target
from command.casework.means import Means
from command.casework.stale import StaleCase
from command.casework.terms import DeadlineName, Difficulty, PauseReason, Wish
from command.casework.time_actions import Decision
from command.places.workdays import WorkCalendar
from tests.casework.stage import Stage
from tests.cast import AT

DAY = timedelta(days=1)
PAUSE = Asked(Wish.PAUSE, "等待工资流水", reason=PauseReason.CITIZEN, days=10)
LONGER = Asked(Wish.EXTENSION, "涉及多家企业", days=20)
BARRED = asyncpg.CheckViolationError


class Desk:
    """One accepted wage case and its clocks, with instants that the test names."""

    def __init__(self, stage: Stage, case: int) -> None:
        self.stage, self.case = stage, case
        state = stage.app.state
        self.means = Means(stage.db, state.places, state.vault)
        self.keys = 0

    async def now(self) -> Case:
        async with self.stage.house.reading() as conn:
            found = await store.find(conn, self.case)
        assert found is not None
        return found

    async def line(self, name: DeadlineName = DeadlineName.RESOLVE_BY) -> Deadline:
        found = (await self.now()).deadline(name)
        assert found is not None
        return found

    async def ask(self, asked: Asked, at: datetime, who: str = "lead") -> None:
        target, by, key = await self._hand(who)
        await time_actions.ask(self.means, target, asked, by, at, key)

    async def decide(self, yes: bool, at: datetime, who: str = "duty") -> None:
        target, by, key = await self._hand(who)
        said = Decision(yes, "同意,已告知" if yes else "理由不足")
        await time_actions.decide_on(self.means, target, said, by, at, key)

    async def resume(self, at: datetime) -> None:
        target, by, key = await self._hand("lead")
        await time_actions.resume(self.means, target, by, at, key)

    async def file(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.stage.get("duty", f"/api/cases/{self.case}")).json()
        return found

    async def _hand(self, who: str) -> tuple[Target, Actor, RequestKey]:
        self.keys += 1
        by = self.stage.cast.actor(who)
        key = RequestKey(by.account_id, f"time-{self.case}-{self.keys}-{who}", b"")
        return Target(self.case, await self.stage.version(self.case)), by, key


@pytest.fixture
async def desk(stage: Stage) -> Desk:
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "accept")
    await stage.done("lead", case, "sign-for")
    return Desk(stage, case)


async def _refused(doing: Awaitable[None]) -> str:
    with pytest.raises(Refusal) as found:
        await doing
    return str(found.value.detail)


async def test_a_pause_is_asked_by_the_lead_decided_by_another_and_credited_once(
    desk: Desk,
) -> None:
    before = await desk.line()
    at = before.started_at + DAY
    await desk.ask(PAUSE, at)
    assert (await desk.line()) == before  # asking moves nothing
    await desk.decide(True, at)
    stands = await desk.line()
    assert stands.paused_until == midnight_before(china_date(at) + 10 * DAY)
    assert (stands.due_at, stands.steps_due(before.due_at + 9 * DAY)) == (before.due_at, ())
    assert (await desk.file())["card"]["due_name"] == "answer_by"  # the law goes on
    assert await keeper.tick(desk.stage.keeper, before.due_at + DAY) == 0
    await desk.resume(at + 4 * DAY)
    again = await desk.line()
    assert again.due_at >= before.due_at + 4 * DAY
    assert again.due_at == midnight_after(_rolled(china_date(before.due_at - DAY) + 4 * DAY))
    assert again.started_at == before.started_at
    assert "没有暂停" in await _refused(desk.resume(at + 5 * DAY))
    assert (await desk.line()).due_at == again.due_at
    rows = await desk.stage.rows("select paused_at, resumed_at from casework.pause")
    assert [(row["paused_at"], row["resumed_at"]) for row in rows] == [(at, at + 4 * DAY)]


def _rolled(day: date) -> date:
    """The day itself or the next that is worked, by the published calendar."""
    return WorkCalendar().roll(day)


async def test_a_pause_ends_at_its_cap_though_the_keeper_was_away(desk: Desk) -> None:
    before = await desk.line()
    at = before.started_at + DAY
    await desk.ask(PAUSE, at)
    await desk.decide(True, at)
    until = (await desk.line()).paused_until
    assert until is not None
    assert await keeper.tick(desk.stage.keeper, until - timedelta(seconds=1)) == 0
    await keeper.raise_overdue(desk.stage.keeper, until + 3 * DAY)
    again = await desk.line()
    assert again.paused == (china_date(at), china_date(until))
    assert again.due_at <= before.due_at + 13 * DAY
    entry = next(e for e in (await desk.file())["entries"] if e["type"] == "clock.resumed")
    assert entry["words"] == "暂停期满,恢复计时"


async def test_a_result_ends_the_pause_and_the_request(desk: Desk) -> None:
    at = (await desk.line()).started_at + DAY
    await desk.ask(PAUSE, at)
    await desk.decide(True, at)
    await desk.ask(LONGER, at)
    await desk.stage.done("support", desk.case, "answer", task=1, words="已核实")
    await desk.stage.done("lead", desk.case, "resolve", words="已支付")
    found = await desk.now()
    assert (found.asked, found.paused_until) == (None, None)
    rows = await desk.stage.rows("select lapsed_at from casework.clock_request order by number")
    assert [row["lapsed_at"] is not None for row in rows] == [False, True]
    assert not await desk.stage.rows("select from casework.pause where resumed_at is null")


async def test_an_extension_is_asked_in_time_once_and_moves_no_start(desk: Desk) -> None:
    before = await desk.line()
    at = before.step_at(80)
    await keeper.tick(desk.stage.keeper, at)
    await desk.ask(LONGER, at)
    told = (await desk.file())["requests"][0]
    assert (told["wish"], told["days"], told["granted"]) == ("extension", 20, None)
    await desk.decide(True, before.due_at + DAY)  # decided late, asked in time
    after = await desk.line()
    assert after.due_at == midnight_after(_rolled(china_date(before.started_at) + 25 * DAY))
    assert (after.started_at, after.granted, after.edition) == (before.started_at, 20, 1)
    assert "一次" in await _refused(desk.ask(LONGER, at))
    late = (await desk.line(DeadlineName.ANSWER_BY)).due_at
    asked = Asked(Wish.EXTENSION, "案情复杂", DeadlineName.ANSWER_BY, days=30)
    assert "到期前" in await _refused(desk.ask(asked, late))


async def test_the_law_is_extended_by_thirty_days_at_most_and_never_paused(desk: Desk) -> None:
    at = (await desk.line()).started_at + DAY
    for asked, said in (
        (Asked(Wish.EXTENSION, "复杂", DeadlineName.ANSWER_BY, days=31), "1至30"),
        (Asked(Wish.PAUSE, "等", DeadlineName.ANSWER_BY, PauseReason.COURT, 5), "理由"),
        (Asked(Wish.PAUSE, "等待", DeadlineName.ANSWER_BY, PauseReason.COURT, 5), "法定时限"),
        (Asked(Wish.PAUSE, "等待", reason=PauseReason.CITIZEN, days=16), "1至15"),
        (Asked(Wish.PAUSE, "等待", days=5), "暂停原因"),
    ):
        assert said in await _refused(desk.ask(asked, at))
    await desk.ask(Asked(Wish.EXTENSION, "复杂", DeadlineName.ANSWER_BY, days=30), at)
    await desk.decide(True, at)
    assert (await desk.line(DeadlineName.ANSWER_BY)).granted == 30
    assert (await desk.line()).granted == 0


async def test_a_no_changes_nothing_and_another_may_be_asked(desk: Desk) -> None:
    before = await desk.line()
    at = before.started_at + DAY
    await desk.ask(LONGER, at)
    assert "等待审批" in await _refused(desk.ask(LONGER, at))
    await desk.decide(False, at)
    assert await desk.line() == before
    request = (await desk.file())["requests"][0]
    assert (request["granted"], request["answer"]) == (False, "理由不足")
    await desk.ask(LONGER, at)
    await desk.decide(True, at)


@pytest.mark.requirement("R51")
async def test_another_class_needs_a_yes_and_keeps_the_start(desk: Desk) -> None:
    before = await desk.line()
    at = before.started_at + 2 * DAY
    harder = Asked(Wish.DIFFICULTY, "涉及多方", difficulty=Difficulty.DIFFICULT)
    await desk.ask(harder, at)
    assert (await desk.file())["requests"][0]["if_granted"] is not None
    await desk.decide(True, at)
    found = await desk.now()
    assert found.facts.difficulty == "difficult"
    after = await desk.line()
    assert (after.started_at, after.days) == (before.started_at, 20)
    entry = (await desk.file())["entries"][-1]
    assert entry["facts"]["difficulty"] == ["general", "difficult"]


async def test_who_asks_does_not_decide(stage: Stage) -> None:
    """The duty officer may do both, and leads a case that stays with the centre."""
    case = int((await stage.report())["case"])
    centre = stage.cast.duty.agency_id
    body = {"lead": centre, "supports": [], "reason": "由中心直接办理"}
    await stage.done("dispatcher", case, "assign", **body)
    await stage.done("duty", case, "sign-for")
    await stage.done("duty", case, "ask-time", wish="extension", days=5, words="人手不足")
    own = await stage.do("duty", case, "decide-time", decision="grant", words="同意")
    assert own.status_code == 409
    assert "申请人不能审批自己的申请" in own.json()["detail"]
    offers = {
        one["deed"]: one for one in (await stage.get("duty", f"/api/cases/{case}")).json()["next"]
    }
    assert "自己" in offers["decide-time"]["reason"]
    await stage.done("supervisor", case, "decide-time", decision="grant", words="同意,已告知")
    rows = await stage.rows("select asked_by <> decided_by as other from casework.clock_request")
    assert [row["other"] for row in rows] == [True]


@pytest.mark.parametrize("who", ["clerk", "visitor", "dispatcher", "support", "lead"])
async def test_others_do_not_decide(desk: Desk, who: str) -> None:
    at = (await desk.line()).started_at + DAY
    await desk.ask(LONGER, at)
    with pytest.raises(Refusal):
        await desk.decide(True, at, who)


ASKED = """
insert into casework.clock_request
  (case_id, number, wish, name, redo, reason, days, words, due_at, asked_at, asked_by)
values ($1, $2, $3, $4, 0, $5, $6, '理由', $7, $8, $9)
"""


@pytest.mark.parametrize(
    ("wish", "name", "reason", "days", "late", "said"),
    [
        ("extension", "resolve_by", None, 31, False, "clock_request_complete"),
        ("extension", "visit_by", None, 5, False, "clock_request_complete|foreign key"),
        ("extension", "resolve_by", None, 5, True, "clock_request_in_time"),
        ("pause", "answer_by", "court", 5, False, "clock_request_complete"),
        ("pause", "resolve_by", None, 5, False, "clock_request_complete"),
        ("pause", "resolve_by", "holiday", 5, False, "clock_request_reason"),
    ],
)
async def test_the_database_takes_no_other_request(
    desk: Desk, wish: str, name: str, reason: str | None, days: int, late: bool, said: str
) -> None:
    line = await desk.line()
    at = line.due_at if late else line.started_at
    who = desk.stage.cast.lead.account_id
    values = (desk.case, 1, wish, name, reason, days, line.due_at, at, who)
    async with desk.stage.house.transaction() as conn:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=said):
            await conn.execute(ASKED, *values)


async def test_the_database_lets_nobody_grant_their_own(desk: Desk) -> None:
    await desk.ask(PAUSE, (await desk.line()).started_at + DAY)
    decided = (
        "update casework.clock_request set granted = true, decided_at = asked_at,"
        " decided_by = {} where case_id = $1"
    )
    pause = "insert into casework.pause (case_id, number, paused_at, until) values ($1, 1, $2, $3)"
    async with desk.stage.house.transaction() as conn:
        with pytest.raises(BARRED, match="needs somebody who grants"):
            await conn.execute(pause, desk.case, AT, AT + DAY)
    async with desk.stage.house.transaction() as conn:
        with pytest.raises(BARRED, match="other_decides"):
            await conn.execute(decided.format("asked_by"), desk.case)
    async with desk.stage.house.transaction() as conn:
        await conn.execute(decided.format(desk.stage.cast.duty.account_id), desk.case)
        with pytest.raises(BARRED, match="needs somebody who grants"):
            async with conn.transaction():
                await conn.execute(pause, desk.case, AT, AT + 11 * DAY)
        await conn.execute(pause, desk.case, AT, AT + DAY)
        with pytest.raises(BARRED, match="stays as it was"):
            await conn.execute(
                "update casework.clock_request set granted = false where case_id = $1", desk.case
            )


async def test_pauses_of_a_case_never_overlap(desk: Desk) -> None:
    at = (await desk.line()).started_at + DAY
    await desk.ask(PAUSE, at)
    await desk.decide(True, at)
    await desk.resume(at + 2 * DAY)
    await desk.ask(PAUSE, at + 2 * DAY)
    async with desk.stage.house.transaction() as conn:
        await conn.execute(
            "update casework.clock_request set granted = true, decided_at = asked_at,"
            " decided_by = $2 where case_id = $1 and number = 2",
            desk.case,
            desk.stage.cast.duty.account_id,
        )
        with pytest.raises(asyncpg.ExclusionViolationError, match="pause_one_at_a_time"):
            await conn.execute(
                "insert into casework.pause (case_id, number, paused_at, until)"
                " values ($1, 2, $2, $3)",
                desk.case,
                at + DAY,
                at + 4 * DAY,
            )


@pytest.mark.parametrize("turn", range(6))
async def test_a_pause_and_a_step_race_and_one_of_them_is_first(desk: Desk, turn: int) -> None:
    """Whoever is second sees what the first has done: never a step of a clock that stands still."""
    line = await desk.line()
    at = line.step_at(50)
    await desk.ask(PAUSE, at - timedelta(hours=1))

    async def pause() -> str:
        for _ in range(3):
            with contextlib.suppress(StaleCase):
                await desk.decide(True, at)
                return "paused"
        raise AssertionError("three times too late")

    async def fire() -> int:
        return await keeper.raise_overdue(desk.stage.keeper, at)

    doing: list[Awaitable[Any]] = [pause(), fire()] if turn % 2 else [fire(), pause()]
    await asyncio.gather(*doing)
    after = await desk.line()
    rows = await desk.stage.rows("select step from casework.clock_step")
    assert after.is_paused
    assert [row["step"] for row in rows] == [50] * (after.warned == 50)
    assert await keeper.raise_overdue(desk.stage.keeper, at) == 0
    versions = await desk.stage.rows(
        "select (data->'card'->>'version')::int as v from journal.event where case_id = $1"
        " order by seq",
        desk.case,
    )
    assert [row["v"] for row in versions] == list(range(1, len(versions) + 1))


async def test_the_file_and_the_keeper_agree_on_what_is_next(desk: Desk) -> None:
    at = (await desk.line()).started_at + DAY
    await desk.ask(PAUSE, at)
    await desk.decide(True, at)
    async with desk.stage.house.reading() as conn:
        assert await clock_store.nearest(conn) == (await desk.now()).next_at


async def test_a_card_says_that_its_only_promise_stands_still(stage: Stage) -> None:
    case = int((await stage.report(kind="dispute"))["case"])
    await stage.done("dispatcher", case, "accept")
    asked = {"wish": "pause", "reason": "court", "days": 60, "words": "等待法院判决"}
    await stage.done("lead", case, "ask-time", **asked)
    card = await stage.done("leader", case, "decide-time", decision="grant", words="同意,已告知")
    assert (card["paused"], card["due_name"], card["overdue"]) == (True, "resolve_by", False)
    card = await stage.done("lead", case, "resume-clock")
    assert "paused" not in card
    entries = (await stage.get("lead", f"/api/cases/{case}")).json()["entries"]
    assert [one["type"] for one in entries[-3:]] == [
        "clock.asked",
        "clock.granted",
        "clock.resumed",
    ]
