"""Supervision: the ladder one way only, who may, the written answer, the lifting, instructions."""

from datetime import timedelta
from itertools import product
from typing import Any

import asyncpg
import pytest

from command.base import clock
from command.base.clock import china_date
from command.base.problem import InvalidInput
from command.casework import keeper, leaving_actions, supervision
from command.casework.case import evolve
from command.casework.happened import CaseAssigned
from command.casework.leaving_actions import Wish
from command.casework.supervision import DEMANDING, MOVES, Demand, Grade, Step, Supervision
from command.casework.supervision_happened import SupervisionRaised
from command.casework.terms import DeadlineName, State
from tests.casework.builders import HOUR, LEAD, SUPPORT, a_case, a_part
from tests.casework.stage import Stage
from tests.cast import AT

DUE = china_date(AT) + timedelta(days=3)
GRAVER = (Grade.REMINDED, Grade.ORDINARY, Grade.YELLOW, Grade.RED, Grade.LISTED)


def a_demand(step: Step = Step.ORDER, **changes: Any) -> Demand:
    values = {"words": "三日内书面回复办理情况", "due": DUE, "by": 9, "giver": "督办癸"}
    return Demand(step, **{**values, **changes})


def a_supervision(*steps: Step) -> Supervision:
    first, *more = steps or (Step.ORDER,)
    held = supervision.given(a_demand(first), 1, LEAD, AT)
    for step in more:
        held = supervision.raised(held, a_demand(step), AT + HOUR)
    return held


# Decisions


@pytest.mark.parametrize(("grade", "step"), list(product([None, *Grade], DEMANDING)))
def test_a_supervision_only_gets_graver(grade: Grade | None, step: Step) -> None:
    move = supervision.find(grade, step)
    if grade is Grade.LIFTED or grade is Grade.INSTRUCTED:
        assert move is None
    elif move is not None and grade is not None:
        assert move.after is not None
        assert GRAVER.index(move.after) > GRAVER.index(grade)


def test_the_ladder_has_no_card_before_an_order_and_no_list_before_a_card_or_an_order() -> None:
    begun = {move.deed for move in MOVES if None in move.before}
    assert begun == {Step.INSTRUCT, Step.REMIND, Step.ORDER}
    listed = next(move for move in MOVES if move.deed is Step.LIST)
    assert set(listed.before) == {Grade.ORDINARY, Grade.YELLOW, Grade.RED}


def test_a_step_further_asks_for_a_new_answer_until_a_new_day() -> None:
    held = supervision.answered(a_supervision(), "正在核算工资", 7, AT)
    further = supervision.raised(held, a_demand(Step.RED_CARD, due=DUE + timedelta(1)), AT + HOUR)
    assert (further.grade, further.raised, further.answer) == (Grade.RED, 1, "")
    assert further.is_waiting
    assert further.due_at > held.due_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": "1 "}, "words"),
        ({"due": DUE - timedelta(days=4)}, "due"),
        ({"due": DUE + timedelta(days=200)}, "due"),
        ({"step": Step.YELLOW_CARD}, "step"),
        ({"step": Step.LIST}, "step"),
    ],
)
def test_what_is_demanded_names_what_is_wrong(changes: dict[str, Any], field: str) -> None:
    step = changes.pop("step", Step.ORDER)
    with pytest.raises(InvalidInput) as refused:
        supervision.given(a_demand(step, **changes), 1, LEAD, AT)
    assert refused.value.field == field


def test_it_has_a_clock_of_its_own_and_another_one_a_step_further() -> None:
    case = evolve(a_case(State.HANDLING), SupervisionRaised(at=AT, supervision=a_supervision()))
    further = a_supervision(Step.ORDER, Step.YELLOW_CARD)
    after = evolve(case, SupervisionRaised(at=AT + 9 * HOUR, supervision=further))
    lines = [line for line in after.deadlines if line.name is DeadlineName.REPLY_BY]
    assert [(line.redo, line.is_running) for line in lines] == [(0, False), (1, True)]
    assert after.supervised is Grade.YELLOW
    assert len(after.supervisions) == 1


def test_it_follows_the_case_to_another_lead() -> None:
    case = evolve(a_case(State.ASSIGNED), SupervisionRaised(at=AT, supervision=a_supervision()))
    parts = (a_part("slj", officer_id=4, officer_name="水示例"), SUPPORT)
    after = evolve(case, CaseAssigned(at=AT + 9 * HOUR, parts=parts))
    held = after.supervisions[0]
    assert (held.agency_id, held.officer_id, held.officer_name) == ("slj", 4, "水示例")


# Through the doors


def _due(days: int = 3) -> str:
    return (china_date(clock.now()) + timedelta(days=days)).isoformat()


async def _handled(stage: Stage) -> int:
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "assign", lead="rsj", supports=["zjj"], reason="按情况")
    await stage.done("lead", case, "sign-for")
    return case


async def _supervised(stage: Stage, step: str = "order", **changes: Any) -> int:
    case = await _handled(stage)
    body = {"step": step, "words": "三日内回复", "due": _due(), **changes}
    await stage.done("supervisor", case, "supervise", **body)
    return case


@pytest.mark.requirement("R41")
async def test_from_a_reminder_to_a_listing_and_the_lifting(stage: Stage) -> None:
    case = await _handled(stage)
    for step, grade in (
        ("remind", "reminded"),
        ("order", "ordinary"),
        ("yellow-card", "yellow"),
        ("red-card", "red"),
        ("list", "listed"),
    ):
        body = {"step": step, "words": f"请回复({step})", "due": _due()}
        card = await stage.done("supervisor", case, "supervise", **body)
        assert card["supervised"] == grade
        await stage.done("lead", case, "reply", words=f"已办理({step})")
    await stage.done("supervisor", case, "lift", words="工资已全部发放")
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    (held,) = file["supervisions"]
    assert (held["grade"], held["lifted_why"], held["by"]) == ("lifted", "工资已全部发放", "督办癸")
    assert "supervised" not in file["card"]
    told = [entry["type"] for entry in file["entries"] if entry["type"].startswith("superv")]
    assert told == ["supervision.raised", "supervision.answered"] * 5 + ["supervision.lifted"]
    clocks = [line for line in file["deadlines"] if line["name"] == "reply_by"]
    assert len(clocks) == 5
    assert all(line["met"] for line in clocks)


async def test_no_step_leads_back(stage: Stage) -> None:
    case = await _supervised(stage)
    red = {"step": "red-card", "words": "请回复", "due": _due()}
    await stage.done("supervisor", case, "supervise", **red)
    for step in ("remind", "order", "yellow-card", "red-card"):
        body = {"step": step, "words": "请回复", "due": _due()}
        answer = await stage.do("supervisor", case, "supervise", **body)
        assert (answer.status_code, answer.json()["field"]) == (422, "step"), step


@pytest.mark.parametrize("who", ["duty", "dispatcher", "leader", "lead", "support", "visitor"])
async def test_only_the_supervisor_supervises(stage: Stage, who: str) -> None:
    case = await _handled(stage)
    body = {"step": "remind", "words": "请尽快", "due": _due()}
    assert (await stage.do(who, case, "supervise", **body)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency": "lyj"}, "agency"),
        ({"due": "2001-01-01"}, "due"),
        ({"words": ""}, "words"),
        ({"step": "lift"}, "step"),
    ],
)
async def test_a_demand_over_http_names_the_field(
    stage: Stage, changes: dict[str, Any], field: str
) -> None:
    case = await _handled(stage)
    body = {"step": "order", "words": "请回复", "due": _due(), **changes}
    answer = await stage.do("supervisor", case, "supervise", **body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_registered_case_has_nobody_to_supervise(stage: Stage) -> None:
    case = int((await stage.report())["case"])
    body = {"step": "remind", "words": "请尽快", "due": _due()}
    answer = await stage.do("supervisor", case, "supervise", **body)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")


async def test_the_unit_it_is_addressed_to_answers_and_nobody_else_and_once(stage: Stage) -> None:
    case = await _supervised(stage)
    assert (await stage.do("support", case, "reply", words="与我单位无关")).status_code == 403
    await stage.done("lead", case, "reply", words="正在核算")
    assert (await stage.do("lead", case, "reply", words="再补充")).status_code == 403
    file = (await stage.get("supervisor", f"/api/cases/{case}")).json()
    assert file["supervisions"][0]["answer"] == "正在核算"
    assert file["card"]["supervised"] == "ordinary"


async def test_two_units_are_supervised_side_by_side(stage: Stage) -> None:
    case = await _supervised(stage)
    body = {"step": "remind", "agency": "zjj", "words": "请配合", "due": _due()}
    card = await stage.done("supervisor", case, "supervise", **body)
    assert card["supervised"] == "ordinary"
    await stage.done("support", case, "reply", words="已配合")
    answer = await stage.do("supervisor", case, "lift", words="已办")
    assert (answer.status_code, answer.json()["field"]) == (422, "number")
    await stage.done("supervisor", case, "lift", number=2, words="已办")


async def test_a_leader_instructs_and_closes_what_they_have_instructed(stage: Stage) -> None:
    case = await _supervised(stage)
    words = "请人社局专题研究,一周内报告结果"
    card = await stage.done("leader", case, "instruct", words=words, due=_due(7))
    assert card["supervised"] == "ordinary"
    await stage.done("lead", case, "reply", number=2, words="已专题研究并付款")
    refused = await stage.do("leader", case, "lift", number=1, words="已办")
    assert refused.status_code == 403
    await stage.done("leader", case, "lift", number=2, words="同意")
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    entry = next(e for e in file["entries"] if e["type"] == "instruction.given")
    assert (entry["words"], entry["by"]) == (words, "领导辛")
    assert [one["grade"] for one in file["supervisions"]] == ["ordinary", "lifted"]


async def test_a_case_does_not_close_over_an_open_supervision(stage: Stage) -> None:
    case = await _supervised(stage)
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="已回访")
    answer = await stage.do("visitor", case, "close")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
    await stage.done("supervisor", case, "lift", words="已办结")
    await stage.done("visitor", case, "close")


async def test_a_reply_that_is_late_is_told_once(stage: Stage) -> None:
    case = await _supervised(stage, due=_due(1))
    later = clock.now() + timedelta(days=3)
    await keeper.tick(stage.keeper, later)
    await keeper.tick(stage.keeper, later)
    rows = await stage.rows(
        "select step from casework.clock_step where case_id = $1 and name = 'reply_by'"
        " order by step",
        case,
    )
    assert [row["step"] for row in rows] == [50, 80, 100, 150]
    file = (await stage.get("supervisor", f"/api/cases/{case}")).json()
    said = [e["words"] for e in file["entries"] if e["type"] == "case.overdue"]
    assert any(words.startswith("督办回复时限") for words in said)


async def test_whoever_follows_a_leaver_owes_the_answer(stage: Stage) -> None:
    case = await _supervised(stage)
    lead = stage.cast.lead.account_id
    await leaving_actions.leave(stage.keeper, lead, Wish(None, "调离"), None, clock.now())
    file = (await stage.get("lead2", f"/api/cases/{case}")).json()
    assert file["supervisions"][0]["officer"] == stage.cast.actor("lead2").name
    await stage.done("lead2", case, "reply", words="已接手办理")


async def test_the_queue_of_what_is_supervised(stage: Stage) -> None:
    case = await _supervised(stage)
    await _handled(stage)
    page = (await stage.get("supervisor", "/api/cases", queue="supervised")).json()
    assert ([one["case"] for one in page["items"]], page["counts"]["supervised"]) == ([case], 1)


async def test_frames_tell_the_grade_and_no_word_of_it(stage: Stage) -> None:
    case = await _supervised(stage, words="材料显示甄某欠薪")
    await stage.done("lead", case, "reply", words="已联系甄某")
    rows = await stage.rows(
        "select type, data::text as data from journal.event where case_id = $1"
        " and type like 'supervision%'",
        case,
    )
    assert [row["type"] for row in rows] == ["supervision.raised", "supervision.answered"]
    assert all("甄某" not in row["data"] and '"grade"' in row["data"] for row in rows)


# The law in the database


@pytest.mark.parametrize(
    "change",
    [
        "stage = 'ordinary'",
        "stage = 'instructed'",
        "words = '改过的话'",
        "due_at = due_at + interval '1 day'",
        "answer = '改过的答复'",
        "answered_at = null, answered_by = null, answer = ''",
        "officer_id = (select account_id from accounts.account where login = 'outsider')",
    ],
)
async def test_the_database_lets_none_go_back_or_change(stage: Stage, change: str) -> None:
    case = await _supervised(stage)
    body = {"step": "yellow-card", "words": "请回复", "due": _due()}
    await stage.done("supervisor", case, "supervise", **body)
    await stage.done("lead", case, "reply", words="正在核算")
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(f"update casework.supervision set {change}")


async def test_what_was_lifted_stays_lifted(stage: Stage) -> None:
    case = await _supervised(stage)
    await stage.done("supervisor", case, "lift", words="已办")
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(
                "update casework.supervision set stage = 'red', lifted_at = null,"
                " lifted_by = null, lifted_why = ''"
            )
    body = {"step": "remind", "words": "又有拖欠", "due": _due()}
    await stage.done("supervisor", case, "supervise", **body)
