"""Counts of a scope's events, read from the journal, and its receptions, through the view that
video publishes. Holds no rules."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from command.base import queries
from command.base.db import Connection, Row
from command.base.event import ScopeKey
from command.live.frame import DayItem, HourItem, ReceptionItem, SiteItem, wire_instant

QUERIES = queries.load(__package__)


async def hours(conn: Connection, scope: ScopeKey, since: datetime) -> list[HourItem]:
    """Cases opened by hour and level since the instant, oldest first; empty hours are left out."""
    return _hours(await conn.fetch(QUERIES["count_hours"], scope, since))


async def days(conn: Connection, scope: ScopeKey, since: datetime) -> list[DayItem]:
    """What happened by China's calendar day since the instant; empty days are left out."""
    rows = await conn.fetch(QUERIES["count_days"], scope, since)
    return [
        DayItem(
            date=row["day"],
            opened=row["opened"],
            resolved=row["resolved"],
            closed=row["closed"],
            overdue=row["overdue"],
            visited=row["visited"],
            satisfied=row["satisfied"],
        )
        for row in rows
    ]


async def receptions(conn: Connection, scope: ScopeKey) -> list[ReceptionItem]:
    """Receptions of the scope that are not over, by their time."""
    return [_reception(row) for row in await conn.fetch(QUERIES["open_receptions"], scope)]


async def changed_cases(conn: Connection, scope: ScopeKey, after: int, up_to: int) -> set[int]:
    rows = await conn.fetch(QUERIES["changed_cases"], scope, after, up_to)
    return {row["case_id"] for row in rows}


def _hours(rows: Iterable[Row]) -> list[HourItem]:
    counts: dict[datetime, list[int]] = {}
    for row in rows:
        if 1 <= row["level"] <= 4:
            counts.setdefault(row["hour"], [0, 0, 0, 0])[row["level"] - 1] += row["opened"]
    return [HourItem(hour, (a, b, c, d)) for hour, (a, b, c, d) in counts.items()]


def _reception(row: Row) -> ReceptionItem:
    began: datetime | None = row["began_at"]
    sites: Any = msgspec.json.decode(row["sites"], type=tuple[SiteItem, ...])
    return ReceptionItem(
        id=row["reception_id"],
        case=row["case_id"],
        state=row["state"],
        title=row["title"],
        place=row["place"],
        starts_at=wire_instant(row["starts_at"]),
        began_at=wire_instant(began) if began else None,
        sites=sites,
        waiting=row["waiting"],
    )
