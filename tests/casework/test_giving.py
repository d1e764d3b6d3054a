"""What the house does when a rule finds something: reminders, orders, clocks that rules give."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.base import clock
from command.base.clock import china_date, midnight_after
from command.casework import deadlines, giving, keeper, rule, supervision, watching
from command.casework.case import Case, Kind, Level, State, evolve
from command.casework.clock_happened import CaseOverdue, ClockBegun
from command.casework.deadline import Deadline
from command.casework.happened import (
    CaseAssigned,
    CaseProgressed,
    CaseResolved,
)
from command.casework.looking import Finding
from command.casework.rule_book import Urgency
from command.casework.rule_happened import CaseInformed, Ownership
from command.casework.supervision import Demand, Grade, Step
from command.casework.supervision_happened import SupervisionRaised
from command.casework.terms import DeadlineName, Difficulty
from command.places.workdays import WorkCalendar
from tests.casework.builders import HOUR, LEAD, PROMISE, SUPPORT, a_case
from tests.casework.stage import Stage
from tests.cast import AT

CALENDAR = WorkCalendar()
LINES = {line.code: line for line in rule.shipped()}
TODAY = china_date(AT)


def found(code: str, subject: str = "resolve_by-0") -> Finding:
    return Finding(code, subject, supervision.DONE, Urgency.NOTICE)


def held(case: Case, step: Step, by: int | None = 9) -> Case:
    """The case with something demanded of its lead."""
    demand = Demand(step, "请回复", TODAY, by, "督办癸")
    made = supervision.given(demand, 1, LEAD, AT)
    return evolve(case, SupervisionRaised(at=AT, supervision=made))


# Decisions


@pytest.mark.parametrize(
    ("case", "code", "grade"),
    [
        (a_case(State.HANDLING), "E02", Grade.REMINDED),
        (a_case(State.HANDLING), "E03", Grade.ORDINARY),
        (a_case(State.HANDLING), "E04", Grade.ORDINARY),
        (a_case(State.HANDLING), "E01", None),
        (a_case(State.REGISTERED), "E03", None),
        (held(a_case(State.HANDLING), Step.REMIND), "E02", None),
        (held(a_case(State.HANDLING), Step.REMIND), "E03", Grade.ORDINARY),
        (held(a_case(State.HANDLING), Step.ORDER), "E03", None),
        (held(a_case(State.HANDLING), Step.INSTRUCT), "E02", Grade.REMINDED),
    ],
)
def test_a_reminder_comes_before_an_order_and_the_house_goes_no_further(
    case: Case, code: str, grade: Grade | None
) -> None:
    made = giving.demanded(case, found(code), CALENDAR, AT)
    assert (made.grade if made else None) is grade
    assert made is None or (made.given_by, made.agency_id) == (None, "rsj")


def test_only_the_promise_is_reminded_of() -> None:
    assert (
        giving.demanded(a_case(State.HANDLING), found("E03", "answer_by-0/0"), CALENDAR, AT) is None
    )


def test_a_reminder_is_due_with_the_promise_and_an_order_in_two_working_days() -> None:
    case = a_case(State.HANDLING)
    promise = case.deadline(DeadlineName.RESOLVE_BY)
    assert promise is not None
    reminder = giving.demanded(case, found("E02"), CALENDAR, AT)
    order = giving.demanded(case, found("E03"), CALENDAR, promise.due_at)
    assert reminder is not None
    assert reminder.due_at == promise.due_at
    assert order is not None
    two_days = CALENDAR.add_workdays(china_date(promise.due_at), 2)
    assert order.due_at == midnight_after(two_days)


def test_the_houses_own_reminder_ends_with_what_it_reminded_of_and_nothing_else_does() -> None:
    resolved = CaseResolved(at=AT + HOUR, visit_by=deadlines.visit_by(PROMISE, AT + HOUR))
    for step, by, after in (
        (Step.REMIND, None, Grade.LIFTED),
        (Step.ORDER, None, Grade.ORDINARY),
        (Step.REMIND, 9, Grade.REMINDED),
    ):
        done = evolve(held(a_case(State.HANDLING), step, by), resolved)
        assert done.supervisions[0].grade is after
        clock_of_reply = done.deadline(DeadlineName.REPLY_BY, 1)
        assert clock_of_reply is not None
        assert clock_of_reply.is_running is (after is not Grade.LIFTED)
        assert done.supervised is (None if after is Grade.LIFTED else after)


def a_slow_case(**changes: Any) -> Case:
    case = a_case(State.HANDLING, difficulty=Difficulty.COMPLEX)
    return replace(case, **changes)


def given_clocks(case: Case, lines: dict[str, rule.Line] | None = None) -> list[Deadline]:
    return list(giving.clocks(case, lines or LINES, CALENDAR, AT))


def test_a_slow_case_owes_progress_every_three_days() -> None:
    (line,) = given_clocks(a_slow_case())
    assert (line.name, line.redo) == (DeadlineName.PROGRESS_BY, 0)
    assert line.due_at == midnight_after(CALENDAR.roll(TODAY + timedelta(days=3)))
    running = evolve(a_slow_case(), ClockBegun(at=AT, deadline=line))
    assert given_clocks(running) == []
    told = evolve(running, CaseProgressed(at=AT + HOUR))
    (again,) = given_clocks(told)
    assert again.redo == 1


@pytest.mark.parametrize(
    "case",
    [
        a_case(State.HANDLING),
        a_case(State.ASSIGNED, difficulty=Difficulty.COMPLEX),
        a_case(State.RESOLVED, difficulty=Difficulty.COMPLEX),
    ],
)
def test_other_cases_owe_none(case: Case) -> None:
    assert given_clocks(case) == []


def test_a_missed_entry_makes_no_case_late_and_nobody_jump() -> None:
    (line,) = given_clocks(a_slow_case())
    running = evolve(a_slow_case(), ClockBegun(at=AT, deadline=line))
    assert running.due == a_slow_case().due
    missed = CaseOverdue(at=line.due_at, deadline=DeadlineName.PROGRESS_BY, why="进展记录时限已过")
    after = evolve(running, missed)
    assert (after.is_overdue, after.escalated_at) == (False, None)
    told = after.deadline(DeadlineName.PROGRESS_BY)
    assert told is not None
    assert told.escalated_at == line.due_at


@pytest.mark.parametrize(
    "fact",
    [
        CaseResolved(at=AT + HOUR, visit_by=deadlines.visit_by(PROMISE, AT + HOUR)),
        CaseProgressed(at=AT + HOUR),
    ],
)
def test_the_clock_of_progress_ends_with_what_it_waits_for(fact: Any) -> None:
    (line,) = given_clocks(a_slow_case())
    after = evolve(evolve(a_slow_case(), ClockBegun(at=AT, deadline=line)), fact)
    ended = after.deadline(DeadlineName.PROGRESS_BY)
    assert ended is not None
    assert ended.met_at == AT + HOUR


def test_it_ends_when_the_case_changes_hands() -> None:
    case = a_slow_case(state=State.ASSIGNED)
    (line,) = given_clocks(a_slow_case())
    begun = evolve(case, ClockBegun(at=AT, deadline=line))
    after = evolve(begun, CaseAssigned(at=AT + HOUR, parts=(LEAD, SUPPORT)))
    ended = after.deadline(DeadlineName.PROGRESS_BY)
    assert ended is not None
    assert not ended.is_running


def test_a_grave_event_is_reported_within_two_hours_once() -> None:
    grave = a_case(State.HANDLING, Kind.INCIDENT, level=Level.SERIOUS)
    (line,) = given_clocks(grave)
    assert (line.name, line.due_at) == (DeadlineName.REPORT_BY, AT + 2 * HOUR)
    running = evolve(grave, ClockBegun(at=AT, deadline=line))
    assert running.due == line
    informed = evolve(running, CaseInformed(at=AT + HOUR))
    assert given_clocks(running) == given_clocks(informed) == []
    ended = informed.deadline(DeadlineName.REPORT_BY)
    assert ended is not None
    assert ended.met_at == AT + HOUR
    assert given_clocks(a_case(State.HANDLING, Kind.INCIDENT)) == []
    assert given_clocks(a_case(State.HANDLING, level=Level.SERIOUS)) == []
    assert given_clocks(replace(grave, state=State.CLOSED)) == []


def test_a_rule_that_is_off_gives_no_clock() -> None:
    off = {code: replace(line, is_on=False) for code, line in LINES.items()}
    assert given_clocks(a_slow_case(), off) == []


def test_a_clock_of_hours_says_its_hour_and_is_told_again_in_english() -> None:
    line = Deadline(DeadlineName.REPORT_BY, AT, AT + 2 * HOUR, provisional=False)
    why = deadlines.reason_overdue(line, AT + 3 * HOUR)
    hour = (AT + 2 * HOUR).astimezone(clock.CHINA).strftime("%H:%M")
    assert f"{hour}已过" in why
    again = deadlines.overdue_again(str(why))
    assert again is not None
    assert again.en == why.en
    assert hour in why.en


# Through the doors and the database


async def _handled(stage: Stage, **changes: Any) -> int:
    report = {"type": "noise", "headcount": 1, "kind": "petition"}
    case = int((await stage.report(**{**report, **changes}))["case"])
    await stage.done("dispatcher", case, "assign", lead="rsj", reason="按情况")
    await stage.done("lead", case, "sign-for")
    return case


async def _after(stage: Stage, days: float) -> None:
    """The keeper and the rules at an instant so many days from now."""
    later = clock.now() + timedelta(days=days)
    await keeper.tick(stage.keeper, later)
    await watching.tick(stage.keeper, later)


@pytest.mark.requirement("R41")
async def test_the_house_reminds_then_orders_and_a_supervisor_lifts(stage: Stage) -> None:
    case = await _handled(stage, difficulty="difficult")
    await _after(stage, 18)
    await stage.done("lead", case, "reply", words="本周内办结")
    await _after(stage, 25)
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    (one,) = file["supervisions"]
    assert (one["grade"], one["by"]) == ("ordinary", "系统")
    assert one["words"] == str(supervision.HOUSE_WORDS[Step.ORDER])
    raised = [e for e in file["entries"] if e["type"] == "supervision.raised"]
    assert [entry["facts"]["grade"] for entry in raised] == ["reminded", "ordinary"]
    assert file["card"]["supervised"] == "ordinary"
    await stage.done("supervisor", case, "lift", words="已说明原因")


async def test_a_reminder_ends_when_the_lead_has_done_it_in_time(stage: Stage) -> None:
    case = await _handled(stage, difficulty="difficult")
    await _after(stage, 18)
    await stage.done("lead", case, "resolve", words="已办结")
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    (one,) = file["supervisions"]
    assert (one["grade"], one["lifted_why"]) == ("lifted", str(supervision.DONE))
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="满意")
    await stage.done("visitor", case, "close")


@pytest.mark.requirement("R49")
async def test_a_silent_case_is_told_once_and_owes_its_next_entry(stage: Stage) -> None:
    case = await _handled(stage, difficulty="difficult")
    await _after(stage, 0)
    await _after(stage, 6)
    await _after(stage, 6.1)
    told = await stage.rows("select code from casework.finding where case_id = $1", case)
    assert [row["code"] for row in told] == ["E14"]
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    assert file["card"]["overdue"] is False
    await stage.done("lead", case, "progress", words="已走访三户")
    await _after(stage, 0)
    rows = await stage.rows(
        "select redo, met_at is null as runs from casework.deadline"
        " where case_id = $1 and name = 'progress_by' order by redo",
        case,
    )
    assert [(row["redo"], row["runs"]) for row in rows] == [(0, False), (1, True)]


async def test_a_grave_event_owes_a_report_until_somebody_sends_it(stage: Stage) -> None:
    report: dict[str, Any] = {
        "kind": "incident",
        "type": "gathering",
        "level": 3,
        "headcount": 1,
        "spot": "村口",
    }
    case = int((await stage.report(**report))["case"])
    refused = await stage.do("duty", case, "inform", words="已报市委")
    assert refused.status_code == 409
    await _after(stage, 0)
    await _after(stage, 2.5 / 24)
    told = await stage.rows("select code from casework.finding where case_id = $1", case)
    assert [row["code"] for row in told] == ["E24"]
    card = await stage.done("duty", case, "inform", words="已电话并书面报市委")
    assert card["due_name"] != "report_by"


@pytest.mark.parametrize(
    "change",
    [
        "stage = 'red', raised = 1",
        "stage = 'lifted', lifted_at = now(), lifted_why = '某人', given_by = 1",
        "lifted_by = 1",
    ],
)
async def test_the_database_holds_what_the_house_may_demand(stage: Stage, change: str) -> None:
    case = await _handled(stage, difficulty="difficult")
    await _after(stage, 18)
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(f"update casework.supervision set {change} where case_id = $1", case)


# Long pending, and owned by a leader


def long_pending(at: Any) -> Case:
    """A case open for so long that its clock has said so."""
    (line,) = [one for one in given_clocks(_half_used()) if one.name is DeadlineName.LONG_BY]
    begun = evolve(_half_used(), ClockBegun(at=at, deadline=line))
    return evolve(begun, CaseOverdue(at=at, deadline=DeadlineName.LONG_BY, why="长期未结"))


def _half_used() -> Case:
    case = a_case(State.HANDLING)
    lines = tuple(
        replace(one, warned=50) if one.name is DeadlineName.RESOLVE_BY else one
        for one in case.deadlines
    )
    return replace(case, deadlines=lines)


OWNED = Ownership(8, "领导辛", AT, "每月约谈一次")


def test_a_case_is_long_pending_after_sixty_days_and_late_by_nothing_of_it() -> None:
    (line,) = given_clocks(_half_used())
    assert line.due_at == midnight_after(TODAY + timedelta(days=60))
    case = long_pending(AT + 61 * 24 * HOUR)
    assert case.is_long
    assert not case.is_overdue
    assert not a_case(State.HANDLING).is_long


@pytest.mark.parametrize(
    "case",
    [long_pending(AT + 61 * 24 * HOUR), replace(a_case(State.HANDLING), ownership=OWNED)],
)
def test_long_pending_and_owned_cases_owe_a_note_a_month(case: Case) -> None:
    (line,) = given_clocks(case)
    assert line.name is DeadlineName.PROGRESS_BY
    assert line.due_at == midnight_after(CALENDAR.roll(TODAY + timedelta(days=30)))


def test_a_slow_case_that_a_leader_owns_still_owes_the_shorter() -> None:
    (line,) = given_clocks(a_slow_case(ownership=OWNED))
    assert line.due_at == midnight_after(CALENDAR.roll(TODAY + timedelta(days=3)))


async def test_a_leader_takes_a_case_on_and_tells_how_far_it_is(stage: Stage) -> None:
    case = await _handled(stage)
    early = await stage.do("lead", case, "progress", words="已走访", percent=10)
    assert (early.status_code, early.json()["field"]) == (422, "percent")
    await stage.done("leader", case, "own", plan="每月约谈一次,半年内化解")
    assert (await stage.do("leader", case, "own", plan="再包一次")).status_code == 409
    await stage.done("lead", case, "progress", words="已走访", percent=30)
    await _after(stage, 0)
    file = (await stage.get("supervisor", f"/api/cases/{case}")).json()
    assert (file["owner"]["name"], file["owner"]["percent"]) == ("领导辛", 30)
    assert "progress_by" in {one["name"] for one in file["deadlines"]}
    page = (await stage.get("leader", "/api/cases", queue="owned")).json()
    assert ([one["case"] for one in page["items"]], page["counts"]["owned"]) == ([case], 1)
    await stage.done("supervisor", case, "disown", words="已化解")
    file = (await stage.get("supervisor", f"/api/cases/{case}")).json()
    assert file["owner"] is None
    assert (await stage.do("leader", case, "disown", words="已化解")).status_code == 409


async def test_the_queue_of_long_pending_cases(stage: Stage) -> None:
    case = await _handled(stage)
    await _after(stage, 40)
    assert (await stage.get("leader", "/api/cases", queue="long")).json()["items"] == []
    await _after(stage, 62)
    page = (await stage.get("leader", "/api/cases", queue="long")).json()
    assert ([one["case"] for one in page["items"]], page["counts"]["long"]) == ([case], 1)
    assert (await stage.get("leader", f"/api/cases/{case}")).json()["long"] is True


async def test_a_case_that_a_leader_owned_and_closed_stops_no_other(stage: Stage) -> None:
    over, after = await _handled(stage), await _handled(stage, difficulty="difficult")
    await stage.done("leader", over, "own", plan="每月约谈一次,半年内化解")
    await stage.done("lead", over, "resolve", words="已办结")
    await stage.done("visitor", over, "visit", satisfaction="satisfied", words="满意")
    await stage.done("visitor", over, "close")
    await watching.tick(stage.keeper, clock.now())
    rows = await stage.rows("select case_id from casework.deadline where name = 'progress_by'")
    assert [row["case_id"] for row in rows] == [after]
