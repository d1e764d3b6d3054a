"""Rows of agencies that end on a day, and of their successors. Holds no rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.accounts.store import QUERIES
from command.base.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Retirement:
    """An agency ends at `retires_at`; its open cases go to `successor`.

    `asked_by` None is a survey.
    """

    agency_id: str
    successor: str
    retires_at: datetime
    why: str
    asked_by: int | None = None
    done_at: datetime | None = None


async def plan(conn: Connection, wanted: Retirement, at: datetime) -> bool:
    """Write that an agency will end; False when that is written already."""
    values = (wanted.successor, wanted.retires_at, wanted.why, wanted.asked_by)
    return (
        await conn.fetchval(QUERIES["plan_retirement"], wanted.agency_id, at, *values) is not None
    )


async def drop(conn: Connection, agency_id: str) -> bool:
    """The agency stays; False when nothing was planned or it has ended."""
    return await conn.fetchval(QUERIES["drop_retirement"], agency_id) is not None


async def due(conn: Connection, at: datetime) -> list[str]:
    """Agencies whose day has come, the earliest first."""
    return [row["agency_id"] for row in await conn.fetch(QUERIES["due_retirements"], at)]


async def lock_due(conn: Connection, agency_id: str, at: datetime) -> Retirement | None:
    """What is planned for an agency whose day has come, kept for this transaction."""
    row = await conn.fetchrow(QUERIES["lock_retirement"], agency_id, at)
    return _retirement(row) if row else None


async def end(conn: Connection, agency_id: str, at: datetime) -> None:
    await conn.execute(QUERIES["retire_agency"], agency_id, at)
    await conn.execute(QUERIES["end_retirement"], agency_id, at)


async def forget(conn: Connection) -> None:
    """Drop what a survey had ended and another one has brought back."""
    await conn.execute(QUERIES["forget_retirements"])


async def all_of_them(conn: Connection) -> Sequence[Retirement]:
    """Every agency that will end or has, the last day first."""
    return [_retirement(row) for row in await conn.fetch(QUERIES["list_retirements"])]


def _retirement(row: Row) -> Retirement:
    return Retirement(
        row["agency_id"],
        row["successor"],
        row["retires_at"],
        row["why"],
        row["asked_by"],
        row["done_at"],
    )
