"""Conflicts of interest: whom a case concerns too much, so that it is closed to them.

The database closes the case (ADR 11); here conflicts are declared and ended. Nobody can ask who
is in conflict with what: the answer would name the accused.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from command.base import queries
from command.base.db import Connection

QUERIES = queries.load(__package__)


class Because(StrEnum):
    """Why a case is closed to somebody."""

    ACCUSED = "accused"
    RELATION = "relation"
    FORMER_UNIT = "former_unit"
    RECUSAL = "recusal"


@dataclass(frozen=True, slots=True)
class Party:
    """One person, or one agency with every centre under it; exactly one is named."""

    account_id: int | None = None
    agency_id: str | None = None


async def declare(
    conn: Connection, case_id: int, party: Party, why: Because, at: datetime, by: int | None
) -> None:
    """Close a case to `party` from now on. `by` is the account that says so, None for the house."""
    whom = (party.account_id, party.agency_id)
    await conn.execute(QUERIES["add_conflict"], case_id, *whom, why, at, by)


async def end(conn: Connection, case_id: int, at: datetime) -> None:
    """Every conflict of a case ends; the house's login only."""
    await conn.execute(QUERIES["end_conflicts"], case_id, at)
