"""The journal: the only road up. Numbers are dense and follow the order of commits.

The number comes from a counter row that the same transaction updates as its last statement, so
a reader that has seen number n has seen everything up to n. It refuses to know what events mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from command.base import queries
from command.base.db import Connection, Row
from command.base.event import Event, ScopeKey

QUERIES = queries.load(__package__)
CHANNEL = "journal"


@dataclass(frozen=True, slots=True)
class Position:
    """A journal is known by its epoch (another one after a restore); `seq` is its newest number."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered event; `data` is its JSON text, ready to be put into a frame."""

    seq: int
    at: datetime
    type: str
    place: str
    case: int | None
    audience: tuple[ScopeKey, ...]
    data: str


async def append(conn: Connection, events: Sequence[Event]) -> int | None:
    """Write `events` and return the last number; the last statement before commit, always.

    Needs READ COMMITTED. Returns None when there is nothing to write.
    """
    if not events:
        return None
    row = await conn.fetchrow(
        QUERIES["append_events"],
        [event.type for event in events],
        [event.at for event in events],
        [event.place for event in events],
        [event.case for event in events],
        [" ".join(event.audience) for event in events],
        [msgspec.json.encode(event.data).decode() for event in events],
    )
    assert row is not None
    return int(row["last"])


async def position(conn: Connection) -> Position:
    row = await conn.fetchrow(QUERIES["read_position"])
    assert row is not None
    return Position(row["epoch"], row["seq"])


async def newest_at(conn: Connection) -> datetime | None:
    """The instant of the newest event; None in an empty journal."""
    found: datetime | None = await conn.fetchval(QUERIES["newest_at"])
    return found


async def read_after(conn: Connection, seq: int, limit: int = 1000) -> list[Entry]:
    """At most `limit` events after `seq`, oldest first."""
    return [_entry(row) for row in await conn.fetch(QUERIES["read_after"], seq, limit)]


async def read_scope_after(
    conn: Connection, scope: ScopeKey, seq: int, up_to: int, limit: int = 1000
) -> list[Entry]:
    """At most `limit` events of `scope` with `seq` < number <= `up_to`, oldest first."""
    rows = await conn.fetch(QUERIES["read_scope_after"], scope, seq, up_to, limit)
    return [_entry(row) for row in rows]


async def last_of_scope(conn: Connection, scope: ScopeKey, up_to: int) -> int:
    """The newest number of `scope` that is not above `up_to`; 0 when it has none."""
    return int(await conn.fetchval(QUERIES["last_of_scope"], scope, up_to))


def _entry(row: Row) -> Entry:
    return Entry(
        row["seq"],
        row["at"],
        row["type"],
        row["place"],
        row["case_id"],
        tuple(row["audience"]),
        row["data"],
    )
