"""Snapshot: the state of a scope at one number, all of it in one repeatable-read transaction.

Readers of one scope share what was read in the last second: a thousand screens that come back
at once cost one reading. Refuses to know sockets.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from command.base import clock, journal
from command.base.db import Connection, Database
from command.base.event import ScopeKey
from command.base.journal import Entry, Position
from command.casework import store as casework
from command.live import frame, store
from command.live.frame import Item

HOURS = timedelta(hours=24)
SHARED_SECONDS = 1.0
READERS = 4
"""Connections of the pool that the stream may use at once."""


@dataclass(frozen=True, slots=True)
class State:
    """`prev` is the scope's newest number at `seq`."""

    epoch: str
    seq: int
    prev: int
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Shot:
    """A snapshot ready to be sent: frames that every reader of the scope shares."""

    epoch: str
    seq: int
    prev: int
    frames: Sequence[bytes]


def window(at: datetime) -> tuple[datetime, datetime]:
    """Where the hours begin (24 before the present one) and the days (yesterday in China)."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    day = clock.midnight_before(clock.china_date(at) - timedelta(days=1))
    return hour - HOURS, day


async def read(conn: Connection, scope: ScopeKey, at: datetime) -> State:
    """The scope as of `at`; the connection stands in a repeatable-read transaction."""
    position = await journal.position(conn)
    prev = await journal.last_of_scope(conn, scope, position.seq)
    cards = await casework.open_cards(conn, scope)
    since_hour, since_day = window(at)
    items = [Item(card=card) for card in cards]
    items += [Item(hour=hour) for hour in await store.hours(conn, scope, since_hour)]
    items += [Item(day=day) for day in await store.days(conn, scope, since_day)]
    items += [Item(reception=held) for held in await store.receptions(conn, scope)]
    return State(position.epoch, position.seq, prev, items)


class Library:
    """What the stream reads from the database, at most four readings at once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._readers = asyncio.Semaphore(READERS)
        self._shelf: dict[ScopeKey, tuple[float, Shot]] = {}
        self._locks: dict[ScopeKey, asyncio.Lock] = {}

    async def shot(self, scope: ScopeKey, known: Position) -> Shot:
        """A snapshot at the known number or later; a shared one is of the same journal.

        Raises DatabaseBusy.
        """
        async with self._locks.setdefault(scope, asyncio.Lock()):
            read_at, shot = self._shelf.get(scope, (0.0, None))
            fresh = asyncio.get_running_loop().time() - read_at < SHARED_SECONDS
            if shot is None or not fresh or shot.epoch != known.epoch or shot.seq < known.seq:
                shot = await self._shoot(scope)
            return shot

    async def _shoot(self, scope: ScopeKey) -> Shot:
        async with self._readers, self._db.snapshot() as conn:
            state = await read(conn, scope, clock.now())
        frames = frame.part_frames("snapshot", state.seq, state.prev, state.items)
        shot = Shot(state.epoch, state.seq, state.prev, frames)
        self._shelf[scope] = (asyncio.get_running_loop().time(), shot)
        return shot

    async def latest(self, scope: ScopeKey, after: int) -> Shot:
        """What changed after a number, with all counts, as one reading. Raises DatabaseBusy."""
        async with self._readers, self._db.snapshot() as conn:
            state = await read(conn, scope, clock.now())
            changed = await store.changed_cases(conn, scope, after, state.seq)
        items = changes(state.items, changed)
        frames = frame.part_frames("latest", state.seq, state.prev, items)
        return Shot(state.epoch, state.seq, state.prev, frames)

    async def events(
        self, scope: ScopeKey, after: int, up_to: int, limit: int
    ) -> tuple[int, list[Entry]]:
        """The scope's newest number at `after`, and its events from there. Raises DatabaseBusy."""
        async with self._readers, self._db.reading() as conn:
            prev = await journal.last_of_scope(conn, scope, after)
            return prev, await journal.read_scope_after(conn, scope, after, up_to, limit)

    async def last_of(self, scope: ScopeKey, up_to: int) -> int:
        async with self._readers, self._db.reading() as conn:
            return await journal.last_of_scope(conn, scope, up_to)

    def tidy(self) -> None:
        """Drop what nobody will share any more."""
        oldest = asyncio.get_running_loop().time() - SHARED_SECONDS
        for scope in [scope for scope, (read_at, _) in self._shelf.items() if read_at < oldest]:
            del self._shelf[scope]
        self._locks = {scope: lock for scope, lock in self._locks.items() if lock.locked()}


def changes(items: Sequence[Item], changed: set[int]) -> list[Item]:
    """Of a whole state: the cards that changed, what is gone, every count, every reception."""
    kept = [item for item in items if item.card is None or item.card.case in changed]
    present = {item.card.case for item in items if item.card}
    return kept + [Item(gone=case) for case in sorted(changed - present)]
