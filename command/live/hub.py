"""The hub: who listens to what, and one shared write for all of them.

Events come in from the tail, are encoded once a scope, kept in the ring and written to walls,
then desks, then phones. It refuses to know the database; slow viewers leave and catch up.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from command.base import logs
from command.base.event import SYSTEM, ScopeKey
from command.base.journal import Entry, Position
from command.live import frame
from command.live.audience import Screen
from command.live.closing import Close
from command.live.history import Kept, Ring
from command.live.viewer import Viewer

LOG = logs.log("live")
SESSION_ENDED = "session.ended"


@dataclass(frozen=True, slots=True)
class Rules:
    """Seconds, except `chunk`: so many writes before others get their turn."""

    window: float = 0.005
    stuck: float = 5.0
    behind: float = 30.0
    idle_scope: float = 60.0
    chunk: int = 200


class JournalBroken(Exception):
    """The next number is not the one after the last: the stream must begin anew."""


class Scope:
    """The viewers of one scope, its ring, and frames that wait for the window to end."""

    __slots__ = ("idle_since", "live", "members", "pending", "ring", "window")

    def __init__(self, floor: int, at: float) -> None:
        self.ring = Ring(floor)
        self.live: tuple[set[Viewer], ...] = tuple(set() for _ in Screen)
        self.members = 0
        self.pending: list[Kept] = []
        self.window: asyncio.TimerHandle | None = None
        self.idle_since = at


@dataclass(frozen=True, slots=True)
class Batch:
    """One write: for viewers who have `base`, after it they have `last`; by kind of screen."""

    scope: Scope
    base: int
    last: int
    data: tuple[bytes, ...]


class Hub:
    """One a process; every method runs on its event loop."""

    def __init__(self, rules: Rules = Rules()) -> None:
        self.rules = rules
        self.position: Position | None = None
        self.known = asyncio.Event()
        self.as_of: datetime | None = None
        self.scopes: dict[ScopeKey, Scope] = {}
        self.viewers: set[Viewer] = set()
        self.counts: Counter[str] = Counter()
        self._newest: dict[ScopeKey, int] = {}
        self._due: set[Scope] = set()
        self._beats: dict[Screen, datetime] = {}
        self._wake = asyncio.Event()

    # From the tail

    def begin(self, position: Position) -> None:
        """Start at a position, or start anew when the journal is another one."""
        if self.position is not None:
            LOG.warning("journal_changed", epoch=position.epoch, seq=position.seq)
            self.counts["journal_changes"] += 1
        for viewer in tuple(self.viewers):
            self.drop(viewer, Close.JOURNAL_CHANGED)
        for scope in self.scopes.values():
            if scope.window:
                scope.window.cancel()
        self.scopes, self._newest, self._due = {}, {}, set()
        self.position = position
        self.known.set()

    def publish(self, entries: Sequence[Entry]) -> None:
        """Take in events in order. Raises JournalBroken when a number is missing."""
        for entry in entries:
            assert self.position is not None
            if entry.seq != self.position.seq + 1:
                raise JournalBroken(f"{entry.seq} after {self.position.seq}")
            self._keep(entry)
            self.position = Position(self.position.epoch, entry.seq)
            if SYSTEM in entry.audience and entry.type == SESSION_ENDED:
                self._revoke(msgspec.json.decode(entry.data))
        self.counts["events"] += len(entries)
        if self._due:
            self._wake.set()

    def _keep(self, entry: Entry) -> None:
        body: bytes | None = None
        for key in entry.audience:
            scope = self.scopes.get(key)
            if scope is not None:
                body = body or frame.event_body(entry)
                data = frame.event_frame(entry.seq, scope.ring.last, body)
                scope.pending.append(scope.ring.add(entry.seq, data))
                if scope.window is None:
                    self._due.add(scope)
            self._newest[key] = entry.seq

    def _revoke(self, ended: object) -> None:
        """Close what an ended session, kiosk or account had open."""
        code = Close.NOT_SIGNED_IN
        if isinstance(ended, dict) and "session" not in ended:
            code = Close.SCOPE_REVOKED
        for viewer in [v for v in self.viewers if v.presence.is_ended_by(ended)]:
            self.drop(viewer, code)

    # Viewers

    def scope(self, key: ScopeKey, last: int) -> Scope:
        """The scope, made when it is new; `last` is its newest number in the database."""
        scope = self.scopes.get(key)
        if scope is None:
            floor = max(last, self._newest.get(key, 0))
            scope = self.scopes[key] = Scope(floor, asyncio.get_running_loop().time())
        return scope

    def join(self, viewer: Viewer) -> None:
        """Know the viewer, not yet live. Its scope exists."""
        self.viewers.add(viewer)
        self.scopes[viewer.scope].members += 1
        viewer.behind_since = asyncio.get_running_loop().time()

    def leave(self, viewer: Viewer) -> None:
        if viewer not in self.viewers:
            return
        self.viewers.discard(viewer)
        scope = self.scopes.get(viewer.scope)
        if scope is not None:
            scope.live[viewer.screen].discard(viewer)
            scope.members = max(0, scope.members - 1)
            scope.idle_since = asyncio.get_running_loop().time()
        viewer.is_live = False

    def go_live(self, viewer: Viewer) -> None:
        """From now on the hub writes to it; it has every frame of the ring."""
        viewer.is_live = True
        viewer.stuck_since = None
        self.scopes[viewer.scope].live[viewer.screen].add(viewer)

    def fall_behind(self, viewer: Viewer) -> None:
        """Stop writing to a slow viewer; its own task catches it up."""
        if not viewer.is_live:
            return
        viewer.is_live = False
        self.scopes[viewer.scope].live[viewer.screen].discard(viewer)
        viewer.behind_since = asyncio.get_running_loop().time()
        self.counts["fell_behind"] += 1
        viewer.fell.set()

    def drop(self, viewer: Viewer, code: Close) -> None:
        """Close it with a code; it gets nothing more."""
        self.leave(viewer)
        self.counts[f"closed_{code.value}"] += 1
        viewer.link.cut(code, code.name.lower().replace("_", "-"))

    # Writing

    async def deliver(self) -> None:
        """Write what is due, for ever: the only writer to live viewers."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            beats, self._beats = self._beats, {}
            due, self._due = self._due, set()
            scopes: Iterable[Scope] = tuple(self.scopes.values()) if beats else due
            await self._write([self._batch(scope, beats) for scope in scopes])

    def _batch(self, scope: Scope, beats: dict[Screen, datetime]) -> Batch:
        taken, scope.pending = scope.pending, []
        base = taken[0].prev if taken else scope.ring.last
        if taken:
            self._open_window(scope)
        frames = b"".join(kept.data for kept in taken)
        data = tuple(frames + self._heartbeat(beats.get(screen)) for screen in Screen)
        return Batch(scope, base, scope.ring.last, data)

    def _open_window(self, scope: Scope) -> None:
        """The first event goes at once, those that follow closely go together."""
        if scope.window is None:
            loop = asyncio.get_running_loop()
            scope.window = loop.call_later(self.rules.window, self._close_window, scope)

    def _close_window(self, scope: Scope) -> None:
        scope.window = None
        if scope.pending:
            self._due.add(scope)
            self._wake.set()

    def _heartbeat(self, now: datetime | None) -> bytes:
        if now is None or self.position is None:
            return b""
        return frame.encoded(frame.Heartbeat(self.position.seq, now, self.as_of or now))

    async def _write(self, batches: Sequence[Batch]) -> None:
        written = 0
        for screen in Screen:
            for batch in batches:
                data, base, last = batch.data[screen], batch.base, batch.last
                for viewer in tuple(batch.scope.live[screen]) if data else ():
                    if viewer.prev == base and viewer.link.give(data):
                        viewer.prev = last
                    elif viewer.prev < last or viewer.prev == base:
                        self.fall_behind(viewer)
                    written += 1
                    if written % self.rules.chunk == 0:
                        await asyncio.sleep(0)
        self.counts["writes"] += written

    # Time

    def beat(self, screens: Iterable[Screen], now: datetime) -> None:
        """Send a heartbeat to these kinds of screens with the next write."""
        self._beats.update(dict.fromkeys(screens, now))
        self._wake.set()

    def sweep(self, now: datetime) -> None:
        """Once a second: end what has expired or is too slow, forget scopes nobody watches."""
        at = asyncio.get_running_loop().time()
        for viewer in tuple(self.viewers):
            if viewer.presence.expires_at <= now:
                self.drop(viewer, Close.SESSION_EXPIRED)
            elif viewer.is_live:
                self._look_for_stall(viewer, at)
            elif at - viewer.behind_since > self.rules.behind:
                self.drop(viewer, Close.SLOW)
        for key, scope in tuple(self.scopes.items()):
            if not scope.members and at - scope.idle_since > self.rules.idle_scope:
                del self.scopes[key]

    def _look_for_stall(self, viewer: Viewer, at: float) -> None:
        if not viewer.link.waiting():
            viewer.stuck_since = None
        elif viewer.stuck_since is None:
            viewer.stuck_since = at
        elif at - viewer.stuck_since > self.rules.stuck:
            self.fall_behind(viewer)
