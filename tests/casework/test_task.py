"""Tasks of a reception: how they change a case, who answers, and what happens when nobody does."""

from datetime import timedelta
from typing import Any

import pytest

from command.base import journal
from command.base.clock import china_date, midnight_after
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput
from command.casework import keeper, task_actions
from command.casework.case import WrongState, evolve
from command.casework.doing import Hand
from command.casework.happened import CaseAssigned, TaskAnswered
from command.casework.judge import refusal
from command.casework.store import find
from command.casework.task import Commitment, Source, check, state_of
from command.casework.terms import DeadlineName, Deed, PartKind, State
from tests.casework.builders import (
    HOUR,
    LEAD,
    LEAD_OFFICER,
    SUPPORT_OFFICER,
    VISITOR,
    a_case,
    with_task,
)
from tests.casework.stage import Stage
from tests.cast import AT

DAY = timedelta(days=1)
ANSWERED = TaskAnswered(at=AT + 40 * HOUR, task=1, answer="已补发", by=7)


# The case, pure


def test_a_task_has_a_clock_of_its_own_among_the_cases_deadlines() -> None:
    case = with_task(with_task(a_case(State.HANDLING)), number=2, agency="zjj")
    assert [case.deadline(DeadlineName.TASK_BY, n) is not None for n in (1, 2)] == [True, True]
    assert case.due is not None
    assert (case.due.name, case.due.due_at) == (DeadlineName.TASK_BY, AT + 48 * HOUR)
    answered = evolve(case, ANSWERED)
    one, two = (answered.deadline(DeadlineName.TASK_BY, n) for n in (1, 2))
    assert one is not None
    assert two is not None
    assert (one.met_at, two.met_at) == (ANSWERED.at, None)
    assert [task.number for task in answered.open_tasks] == [2]


def test_a_task_is_answered_once() -> None:
    case = evolve(with_task(a_case(State.HANDLING)), ANSWERED)
    with pytest.raises(WrongState):
        evolve(case, ANSWERED)
    with pytest.raises(WrongState):
        evolve(a_case(State.HANDLING), ANSWERED)


def test_whoever_is_given_a_task_gets_a_part_and_keeps_it_until_the_answer() -> None:
    case = with_task(a_case(State.ASSIGNED), agency="slj")
    part = case.part_of("slj")
    assert part is not None
    assert part.part is PartKind.SUPPORT
    again = evolve(case, CaseAssigned(at=AT + HOUR, parts=(LEAD,)))
    assert again.agencies == {"rsj", "slj"}
    answered = evolve(case, ANSWERED)
    assert evolve(answered, CaseAssigned(at=AT + HOUR, parts=(LEAD,))).agencies == {"rsj"}


def test_a_lead_with_an_open_task_that_is_replaced_stays_as_a_helper() -> None:
    case = with_task(a_case(State.ASSIGNED), agency="rsj")
    other = evolve(case, CaseAssigned(at=AT + HOUR, parts=()))
    assert [(part.agency_id, part.part) for part in other.parts] == [("rsj", PartKind.SUPPORT)]


def test_no_end_while_a_task_is_open() -> None:
    case = with_task(a_case(State.HANDLING))
    refused = refusal(case, LEAD_OFFICER, Deed.RESOLVE)
    assert isinstance(refused, WrongState)
    assert "1项任务未答复" in refused.detail
    assert isinstance(refusal(with_task(a_case(State.VISITED)), VISITOR, Deed.CLOSE), WrongState)
    assert refusal(evolve(case, ANSWERED), LEAD_OFFICER, Deed.RESOLVE) is None


def test_only_the_agency_that_was_asked_answers() -> None:
    case = with_task(a_case(State.HANDLING))
    assert refusal(case, LEAD_OFFICER, Deed.ANSWER) is None
    assert refusal(case, SUPPORT_OFFICER, Deed.ANSWER) is not None
    assert refusal(evolve(case, ANSWERED), LEAD_OFFICER, Deed.ANSWER) is not None


def test_no_person_is_offered_to_give_a_task() -> None:
    with pytest.raises(KeyError):
        refusal(a_case(State.HANDLING), LEAD_OFFICER, Deed.GIVE_TASK)


@pytest.mark.parametrize(
    ("words", "days", "field"),
    [(" 补 ", 3, "c.words"), ("补发工资", -1, "c.due"), ("补发工资", 367, "c.due")],
)
def test_a_bad_commitment_names_its_field(words: str, days: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(Commitment("rsj", 7, words, china_date(AT) + days * DAY), "c", AT)
    assert refused.value.field == field


# Over HTTP, on a database


async def _give(stage: Stage, case_id: int, **changes: Any) -> None:
    """A task for the lead's officer, due today plus two days, as a reception's close gives it."""
    told = {"agency_id": "rsj", "officer_id": stage.cast.lead.account_id, "words": "补发工资"}
    due = china_date(AT) + 2 * DAY
    commitment = Commitment(**{**told, "due": due, **changes})
    by = stage.cast.duty
    hand = Hand(by, AT, RequestKey(by.account_id, "give", b""))
    async with stage.house.transaction() as conn:
        case = await find(conn, case_id, for_change=True)
        assert case is not None
        source = Source(5, by.account_id)
        _, events = await task_actions.give(conn, case, [commitment], source, hand, "commitments")
        await journal.append(conn, events)


async def _handled(stage: Stage) -> int:
    """A case of one agency alone, in handling."""
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "accept", lead="rsj")
    await stage.done("lead", case, "sign-for")
    return case


async def test_a_task_from_giving_to_answer(stage: Stage) -> None:
    case = await _handled(stage)
    await _give(stage, case)
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    (task,) = file["tasks"]
    due = midnight_after(china_date(AT) + 2 * DAY)
    assert (task["task"], task["agency"], task["state"], task["from"]) == (1, "rsj", "open", 5)
    assert task["due"] == "2026-11-26T16:00:00Z"
    assert due.isoformat() == "2026-11-27T00:00:00+08:00"
    assert [line["name"] for line in file["deadlines"] if line["task"]] == ["task_by"]
    assert file["entries"][-1]["type"] == "task.given"
    assert file["entries"][-1]["words"] == "补发工资"
    refused = await stage.do("lead", case, "resolve", words="已办结")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong-state")
    card = await stage.done("lead", case, "answer", task=1, words="工资已补发,凭证在卷。")
    assert card["due_name"] != "task_by"
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    assert (file["tasks"][0]["state"], file["tasks"][0]["answer"]) == (
        "answered",
        "工资已补发,凭证在卷。",
    )
    assert (await stage.done("lead", case, "resolve", words="已办结"))["state"] == "resolved"
    async with stage.house.reading() as conn:
        entries = await journal.read_after(conn, 0)
    told = [entry for entry in entries if entry.type.startswith("task.")]
    assert [entry.type for entry in told] == ["task.given", "task.answered"]
    assert not any("补发" in entry.data for entry in entries)


async def test_an_unanswered_task_is_escalated_by_the_keeper(stage: Stage) -> None:
    case = await _handled(stage)
    await _give(stage, case)
    due = midnight_after(china_date(AT) + 2 * DAY)
    await keeper.tick(stage.keeper, due - timedelta(microseconds=1))
    assert not (await stage.get("duty", f"/api/cases/{case}")).json()["card"]["overdue"]
    assert await keeper.tick(stage.keeper, due) == 1
    card = (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
    assert (card["overdue"], card["escalated"]) == (True, "2026-11-26T16:00:00Z")
    assert card["why"] == "第1项任务任务答复时限11月26日24时已过,尚未完成"
    async with stage.house.reading() as conn:
        found = await find(conn, case)
    assert found is not None
    assert state_of(found.tasks[0], found) == "overdue"
    rows = await stage.rows("select step from casework.clock_step where task = 1 order by step")
    assert [row["step"] for row in rows] == [50, 80, 100]


async def test_two_tasks_have_two_clocks(stage: Stage) -> None:
    case = await _handled(stage)
    await _give(stage, case)
    await _give(stage, case, due=china_date(AT) + DAY)
    await stage.done("lead", case, "answer", task=2, words="已核实")
    rows = await stage.rows(
        "select task, met_at is not null as met from casework.deadline where task > 0 order by 1"
    )
    assert [(row["task"], row["met"]) for row in rows] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency_id": "nobody"}, "commitments[0].agency"),
        ({"officer_id": 999}, "commitments[0].officer"),
        ({"agency_id": "zjj"}, "commitments[0].officer"),
    ],
)
async def test_a_commitment_names_a_person_of_its_agency(
    stage: Stage, changes: dict[str, Any], field: str
) -> None:
    case = await _handled(stage)
    with pytest.raises(InvalidInput) as refused:
        await _give(stage, case, **changes)
    assert refused.value.field == field
    assert await stage.rows("select from casework.task") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"task": 1, "words": "好"}, "words"),
        ({"task": 1, "words": "  。"}, "words"),
        ({"task": 2, "words": "已答复"}, "task"),
        ({"task": 0, "words": "已答复"}, "task"),
        ({"task": None, "words": "好"}, "words"),
        ({"task": 1, "words": "已答复", "more": 1}, "more"),
    ],
)
async def test_a_bad_answer_names_its_field(stage: Stage, body: dict[str, Any], field: str) -> None:
    case = await _handled(stage)
    await _give(stage, case)
    answer = await stage.do("lead", case, "answer", **body)
    assert (answer.status_code, answer.json().get("field")) == (422, field)


async def test_strangers_learn_nothing_of_a_task(stage: Stage) -> None:
    case = await _handled(stage)
    await _give(stage, case)
    for who, status in (("outsider", 404), ("support", 404), ("duty", 403), ("wall", 403)):
        answer = await stage.do(who, case, "answer", task=1, words="已答复")
        assert answer.status_code == status, who
