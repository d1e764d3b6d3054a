"""Packets as a publisher would send them, and a line that keeps what goes out."""

import struct
from dataclasses import dataclass, field

from command.video.media.forwarder import Room, Seat
from command.video.media.rtp import HEADER
from command.video.media.uplink import Extensions, Section

VP8, RTX, OPUS = 96, 97, 111
CAMERA, CAMERA_RTX, MIC = 1_000, 1_001, 2_000
IDS = Extensions(mid=1, level=2, transport=3)


@dataclass
class Line:
    """Both directions of one connection."""

    sent: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)

    def send(self, packet: bytes) -> None:
        self.sent.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        self.rtcp.append(packet)


def vp8(mark: int, *, key: bool, picture: int = 0, first: bool = True) -> bytes:
    """A VP8 body with a 15-bit picture number and TL0PICIDX; `mark` makes it recognisable."""
    begins = 0x10 if first else 0
    head = bytes([0x80 | begins, 0xC0, 0x80 | picture >> 8 & 0x7F, picture & 0xFF, picture & 0xFF])
    return head + bytes([0 if key else 1]) + struct.pack("!I", mark)


def mark_of(packet: bytes) -> int:
    number: int = struct.unpack("!I", packet[-4:])[0]
    return number


def rtp(
    sequence: int,
    body: bytes,
    *,
    timestamp: int = 0,
    ssrc: int = CAMERA,
    kind: int = VP8,
    extension: bytes = b"",
    padding: int = 0,
) -> bytes:
    flags = 0x80 | (0x10 if extension else 0) | (0x20 if padding else 0)
    block = b""
    if extension:
        filled = extension + bytes(-len(extension) % 4)
        block = struct.pack("!HH", 0xBEDE, len(filled) // 4) + filled
    tail = bytes(padding - 1) + bytes([padding]) if padding else b""
    head = HEADER.pack(flags, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return head + block + body + tail


@dataclass(frozen=True)
class Seen:
    """A packet as a receiver gets it."""

    flags: int
    kind: int
    sequence: int
    timestamp: int
    ssrc: int
    body: bytes


def seen(packet: bytes) -> Seen:
    flags, kind, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
    return Seen(flags, kind, sequence, timestamp, ssrc, packet[12:])


@dataclass
class Pair:
    """One who sends a camera and a microphone, one who receives both."""

    room: Room
    sender: Seat
    receiver: Seat
    up: Line
    down: Line

    def send(self, packet: bytes, now: float = 0.0) -> None:
        assert self.sender.uplink is not None
        self.sender.uplink.receive(packet, int(now * 1e9), now)

    def ask(self, data: bytes, now: float = 0.0) -> None:
        assert self.receiver.downlink is not None
        self.receiver.downlink.receive_rtcp(data, now)

    def route(self, open_: bool, now: float = 0.0) -> None:
        self.room.route({"a": [], "b": ["a"]} if open_ else {"a": []}, now)

    def tick(self, now: float) -> None:
        for _, track in self.room.tracks():
            track.tick(now)


def sections(camera: int = CAMERA, mic: int = MIC) -> dict[str, Section]:
    return {
        "mic": Section("0", OPUS, None, {mic: None}),
        "camera": Section("1", VP8, RTX, {camera: camera + 1}),
    }


def a_pair(*, open_: bool = True) -> Pair:
    numbers = iter(range(50, 100))
    room = Room(lambda: next(numbers))
    sender, receiver, up, down = room.seat("a"), room.seat("b"), Line(), Line()
    room.publish(sender, up, IDS, sections(), 0.0)
    link = room.subscribe(receiver, down, 0.0)
    link.offered()
    link.answered()
    link.ready = True
    pair = Pair(room, sender, receiver, up, down)
    pair.route(open_)
    return pair
