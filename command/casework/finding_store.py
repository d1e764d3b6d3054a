"""Which cases a search finds, for whoever asks; the database holds who sees them. No rules here."""

from collections.abc import Sequence
from typing import Any

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
    written, *spoken = ways(wanted.word)
    patterns = [f"{code}%" for code in wanted.places]
    beside = (wanted.receipt, patterns)
    found = set(await _asked(conn, (written.all_of, (), written.fits, *beside), within, closed))
    for way in spoken:
        left = within
        for pairs in [(way.all_of, ())] * bool(way.all_of) + [((), one) for one in way.one_of]:
            left = await _asked(conn, (*pairs, "", "", ()), left, closed)
        found.update(left or ())
    return list(found)


async def _asked(
    conn: Connection, asked: tuple[Any, ...], within: list[int] | None, closed: bool
) -> list[int]:
    rows = await conn.fetch(QUERIES["find_fitting"], *asked, within, closed, MOST)
    return [row["case_id"] for row in rows]
