"""Forwarders to compare: our worker as a process, and Janus. Each lets callers in.

Descriptions go between them and the callers; refuses to know packets.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import msgspec
from aioice import ice

from tests.bench import janus, machine
from tests.bench.callers import KINDS, Caller
from tests.bench.janus import PUBLISHERS, NoJanus, Session
from tests.video.media.clients import Workers, connected, everybody, mid_of, workers

TRACKS = dict(zip(KINDS, ("mic", "camera"), strict=True))


class Forwarder(Protocol):
    """`pid` is the process that forwards."""

    pid: int

    async def connect(self, rooms: Sequence[Sequence[Caller]]) -> None:
        """Everybody sends, and receives everybody else of the room."""

    async def lag_ms(self) -> float | None:
        """99th percentile of how late its loop was since it was asked last; None: not told."""


class Ours:
    def __init__(self, running: Workers) -> None:
        self._engine = running.engine
        self.pid = running.processes[0].pid

    async def connect(self, rooms: Sequence[Sequence[Caller]]) -> None:
        for callers in rooms:
            for one in callers:
                await self._publish(one)
            for one in callers:
                await self._subscribe(one, callers)
            routes = everybody(*(one.name for one in callers))
            await self._engine.route(str(callers[0].room), routes)

    async def _publish(self, one: Caller) -> None:
        await self._engine.open_room(str(one.room))
        answer = await self._engine.publish(str(one.room), one.name, await one.offer())
        await one.answered(answer)

    async def _subscribe(self, one: Caller, others: Sequence[Caller]) -> None:
        offer = await self._engine.subscribe(str(one.room), one.name, 1)
        await self._engine.answer(str(one.room), one.name, 1, await one.answer(offer))
        await connected(one.down)
        ssrcs = _ssrcs(offer)
        one.hears = {
            ssrcs[mid_of(offer, other.name, TRACKS[kind])]: source
            for other in others
            if other is not one
            for kind, source in other.sources.items()
        }

    async def lag_ms(self) -> float | None:
        lag: float = (await self._figures())["lag_p99_ms"]
        return lag

    async def forwarded(self) -> int:
        """Packets that went out so far."""
        told = await self._figures()
        return int(told["sent"]) - int(told["dropped"])

    async def _figures(self) -> Any:
        (told,) = (await self._engine.figures()).values()
        return msgspec.json.decode(told)


class Janus:
    def __init__(self, pid: int, url: str, stack: AsyncExitStack) -> None:
        self.pid = pid
        self._url = url
        self._stack = stack
        self._sessions: dict[str, Session] = {}
        self._feeds: dict[str, int] = {}

    async def connect(self, rooms: Sequence[Sequence[Caller]]) -> None:
        for callers in rooms:
            await self._create(callers[0].room)
            for one in callers:
                await self._publish(one)
            for one in callers:
                await self._subscribe(one, [other for other in callers if other is not one])

    async def _create(self, room: int) -> None:
        session = await self._stack.enter_async_context(janus.session(self._url))
        about = {"publishers": PUBLISHERS, "bitrate": 0, "videocodec": "vp8", "audiocodec": "opus"}
        await session.say(await session.attach(), {"request": "create", "room": room, **about})

    async def _publish(self, one: Caller) -> None:
        session = await self._stack.enter_async_context(janus.session(self._url))
        self._sessions[_key(one)] = session
        handle = await session.attach()
        joined, _ = await session.say(
            handle, {"request": "join", "ptype": "publisher", "room": one.room}
        )
        self._feeds[_key(one)] = joined["id"]
        offer = {"type": "offer", "sdp": await one.offer()}
        _, answer = await session.say(handle, {"request": "publish"}, offer)
        await one.answered(answer)

    async def _subscribe(self, one: Caller, others: Sequence[Caller]) -> None:
        session = self._sessions[_key(one)]
        handle = await session.attach()
        by_feed = {self._feeds[_key(other)]: other for other in others}
        body = {
            "request": "join",
            "ptype": "subscriber",
            "room": one.room,
            "streams": [{"feed": feed} for feed in by_feed],
        }
        told, offer = await session.say(handle, body)
        answer = {"type": "answer", "sdp": await one.answer(offer)}
        await session.say(handle, {"request": "start"}, answer)
        await connected(one.down)
        ssrcs = _ssrcs(offer)
        one.hears = {
            ssrcs[stream["mid"]]: by_feed[stream["feed_id"]].sources[stream["type"]]
            for stream in told["streams"]
        }

    async def lag_ms(self) -> float | None:
        return None


def _key(one: Caller) -> str:
    return f"{one.room} {one.name}"


def _ssrcs(offer: str) -> dict[str, int]:
    """The SSRC of each m-line, by its mid."""
    found = {}
    for section in offer.split("\r\nm=")[1:]:
        lines = section.split("\r\n")
        mid = next(line[6:] for line in lines if line.startswith("a=mid:"))
        sources = [line[7:].split()[0] for line in lines if line.startswith("a=ssrc:")]
        if sources:
            found[mid] = int(sources[0])
    return found


_numbers = count(1)


def own_address() -> str:
    """An IPv4 address of this machine that is not loopback. Raises NoJanus without one."""
    found: list[str] = ice.get_host_addresses(use_ipv4=True, use_ipv6=False)
    if not found:
        raise NoJanus("Janus takes no loopback address, and this machine has no other one")
    return found[0]


@asynccontextmanager
async def ours(folder: Path, address: str, *more: str) -> AsyncIterator[Ours]:
    """A worker on a core of its own; without other words it stands back for nobody, like Janus."""
    words = ("--public-ip", address, *(more or ("--nice", "0")))
    place = folder / f"worker-{next(_numbers)}"
    place.mkdir()
    async with workers(place, 1, *words) as running:
        machine.pin(running.processes[0].pid, machine.cores()[0])
        yield Ours(running)


@asynccontextmanager
async def peer(folder: Path, address: str) -> AsyncIterator[Janus]:
    async with AsyncExitStack() as stack:
        pid, url = await stack.enter_async_context(janus.janus(folder, address))
        machine.pin(pid, machine.cores()[0])
        yield Janus(pid, url, stack)
