"""Rows of a case's way between agencies: who led it at which level, and who gave it back.

Written with the deed, never changed. Holds no rules.
"""

from dataclasses import dataclass
from datetime import datetime

from command.accounts.role import Actor
from command.base import queries
from command.base.db import Connection
from command.casework.case import Case
from command.casework.routing import level_of_agency
from command.casework.terms import Deed, ReturnGround

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class Step:
    """Who leads from `at` on, at which level, and by which deed the case came to them."""

    at: datetime
    way: str
    agency_id: str
    agency_name: str
    from_agency: str | None
    level: str


@dataclass(frozen=True, slots=True)
class GiveBack:
    """A return: the first, the second, the database has no place for a third; 0 for that of a
    supporter."""

    number: int
    agency_id: str
    agency_name: str
    ground: ReturnGround
    words: str
    at: datetime


async def add_step(conn: Connection, before: Case | None, after: Case, way: Deed) -> None:
    """Remember who leads now, when it is somebody else than before."""
    old = before.lead.agency_id if before and before.lead else None
    new = after.lead.agency_id if after.lead else None
    if new is None or new == old:
        return
    await conn.execute(
        QUERIES["add_step"],
        after.case_id,
        after.version,
        after.changed_at,
        way,
        new,
        old,
        level_of_agency(new),
    )


async def steps_of(conn: Connection, case_id: int) -> list[Step]:
    rows = await conn.fetch(QUERIES["find_steps"], case_id)
    return [
        Step(r["at"], r["way"], r["agency_id"], r["agency_name"], r["from_agency"], r["level"])
        for r in rows
    ]


async def add_give_back(
    conn: Connection, case: Case, ground: ReturnGround, words: str, by: int, at: datetime
) -> None:
    """The lead gives the case back; `by` is the account."""
    agency = case.lead.agency_id if case.lead else ""
    number = case.return_count + 1
    await conn.execute(
        QUERIES["add_give_back"], case.case_id, number, agency, by, ground, words, at
    )


async def add_part_return(
    conn: Connection, case: Case, by: Actor, ground: ReturnGround, words: str, at: datetime
) -> bool:
    """A supporter gives its part back; False when it has done so before."""
    values = (case.case_id, by.agency_id, by.account_id, ground, words, at)
    return await conn.fetchval(QUERIES["add_part_return"], *values) is not None


async def give_backs_of(conn: Connection, case_id: int) -> list[GiveBack]:
    rows = await conn.fetch(QUERIES["find_give_backs"], case_id)
    return [
        GiveBack(
            r["number"],
            r["agency_id"],
            r["agency_name"],
            ReturnGround(r["ground"]),
            r["words"],
            r["at"],
        )
        for r in rows
    ]
