"""Due dates against 168 rows from two independent calendars, and the far years."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.places import workdays
from command.places.workdays import DayCount, Override, WorkCalendar
from tests.places import arrangements

VECTORS = Path(__file__).parent / "data" / "deadline_vectors.csv"


def _vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _kind(text: str) -> DayCount:
    return DayCount.WORKDAYS if text == "workdays" else DayCount.CALENDAR_ROLL


def _due(row: dict[str, str]) -> date:
    received = date.fromisoformat(row["received"])
    return WorkCalendar().due_date(received, int(row["n"]), _kind(row["kind"]))


def test_the_shipped_days_are_those_that_are_known() -> None:
    """When not: `python -m tests.places.arrangements > command/places/data/workdays.csv`."""
    shipped = Path(workdays.__file__).with_name("data") / "workdays.csv"
    with shipped.open(encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == list(arrangements.rows())


def test_there_are_168_vectors() -> None:
    assert len(_vectors()) == 168


@pytest.mark.parametrize(
    "row",
    [row for row in _vectors() if row["due"]],
    ids=lambda r: f"{r['received']}+{r['n']}-{r['kind']}",
)
def test_due_date_equals_the_vector(row: dict[str, str]) -> None:
    due = _due(row)
    assert due == date.fromisoformat(row["due"])
    assert not WorkCalendar().is_provisional(date.fromisoformat(row["received"]), due)


@pytest.mark.parametrize("row", [row for row in _vectors() if not row["due"]])
def test_vector_without_a_date_is_provisional(row: dict[str, str]) -> None:
    due = _due(row)
    assert WorkCalendar().provisional(due.year)
    assert WorkCalendar().is_provisional(date.fromisoformat(row["received"]), due)


@pytest.mark.parametrize("day", ["2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10"])
def test_make_up_weekend_days_are_worked(day: str) -> None:
    assert WorkCalendar().is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-01-02", "2026-02-23", "2026-10-06", "2026-09-19"])
def test_days_off_are_not_worked(day: str) -> None:
    assert not WorkCalendar().is_workday(date.fromisoformat(day))


def test_make_up_day_of_next_years_arrangement_counts_in_december() -> None:
    # Days at the end of December worked for the New Year holiday of the year after.
    assert WorkCalendar().is_workday(date(2006, 12, 31))
    assert WorkCalendar().is_workday(date(2001, 12, 29))  # moved by the notice for 2002


def test_override_stands_above_the_published_calendar() -> None:
    snow = date(2026, 1, 20)
    calendar = WorkCalendar({snow: Override(False, "snow")})
    assert not calendar.is_workday(snow)
    assert calendar.roll(snow) == date(2026, 1, 21)


def test_year_entered_by_hand_is_no_longer_provisional() -> None:
    calendar = WorkCalendar(published_by_hand=frozenset({2027}))
    assert not calendar.provisional(2027)
    assert calendar.provisional(2028)


def test_negative_promise_is_refused() -> None:
    for kind in DayCount:
        with pytest.raises(ValueError, match="-1 days"):
            WorkCalendar().due_date(date(2026, 1, 5), -1, kind)


@given(
    received=st.dates(),
    days=st.integers(min_value=0, max_value=200),
    kind=st.sampled_from(DayCount),
)
def test_any_year_is_answered(received: date, days: int, kind: DayCount) -> None:
    due = WorkCalendar().due_date(received, days, kind)
    assert due >= received
    if days and due < date.max:
        assert WorkCalendar().is_workday(due)


@given(received=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(1, 60))
def test_workdays_counted_back_are_the_promise(received: date, days: int) -> None:
    calendar = WorkCalendar()
    due = calendar.due_date(received, days, DayCount.WORKDAYS)
    span = (date.fromordinal(o) for o in range(received.toordinal() + 1, due.toordinal() + 1))
    assert sum(calendar.is_workday(day) for day in span) == days
