"""Rows of the mandates <-> lines. Connection first, time handed in; holds no rules."""

from datetime import datetime

from command.base import queries
from command.base.db import Connection, Row
from command.casework.mandate import Line, Wish, holding
from command.casework.routing import Mandates, Matter
from command.casework.terms import Kind

QUERIES = queries.load(__package__)


async def in_force(conn: Connection, at: datetime, case_type: str) -> Mandates:
    """The mandates that held at `at` for a type, and the general ones."""
    rows = await conn.fetch(QUERIES["find_mandates"], case_type)
    held = holding([_line(row) for row in rows], at)
    return {matters: line.mandate for matters, line in held.items()}


async def lines(conn: Connection) -> list[Line]:
    """Every line there is or was, the newest of a matter first."""
    return [_line(row) for row in await conn.fetch(QUERIES["list_mandates"])]


async def add(conn: Connection, wish: Wish, begins: datetime, by: int, at: datetime) -> int | None:
    """The number of the new line; None when the matter has one from that instant already."""
    found: int | None = await conn.fetchval(
        QUERIES["add_mandate"],
        *wish.matters,
        list(wish.leads),
        list(wish.supports),
        begins,
        at,
        by,
        wish.why.strip(),
    )
    return found


async def drop(conn: Connection, number: int, at: datetime) -> bool:
    """Take back a line that has not begun; False when there is none."""
    return await conn.fetchval(QUERIES["drop_mandate"], number, at) is not None


async def recent(conn: Connection, since: datetime, most: int) -> list[tuple[str, Matter]]:
    """Receipt numbers and matters of cases opened since, the newest first.

    From the incident plane: the place is the one that is told.
    """
    rows = await conn.fetch(QUERIES["list_matters"], since, most)
    return [
        (row["receipt_number"], Matter(row["type"], Kind(row["kind"]), row["place"]))
        for row in rows
    ]


def _line(row: Row) -> Line:
    return Line(
        number=row["mandate_id"],
        matters=(row["type"], row["kind"], row["level"], row["place"]),
        leads=tuple(row["leads"]),
        supports=tuple(row["supports"]),
        valid_from=row["began"],
        made_by=row["made_by_name"],
        why=row["why"],
    )
