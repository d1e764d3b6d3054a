"""Which cases a search finds, for whoever asks; the database holds who sees them. No rules here."""

from collections.abc import Sequence
from typing import Any

from command.base.db import Connection
from command.casework.clock_store import QUERIES
from command.casework.finding import Wanted, pattern, ways

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
    pairs = await conn.fetchval(QUERIES["read_pairs"], wanted.word)
    fits = "" if pairs else pattern(wanted.word)
    patterns = [f"{code}%" for code in wanted.places]
    asked = (pairs, (), fits, wanted.receipt, patterns)
    found = set(await _asked(conn, asked, within, closed))
    for way in ways(wanted.word):
        left = within
        for both in [(way.all_of, ())] * bool(way.all_of) + [((), one) for one in way.one_of]:
            left = await _asked(conn, (*both, "", "", ()), left, closed)
        found.update(left or ())
    return list(found)


async def _asked(
    conn: Connection, asked: tuple[Any, ...], within: list[int] | None, closed: bool
) -> list[int]:
    rows = await conn.fetch(QUERIES["find_fitting"], *asked, within, closed, MOST)
    return [row["case_id"] for row in rows]
