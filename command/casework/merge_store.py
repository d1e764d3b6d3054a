"""Rows of merges, and the cases that went into one. Holds no rules; the database holds who sees."""

from collections.abc import Sequence
from datetime import datetime

from command.base.db import Connection, Row
from command.casework.clock_store import QUERIES
from command.casework.merging import Merging
from command.casework.report_store import Linked
from command.casework.terms import State


async def case_of_receipt(conn: Connection, receipt: str) -> int | None:
    """The case with this receipt, or with a later report that has it, if the actor sees it."""
    found: int | None = await conn.fetchval(QUERIES["case_of_receipt"], receipt.strip().upper())
    return found


async def present(conn: Connection, case_id: int) -> Merging | None:
    """The merge that holds now."""
    row = await conn.fetchrow(QUERIES["find_merging"], case_id)
    if row is None:
        return None
    came_from, tasks = State(row["came_from"]), tuple(row["tasks"])
    return Merging(row["number"], row["into_id"], came_from, tasks, row["at"])


async def add(conn: Connection, case_id: int, held: Merging, words: str, by: int) -> None:
    values = (held.into_id, held.came_from, words, list(held.tasks), held.at, by)
    await conn.execute(QUERIES["add_merging"], case_id, *values)


async def undo(
    conn: Connection, case_id: int, held: Merging, words: str, by: int, at: datetime
) -> None:
    await conn.execute(QUERIES["undo_merging"], case_id, held.number, words, by, at)


async def went_in(conn: Connection, case_id: int) -> Sequence[Linked]:
    """Cases that went into one and that the actor may see, the newest merge first."""
    return [_linked(row) for row in await conn.fetch(QUERIES["find_merged"], case_id)]


async def goes_on_in(conn: Connection, case_id: int) -> Linked | None:
    """The case that one went into, if the actor may see it."""
    row = await conn.fetchrow(QUERIES["find_survivor"], case_id)
    return _linked(row) if row else None


def _linked(row: Row) -> Linked:
    return Linked(
        row["case_id"], row["receipt_number"], row["title"], State(row["state"]), row["at"]
    )
