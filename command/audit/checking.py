"""Verifying where the rows lie: the whole chain of a database, or its newest part.

For `yushan audit verify` and for the auditor's page; what counts as wrong stands in `verify`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from command.audit import store
from command.audit.chain import origin
from command.audit.checkpoint import Checkpoint, Reader
from command.audit.verify import Verdict, Walker
from command.base.db import Connection

CHAINED_WITHIN = timedelta(minutes=1)


async def check(
    conn: Connection,
    reader: Reader,
    given: Sequence[Checkpoint],
    at: datetime,
    newest: int | None = None,
) -> Verdict:
    """Walk the chain from its origin, or its `newest` rows; `conn` must see one instant.

    `given` are checkpoints kept elsewhere, beside those of the database. A row that waits for its
    place for more than a minute before `at` is told.
    """
    told = (await store.state(conn)).tip
    start = origin(told.chain)
    if newest is not None and told.seq > newest:
        start = await store.tip_at(conn, told.seq - newest) or start
    own = [one for one in await store.checkpoints(conn) if one.seq > start.seq]
    walker = Walker(start, [*own, *given], reader)
    async for line in store.every_line_after(conn, start.seq):
        walker.step(line)
    return walker.end(told, await store.loose(conn, at - CHAINED_WITHIN))
