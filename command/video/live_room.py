"""A room while it is in use: its connections, its picture, and its place with the media engine.

One a reception in the app's process. Durable facts are the database's; what is here is gone when
the process ends, and the pages take their seats again.
"""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from command.base import clock, logs
from command.base.problem import Refusal
from command.video import room
from command.video.connection import Connection
from command.video.media.engine import MediaEngine
from command.video.reception import Reception
from command.video.room import Hall, Sitter
from command.video.seat import Seat
from command.video.signal import Offer, Republish

LOG = logs.log("video")


@dataclass(slots=True, eq=False)
class LiveRoom:
    """`lock` orders entering, leaving and changes; messages of one page come in their order.

    Pages at the `doors` are connected to the worker under a name of their own, which no routing
    knows: nothing reaches them, and nobody is shown them.
    """

    reception_id: int
    engine: MediaEngine
    hall: Hall
    connections: dict[str, Connection] = field(default_factory=dict)
    doors: set[Connection] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    version: int = 0
    said: int = 0
    has_media: bool = False
    empty_since: float | None = None
    gone: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.reception_id)

    def has(self, connection: Connection) -> bool:
        """It is the page that sits at its seat now."""
        return self.connections.get(connection.seat) is connection

    def refresh(self, reception: Reception, seats: Collection[Seat]) -> None:
        """Take what the database says, keep what the connections say."""
        held = self.hall.sitters
        sitters = {
            seat.seat: replace(held.get(seat.seat, Sitter(seat)), seat=seat) for seat in seats
        }
        self.hall = replace(self.hall, reception=reception, sitters=sitters)

    def change(self, seat: str, **changes: Any) -> None:
        """Something of a sitter has changed; everybody is shown."""
        sitter = self.hall.sitters.get(seat)
        if sitter is None:
            return
        changed = replace(sitter, **changes)
        if changed != sitter:
            self.hall = replace(self.hall, sitters={**self.hall.sitters, seat: changed})
            self.show()

    def show(self) -> None:
        """Queue the newest picture of the room for everybody."""
        self.version += 1
        for connection in self.connections.values():
            connection.show(self._picture)

    def _picture(self) -> Any:
        return room.as_signal(self.hall, self.version, clock.now())

    async def route(self, coming: str = "") -> None:
        """Tell the worker who receives whom; opens the room there when it is not.

        Whoever is `coming` is routed as if they sat already: their keyframes are asked for.
        """
        hall = self.hall
        if coming in hall.sitters:
            sitter = replace(hall.sitters[coming], connected=True)
            hall = replace(hall, sitters={**hall.sitters, coming: sitter})
        try:
            await self.engine.open_room(self.name)
            await self.engine.route(self.name, room.routes(hall))
            self.has_media = True
        except Refusal as reason:
            self.has_media = False
            LOG.warning("no media", reception=self.reception_id, reason=reason.code)

    async def remove(self, seat: str) -> None:
        """End a seat's media."""
        self.gone.pop(seat, None)
        try:
            await self.engine.remove(self.name, seat)
        except Refusal as reason:
            LOG.warning("not removed", reception=self.reception_id, reason=reason.code)

    async def stand(self, connection: Connection) -> None:
        """Connect a page at the door; of two of one person the newer has it."""
        for older in tuple(self.doors):
            if older.party.is_same(connection.party):
                older.replace()
                self.doors.discard(older)
                await self.remove(older.seat)
        if not self.has_media:
            await self.recover()
        self.doors.add(connection)

    async def step_in(self, connection: Connection, seat: str) -> None:
        """What was connected at the door is the seat's; where it is gone, it begins anew."""
        self.doors.discard(connection)
        door, connection.seat = connection.seat, seat
        try:
            await self.engine.reseat(self.name, door, seat)
        except Refusal:
            connection.begin_anew()

    async def recover(self) -> None:
        """The worker was lost: the room opens elsewhere, and every page publishes anew."""
        await self.route()
        if not self.has_media:
            return
        for connection in self.connections.values():
            connection.begin_anew()
            connection.send(Republish())
        for connection in self.doors:
            connection.begin_anew()
        await self._offer_to(self.doors)

    async def offer(self, connection: Connection, *, restart: bool = False) -> None:
        """Offer the tracks of the others, one offer at a time. Raises EngineDown."""
        if connection.outstanding and not restart:
            connection.is_behind = True
            return
        number = connection.offered + 1
        connection.offered, connection.outstanding = number, True
        connection.is_behind = False
        try:
            offer = await self.engine.subscribe(
                self.name, connection.seat, number, restart=restart and number > 1
            )
        except Refusal:
            connection.outstanding = False
            raise
        if "m=" not in offer:
            connection.offered, connection.outstanding = number - 1, False
            return
        connection.send(Offer(generation=number, offer=offer))

    async def offer_to_others(self, seat: str) -> None:
        """Somebody's tracks have changed."""
        pages = (*self.connections.values(), *self.doors)
        await self._offer_to(one for one in pages if one.seat != seat)

    async def _offer_to(self, pages: Iterable[Connection]) -> None:
        for connection in tuple(pages):
            if connection.is_open:
                try:
                    await self.offer(connection)
                except Refusal as reason:
                    LOG.warning("no offer", reception=self.reception_id, reason=reason.code)
