"""One clock: 168 vectors, an independent calendar, steps, pauses, grants."""

import csv
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.base.clock import CHINA, midnight_after
from command.casework.deadline import (
    STEPS,
    Deadline,
    counted,
    kept,
    paused,
    promised_anew,
    recounted,
    resumed,
)
from command.casework.terms import DeadlineName
from command.places.workdays import DayCount, Override, WorkCalendar

CALENDAR = WorkCalendar()
VECTORS = Path(__file__).parents[1] / "places" / "data" / "deadline_vectors.csv"
ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
COUNTED = [
    *((days, count) for days in (1, 5, 15, 20) for count in DayCount),
    (60, DayCount.CALENDAR_ROLL),
    (45, DayCount.CALENDAR_ROLL),
    (3, DayCount.WORKDAYS),
]
"""Promises, what the law sets, and the visit."""


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CHINA)


def _clock(day: date, days: int, count: DayCount = DayCount.CALENDAR_ROLL) -> Deadline:
    return counted(DeadlineName.RESOLVE_BY, days, count, CALENDAR, _noon(day))


def _rows() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.requirement("R51")
def test_all_168_vectors_hold_and_the_undated_are_provisional() -> None:
    wrong = []
    for row in _rows():
        workdays = row["kind"] == "workdays"
        count = DayCount.WORKDAYS if workdays else DayCount.CALENDAR_ROLL
        line = _clock(date.fromisoformat(row["received"]), int(row["n"]), count)
        dated = row["due"] and midnight_after(date.fromisoformat(row["due"]))
        right = line.due_at == dated and not line.provisional if dated else line.provisional
        wrong += [] if right else [row]
    assert len(_rows()) == 168
    assert wrong == []


def _independent(start: date, days: int, count: DayCount) -> date | None:
    """The due day by another calendar and the plainest counting; None beyond what it knows."""
    day, left = start, days
    try:
        while left:
            day += ONE_DAY
            left -= count is DayCount.CALENDAR_ROLL or chinese_calendar.is_workday(day)
        while not chinese_calendar.is_workday(day):
            day += ONE_DAY
    except NotImplementedError:
        return None
    return day


@pytest.mark.requirement("R51")
@pytest.mark.parametrize(("days", "count"), COUNTED)
def test_every_start_of_nine_years_ends_where_another_calendar_says(
    days: int, count: DayCount
) -> None:
    starts = [FIRST + ONE_DAY * n for n in range((LAST - FIRST).days + 1)]
    wrong, known = [], 0
    for start in starts:
        due = _independent(start, days, count)
        if due is not None and due <= LAST:
            known += 1
            line = _clock(start, days, count)
            if line.due_at != midnight_after(due) or line.provisional:
                wrong.append((start, due, line.due_at))
    assert wrong == []
    assert known > len(starts) - 100


def test_steps_lie_at_their_share_of_the_time() -> None:
    line = _clock(date(2026, 11, 2), 20)
    whole = line.due_at - line.started_at
    assert [line.step_at(step) for step in STEPS] == [
        line.started_at + whole * step / 100 for step in STEPS
    ]
    assert line.steps_due(line.due_at) == (50, 80, 100)
    assert line.steps_due(line.due_at - timedelta(microseconds=1)) == (50, 80)
    assert replace(line, warned=80).next_at == line.due_at
    assert replace(line, warned=150).next_at is None


def test_a_clock_that_stands_still_or_is_kept_says_nothing() -> None:
    line = _clock(date(2026, 11, 2), 5)
    far = line.due_at + 10 * ONE_DAY
    stands = paused(line, _noon(date(2026, 11, 4)), far)
    assert (stands.steps_due(far), stands.next_at) == ((), far)
    assert kept(line, far).steps_due(far) == ()
    assert kept(stands, far).paused == (date(2026, 11, 4), date(2026, 11, 20))
    assert kept(stands, far).due_at == line.due_at


def test_a_pause_adds_the_days_it_lasted_once() -> None:
    line = _clock(date(2026, 11, 2), 15)  # until Tuesday 17th
    stands = paused(line, _noon(date(2026, 11, 5)), _noon(date(2026, 12, 5)))
    again = resumed(stands, CALENDAR, _noon(date(2026, 11, 9)))
    assert again.due_at == midnight_after(date(2026, 11, 23))  # the 21st is a Saturday
    assert recounted(again, CALENDAR) == again
    assert not again.is_paused


def test_working_days_of_a_pause_are_what_a_promise_in_working_days_gains() -> None:
    line = _clock(date(2026, 11, 2), 5, DayCount.WORKDAYS)  # until Monday 9th
    stands = paused(line, _noon(date(2026, 11, 6)), _noon(date(2026, 12, 5)))
    again = resumed(stands, CALENDAR, _noon(date(2026, 11, 9)))
    assert again.due_at == midnight_after(date(2026, 11, 10))


def test_a_pause_within_a_day_adds_nothing() -> None:
    line = _clock(date(2026, 11, 2), 5)
    day = date(2026, 11, 4)
    assert resumed(paused(line, _noon(day), line.due_at), CALENDAR, _noon(day)).due_at == (
        line.due_at
    )


def test_a_longer_promise_keeps_start_and_pauses() -> None:
    line = _clock(date(2026, 11, 2), 5)
    stood = resumed(
        paused(line, _noon(date(2026, 11, 3)), line.due_at), CALENDAR, _noon(date(2026, 11, 5))
    )
    longer = promised_anew(stood, 5, 10, CALENDAR, _noon(date(2026, 11, 6)))
    assert longer.started_at == line.started_at
    assert longer.due_at == midnight_after(date(2026, 11, 19))  # 17th, and the two days it stood
    assert longer.edition == 1


def test_a_year_that_comes_out_moves_a_provisional_clock() -> None:
    line = _clock(date(2026, 12, 31), 1)
    assert (line.provisional, line.due_at) == (True, midnight_after(date(2027, 1, 4)))
    rest = {date(2027, 1, 4): Override(False)}
    known = WorkCalendar(rest, published_by_hand=frozenset({2027}))
    assert recounted(line, known).due_at == midnight_after(date(2027, 1, 5))
    assert not recounted(line, known).provisional


def test_a_named_instant_is_never_counted_again() -> None:
    line = Deadline(DeadlineName.TASK_BY, _noon(FIRST), _noon(LAST), False, task=1)
    assert recounted(line, CALENDAR) is line


@given(
    start=st.dates(date(2018, 1, 1), date(2026, 6, 30)),
    days=st.integers(1, 60),
    count=st.sampled_from(DayCount),
    data=st.data(),
)
def test_pauses_neither_take_nor_give_time(
    start: date, days: int, count: DayCount, data: st.DataObject
) -> None:
    """What is left after a pause is what was left before it; no step comes earlier."""
    line = _clock(start, days, count)
    for _ in range(3):
        last = (line.due_at - timedelta(seconds=1)).astimezone(CHINA).date()
        earliest = line.paused[-1] if line.paused else start
        begun = data.draw(st.dates(earliest, last))
        ended = begun + ONE_DAY * data.draw(st.integers(0, 40))
        stands = paused(line, _noon(begun), _noon(ended))
        again = resumed(stands, CALENDAR, _noon(ended))
        left = (last - begun).days
        now_left = ((again.due_at - timedelta(seconds=1)).astimezone(CHINA).date() - ended).days
        if count is DayCount.CALENDAR_ROLL:
            assert 0 <= now_left - left <= 11  # rolled over the longest holiday at most
        else:
            due = ended + ONE_DAY * now_left
            is_last = _worked(begun, last) == 0 and due == CALENDAR.roll(ended)
            assert is_last or _worked(begun, last) == _worked(ended, due)
        assert all(again.step_at(step) >= line.step_at(step) for step in (50, 80, 100))
        line = again


def _worked(after: date, until: date) -> int:
    days = (after + ONE_DAY * n for n in range(1, (until - after).days + 1))
    return sum(CALENDAR.is_workday(day) for day in days)
