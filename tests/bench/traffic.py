"""Media as a party sends them: 720p VP8 at 1.2 Mbps and Opus, as packets with their times.

Made from a seed: what matters to a forwarder is right (sizes, keyframes, extensions), the rest is
chance. Pure; refuses to know connections.
"""

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FRAMES_A_SECOND, FRAME_BYTES, KEYFRAME_BYTES, KEYFRAME_EVERY = 30, 4_900, 16_000, 90
PACKET_BYTES = 1_100
VOICES_A_SECOND, VOICE_BYTES = 50, 80
STEP = 960
"""RTP timestamps of a source grow by so much a packet: by them the load knows each one again."""
EXTENSION = 4
"""Id of the transport-wide number in the offers of the load."""
LEVEL = 2
PAUSE = 0.001  # between the packets of one frame


@dataclass(frozen=True, slots=True)
class Source:
    """One track of a party as its connection names it."""

    kind: str
    payload_type: int
    ssrc: int


@dataclass(frozen=True, slots=True)
class Sent:
    """`number` counts the packets of its source, from 0; `at` is seconds from the beginning."""

    at: float
    source: Source
    number: int
    packet: bytes


def sent_by(sources: list[Source], seconds: float, chance: random.Random) -> list[Sent]:
    """The packets of one party, protected by nobody yet, in the order of their times."""
    begin = chance.uniform(0.2, 0.7)
    bodies = [
        (begin + at, source, number, marker, body)
        for source in sources
        for number, (at, marker, body) in enumerate(_BODIES[source.kind](seconds, chance))
    ]
    bodies.sort(key=lambda one: one[0])
    return [
        Sent(at, source, number, _packet(source, number, marker, order, body))
        for order, (at, source, number, marker, body) in enumerate(bodies)
    ]


def _packet(source: Source, number: int, marker: int, order: int, body: bytes) -> bytes:
    head = struct.pack(
        "!BBHII",
        0x90,
        marker << 7 | source.payload_type,
        number + 1_000 & 0xFFFF,
        number * STEP + 7 & 0xFFFFFFFF,
        source.ssrc,
    )
    told = struct.pack("!BH", EXTENSION << 4 | 1, order & 0xFFFF)
    if source.kind == "audio":
        told += bytes([LEVEL << 4, 30])  # somebody who speaks
    told += bytes(-len(told) % 4)
    return head + struct.pack("!HH", 0xBEDE, len(told) // 4) + told + body


def _pictures(seconds: float, chance: random.Random) -> Iterator[tuple[float, int, bytes]]:
    for frame in range(int(seconds * FRAMES_A_SECOND)):
        is_key = frame % KEYFRAME_EVERY == 0
        left = int((KEYFRAME_BYTES if is_key else FRAME_BYTES) * chance.uniform(0.8, 1.2))
        at, begins = frame / FRAMES_A_SECOND, 0x10
        while left > 0:
            size = min(left, PACKET_BYTES)
            left -= size
            # RFC 7741: a descriptor with a picture number of 15 bits, then the frame
            head = bytes([0x80 | begins, 0x80, 0x80 | frame >> 8 & 0x7F, frame & 0xFF])
            yield at, int(left <= 0), head + bytes([0 if is_key else 1]) + chance.randbytes(size)
            at, begins = at + PAUSE, 0


def _voices(seconds: float, chance: random.Random) -> Iterator[tuple[float, int, bytes]]:
    for number in range(int(seconds * VOICES_A_SECOND)):
        yield number / VOICES_A_SECOND + PAUSE / 2, 0, chance.randbytes(VOICE_BYTES)


_BODIES: dict[str, Callable[[float, random.Random], Iterator[tuple[float, int, bytes]]]] = {
    "video": _pictures,
    "audio": _voices,
}
