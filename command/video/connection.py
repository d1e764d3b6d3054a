"""One page in a room: what waits to be sent to it, and how far its offers have come.

The queue has room for 200 signals; a page that takes none of them is closed. Knows no room.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from command.video.closing import Close
from command.video.party import Party
from command.video.signal import Replaced, encode

WAITING_MOST = 200


@dataclass(slots=True, eq=False)
class Connection:
    """`offered` is the number of the newest offer to it, `outstanding` while it is unanswered."""

    party: Party
    cookies: Mapping[str, str]
    is_guest: bool
    seat: str = ""
    reception_id: int = 0
    published: int = 0
    offered: int = 0
    outstanding: bool = False
    is_behind: bool = False
    code: Close | None = None
    _waiting: list[str] = field(default_factory=list)
    _room: Callable[[], msgspec.Struct] | None = None
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, signal: msgspec.Struct) -> None:
        """Queue a signal; a full queue ends the connection."""
        if self.code is not None:
            return
        if len(self._waiting) >= WAITING_MOST:
            self.end(Close.FLOOD)
            return
        self._waiting.append(encode(signal))
        self._moved.set()

    def show(self, room: Callable[[], msgspec.Struct]) -> None:
        """The room has changed; the newest picture of it is made when it is sent."""
        if self.code is None:
            self._room = room
            self._moved.set()

    def end(self, code: Close) -> None:
        """Close once what waits is sent."""
        if self.code is None:
            self.code = code
            self._moved.set()

    def replace(self) -> None:
        """A newer page of the same person has its place."""
        self.send(Replaced())
        self.end(Close.REPLACED)

    def begin_anew(self) -> None:
        """The next offer is the first of a new peer connection."""
        self.offered, self.outstanding, self.is_behind = 0, False, False

    @property
    def is_open(self) -> bool:
        return self.code is None

    def holds(self, at: datetime) -> bool:
        return at < self.party.expires_at

    async def next(self) -> str | None:
        """The next text to send; None when the connection is to be closed now."""
        while True:
            if self._waiting:
                return self._waiting.pop(0)
            if self._room is not None:
                room, self._room = self._room, None
                return encode(room())
            if self.code is not None:
                return None
            self._moved.clear()
            await self._moved.wait()
