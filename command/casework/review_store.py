"""Rows of reviews and re-reviews. Written once, concluded once; holds no rules."""

from collections.abc import Sequence
from datetime import date, datetime

from command.base.db import Connection
from command.casework.clock_store import QUERIES
from command.casework.review import Asked, Review, Verdict


async def of_case(conn: Connection, case_id: int) -> Sequence[Review]:
    """Every review, the first first."""
    return [
        Review(
            row["round"],
            row["stage"],
            Asked(row["organ"], row["words"], row["asked_on"]),
            row["asked_at"],
            Verdict(row["outcome"]) if row["outcome"] else None,
            row["opinion"],
            row["concluded_at"],
        )
        for row in await conn.fetch(QUERIES["find_reviews"], case_id)
    ]


async def ask(conn: Connection, case_id: int, made: Review, on: date, by: int) -> None:
    asked = made.asked
    values = (made.round, made.stage, asked.organ.strip(), asked.words.strip(), on)
    await conn.execute(QUERIES["add_review"], case_id, *values, made.asked_at, by)


async def conclude(
    conn: Connection, case_id: int, verdict: Verdict, opinion: str, by: int, at: datetime
) -> None:
    """The review that goes on is over, if one does."""
    await conn.execute(QUERIES["end_review"], case_id, verdict, opinion, at, by)
