"""A room while it is in use: its connections, its picture, and its place with the media engine.

One a reception in the app's process. Durable facts are the database's; what is here is gone when
the process ends, and the pages take their seats again.
"""

import asyncio
from collections.abc import Collection
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
    """`lock` orders entering, leaving and changes; messages of one page come in their order."""

    reception_id: int
    engine: MediaEngine
    hall: Hall
    connections: dict[str, Connection] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    version: int = 0
    said: int = 0
    has_media: bool = False
    empty_since: float | None = None
    gone: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.reception_id)

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

    async def route(self) -> None:
        """Tell the worker who receives whom; opens the room there when it is not."""
        try:
            await self.engine.open_room(self.name)
            await self.engine.route(self.name, room.routes(self.hall))
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

    async def recover(self) -> None:
        """The worker was lost: the room opens elsewhere, and every page publishes anew."""
        await self.route()
        if not self.has_media:
            return
        for connection in self.connections.values():
            connection.offered, connection.outstanding = 0, False
            connection.is_behind = False
            connection.send(Republish())

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
        for connection in tuple(self.connections.values()):
            if connection.seat != seat and connection.is_open:
                try:
                    await self.offer(connection)
                except Refusal as reason:
                    LOG.warning("no offer", reception=self.reception_id, reason=reason.code)
