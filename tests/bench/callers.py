"""Callers: parties of the media load. aiortc shakes their hands, `c/pump.c` then has their lines.

Refuses to know who forwards: `forwarders.py` brings descriptions from here to there.
"""

import asyncio
import random
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
from aioice import ice
from aiortc import MediaStreamTrack, RTCSessionDescription, rtcpeerconnection
from aiortc.rtcrtpreceiver import RTCRtpReceiver

from command.video.media.negotiation import TRANSPORT
from tests.bench import machine, traffic
from tests.bench.figure import WrongResult
from tests.bench.programs import compiled
from tests.bench.traffic import Sent, Source
from tests.video.media.clients import connected, connection

KINDS = ("audio", "video")
TAIL = 1.5  # seconds in which late packets still count
SLACK = 60.0


class Mute(MediaStreamTrack):
    """A track that sends nothing: the pump sends for it."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    async def recv(self) -> Any:
        await asyncio.Event().wait()


class Deaf(RTCRtpReceiver):
    """A receiver without threads and buffers: the pump receives for it."""

    async def receive(self, parameters: object) -> None:
        """Nothing is taken here."""

    async def stop(self) -> None:
        """Nothing was begun."""


@contextmanager
def deaf() -> Iterator[None]:
    """Connections made in the block do not decode what comes, and miss no answer to a check."""
    library: Any = rtcpeerconnection
    before, library.RTCRtpReceiver = library.RTCRtpReceiver, Deaf
    patience, ice.CONSENT_FAILURES = ice.CONSENT_FAILURES, 10**9
    try:
        yield
    finally:
        library.RTCRtpReceiver, ice.CONSENT_FAILURES = before, patience


@dataclass
class Caller:
    """One party; `hears` says which SSRC of its receiving line carries which source."""

    room: int
    name: str
    up: Any = None
    down: Any = None
    hears: dict[int, Source] = field(default_factory=dict)

    async def offer(self) -> str:
        """To send one voice and one picture, numbered as browsers do it."""
        self.up = connection()
        for kind in KINDS:
            self.up.addTransceiver(Mute(kind), direction="sendonly")
        await self.up.setLocalDescription(await self.up.createOffer())
        text: str = self.up.localDescription.sdp
        return text.replace(
            "a=rtcp-mux\r\n", f"a=rtcp-mux\r\na=extmap:{traffic.EXTENSION} {TRANSPORT}\r\n"
        )

    async def answered(self, answer: str) -> None:
        await self.up.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await connected(self.up)

    async def answer(self, offer: str) -> str:
        self.down = connection()
        await self.down.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.down.setLocalDescription(await self.down.createAnswer())
        text: str = self.down.localDescription.sdp
        return text

    @property
    def sources(self) -> dict[str, Source]:
        return {
            one.kind: Source(one.kind, one._codecs[0].payloadType, one.sender._ssrc)
            for one in self.up.getTransceivers()
        }

    def protected(self, seconds: float, chance: random.Random) -> Iterator[Sent]:
        """What it sends, with the keys of its line."""
        keys = self.up.getTransceivers()[0].receiver.transport._tx_srtp
        for one in traffic.sent_by(list(self.sources.values()), seconds, chance):
            yield replace(one, packet=keys.protect(one.packet))

    async def close(self) -> None:
        for one in (self.up, self.down):
            if one is not None:
                await one.close()


@dataclass(frozen=True, slots=True)
class Line:
    """A socket and where it sends to."""

    fd: int
    to: tuple[str, int]

    def packed(self, to: tuple[str, int] | None) -> bytes:
        host, port = to or self.to
        return struct.pack("=i4sHH", self.fd, socket.inet_aton(host), port, 0)


def _line(of: Any) -> Line:
    """Taken out of the loop: from now on only the pump reads it."""
    pair = of.getTransceivers()[0].receiver.transport.transport._connection._nominated[1]
    fd: int = pair.protocol.transport.get_extra_info("socket").fileno()
    asyncio.get_running_loop()._remove_reader(fd)  # type: ignore[attr-defined]
    return Line(fd, pair.remote_addr[:2])


class Pumped(msgspec.Struct):
    """What the pump says; times in milliseconds, delays from just before the send to the kernel."""

    sent: int
    unsent: int
    wanted: int
    delivered: int
    doubled: int
    strange: int
    octets: int
    late_ms: float
    p50_ms: float
    p99_ms: float


class Pump:
    """Callers in rooms that are connected, and their packets for so many seconds."""

    def __init__(self, callers: list[Caller], seconds: float, folder: Path) -> None:
        self._seconds = seconds
        self._folder = folder
        self._plan = folder / "plan"
        self._lines = [_line(of) for one in callers for of in (one.up, one.down)]
        self._sources = [source for one in callers for source in one.sources.values()]
        self._ears = [
            (2 * place + 1, ssrc, self._sources.index(source))
            for place, one in enumerate(callers)
            for ssrc, source in one.hears.items()
        ]
        chance = random.Random(7)
        self._sent = sorted(
            ((sent.at, 2 * place, sent) for place, one in enumerate(callers)
             for sent in one.protected(seconds, chance)),
            key=lambda one: one[:2],
        )  # fmt: skip

    @property
    def wanted(self) -> int:
        """How many packets the callers should receive."""
        counts = Counter(one.source for _, _, one in self._sent)
        return sum(counts[self._sources[source]] for _, _, source in self._ears)

    async def prepare(self, to: tuple[str, int] | None = None, *, hears: bool = True) -> None:
        """Write down what to send; with `to` everything goes there. Without `hears` nobody reads
        what comes back, as little as there is a reader in the machine of a real worker.
        """
        await asyncio.to_thread(self._write, self._plan, to, self._ears if hears else [])

    async def run(self) -> Pumped:
        """Send what was prepared, once: the receiver takes no packet twice."""
        program = compiled("pump", self._folder)
        process = await asyncio.create_subprocess_exec(
            program,
            str(self._plan),
            stdout=asyncio.subprocess.PIPE,
            pass_fds=[line.fd for line in self._lines],
            start_new_session=True,
        )
        machine.pin(process.pid, machine.cores()[1])
        machine.stand_back(process.pid)
        try:
            async with asyncio.timeout(self._seconds + SLACK):
                said, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return _checked(said)

    def _write(
        self, path: Path, to: tuple[str, int] | None, ears: list[tuple[int, int, int]]
    ) -> None:
        place = {source: number for number, source in enumerate(self._sources)}
        counts = (len(self._lines), len(ears), len(self._sources), len(self._sent))
        with path.open("wb") as plan:
            plan.write(struct.pack("=IIIIIId", *counts, traffic.STEP, 0, TAIL))
            plan.writelines(line.packed(to) for line in self._lines)
            plan.writelines(struct.pack("=III", *ear) for ear in ears)
            for at, line, one in self._sent:
                size = len(one.packet)
                head = struct.pack("=dIIII", at, line, place[one.source], one.number, size)
                plan.write(head + one.packet)


def _checked(said: bytes) -> Pumped:
    try:
        found = msgspec.json.decode(said, type=Pumped)
    except msgspec.DecodeError as error:
        raise WrongResult("the media load said nothing") from error
    if found.doubled or found.unsent:
        raise WrongResult(f"{found.doubled} packets came twice, {found.unsent} could not be sent")
    return found
