"""The clock, read in one place: views and keepers ask it once and hand the instant on as `at`.

China has one zone and no summer time, so the zone is a fixed offset and needs no zone database.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def china_date(at: datetime) -> date:
    """The calendar day in China that contains the instant `at`."""
    return at.astimezone(CHINA).date()


def midnight_after(day: date) -> datetime:
    """24:00 China time of `day`, which is 00:00 of the day after; aware."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def midnight_before(day: date) -> datetime:
    """00:00 China time of `day`; aware."""
    return datetime.combine(day, time(), CHINA)
