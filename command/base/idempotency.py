"""Every write carries a key made by the client: asked twice, it is done once.

The same key with the same body gets the same answer; with another body it is refused. Claim and
answer live in the transaction of the write itself, so a crash leaves both or neither.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from command.base import queries
from command.base.db import Connection
from command.base.problem import KeyReused

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The client's key, unique per account, and a SHA-256 over method, path and body."""

    account_id: int
    key: str
    fingerprint: bytes


async def earlier_reply(conn: Connection, request: RequestKey, at: datetime) -> bytes | None:
    """The reply given before, or None after claiming the key for this transaction.

    A second request with the key waits here until the first one has ended. Raises KeyReused when
    the key was used for another body.
    """
    if await conn.fetchval(
        QUERIES["claim_key"], request.account_id, request.key, request.fingerprint, at
    ):
        return None
    row = await conn.fetchrow(QUERIES["find_key"], request.account_id, request.key)
    if row is None or row["fingerprint"] != request.fingerprint:
        raise KeyReused(field="Idempotency-Key")
    return bytes(row["reply"])


async def keep_reply(conn: Connection, request: RequestKey, reply: bytes) -> None:
    """Keep the JSON answer for repeats; before `journal.append`, in the same transaction."""
    await conn.execute(QUERIES["keep_reply"], request.account_id, request.key, reply)


async def once(
    conn: Connection, request: RequestKey, at: datetime, work: Callable[[], Awaitable[bytes]]
) -> bytes:
    """What `work` answers, kept for repeats; a repeat does nothing and hears the same."""
    reply = await earlier_reply(conn, request, at)
    if reply is None:
        reply = await work()
        await keep_reply(conn, request, reply)
    return reply


async def forget(conn: Connection, before: datetime) -> None:
    """Drop the answers kept for repeats that were given before an instant."""
    await conn.execute(QUERIES["forget_keys"], before)
