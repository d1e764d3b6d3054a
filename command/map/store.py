"""Rows of the views that places and casework publish -> what the map draws.

Reads only; holds no rules.
"""

from command.base import queries
from command.base.db import Connection
from command.map.counts import Line

QUERIES = queries.load(__package__)


async def lines_of_place(conn: Connection, scope: str) -> list[Line]:
    rows = await conn.fetch(QUERIES["count_cases_of_place"], scope)
    return [Line(r["place"], r["type"], r["level"], r["open"], r["total"]) for r in rows]


async def lines_of_agency(conn: Connection, agency_id: str) -> list[Line]:
    rows = await conn.fetch(QUERIES["count_cases_of_agency"], agency_id)
    return [Line(r["place"], r["type"], r["level"], r["open"], r["total"]) for r in rows]
