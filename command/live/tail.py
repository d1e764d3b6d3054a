"""The tail: reads the journal as it grows and hands it to the hub, in order and without a hole.

LISTEN only wakes it; a poll every second is the truth. It has one connection of its own, keeps
the hub as it is while the database is away, and says by `as_of` how old the picture is.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from command.base import clock, db, journal, logs
from command.base.db import Address, Connection
from command.live.hub import Hub, JournalBroken

LOG = logs.log("live.tail")
POLL_SECONDS = 1.0
READ_SECONDS = 5.0
CONNECT_SECONDS = 5.0
AGAIN_SECONDS = (0.1, 1.0)
BATCH = 1000


class Tail:
    """`poll` None or `listen` False leave one of the two ways out; for tests of the other."""

    def __init__(
        self, hub: Hub, address: Address, *, poll: float | None = POLL_SECONDS, listen: bool = True
    ) -> None:
        self.hub = hub
        self._address = address
        self._poll = poll
        self._listen = listen
        self._wake = asyncio.Event()
        self._is_broken = False
        self._is_lost = False

    async def follow(self) -> None:
        """Read for ever; a lost connection is taken up again with nothing forgotten."""
        while True:
            try:
                async with self._connected() as conn:
                    await self._read(conn)
            except JournalBroken as broken:
                LOG.error("journal_broken", found=str(broken))
                self._is_broken = True
            except Exception as reason:
                # The driver has many words for "gone"; whatever it was, only reading again helps.
                self.hub.counts["tail_losses"] += 1
                say = LOG.debug if self._is_lost else LOG.warning
                say("journal_lost", reason=type(reason).__name__)
                self._is_lost = True
            await asyncio.sleep(random.uniform(*AGAIN_SECONDS))

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        conn = await db.connect(self._address, timeout=CONNECT_SECONDS)
        try:
            conn.add_termination_listener(lambda _: self._wake.set())
            if self._listen:
                await conn.add_listener(journal.CHANNEL, lambda *_: self._wake.set())
            yield conn
        finally:
            conn.terminate()

    async def _read(self, conn: Connection) -> None:
        while True:
            await self._look(conn)
            await self._drain(conn)
            await self._wait()

    async def _look(self, conn: Connection) -> None:
        """Whether this is still the journal that the hub knows."""
        async with asyncio.timeout(READ_SECONDS):
            found = await journal.position(conn)
        known = self.hub.position
        is_other = known is None or found.epoch != known.epoch or found.seq < known.seq
        if is_other or self._is_broken:
            self.hub.begin(found)
        self._is_broken = self._is_lost = False

    async def _drain(self, conn: Connection) -> None:
        """Read to the end."""
        while True:
            at = clock.now()
            async with asyncio.timeout(READ_SECONDS):
                entries = await journal.read_after(conn, self._seq, BATCH)
            self.hub.publish(entries)
            if len(entries) < BATCH:
                self._note_read(at)
                return
            await asyncio.sleep(0)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._poll):
                await self._wake.wait()
        except TimeoutError:
            return
        finally:
            self._wake.clear()

    @property
    def _seq(self) -> int:
        assert self.hub.position is not None
        return self.hub.position.seq

    def _note_read(self, at: datetime) -> None:
        """The hub's picture is complete as of `at`, before the reading began."""
        self.hub.as_of = at
