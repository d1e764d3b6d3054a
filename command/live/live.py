"""Live: the stream as one thing that the app starts, asks for figures, and stops.

`async with live.running(): ...` keeps its three loops: the tail, the writer, the heartbeat.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Self

from command.accounts.presence import Presence
from command.accounts.session import actor_of
from command.base import clock, logs
from command.base.db import Address, Database
from command.base.metrics import Metrics
from command.live.audience import HEARTBEAT_SECONDS, Screen
from command.live.hub import Hub
from command.live.snapshot import Library
from command.live.tail import Tail

LOG = logs.log("live")
BEAT_SECONDS = 1.0
CURRENT_SECONDS = 15.0
Present = Callable[[Mapping[str, str], datetime], Awaitable[Presence | None]]
"""Who is there by their cookies at an instant; None when nobody is signed in."""
Record = Callable[[Presence, datetime, bool], Awaitable[None]]
"""Puts on record that somebody opens the stream, or (True) is refused it."""


class Live:
    """The hub with what feeds it; `present` is the accounts' way unless told otherwise."""

    def __init__(
        self,
        db: Database,
        address: Address,
        present: Present | None = None,
        *,
        tail: Tail | None = None,
        record: Record | None = None,
    ) -> None:
        self.hub = tail.hub if tail else Hub()
        self.library = Library(db)
        self.present = present or partial(actor_of, db=db)
        self.record = record or _unrecorded
        self._tail = tail or Tail(self.hub, address)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Follow the journal until the block ends."""
        loops = [
            asyncio.create_task(_kept(loop))
            for loop in (self._tail.follow, self.hub.deliver, self._beat)
        ]
        try:
            yield self
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)

    async def _beat(self) -> None:
        """Every second: sweep, and heartbeats to the kinds of screens whose turn it is."""
        second = 0
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            second += 1
            now = clock.now()
            self.hub.sweep(now)
            self.library.tidy()
            turn = [s for s in Screen if second % round(HEARTBEAT_SECONDS[s]) == 0]
            self.hub.beat(turn, now)

    def offer_to(self, metrics: Metrics) -> None:
        """Show the stream's figures."""
        for name, about in FIGURES.items():
            metrics.offer(f"live_{name}", about, partial(self.figure, name))

    def figure(self, name: str) -> float:
        """One of `FIGURES`, now."""
        if name in _READ:
            return _READ[name](self.hub)
        return float(self.hub.counts[name])


async def _unrecorded(presence: Presence, at: datetime, is_refused: bool) -> None:
    """A hub without a house keeps no record."""


async def _kept(loop: Callable[[], Awaitable[None]]) -> None:
    """Run a loop for ever; what breaks it is logged, and it begins again."""
    while True:
        try:
            await loop()
        except Exception:
            LOG.exception("loop_broke", loop=getattr(loop, "__name__", ""))
            await asyncio.sleep(BEAT_SECONDS)


def _behind(hub: Hub) -> float:
    return float(sum(not viewer.is_live for viewer in hub.viewers))


def _current_walls(hub: Hub) -> float:
    """Walls that said in the last 15 s that they show the newest number they were sent."""
    now = clock.now()
    return float(
        sum(
            viewer.screen is Screen.WALL
            and viewer.shown is not None
            and viewer.shown.seq >= viewer.prev
            and (now - viewer.shown.at).total_seconds() < CURRENT_SECONDS
            for viewer in hub.viewers
        )
    )


def _age(hub: Hub) -> float:
    return (clock.now() - hub.as_of).total_seconds() if hub.as_of else float("nan")


def _screens(screen: Screen, hub: Hub) -> float:
    return float(sum(viewer.screen is screen for viewer in hub.viewers))


_READ: dict[str, Callable[[Hub], float]] = {
    "seq": lambda hub: float(hub.position.seq if hub.position else 0),
    "age_seconds": _age,
    "walls": partial(_screens, Screen.WALL),
    "desks": partial(_screens, Screen.DESK),
    "phones": partial(_screens, Screen.PHONE),
    "behind": _behind,
    "walls_current": _current_walls,
}
FIGURES = {
    "seq": "Newest number of the journal that was read",
    "age_seconds": "Since the journal was last read to its end",
    "walls": "Open sockets of walls",
    "desks": "Open sockets of desks",
    "phones": "Open sockets of phones",
    "behind": "Sockets that are catching up",
    "walls_current": "Walls that confirmed what they show within 15 s",
    "events": "Events read from the journal",
    "writes": "Shared frames written to sockets",
    "fell_behind": "Times a socket was too slow",
    "lagged": "Times frames were left out for a slow socket",
    "snapshots": "Snapshots sent",
    "resumed": "Sockets that went on where they were",
    "closed_4290": "Sockets closed for being too slow",
    "tail_losses": "Times the database was lost",
    "journal_changes": "Times the journal became another one",
}
