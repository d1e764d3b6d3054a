"""Frames: the texts of the live stream, and the bytes that many sockets share.

A body is encoded once; `seq` and `prev` are put in front of it once per scope. Pure: refuses to
know connections and the database. `docs/protocol.md` explains every field.
"""

import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from command.base.asyncapi import StreamMessage
from command.base.journal import Entry
from command.casework.card import Card

VERSION = "1"
CHUNK_BYTES = 64 * 1024
_FINAL_TEXT = 0x81
_encoder = msgspec.json.Encoder()


class Hello(msgspec.Struct, frozen=True, tag_field="type", tag="hello"):
    """Always first. The connection stands at `seq`; `prev` is its scope's newest number there."""

    epoch: str
    seq: int
    prev: int
    heartbeat: float
    scope: str
    expires: datetime
    now: datetime


class HourItem(msgspec.Struct, frozen=True):
    """Cases opened in the hour that begins at `at` (UTC): counts of levels 1, 2, 3, 4."""

    at: datetime
    levels: tuple[int, int, int, int]


class DayItem(msgspec.Struct, frozen=True):
    """What happened on one calendar day of China; see `docs/protocol.md` for each count."""

    date: date
    opened: int
    resolved: int
    closed: int
    overdue: int
    visited: int
    satisfied: int


class SiteItem(msgspec.Struct, frozen=True):
    """A site of a reception: `level` is county, township or village; somebody is there, or not."""

    level: str
    place: str
    present: bool


class ReceptionItem(msgspec.Struct, frozen=True):
    """A reception that is not over; names nobody. Instants are text as in a card."""

    id: int
    case: int
    state: str
    title: str
    place: str
    starts_at: str
    began_at: str | None
    sites: tuple[SiteItem, ...]
    waiting: int


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing of a state: exactly one of the fields is set; `gone` only in `latest`."""

    card: Card | None = None
    hour: HourItem | None = None
    day: DayItem | None = None
    reception: ReceptionItem | None = None
    gone: int | None = None


class Snapshot(msgspec.Struct, frozen=True, tag_field="type", tag="snapshot"):
    """The whole state of the scope at `seq`, in parts; it replaces what the client holds."""

    seq: int
    prev: int
    part: int
    parts: int
    items: list[Item]


class Latest(msgspec.Struct, frozen=True, tag_field="type", tag="latest"):
    """After `lag`: the newest truth of what changed, and all counts; merged when complete."""

    seq: int
    prev: int
    part: int
    parts: int
    items: list[Item]


class EventFrame(msgspec.Struct, frozen=True):
    """One journal event of the scope; `prev` is the scope's number before this one."""

    seq: int
    prev: int
    type: str
    at: datetime
    place: str
    case: int | None
    data: dict[str, Any]


class Heartbeat(msgspec.Struct, frozen=True, tag_field="type", tag="heartbeat"):
    """Everything up to `seq` has been sent; the journal was last read to its end at `as_of`."""

    seq: int
    now: datetime
    as_of: datetime


class Lag(msgspec.Struct, frozen=True, tag_field="type", tag="lag"):
    """The frames after `from` up to `to` are left out: the screen was too slow."""

    from_: int = msgspec.field(name="from")
    to: int


class Ack(msgspec.Struct, frozen=True, tag_field="type", tag="ack"):
    """What a screen shows: its number, and the hash of its state."""

    seq: int
    hash: str | None = None


MESSAGES: tuple[StreamMessage, ...] = (
    StreamMessage("hello", "server", "Where the connection stands", Hello),
    StreamMessage("snapshot", "server", "The whole state of the scope, in parts", Snapshot),
    StreamMessage("event", "server", "One event of the journal", EventFrame),
    StreamMessage("heartbeat", "server", "Still here, and how fresh", Heartbeat),
    StreamMessage("lag", "server", "Frames are left out for a slow screen", Lag),
    StreamMessage("latest", "server", "What the left-out frames came to", Latest),
    StreamMessage("ack", "client", "What the screen shows", Ack),
)


def encoded(frame: msgspec.Struct) -> bytes:
    """The frame as shared WebSocket bytes."""
    return text_frame(_encoder.encode(frame))


def event_body(entry: Entry) -> bytes:
    """Everything of an event's frame after `seq` and `prev`; encoded once for all scopes."""
    head = _encoder.encode((entry.type, wire_instant(entry.at), entry.place, entry.case))
    kind, at, place, case = msgspec.json.decode(head, type=tuple[msgspec.Raw, ...])
    return b'"type":%b,"at":%b,"place":%b,"case":%b,"data":%b}' % (
        kind,
        at,
        place,
        case,
        entry.data.encode(),
    )


def event_frame(seq: int, prev: int, body: bytes) -> bytes:
    return text_frame(b'{"seq":%d,"prev":%d,%b' % (seq, prev, body))


def part_frames(
    kind: Literal["snapshot", "latest"], seq: int, prev: int, items: Iterable[Item]
) -> list[bytes]:
    """A state in frames of at most 64 KiB each; at least one, even when there is nothing."""
    packs = _packed([_encoder.encode(item) for item in items])
    return [
        text_frame(
            b'{"type":"%b","seq":%d,"prev":%d,"part":%d,"parts":%d,"items":[%b]}'
            % (kind.encode(), seq, prev, number, len(packs), b",".join(pack))
        )
        for number, pack in enumerate(packs, 1)
    ]


def _packed(items: Sequence[bytes]) -> list[list[bytes]]:
    packs: list[list[bytes]] = [[]]
    room = CHUNK_BYTES - 200  # the frame's own words
    left = room
    for item in items:
        if len(item) + 1 > left and packs[-1]:
            packs.append([])
            left = room
        packs[-1].append(item)
        left -= len(item) + 1
    return packs


def joined(frames: Sequence[bytes]) -> list[bytes]:
    """Frames put together to writes of at most 64 KiB, in order; a single frame may be longer."""
    return [b"".join(pack) for pack in _packed_frames(frames)]


def _packed_frames(frames: Sequence[bytes]) -> list[list[bytes]]:
    packs: list[list[bytes]] = []
    left = 0
    for frame in frames:
        if len(frame) > left:
            packs.append([])
            left = CHUNK_BYTES
        packs[-1].append(frame)
        left -= len(frame)
    return packs


def text_frame(payload: bytes) -> bytes:
    """One unmasked, final text frame of a server (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return struct.pack("!BB", _FINAL_TEXT, size) + payload
    if size < 65536:
        return struct.pack("!BBH", _FINAL_TEXT, 126, size) + payload
    return struct.pack("!BBQ", _FINAL_TEXT, 127, size) + payload


def payloads(data: bytes) -> list[bytes]:
    """The texts inside frames made by `text_frame` and joined; for servers without the link."""
    found = []
    at = 0
    while at < len(data):
        size, head = data[at + 1], 2
        if size == 126:
            size, head = struct.unpack_from("!H", data, at + 2)[0], 4
        elif size == 127:
            size, head = struct.unpack_from("!Q", data, at + 2)[0], 10
        found.append(data[at + head : at + head + size])
        at += head + size
    return found


def wire_instant(at: datetime) -> str:
    """`2026-11-24T06:00:00Z`; part of a second only where there is one."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
