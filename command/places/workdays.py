"""China's working days and the due dates counted on them.

Published arrangements stand in `data/workdays.csv`, corrections of the county in a
table handed in. Refuses to know cases, clocks and databases.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from importlib import resources

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayCount(StrEnum):
    """How a promise counts its days; day 0 is never counted (Civil Code art. 201)."""

    CALENDAR_ROLL = "calendar_roll"
    WORKDAYS = "workdays"


@dataclass(frozen=True, slots=True)
class Override:
    """The county's word on one day, above every published calendar."""

    is_workday: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where a year differs from its weekends; `published` by the State Council, else estimated."""

    published: bool = False
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()


def _arrangements() -> Mapping[int, Arrangement]:
    """`tests.places.arrangements` writes the file and holds it to what is known."""
    text = resources.files(__package__).joinpath("data/workdays.csv").read_text(encoding="utf-8")
    return {int(row["year"]): _arrangement(row) for row in csv.DictReader(text.splitlines())}


def _arrangement(row: Mapping[str, str]) -> Arrangement:
    days_off, make_up = (
        frozenset(date.fromisoformat(f"{row['year']}-{day}") for day in row[name].split())
        for name in ("off", "worked")
    )
    return Arrangement(row["published"] == "yes", days_off, make_up)


ARRANGEMENTS = _arrangements()
#: Years whose arrangement (放假调休安排) the State Council has published. Other years are
#: estimated from the statutory days alone, years beyond the file from their weekends.
PUBLISHED_YEARS = frozenset(year for year, known in ARRANGEMENTS.items() if known.published)
_UNKNOWN = Arrangement()


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. Years not published follow the statutory holidays.

    `overrides` are single days; `published_by_hand` are years whose whole
    arrangement has been entered as overrides before the file knew it.
    """

    overrides: Mapping[date, Override] = field(default_factory=dict)
    published_by_hand: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """A make-up Saturday or Sunday (调休上班) is worked, a holiday is not."""
        override = self.overrides.get(day)
        if override is not None:
            return override.is_workday
        year = ARRANGEMENTS.get(day.year, _UNKNOWN)
        if day in year.make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in year.days_off

    def roll(self, day: date) -> date:
        """The day itself when worked, else the next working day (Civil Code art. 203)."""
        while not self.is_workday(day) and day < date.max:
            day += ONE_DAY
        return day

    def add_workdays(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`; `start` is day 0. Ends at date.max."""
        day = start
        for _ in range(_not_negative(count)):
            if day == date.max:
                break
            day = self.roll(day + ONE_DAY)
        return day

    def due_date(self, received: date, days: int, kind: DayCount) -> date:
        """The last day of a promise of `days` days; due at 24:00 China time of it.

        Raises ValueError for a negative count, nothing else: far years are answered too.
        """
        if kind is DayCount.WORKDAYS:
            return self.add_workdays(received, days)
        return self.roll(_add_days(received, _not_negative(days)))

    def provisional(self, year: int) -> bool:
        """True while the year's arrangement is not published: compute such dates again later."""
        return year not in PUBLISHED_YEARS and year not in self.published_by_hand

    def is_provisional(self, received: date, due: date) -> bool:
        """True when any year between the two days may still change the due date."""
        return any(self.provisional(year) for year in range(received.year, due.year + 1))


def _not_negative(count: int) -> int:
    if count < 0:
        raise ValueError(f"a promise cannot have {count} days")
    return count


def _add_days(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
