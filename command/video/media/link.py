"""The app's end of one worker's unix socket: orders out, replies and events in, a watch on beats.

Refuses to know rooms; a worker that is silent for three seconds counts as lost.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from command.base.problem import Refusal
from command.base.words import Words
from command.video.media import wire
from command.video.media.engine import BadOffer, EngineDown, StaleOffer

GONE = Words("媒体进程已退出", "the worker is gone")
NO_ANSWER = Words("媒体进程没有应答", "the worker does not answer")

SPELL = 1.0
SILENT_SPELLS = 3
PATIENCE = 3.0
PAUSE = 0.1
_REFUSALS: Mapping[str, type[Refusal]] = {one.code: one for one in (BadOffer, StaleOffer)}


class WorkerLink:
    """`heard` is called with every event, `lost` when the worker is gone."""

    def __init__(
        self, socket: Path, heard: Callable[[wire.Told], None], lost: Callable[["WorkerLink"], None]
    ) -> None:
        self.socket = socket
        self.beat: wire.Beat | None = None
        self.is_there = asyncio.Event()
        self._heard = heard
        self._lost = lost
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[wire.Reply]] = {}
        self._taken = 0
        self._writer: asyncio.StreamWriter | None = None

    @property
    def name(self) -> str:
        return self.socket.stem

    async def run(self) -> None:
        """Keep connected until cancelled; a worker that comes back is taken at once."""
        while True:
            with suppress(OSError, EOFError, ValueError, TimeoutError):
                await self._once()
            await asyncio.sleep(PAUSE)

    async def _once(self) -> None:
        reader, self._writer = await asyncio.open_unix_connection(self.socket, limit=wire.LARGEST)
        listening = asyncio.create_task(self._listen(reader), name=f"{self.name} is heard")
        is_ours = False
        try:
            await self._watch(listening)
        except asyncio.CancelledError:
            is_ours = True
            raise
        finally:
            listening.cancel()
            self._writer.close()
            self._end()
            if not is_ours:
                self._lost(self)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while True:
            self._take(msgspec.json.decode(await wire.read(reader), type=wire.Message))
            self._taken += 1

    async def _watch(self, listening: asyncio.Task[None]) -> None:
        """Until `listening` fails, whose error is raised, or so many spells pass without a word.

        Spells are counted, not seconds: when our own loop stood still, what came meanwhile is
        read in the next spell.
        """
        silent = 0
        while silent < SILENT_SPELLS:
            taken = self._taken
            await asyncio.wait((listening,), timeout=SPELL)
            if listening.done():
                return await listening
            silent = silent + 1 if self._taken == taken else 0
        raise TimeoutError

    def _take(self, message: wire.Message) -> None:
        if isinstance(message, wire.Beat):
            self.beat = message
            self.is_there.set()
        elif isinstance(message, wire.Told):
            self._heard(message)
        else:
            waiting = self._waiting.pop(message.id, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)

    def _end(self) -> None:
        self._writer, self.beat = None, None
        self.is_there.clear()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(EngineDown(GONE))
        self._waiting.clear()

    async def ask(self, do: str, **what: Any) -> str:
        """Have an order obeyed; raises BadOffer, StaleOffer, EngineDown."""
        writer = self._writer
        if writer is None:
            raise EngineDown(GONE)
        number = next(self._numbers)
        waiting: asyncio.Future[wire.Reply] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        writer.write(wire.packed(wire.Order(number, do, **what)))
        try:
            async with asyncio.timeout(PATIENCE):
                reply = await waiting
        except TimeoutError as late:
            raise EngineDown(NO_ANSWER) from late
        finally:
            self._waiting.pop(number, None)
        if reply.refused is not None:
            refused = reply.refused
            raise _REFUSALS.get(refused.code, EngineDown)(refused.words, field=refused.field)
        return reply.text
