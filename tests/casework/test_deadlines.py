"""Promises of a case: the 168 vectors as instants, petitions' second clock, changes of class."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from command.base.clock import CHINA, midnight_after
from command.casework.deadline import Deadline, promised_anew
from command.casework.deadlines import (
    PROMISED_DAYS,
    Promise,
    answer_by,
    deadlines_for,
    overdue_again,
    reason_overdue,
    reclassed,
    resolve_by,
    visit_by,
)
from command.casework.terms import DeadlineName, Difficulty, Kind
from command.places.workdays import DayCount, WorkCalendar
from tests.casework.builders import PROMISE

VECTORS = Path(__file__).parents[1] / "places" / "data" / "deadline_vectors.csv"
CLASS_OF = {str(days): difficulty for difficulty, days in PROMISED_DAYS.items()}


def _rows() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["n"] in CLASS_OF]


def _china(day: str, at: time) -> datetime:
    return datetime.combine(date.fromisoformat(day), at, CHINA)


def test_every_class_is_among_the_vectors() -> None:
    assert {row["n"] for row in _rows()} == set(CLASS_OF)


@pytest.mark.parametrize("at", [time(0, 0), time(12, 30), time(23, 59, 59)])
@pytest.mark.parametrize(
    "row", _rows(), ids=lambda row: f"{row['received']}+{row['n']}-{row['kind']}"
)
def test_a_promise_ends_at_24_00_in_china(row: dict[str, str], at: time) -> None:
    line = _line(row, _china(row["received"], at))
    if not row["due"]:
        assert line.provisional
        return
    assert line.due_at == _china(row["due"], time()) + timedelta(days=1)
    assert not line.provisional


def _line(row: dict[str, str], at: datetime) -> Deadline:
    """The clock a row speaks of: acceptance of a petition, or a promise of a class."""
    if row["kind"] == "petition_calendar_roll":
        return deadlines_for(Kind.PETITION, Difficulty.SIMPLE, PROMISE, at)[1]
    promise = Promise(WorkCalendar(), DayCount(row["kind"]))
    return resolve_by(CLASS_OF[row["n"]], promise, at)


def test_the_day_is_chinas_day_not_utcs() -> None:
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 00:30 of the 25th in China
    line = resolve_by(Difficulty.SIMPLE, PROMISE, late)
    assert line.due_at == datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


def test_petitions_and_arbitration_must_be_accepted_by_law() -> None:
    at = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    names = {
        kind: {line.name for line in deadlines_for(kind, Difficulty.GENERAL, PROMISE, at)}
        for kind in Kind
    }
    in_law = {DeadlineName.RESOLVE_BY, DeadlineName.ACCEPT_BY}
    assert names.pop(Kind.PETITION) == names.pop(Kind.ARBITRATION) == in_law
    assert set(map(frozenset, names.values())) == {frozenset({DeadlineName.RESOLVE_BY})}


@pytest.mark.parametrize(
    ("kind", "last"), [(Kind.PETITION, date(2027, 1, 4)), (Kind.ARBITRATION, date(2026, 12, 17))]
)
def test_the_law_has_a_clock_of_its_own_from_acceptance(kind: Kind, last: date) -> None:
    line = answer_by(kind, PROMISE, datetime(2026, 11, 2, 2, 0, tzinfo=UTC))
    assert line is not None
    assert (line.name, line.due_at) == (DeadlineName.ANSWER_BY, midnight_after(last))
    assert line.provisional == (last.year == 2027)


def test_other_matters_have_no_clock_of_the_law() -> None:
    others = set(Kind) - {Kind.PETITION, Kind.ARBITRATION}
    assert [answer_by(kind, PROMISE, datetime(2026, 11, 2, tzinfo=UTC)) for kind in others] == [
        None
    ] * len(others)


def test_acceptance_counts_calendar_days_even_where_promises_count_workdays() -> None:
    workdays = Promise(WorkCalendar(), DayCount.WORKDAYS)
    at = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    _, accept = deadlines_for(Kind.PETITION, Difficulty.GENERAL, workdays, at)
    assert accept.due_at == datetime(2026, 11, 17, 16, 0, tzinfo=UTC)


def test_a_visit_is_due_three_working_days_after_the_result() -> None:
    friday = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    assert visit_by(PROMISE, friday).due_at == datetime(2026, 12, 2, 16, 0, tzinfo=UTC)


def test_a_change_of_class_keeps_the_start() -> None:
    at = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    before = deadlines_for(Kind.PETITION, Difficulty.GENERAL, PROMISE, at)
    after = reclassed(before, Difficulty.DIFFICULT, PROMISE, at)
    assert after[0] == replace(resolve_by(Difficulty.DIFFICULT, PROMISE, at), edition=1)
    assert after[1] == before[1]


def test_a_change_of_class_tells_no_step_that_lies_behind_again() -> None:
    at = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    line = resolve_by(Difficulty.SIMPLE, PROMISE, at)
    late = replace(line, warned=100, escalated_at=line.due_at)
    after = promised_anew(late, 15, 0, PROMISE.calendar, at + timedelta(days=9))
    assert (after.warned, after.escalated_at, after.started_at) == (50, None, at)
    assert promised_anew(late, 5, 0, PROMISE.calendar, at + timedelta(days=90)).warned == 80


def test_the_reason_says_which_promise_and_by_how_much() -> None:
    line = resolve_by(Difficulty.GENERAL, PROMISE, datetime(2026, 11, 2, 2, 0, tzinfo=UTC))
    assert reason_overdue(line, line.due_at) == "办理时限11月9日24时已过,尚未完成"
    three_days_on = line.due_at + timedelta(days=3)
    assert reason_overdue(line, three_days_on) == "办理时限11月9日24时已过,超期3天"


@pytest.mark.parametrize("name", DeadlineName)
@pytest.mark.parametrize("days", [0, 3])
def test_the_reason_is_read_back_from_its_chinese(name: DeadlineName, days: int) -> None:
    at = datetime(2024, 2, 29, 16, 0, tzinfo=UTC)
    task = 2 if name is DeadlineName.TASK_BY else 0
    reason = reason_overdue(Deadline(name, at, at, False, task=task), at + timedelta(days=days))
    again = overdue_again(str(reason))
    assert again is not None
    assert (again, again.en) == (reason, reason.en)


@pytest.mark.parametrize(
    "words", ["", "人数由20增至60", "办理时限13月1日24时已过,尚未完成", "办理时限11月9日24时已过"]
)
def test_other_words_are_no_reason_of_the_house(words: str) -> None:
    assert overdue_again(words) is None
