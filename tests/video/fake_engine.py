"""A media engine that moves nothing: it remembers what it was told, and says what tests want said.

For signalling alone; media are proved with the real workers elsewhere.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping

from command.video.media.engine import BadOffer, EngineDown, MediaEvent, StaleOffer, WorkerLoad

OFFER = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"


class FakeEngine:
    """Keeps the contract of `MediaEngine` in memory; `down` makes every call fail."""

    def __init__(self) -> None:
        self.rooms: set[str] = set()
        self.routes: dict[str, dict[str, frozenset[str]]] = {}
        self.published: dict[tuple[str, str], list[str]] = {}
        self.offered: dict[tuple[str, str], int] = {}
        self.answers: list[tuple[str, str, int, str]] = []
        self.reseated: list[tuple[str, str]] = []
        self.removed: list[tuple[str, str]] = []
        self.down = False
        self._listeners: set[asyncio.Queue[MediaEvent]] = set()

    async def open_room(self, room: str) -> None:
        self._demand()
        self.rooms.add(room)

    async def close_room(self, room: str) -> None:
        self.rooms.discard(room)

    async def publish(self, room: str, seat: str, offer: str) -> str:
        self._demand(room)
        if not offer.startswith("v=0"):
            raise BadOffer("no session description", field="offer")
        self.published.setdefault((room, seat), []).append(offer)
        return f"answer to {seat}"

    async def subscribe(
        self, room: str, seat: str, generation: int, *, restart: bool = False
    ) -> str:
        self._demand(room)
        self.offered[room, seat] = generation
        others = [one for (where, one) in self.published if where == room and one != seat]
        return OFFER + "\r\n".join(f"a=msid:{one} mic" for one in others) if others else "v=0\r\n"

    async def answer(self, room: str, seat: str, generation: int, answer: str) -> None:
        self._demand(room)
        if self.offered.get((room, seat)) != generation:
            raise StaleOffer(field="generation")
        self.answers.append((room, seat, generation, answer))

    async def route(self, room: str, routes: Mapping[str, Collection[str]]) -> None:
        self._demand(room)
        self.routes[room] = {seat: frozenset(others) for seat, others in routes.items()}

    async def reseat(self, room: str, seat: str, to: str) -> None:
        self._demand(room)
        if (room, seat) not in self.offered:
            raise EngineDown("the seat is not connected")
        self.offered[room, to] = self.offered.pop((room, seat))
        self.reseated.append((seat, to))

    async def remove(self, room: str, seat: str) -> None:
        self.removed.append((room, seat))
        self.published.pop((room, seat), None)
        self.offered.pop((room, seat), None)

    async def events(self) -> AsyncIterator[MediaEvent]:
        queue: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

    def load(self) -> list[WorkerLoad]:
        return []

    def tell(self, event: MediaEvent) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)

    def lose(self) -> None:
        """The worker dies: every room is forgotten, and said to be lost."""
        gone, self.rooms = self.rooms, set()
        self.routes.clear()
        self.published.clear()
        for room in gone:
            self.tell(MediaEvent("worker_lost", room))

    def _demand(self, room: str | None = None) -> None:
        if self.down or (room is not None and room not in self.rooms):
            raise EngineDown("the worker is gone")
