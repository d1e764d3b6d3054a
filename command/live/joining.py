"""Joining: how a viewer gets from where it stands to the present, at the start and after a stall.

From the ring, from the database up to a thousand events, or by a snapshot; a viewer that fell
out of the ring gets the newest truth and is told so. Knows no HTTP.
"""

import asyncio
from dataclasses import dataclass

from command.base import clock
from command.base.event import ScopeKey
from command.base.journal import Entry
from command.live import frame
from command.live.audience import HEARTBEAT_SECONDS
from command.live.closing import Close
from command.live.history import Kept
from command.live.hub import Hub
from command.live.snapshot import Library, Shot
from command.live.viewer import Viewer

REPLAYED = 1000
ROOM_SECONDS = 30.0
KNOWN_SECONDS = 5.0


class TooSlow(Exception):
    """The viewer took nothing for half a minute."""


class NotKnown(Exception):
    """The journal has not been read yet, or the socket has gone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a client says it stands; None when it holds nothing."""

    epoch: str | None
    since: int | None


async def open_scope(hub: Hub, library: Library, key: ScopeKey) -> None:
    """Have the hub keep the scope. Raises NotKnown, DatabaseBusy."""
    try:
        async with asyncio.timeout(KNOWN_SECONDS):
            await hub.known.wait()
    except TimeoutError as reason:
        raise NotKnown from reason
    assert hub.position is not None
    if key not in hub.scopes:
        hub.scope(key, await library.last_of(key, hub.position.seq))


async def serve(viewer: Viewer, asked: Asked, hub: Hub, library: Library) -> None:
    """Greet the viewer and keep it up with its scope until it goes."""
    try:
        await _begin(viewer, asked, hub, library)
        while True:
            await _catch_up(viewer, hub, library)
            await viewer.fell.wait()
            viewer.fell.clear()
            await _room(viewer)
    except TooSlow:
        hub.drop(viewer, Close.SLOW)


async def _begin(viewer: Viewer, asked: Asked, hub: Hub, library: Library) -> None:
    if viewer not in hub.viewers:
        raise NotKnown
    assert hub.position is not None
    known = asked.epoch == hub.position.epoch and asked.since is not None
    if known and asked.since is not None and asked.since <= hub.position.seq:
        hub.counts["resumed"] += 1
        if await _resume(viewer, asked.since, hub, library):
            return
    await _send_snapshot(viewer, hub, library)


async def _resume(viewer: Viewer, since: int, hub: Hub, library: Library) -> bool:
    """Greet a viewer that goes on where it was; False when it is too far behind."""
    kept = hub.scopes[viewer.scope].ring.since(since)
    if kept is not None:
        last = hub.scopes[viewer.scope].ring.last
        await _greet(viewer, hub, since, kept[0].prev if kept else last)
        return True
    assert hub.position is not None
    up_to = hub.position.seq
    prev, entries = await library.events(viewer.scope, since, up_to, REPLAYED + 1)
    if len(entries) > REPLAYED:
        return False
    await _greet(viewer, hub, since, prev)
    await _give_kept(viewer, _chained(entries, prev))
    return True


async def _greet(viewer: Viewer, hub: Hub, seq: int, prev: int, epoch: str | None = None) -> None:
    assert hub.position is not None
    hello = frame.Hello(
        epoch=epoch or hub.position.epoch,
        seq=seq,
        prev=prev,
        heartbeat=HEARTBEAT_SECONDS[viewer.screen],
        scope=viewer.scope,
        expires=viewer.presence.expires_at,
        now=clock.now(),
    )
    await _give(viewer, frame.encoded(hello))
    viewer.prev = prev


async def _send_snapshot(viewer: Viewer, hub: Hub, library: Library) -> None:
    assert hub.position is not None
    shot = await library.shot(viewer.scope, hub.position)
    hub.counts["snapshots"] += 1
    await _greet(viewer, hub, shot.seq, shot.prev, shot.epoch)
    await _give_shot(viewer, shot)


async def _catch_up(viewer: Viewer, hub: Hub, library: Library) -> None:
    """Bring the viewer to the end of the ring, where it goes live without a gap."""
    while True:
        if viewer not in hub.viewers:
            raise NotKnown
        kept = hub.scopes[viewer.scope].ring.since(viewer.prev)
        if kept is None:
            await _send_latest(viewer, hub, library)
        elif kept:
            await _give_kept(viewer, kept)
        else:
            hub.go_live(viewer)
            return


async def _send_latest(viewer: Viewer, hub: Hub, library: Library) -> None:
    shot = await library.latest(viewer.scope, viewer.prev)
    hub.counts["lagged"] += 1
    await _give(viewer, frame.encoded(frame.Lag(viewer.prev, shot.seq)))
    await _give_shot(viewer, shot)


def _chained(entries: list[Entry], prev: int) -> list[Kept]:
    chain: list[Kept] = []
    for entry in entries:
        data = frame.event_frame(entry.seq, prev, frame.event_body(entry))
        chain.append(Kept(entry.seq, prev, data))
        prev = entry.seq
    return chain


async def _give_kept(viewer: Viewer, kept: list[Kept]) -> None:
    for data in frame.joined([one.data for one in kept]):
        await _give(viewer, data)
    viewer.prev = kept[-1].seq if kept else viewer.prev


async def _give_shot(viewer: Viewer, shot: Shot) -> None:
    for data in shot.frames:
        await _give(viewer, data)
    viewer.prev = shot.prev


async def _give(viewer: Viewer, data: bytes) -> None:
    await _room(viewer)
    if not viewer.link.give(data):
        raise NotKnown


async def _room(viewer: Viewer) -> None:
    """Wait until the socket has taken everything; every time it has is progress."""
    try:
        async with asyncio.timeout(ROOM_SECONDS):
            await viewer.link.room()
    except TimeoutError as reason:
        raise TooSlow from reason
    viewer.behind_since = asyncio.get_running_loop().time()
