"""Workers as processes and clients of another make: aiortc, over loopback.

A benchmark may use them too: `workers()` gives a running engine, `Client` a seat with both lines.
"""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import aioice.ice
import av
import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack

from command.video.media.embedded import EmbeddedEngine
from command.video.media.engine import MediaEvent

PATIENCE = 20.0
Change = Callable[[str], str]


class Workers:
    """Processes over unix sockets in one folder."""

    def __init__(self, folder: Path, count: int) -> None:
        self.sockets = [folder / f"media-{index}.sock" for index in range(count)]
        self.processes: list[asyncio.subprocess.Process] = []
        self.engine = EmbeddedEngine(self.sockets)
        self.events: list[MediaEvent] = []
        self._told = asyncio.Condition()

    async def start(self, *more: str) -> None:
        for socket in self.sockets:
            command = (sys.executable, "-m", "command", "media", "--socket", str(socket))
            self.processes.append(
                await asyncio.create_subprocess_exec(
                    *command,
                    "--port",
                    "0",
                    *more,
                    stdout=asyncio.subprocess.DEVNULL,
                    start_new_session=True,  # it stands back as a session: not with the tests
                )
            )

    async def listen(self) -> None:
        async for event in self.engine.events():
            async with self._told:
                self.events.append(event)
                self._told.notify_all()

    async def event(self, kind: str, seat: str = "", **data: Any) -> MediaEvent:
        """The first event of that kind, seat and data, past ones counted."""

        def found() -> MediaEvent | None:
            for one in self.events:
                wanted = all(one.data.get(name) == value for name, value in data.items())
                if one.kind == kind and one.seat == seat and wanted:
                    return one
            return None

        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(lambda: found() is not None)
        event = found()
        assert event is not None
        return event

    def kill(self, index: int) -> None:
        self.processes[index].send_signal(signal.SIGKILL)

    async def stop(self) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self.processes:
            await asyncio.wait_for(process.wait(), PATIENCE)


@asynccontextmanager
async def workers(folder: Path, count: int = 1, *more: str) -> AsyncIterator[Workers]:
    """Workers that answer, and an engine over them."""
    made = Workers(folder, count)
    await made.start(*more)
    tasks = [asyncio.create_task(made.engine.run()), asyncio.create_task(made.listen())]
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(link.is_there.wait() for link in made.engine._links))
        yield made
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await made.stop()


def on_loopback() -> AbstractContextManager[None]:
    """aioice leaves loopback out: here it is all there is."""
    return on_address("127.0.0.1")


@contextmanager
def on_address(address: str) -> Iterator[None]:
    """Clients made in the block use this address of the machine and no other."""
    before = aioice.ice.get_host_addresses
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [address]
    try:
        yield
    finally:
        aioice.ice.get_host_addresses = before


class Picture(MediaStreamTrack):
    """A small moving picture, 20 a second."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._began = 0.0

    async def recv(self) -> av.VideoFrame:
        self._began = self._began or time.monotonic()
        self._number += 1
        await asyncio.sleep(max(0.0, self._began + self._number / 20 - time.monotonic()))
        level = 40 + self._number * 9 % 200
        frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), level, np.uint8), "rgb24")
        frame.pts, frame.time_base = self._number * 4_500, Fraction(1, 90_000)
        return frame


class Tone(AudioStreamTrack):
    """A loud tone instead of silence."""

    async def recv(self) -> av.AudioFrame:
        frame = await super().recv()
        assert isinstance(frame, av.AudioFrame)
        wave = np.sin(np.arange(frame.samples) * 0.3) * 20_000
        frame.planes[0].update(wave.astype(np.int16).tobytes())
        return frame


def connection() -> RTCPeerConnection:
    """One that gathers nothing but its own address."""
    return RTCPeerConnection(
        RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
    )


def unchanged(text: str) -> str:
    return text


class Client:
    """One seat: `publish` and `subscribe` as a browser would, `frame` waits for what arrives."""

    def __init__(self, engine: EmbeddedEngine, room: str, seat: str) -> None:
        self.engine, self.room, self.seat = engine, room, seat
        self.up: RTCPeerConnection | None = None
        self.down: RTCPeerConnection | None = None
        self.generation = 0
        self.offer = ""

    async def publish(self, theirs: Change = unchanged, ours: Change = unchanged) -> None:
        """`theirs` may change the offer on its way, `ours` the answer."""
        self.up = connection()
        self.up.addTrack(Tone())
        self.up.addTrack(Picture())
        await self.up.setLocalDescription(await self.up.createOffer())
        self.offer = self.up.localDescription.sdp
        answer = await self.engine.publish(self.room, self.seat, theirs(self.offer))
        await self.up.setRemoteDescription(RTCSessionDescription(ours(answer), "answer"))

    async def subscribe(self, theirs: Change = unchanged, ours: Change = unchanged) -> None:
        """Take an offer; `ours` may change it on its way, `theirs` the answer."""
        self.generation += 1
        offer = await self.engine.subscribe(self.room, self.seat, self.generation)
        self.offer = offer
        if self.down is None:
            self.down = connection()
        await self.down.setRemoteDescription(RTCSessionDescription(ours(offer), "offer"))
        await self.down.setLocalDescription(await self.down.createAnswer())
        answer = theirs(self.down.localDescription.sdp)
        await self.engine.answer(self.room, self.seat, self.generation, answer)

    def track(self, seat: str, name: str) -> MediaStreamTrack:
        """The track that the last offer announced for this seat."""
        assert self.down is not None
        mid = mid_of(self.offer, seat, name)
        found = next(one for one in self.down.getTransceivers() if one.mid == mid)
        track: MediaStreamTrack = found.receiver.track
        return track

    async def frame(self, seat: str, name: str) -> Any:
        """The next decoded picture or sound of somebody else."""
        async with asyncio.timeout(PATIENCE):
            return await self.track(seat, name).recv()

    async def close(self) -> None:
        for one in (self.up, self.down):
            if one is not None:
                await one.close()


def mid_of(offer: str, seat: str, name: str) -> str:
    for section in offer.split("\r\nm=")[1:]:
        lines = section.split("\r\n")
        if f"a=msid:{seat} {name}" in lines:
            return next(line[6:] for line in lines if line.startswith("a=mid:"))
    raise AssertionError(f"{seat} {name} is not in the offer")


async def connected(connection: RTCPeerConnection | None) -> None:
    """Until DTLS is through; AssertionError when it fails."""
    assert connection is not None
    changed = asyncio.Event()
    connection.on("connectionstatechange", changed.set)
    async with asyncio.timeout(PATIENCE):
        while connection.connectionState != "connected":
            assert connection.connectionState not in ("failed", "closed")
            changed.clear()
            await changed.wait()


async def failed(connection: RTCPeerConnection | None) -> None:
    assert connection is not None
    changed = asyncio.Event()
    connection.on("connectionstatechange", changed.set)
    async with asyncio.timeout(PATIENCE):
        while connection.connectionState not in ("failed", "closed"):
            changed.clear()
            await changed.wait()


def port_in(text: str) -> int:
    """The UDP port of the first candidate."""
    line = next(line for line in text.split("\r\n") if line.startswith("a=candidate:"))
    return int(line.split()[5])


def everybody(*seats: str) -> dict[str, list[str]]:
    return {one: [other for other in seats if other != one] for one in seats}
