"""Which cases a search finds, for whoever asks; the database holds who sees them. No rules here."""

from collections.abc import Sequence

from command.base.db import Connection
from command.casework.clock_store import QUERIES
from command.casework.finding import Wanted, ways

MOST = 5000
"""Cases that one word finds; the first of the list come first."""


async def find(conn: Connection, lines: Sequence[Sequence[Wanted]], closed: bool) -> list[int]:
    """Cases that every word of one of the lines fits, open or closed ones."""
    found = set[int]()
    for words in lines:
        within: list[int] | None = None
        for wanted in sorted(words, key=lambda one: len(one.places)):
            within = await _fitting(conn, wanted, within, closed)
        found |= set(within or [])
    return sorted(found)


async def _fitting(
    conn: Connection, wanted: Wanted, within: list[int] | None, closed: bool
) -> list[int]:
    """Those of the cases, or of all, that a word fits, as it is written or as it sounds."""
    patterns = [f"{code}%" for code in wanted.places]
    found = set[int]()
    for number, way in enumerate(ways(wanted.word)):
        beside = (wanted.receipt, patterns) if number == 0 else ("", [])
        asked = (list(way.all_of), list(way.one_of), way.fits, *beside, within, closed, MOST)
        found |= {row["case_id"] for row in await conn.fetch(QUERIES["find_fitting"], *asked)}
    return list(found)
