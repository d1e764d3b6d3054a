"""Rows of the audit schema: read by the auditor, chained and signed by the keeper.

Connection first. Holds no rules; writing a row stands in `record`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from command.audit.chain import Line, Tip, origin
from command.audit.checkpoint import Checkpoint
from command.audit.record import QUERIES
from command.base.db import Connection, Row

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class State:
    """The tip of the chain, and how many rows wait for their place in it."""

    tip: Tip
    waiting: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows older than row `before`, of one account, one case, one kind; None is every."""

    before: int | None = None
    by: int | None = None
    case: int | None = None
    what: str | None = None


async def chain(conn: Connection, most: int = AT_ONCE) -> int:
    """Give at most `most` waiting rows their place; returns how many got one."""
    return int(await conn.fetchval(QUERIES["chain"], most))


async def state(conn: Connection) -> State:
    row = await conn.fetchrow(QUERIES["state"])
    assert row is not None
    return State(Tip(row["chain"], row["seq"], row["hash"]), row["waiting"])


async def newest_checkpoint(conn: Connection) -> Checkpoint | None:
    row = await conn.fetchrow(QUERIES["newest_checkpoint"])
    return _checkpoint(row) if row else None


async def checkpoints(conn: Connection) -> list[Checkpoint]:
    """Every one, oldest first."""
    return [_checkpoint(row) for row in await conn.fetch(QUERIES["checkpoints"])]


async def add_checkpoint(conn: Connection, one: Checkpoint) -> bool:
    """False when the chain has no such row, or the row has a checkpoint already."""
    hashes = bytes.fromhex(one.hash), bytes.fromhex(one.signature)
    return bool(
        await conn.fetchval(
            QUERIES["add_checkpoint"], one.seq, hashes[0], one.at, one.key, hashes[1]
        )
    )


async def tip_at(conn: Connection, seq: int) -> Tip | None:
    """The tip the chain had at row `seq`; None when there is no such row."""
    row = await conn.fetchrow(QUERIES["tip_at"], seq)
    return Tip(row["chain"], row["seq"], row["hash"]) if row else None


async def start_at(conn: Connection, seq: int) -> Tip | None:
    """Where rows after `seq` follow on: the origin for 0; None when there is no such row."""
    return await tip_at(conn, seq) if seq else origin((await state(conn)).tip.chain)


async def lines_after(conn: Connection, seq: int, most: int) -> list[Line]:
    """At most `most` chained rows after `seq`, in order."""
    return [_line(row) for row in await conn.fetch(QUERIES["lines_after"], seq, most)]


async def every_line_after(conn: Connection, seq: int) -> AsyncIterator[Line]:
    """All chained rows after `seq`, a thousand at a time; needs one snapshot to be complete."""
    while lines := await lines_after(conn, seq, AT_ONCE):
        for line in lines:
            yield line
        seq = lines[-1].seq


async def loose(conn: Connection, before: datetime) -> int:
    """Rows from before an instant that have no place in the chain."""
    return int(await conn.fetchval(QUERIES["loose"], before))


async def found(conn: Connection, wanted: Filter, most: int) -> list[Row]:
    """Rows for a person to read, the newest first."""
    asked = wanted.before, wanted.by, wanted.case, wanted.what
    return list(await conn.fetch(QUERIES["found"], *asked, most))


def _line(row: Row) -> Line:
    return Line(
        seq=row["seq"],
        entry=row["entry_id"],
        at=row["at"],
        what=row["what"],
        by=row["by_id"],
        unit=row["unit"],
        case=row["case_id"],
        target=row["target"],
        purpose=row["purpose"],
        detail=row["detail"],
        hash=row["hash"].hex(),
    )


def _checkpoint(row: Row) -> Checkpoint:
    return Checkpoint(
        row["chain"], row["seq"], row["hash"], row["at"], row["key_id"], row["signature"]
    )
