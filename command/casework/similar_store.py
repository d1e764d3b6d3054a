"""Rows of matters that may be one with a report. Holds no rules; the database holds who sees."""

from collections.abc import Sequence
from datetime import datetime

from command.base.db import Connection
from command.casework.clock_store import QUERIES
from command.casework.happened import Point
from command.casework.likeness import Known
from command.places.jurisdiction import Precision


async def bigrams(conn: Connection, words: str) -> list[int]:
    """The pairs of letters of a text, as reports keep them."""
    found: list[int] = await conn.fetchval(QUERIES["bigrams"], words)
    return found


async def known_near(
    conn: Connection, pairs: Sequence[int], township: str, case_type: str, *since: datetime
) -> list[Known]:
    """Matters of a township that share pairs of letters since the first instant, or are of the
    type since the second."""
    rows = await conn.fetch(QUERIES["find_known"], pairs, f"{township}%", case_type, *since)
    return [
        Known(
            row["case_id"],
            row["type"],
            row["place"],
            Point(row["lon"], row["lat"], Precision(row["precision"])),
            row["opened_at"],
            row["shared"],
            row["pairs"],
        )
        for row in rows
    ]


async def referenced(conn: Connection, reference: str) -> list[int]:
    """Matters with a report that has this number elsewhere."""
    if not reference:
        return []
    return [row["case_id"] for row in await conn.fetch(QUERIES["find_referenced"], reference)]


async def first_words(
    conn: Connection, case_ids: Sequence[int], letters: int
) -> dict[int, tuple[str, int]]:
    """By case the beginning of its first report, and how many there are."""
    rows = await conn.fetch(QUERIES["find_first_words"], case_ids, letters)
    return {row["case_id"]: (row["words"], row["reports"]) for row in rows}


async def hold_intake(conn: Connection, township: str, keys: Sequence[bytes]) -> None:
    """Who registers for the same township or numbers waits until this transaction ends."""
    names = {township.encode(), *keys}
    await conn.execute(
        QUERIES["hold_intake"],
        sorted(int.from_bytes(name[:4], "big", signed=True) for name in names),
    )
