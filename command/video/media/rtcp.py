"""RTCP as bytes: reading what clients report, writing what we ask (RFC 3550, 4585, 5506).

Compound and reduced-size packets alike. Pure; what we do not know is passed over, what is cut off
ends the reading.
"""

import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

SENDER_REPORT, RECEIVER_REPORT, BYE, TRANSPORT_FEEDBACK, PICTURE_FEEDBACK = 200, 201, 203, 205, 206
NACK, PLI, FIR = 1, 1, 4
OURS = 1  # our SSRC as a receiver: we send no media of our own
_HEAD = struct.Struct("!BBH")
_SENDER = struct.Struct("!IQIII")
_BLOCK = struct.Struct("!IIIIII")
_PAIR = struct.Struct("!II")


@dataclass(frozen=True, slots=True)
class SenderReport:
    """`ntp` is the sender's clock in 1/2^32 s since 1900, `timestamp` the same instant in RTP."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a receiver says of a stream; `fraction` in 1/256, `lsr` and `dlsr` in 1/65536 s."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    lsr: int
    dlsr: int


@dataclass(frozen=True, slots=True)
class Nack:
    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeRequest:
    ssrc: int


@dataclass(frozen=True, slots=True)
class Bye:
    ssrcs: tuple[int, ...]


Item = SenderReport | Report | Nack | KeyframeRequest | Bye


def read(data: bytes) -> Iterator[Item]:
    """The items in a datagram that concern us, in their order."""
    at = 0
    while at + 4 <= len(data):
        first, kind, words = _HEAD.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            return
        yield from _items(first & 31, kind, data[at + 4 : end])
        at = end


def _items(count: int, kind: int, body: bytes) -> Iterable[Item]:
    if kind == SENDER_REPORT and len(body) >= 24:
        return (SenderReport(*_SENDER.unpack_from(body)), *_reports(count, body[24:]))
    if kind == RECEIVER_REPORT and len(body) >= 4:
        return _reports(count, body[4:])
    if kind == BYE:
        whole = min(count, len(body) // 4)
        return (Bye(struct.unpack_from(f"!{whole}I", body)),)
    return _feedback(count, kind, body) if len(body) >= 8 else ()


def _reports(count: int, body: bytes) -> tuple[Report, ...]:
    whole = min(count, len(body) // _BLOCK.size)
    return tuple(_report(_BLOCK.unpack_from(body, _BLOCK.size * n)) for n in range(whole))


def _report(block: tuple[int, ...]) -> Report:
    ssrc, loss, highest, jitter, lsr, dlsr = block
    lost = loss & 0xFFFFFF
    return Report(
        ssrc, loss >> 24, lost - (lost >> 23 << 24), highest, jitter, lsr, dlsr
    )  # the count is signed: duplicates make it negative


def _feedback(form: int, kind: int, body: bytes) -> Iterable[Item]:
    _, media = _PAIR.unpack_from(body)
    if kind == TRANSPORT_FEEDBACK and form == NACK:
        return (Nack(media, tuple(_lost(body[8:]))),)
    if kind == PICTURE_FEEDBACK and form == PLI:
        return (KeyframeRequest(media),)
    if kind == PICTURE_FEEDBACK and form == FIR:
        return [KeyframeRequest(ssrc) for ssrc, _ in _PAIR.iter_unpack(body[8 : len(body) & ~7])]
    return ()


def _lost(body: bytes) -> Iterator[int]:
    """Each entry names a number and, bit by bit, the sixteen after it."""
    for first, following in struct.iter_unpack("!HH", body[: len(body) & ~3]):
        yield first
        for bit in range(16):
            if following >> bit & 1:
                yield (first + bit + 1) & 0xFFFF


def sender_report(report: SenderReport) -> bytes:
    return _packet(0, SENDER_REPORT, _SENDER.pack(*_fields(report)))


def _fields(report: SenderReport) -> tuple[int, ...]:
    return (
        report.ssrc,
        report.ntp,
        report.timestamp & 0xFFFFFFFF,
        report.packets & 0xFFFFFFFF,
        report.octets & 0xFFFFFFFF,
    )


def receiver_report(reports: Collection[Report]) -> bytes:
    """At most 31 streams fit into one packet."""
    blocks = [
        _BLOCK.pack(
            one.ssrc,
            one.fraction << 24 | max(-0x800000, min(0x7FFFFF, one.lost)) & 0xFFFFFF,
            one.highest & 0xFFFFFFFF,
            one.jitter & 0xFFFFFFFF,
            one.lsr,
            one.dlsr & 0xFFFFFFFF,
        )
        for one in list(reports)[:31]
    ]
    return _packet(len(blocks), RECEIVER_REPORT, struct.pack("!I", OURS) + b"".join(blocks))


def nack(ssrc: int, sequences: Collection[int]) -> bytes:
    """Ask for packets again; `sequences` are 16-bit numbers, oldest first."""
    entries: list[list[int]] = []
    for sequence in sequences:
        after = (sequence - entries[-1][0] - 1) & 0xFFFF if entries else 16
        if after < 16:
            entries[-1][1] |= 1 << after
        else:
            entries.append([sequence, 0])
    packed = b"".join(struct.pack("!HH", *entry) for entry in entries)
    return _packet(NACK, TRANSPORT_FEEDBACK, _PAIR.pack(OURS, ssrc) + packed)


def keyframe_request(ssrc: int) -> bytes:
    return _packet(PLI, PICTURE_FEEDBACK, _PAIR.pack(OURS, ssrc))


def transport_feedback(form: int, ssrc: int, body: bytes) -> bytes:
    """Feedback of a given form; the body is filled up to whole words."""
    filled = body + bytes(-len(body) % 4)
    return _packet(form, TRANSPORT_FEEDBACK, _PAIR.pack(OURS, ssrc) + filled)


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return _HEAD.pack(0x80 | count, kind, len(body) // 4) + body
