"""Rows of return visits: tries and results. Added to, never changed; holds no rules.

The database shows a result only to whoever may read it now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.base import queries
from command.base.db import Connection
from command.casework.case import Case
from command.casework.terms import Satisfaction
from command.casework.visiting import Attempt, Method, Try

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class Result:
    """What a round came to."""

    redo: int
    satisfaction: Satisfaction
    words: str
    result_known: bool | None
    request: str
    visited_at: datetime


async def tries_of(conn: Connection, case_id: int) -> list[Try]:
    """Every try, round by round, in their order."""
    rows = await conn.fetch(QUERIES["find_visit_tries"], case_id)
    return [
        Try(r["redo"], r["number"], Method(r["method"]), r["tried_at"], r["reached"]) for r in rows
    ]


async def results_of(conn: Connection, case_id: int) -> Sequence[Result]:
    """The results that the one who acts may read now."""
    return [
        Result(
            row["redo"],
            Satisfaction(row["satisfaction"]),
            row["words"],
            row["result_known"],
            row["request"],
            row["visited_at"],
        )
        for row in await conn.fetch(QUERIES["find_visits"], case_id)
    ]


async def add_try(conn: Connection, case: Case, made: Try, by: int, at: datetime) -> None:
    """A try of the case's present round; `by` is the account."""
    await conn.execute(
        QUERIES["add_visit_try"],
        case.case_id,
        made.redo,
        made.number,
        made.method,
        made.tried_at,
        made.reached,
        by,
        at,
    )


async def add_result(
    conn: Connection, case: Case, result: Satisfaction, attempt: Attempt, by: int, at: datetime
) -> None:
    """What the round came to by the try of `at`, with the lead of then and its named person."""
    lead = case.lead
    await conn.execute(
        QUERIES["add_visit"],
        case.case_id,
        case.redo_count,
        result,
        attempt.words.strip(),
        attempt.knows_result,
        attempt.request.strip(),
        lead.agency_id if lead else None,
        lead.officer_id if lead else None,
        at,
        by,
    )
