"""Rows of clocks <-> values, and what the keeper writes for many cases at once. Holds no rules.

Whatever a clock says is a row of its own, so that the database lets it be said once.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from command.base import queries
from command.base.db import Connection, Row
from command.casework.case import Case
from command.casework.deadline import TOLERATED, Deadline
from command.casework.stale import StaleCase
from command.casework.terms import DeadlineName
from command.places.workdays import DayCount

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a clock that is told now; `late` when its instant lies well behind."""

    line: Deadline
    step: int
    at: datetime

    @property
    def step_at(self) -> datetime:
        return self.line.step_at(self.step)

    @property
    def is_late(self) -> bool:
        return self.at - self.step_at > TOLERATED


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a timeline that the house writes."""

    case_id: int
    at: datetime
    type: str
    words: str
    facts: dict[str, Any]


def deadline(row: Row) -> Deadline:
    return Deadline(
        name=DeadlineName(row["name"]),
        started_at=row["started_at"],
        due_at=row["due_at"],
        provisional=row["provisional"],
        met_at=row["met_at"],
        escalated_at=row["escalated_at"],
        task=row["task"],
        redo=row["redo"],
        days=row["days"],
        count=DayCount(row["count"]),
        granted=row["granted"],
        edition=row["edition"],
        warned=row["warned"],
        paused=tuple(row["paused"]),
        paused_until=row["paused_until"],
    )


async def save_deadlines(conn: Connection, lines: Sequence[tuple[Case, Deadline]]) -> None:
    """Write clocks of cases; the database refuses one that moves as no clock does."""
    if not lines:
        return
    rows = [(case.case_id, *columns(line)) for case, line in lines]
    await conn.execute(QUERIES["save_deadlines"], *map(list, zip(*rows, strict=True)))


async def nearest(conn: Connection) -> datetime | None:
    """The next instant at which the keeper has something to do."""
    found: datetime | None = await conn.fetchval(QUERIES["nearest_deadline"])
    return found


async def claim_due(conn: Connection, at: datetime, most: int) -> Sequence[Row]:
    """Cases with something to say at `at`, locked; what another keeper holds is passed over."""
    return await conn.fetch(QUERIES["claim_due"], at, most)


async def claim_provisional(
    conn: Connection, after: int, years: Collection[int], most: int
) -> Sequence[Row]:
    """Cases with a higher number whose clocks wait for one of these years, locked."""
    return await conn.fetch(QUERIES["claim_provisional"], after, sorted(years), most)


async def add_steps(conn: Connection, steps: Sequence[tuple[Case, Step]], at: datetime) -> None:
    """Say each step, once; before the clocks themselves are written."""
    if not steps:
        return
    rows = [
        (case.case_id, *said.line.key, said.line.edition, said.step, said.step_at, said.is_late)
        for case, said in steps
    ]
    ids, names, tasks, redos, editions, numbers, instants, late = map(list, zip(*rows, strict=True))
    values = (ids, names, tasks, redos, editions, numbers, instants, at, late)
    await conn.execute(QUERIES["add_steps"], *values)


async def save_warned(conn: Connection, moved: Sequence[tuple[Case, Case]]) -> None:
    """Write what the keeper changes in cases, before and after. Raises StaleCase for the first
    that is not as it was read."""
    rows = [(before.case_id, before.version, *_case_columns(after)) for before, after in moved]
    found = await conn.fetch(QUERIES["save_warned"], *map(list, zip(*rows, strict=True)))
    saved = {row["case_id"] for row in found}
    for before, _ in moved:
        if before.case_id not in saved:
            raise StaleCase(before)
    changed = [
        (after, line)
        for before, after in moved
        for line in after.deadlines
        if line not in before.deadlines
    ]
    await save_deadlines(conn, changed)


async def add_lines(conn: Connection, lines: Iterable[Line], by: str) -> None:
    """Write lines of timelines in their order."""
    rows = [
        (line.case_id, line.at, line.type, line.words, json.dumps(line.facts, ensure_ascii=False))
        for line in lines
    ]
    if rows:
        await conn.execute(QUERIES["add_entries"], *map(list, zip(*rows, strict=True)), by)


def columns(line: Deadline) -> tuple[Any, ...]:
    return (
        line.name,
        line.task,
        line.redo,
        line.started_at,
        line.due_at,
        line.provisional,
        line.met_at,
        line.escalated_at,
        line.days,
        line.count,
        line.granted,
        line.edition,
        line.warned,
        " ".join(day.isoformat() for day in line.paused),
        line.paused_until,
    )


def _case_columns(case: Case) -> tuple[Any, ...]:
    due = case.due
    return (
        case.version,
        case.changed_at,
        due.due_at if due else None,
        due.name if due else None,
        case.next_at,
        case.is_overdue,
        case.escalated_at,
        case.acknowledged_at,
        case.why,
    )
