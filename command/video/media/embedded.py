"""The embedded engine: our own worker processes, each room pinned to one of them.

A worker that is lost takes its rooms with it; opened again, they stand on another one. Refuses to
know who starts the processes.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from command.base import logs
from command.base.words import Words
from command.video.media import wire
from command.video.media.engine import EngineDown, Kind, MediaEvent, WorkerLoad
from command.video.media.link import WorkerLink

LOG = logs.log("media")
QUEUED = 4_096  # events that a slow listener may leave; then the oldest go
COMING = 5.0  # seconds we wait for the first worker


class EmbeddedEngine:
    """Over the unix sockets of workers; `run` must be running for anything to happen."""

    def __init__(self, sockets: Sequence[Path]) -> None:
        self._links = [WorkerLink(one, self._heard, self._lost) for one in sockets]
        self._pins: dict[str, WorkerLink] = {}
        self._listeners: set[asyncio.Queue[MediaEvent]] = set()

    async def run(self) -> None:
        """Keep connected to every worker until cancelled."""
        async with asyncio.TaskGroup() as group:
            for link in self._links:
                group.create_task(link.run(), name=link.name)

    async def open_room(self, room: str) -> None:
        if room in self._pins:
            return
        link = self._least_loaded() or await self._first()
        self._pins[room] = link
        try:
            await link.ask("open", room=room)
        except EngineDown:
            self._pins.pop(room, None)
            raise

    def _least_loaded(self) -> WorkerLink | None:
        """By what it used in the last second, then by the rooms we gave it since."""
        rooms = Counter(link.name for link in self._pins.values())
        there = [link for link in self._links if link.beat is not None]
        return min(
            there,
            key=lambda link: (round(link.beat.cpu if link.beat else 0.0, 1), rooms[link.name]),
            default=None,
        )

    async def _first(self) -> WorkerLink:
        """A worker that is just coming up."""
        waits = [asyncio.create_task(link.is_there.wait()) for link in self._links]
        if waits:
            await asyncio.wait(waits, timeout=COMING, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        link = self._least_loaded()
        if link is None:
            raise EngineDown(Words("没有可用的媒体进程", "no worker is there"))
        return link

    async def close_room(self, room: str) -> None:
        link = self._pins.pop(room, None)
        if link is not None:
            await link.ask("close", room=room)

    async def publish(self, room: str, seat: str, offer: str) -> str:
        return await self._of(room).ask("publish", room=room, seat=seat, text=offer)

    async def subscribe(
        self, room: str, seat: str, generation: int, *, restart: bool = False
    ) -> str:
        return await self._of(room).ask(
            "subscribe", room=room, seat=seat, generation=generation, restart=restart
        )

    async def answer(self, room: str, seat: str, generation: int, answer: str) -> None:
        await self._of(room).ask("answer", room=room, seat=seat, generation=generation, text=answer)

    async def route(self, room: str, routes: Mapping[str, Collection[str]]) -> None:
        plain = {seat: sorted(others) for seat, others in routes.items()}
        await self._of(room).ask("route", room=room, routes=plain)

    async def reseat(self, room: str, seat: str, to: str) -> None:
        await self._of(room).ask("reseat", room=room, seat=seat, to=to)

    async def remove(self, room: str, seat: str) -> None:
        link = self._pins.get(room)
        if link is not None:
            await link.ask("remove", room=room, seat=seat)

    def _of(self, room: str) -> WorkerLink:
        link = self._pins.get(room)
        if link is None:
            raise EngineDown(Words("会场尚未打开", "the room is not open"))
        return link

    # Events

    async def events(self) -> AsyncIterator[MediaEvent]:
        """From the first `anext` on; a listener that is too slow loses the oldest."""
        queue: asyncio.Queue[MediaEvent] = asyncio.Queue(QUEUED)
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

    def _heard(self, told: wire.Told) -> None:
        self._tell(MediaEvent(cast(Kind, told.kind), told.room, told.seat, told.data))

    def _lost(self, link: WorkerLink) -> None:
        gone = [room for room, pinned in self._pins.items() if pinned is link]
        LOG.warning("media worker lost", worker=link.name, rooms=len(gone))
        for room in gone:
            del self._pins[room]
            self._tell(MediaEvent("worker_lost", room))

    def _tell(self, event: MediaEvent) -> None:
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    # Figures

    def load(self) -> list[WorkerLoad]:
        return [
            WorkerLoad(
                link.name,
                link.beat.rooms,
                link.beat.seats,
                link.beat.packets_per_second,
                link.beat.cpu,
                link.beat.memory_mb,
                link.beat.lag_ms,
            )
            for link in self._links
            if link.beat is not None
        ]

    async def figures(self) -> dict[str, Any]:
        """Each worker's own figures since it was asked last, for benchmarks."""
        there = [link for link in self._links if link.beat is not None]
        return {link.name: await link.ask("figures") for link in there}
