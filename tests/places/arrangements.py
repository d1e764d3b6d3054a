"""China's working days by year, as the pinned `holidays` package knows them.

`python -m tests.places.arrangements > command/places/data/workdays.csv` writes the file we ship:
the package loads every country of the world, which a server should not wait for.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date

from holidays import country_holidays
from holidays.countries.china import ChinaStaticHolidays

from command.places.workdays import SATURDAY

FIRST, LAST = 1950, 2100  # beyond them the package knows no day
COLUMNS = ("year", "published", "off", "worked")


def row_of(year: int) -> tuple[str, str, str, str]:
    """Next year's arrangement may move days of this year's December, so both are read."""
    calendar = country_holidays("CN", years=[year, year + 1], expand=False)
    off = [day for day in calendar if day.weekday() < SATURDAY]
    is_published = year in ChinaStaticHolidays.special_public_holidays
    return (
        str(year),
        "yes" if is_published else "no",
        _days(off, year),
        _days(list(calendar.weekend_workdays), year),
    )


def _days(days: list[date], year: int) -> str:
    return " ".join(f"{day:%m-%d}" for day in sorted(days) if day.year == year)


def rows() -> Iterator[tuple[str, str, str, str]]:
    yield COLUMNS
    yield from map(row_of, range(FIRST, LAST + 1))


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows())
