"""Rows of requests for time and of the pauses they lead to. Holds no rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.base.db import Connection, Row
from command.casework.asking import Asked, Request
from command.casework.case import Case
from command.casework.clock_store import QUERIES
from command.casework.terms import DeadlineName, Difficulty, PauseReason, Wish


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody said to a request."""

    is_granted: bool
    words: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A request as it stands in the file, with names."""

    request: Request
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    is_granted: bool | None
    answer: str
    lapsed_at: datetime | None


async def next_number(conn: Connection, case: Case) -> int:
    return int(await conn.fetchval(QUERIES["next_request"], case.case_id))


async def add(conn: Connection, case: Case, wanted: Request) -> None:
    asked = wanted.asked
    await conn.execute(
        QUERIES["add_request"],
        case.case_id,
        wanted.number,
        asked.wish,
        asked.deadline,
        wanted.redo,
        asked.reason,
        asked.days,
        asked.difficulty,
        asked.words.strip(),
        wanted.due_at,
        wanted.asked_at,
        wanted.asked_by,
    )


async def waiting(conn: Connection, case: Case) -> Request | None:
    """The request that nobody has decided yet."""
    row = await conn.fetchrow(QUERIES["find_request"], case.case_id, case.asked)
    return _request(row) if row else None


async def decide(conn: Connection, case: Case, number: int, said: Decided) -> None:
    values = (said.is_granted, said.words, said.by, said.at)
    await conn.execute(QUERIES["decide_request"], case.case_id, number, *values)


async def of_case(conn: Connection, case_id: int) -> Sequence[Told]:
    """Every request of a case, the first first."""
    return [_told(row) for row in await conn.fetch(QUERIES["list_requests"], case_id)]


async def follow(conn: Connection, before: Case, after: Case) -> None:
    """Keep pauses and requests in step with the case: begun, ended, or no longer of use."""
    begun = after.paused_until if after.paused_until != before.paused_until else None
    if before.paused_until is not None and before.paused_until != after.paused_until:
        await conn.execute(QUERIES["end_pause"], after.case_id, after.changed_at)
    if begun is not None:
        values = (after.case_id, before.asked, after.changed_at, begun)
        await conn.execute(QUERIES["begin_pause"], *values)
    if before.asked is not None and after.asked is None:
        await conn.execute(QUERIES["lapse_requests"], after.case_id, after.changed_at)


def _request(row: Row) -> Request:
    return Request(
        number=row["number"],
        asked=Asked(
            wish=Wish(row["wish"]),
            words=row["words"],
            deadline=DeadlineName(row["name"]),
            reason=PauseReason(row["reason"]) if row["reason"] else None,
            days=row["days"],
            difficulty=Difficulty(row["difficulty"]) if row["difficulty"] else None,
        ),
        redo=row["redo"],
        due_at=row["due_at"],
        asked_at=row["asked_at"],
        asked_by=row["asked_by"],
    )


def _told(row: Row) -> Told:
    return Told(
        request=_request(row),
        asked_by=row["asked_name"],
        decided_at=row["decided_at"],
        decided_by=row["decided_name"] or "",
        is_granted=row["granted"],
        answer=row["answer"],
        lapsed_at=row["lapsed_at"],
    )
