"""Rows of what is before a body outside, and of hearings. Written once, ended once; no rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.base.db import Connection
from command.casework.clock_store import QUERIES
from command.casework.outside import Body, Outcome, Way


@dataclass(frozen=True, slots=True)
class Outside:
    """One way to a body outside; without `back_at` it is still there."""

    number: int
    way: Way
    sent_at: datetime
    outcome: Outcome | None
    result: str
    back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hearing:
    """One hearing; without `concluded_at` it is still to come or goes on."""

    number: int
    held_on: datetime
    spot: str
    words: str
    who: str
    minutes: str
    concluded_at: datetime | None


async def send(conn: Connection, case_id: int, way: Way, by: int, at: datetime) -> None:
    values = (way.body, way.name.strip(), way.reference.strip(), way.words.strip(), at, by)
    await conn.execute(QUERIES["add_outside"], case_id, *values)


async def take_back(
    conn: Connection, case_id: int, outcome: Outcome, result: str, by: int, at: datetime
) -> None:
    await conn.execute(QUERIES["end_outside"], case_id, outcome, result, at, by)


async def end_all(conn: Connection, case_id: int, words: str, by: int, at: datetime) -> None:
    """The citizen has taken the matter back: nothing is waited for any more."""
    await take_back(conn, case_id, Outcome.WITHDRAWN, words, by, at)
    await conclude_hearing(conn, case_id, "", words, by, at)


async def ways_of(conn: Connection, case_id: int) -> Sequence[Outside]:
    """Every way out, the first first."""
    return [
        Outside(
            row["number"],
            Way(Body(row["body"]), row["name"], row["words"], row["reference"]),
            row["sent_at"],
            Outcome(row["outcome"]) if row["outcome"] else None,
            row["result"],
            row["back_at"],
        )
        for row in await conn.fetch(QUERIES["find_outside"], case_id)
    ]


async def call_hearing(  # noqa: PLR0913, PLR0917 - a row has this many columns
    conn: Connection, case_id: int, held_on: datetime, spot: str, words: str, by: int, at: datetime
) -> None:
    await conn.execute(QUERIES["add_hearing"], case_id, held_on, spot, words, at, by)


async def conclude_hearing(
    conn: Connection, case_id: int, who: str, minutes: str, by: int, at: datetime
) -> None:
    await conn.execute(QUERIES["end_hearing"], case_id, who, minutes, at, by)


async def hearings_of(conn: Connection, case_id: int) -> Sequence[Hearing]:
    """Every hearing, the first first."""
    return [
        Hearing(
            row["number"],
            row["held_on"],
            row["spot"],
            row["words"],
            row["who"],
            row["minutes"],
            row["concluded_at"],
        )
        for row in await conn.fetch(QUERIES["find_hearings"], case_id)
    ]
