"""Rows of exports, and the lines of their files: masked, and only what the asker may see now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.base.db import Connection, Row
from command.casework.clock_store import QUERIES
from command.casework.export import SHOWN, Export, Purpose, Span, State


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: the cases are chosen now, and none comes in later."""

    number: str
    purpose: Purpose
    reason: str
    cases: Sequence[int]


async def choose(conn: Connection, pattern: str | None, span: Span, most: int) -> list[int]:
    """Cases of the actor's place; what a broken glass opens is not theirs to take away."""
    values = pattern, span.begins, span.ends, span.which, most
    return [row["case_id"] for row in await conn.fetch(QUERIES["choose_export"], *values)]


async def identities_in(conn: Connection, cases: Sequence[int]) -> int:
    return int(await conn.fetchval(QUERIES["count_identities"], list(cases)))


async def add(conn: Connection, asked: Asked, state: State, at: datetime, until: datetime) -> int:
    what = asked.number, str(asked.purpose), asked.reason, list(asked.cases)
    return int(await conn.fetchval(QUERIES["ask_export"], *what, str(state), at, until))


async def find(conn: Connection, export_id: int) -> Export | None:
    row = await conn.fetchrow(QUERIES["find_export"], export_id)
    return _export(row) if row else None


async def shown(conn: Connection, at: datetime) -> list[Export]:
    """One's own of a month, and at the county everybody's, the newest first."""
    return [_export(row) for row in await conn.fetch(QUERIES["list_exports"], at - SHOWN)]


async def decide(
    conn: Connection, export_id: int, state: State, at: datetime, until: datetime
) -> bool:
    return bool(await conn.fetchval(QUERIES["decide_export"], export_id, str(state), at, until))


async def take(conn: Connection, export_id: int, at: datetime) -> bool:
    return bool(await conn.fetchval(QUERIES["take_export"], export_id, at))


async def end(conn: Connection, export_id: int) -> bool:
    return bool(await conn.fetchval(QUERIES["end_export"], export_id))


async def lines_of(conn: Connection, export_id: int) -> Sequence[Row]:
    """The cases that are still open to the asker."""
    return await conn.fetch(QUERIES["export_lines"], export_id)


def _export(row: Row) -> Export:
    values = dict(row)
    stored, purpose = State(values.pop("state")), Purpose(values.pop("purpose"))
    return Export(**values, stored=stored, purpose=purpose)
