"""Rows of the escalation rules <-> lines. Connection first, time handed in; holds no rules."""

from datetime import datetime

from command.base import queries
from command.base.db import Connection, Row
from command.casework.rule import Line, Wish, holding
from command.casework.rule_book import Recipient

QUERIES = queries.load(__package__)


async def in_force(conn: Connection, at: datetime) -> dict[str, Line]:
    """The settings of every rule that hold at `at`."""
    return holding(await every(conn), at)


async def every(conn: Connection) -> list[Line]:
    """Every line, without who wrote it."""
    return [_line(row) for row in await conn.fetch(QUERIES["find_rules"])]


async def lines(conn: Connection) -> list[Line]:
    """Every line there is or was, the newest of a rule first."""
    return [_line(row) for row in await conn.fetch(QUERIES["list_rules"])]


async def add(conn: Connection, wish: Wish, begins: datetime, by: int, at: datetime) -> int | None:
    """The number of the new line; None when the rule has one from that instant already."""
    values = (wish.code, wish.is_on, list(wish.limits), list(wish.recipients))
    number: int | None = await conn.fetchval(
        QUERIES["add_rule"], *values, begins, at, by, wish.why.strip()
    )
    return number


async def drop(conn: Connection, number: int, at: datetime) -> bool:
    """Take back settings that have not begun; False when there are none."""
    return await conn.fetchval(QUERIES["drop_rule"], number, at) is not None


def _line(row: Row) -> Line:
    return Line(
        number=row["rule_id"],
        code=row["code"],
        is_on=row["is_on"],
        limits=tuple(row["limits"]),
        recipients=tuple(Recipient(one) for one in row["recipients"]),
        valid_from=row["began"],
        made_by=row["made_by_name"],
        why=row["why"],
    )
