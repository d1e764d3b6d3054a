"""A layer: one stream of a published track as it comes in, put in order for all who receive it.

Here packets are numbered without holes, kept for repair, counted for reports. Pure: bytes go out
through what it is given. Refuses to know who receives.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from command.video.media import rtcp
from command.video.media.arrival import Arrival
from command.video.media.history import History
from command.video.media.keyframe import KeyframeWish, is_keyframe
from command.video.media.missing import Missing
from command.video.media.rewrite import Numbering
from command.video.media.rtp import HEADER, HEADER_BYTES, LARGEST, PADDED, VERSION

RATES = {"audio": 48_000, "video": 90_000}
PAYLOAD_TYPES = {"audio": 111, "video": 96}  # as our offers number Opus and VP8
YOUNG = 0.5  # seconds of a picture that a newcomer may be given at once
Onward = Callable[["Layer", bytes, int, bool, float], None]


class Source(Protocol):
    """What packets of one SSRC are given to; `now` is seconds of a steady clock."""

    payload_type: int

    def receive(self, marker: int, sequence: int, timestamp: int, body: bytes, now: float) -> None:
        """Take one packet, `body` without padding."""


class Layer:
    """`onward(layer, packet, number, is_key, now)` gets each packet once, with its final header."""

    __slots__ = (
        "_answer",
        "_first_type",
        "_is_video",
        "_onward",
        "_out",
        "_rate",
        "arrival",
        "history",
        "key_at",
        "key_number",
        "last_at",
        "missing",
        "newest",
        "newest_number",
        "numbering",
        "octets",
        "payload_type",
        "ssrc",
        "wish",
    )

    def __init__(
        self,
        kind: str,
        ssrc: int,
        payload_type: int,
        out: int,
        onward: Onward,
        answer: Callable[[bytes], None],
    ) -> None:
        """`out` is the SSRC that receivers see; `answer` sends RTCP to the publisher."""
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.numbering: Numbering | None = None
        self.arrival: Arrival | None = None
        self.history = History() if kind == "video" else None
        self.missing = Missing()
        self.wish = KeyframeWish()
        self.key_at = float("-inf")
        self.key_number = -1
        self.newest = b""
        self.newest_number = -1
        self.last_at = 0.0
        self.octets = 0
        self._rate = RATES[kind]
        self._first_type = PAYLOAD_TYPES[kind]
        self._is_video = kind == "video"
        self._out = out
        self._onward = onward
        self._answer = answer

    def receive(self, marker: int, sequence: int, timestamp: int, body: bytes, now: float) -> None:
        """Take a packet of the source; doubles, and padding that leaves no hole, end here."""
        numbering = self.numbering or self._begin(sequence)
        before = numbering.highest
        number = numbering.extend(sequence)
        if number is None:
            return
        assert self.arrival is not None
        self.arrival.count(timestamp, now)
        if self._is_video and number != before + 1:
            self._out_of_order(before, number, now)
        self._place(marker, number, timestamp, body, now)

    def restore(self, marker: int, sequence: int, timestamp: int, body: bytes, now: float) -> None:
        """Take a packet that was sent again; it does not count as having come in time."""
        number = self.numbering.extend(sequence) if self.numbering else None
        if number is not None:
            self.missing.arrived(number)
            self._place(marker, number, timestamp, body, now)

    def _place(self, marker: int, number: int, timestamp: int, body: bytes, now: float) -> None:
        assert self.numbering is not None
        self.octets += len(body)
        if body or not self.numbering.drop(number):
            seen = self.numbering.number(number)
            if seen is not None and len(body) <= LARGEST - HEADER_BYTES:
                self._pass_on(marker, seen, timestamp, body, now)

    def _begin(self, sequence: int) -> Numbering:
        self.numbering = Numbering(sequence)
        self.arrival = Arrival(self.numbering.highest, self._rate)
        return self.numbering

    def _out_of_order(self, before: int, number: int, now: float) -> None:
        if number <= before:
            self.missing.arrived(number)
            return
        gone = self.missing.gap(before, number, now)
        if gone:
            self._answer(rtcp.nack(self.ssrc, [one & 0xFFFF for one in gone]))

    def _pass_on(self, marker: int, number: int, timestamp: int, body: bytes, now: float) -> None:
        flags = VERSION
        if not body:  # padding that came late: it fills its place as one byte of padding
            flags, body = VERSION | PADDED, b"\x01"
        packet = HEADER.pack(
            flags, marker | self._first_type, number & 0xFFFF, timestamp, self._out
        )
        packet += body
        if self.history is not None and not self.history.add(number, packet):
            return
        is_key = not self._is_video or (body[0] & 0x17 == 0x10 and is_keyframe(body))
        if is_key:
            self.wish.arrived()
            self.key_number, self.key_at = number, now
        self._onward(self, packet, number, is_key, now)
        if number > self.newest_number:
            self.newest, self.newest_number, self.last_at = packet, number, now

    def since_key(self, after: float, now: float) -> Iterator[tuple[int, bytes]]:
        """The newest keyframe and what followed, when it is young and came after `after`."""
        if self.history is None or self.key_at < max(after, now - YOUNG):
            return iter(())
        return self.history.between(self.key_number, self.newest_number)

    def ask_keyframe(self, now: float) -> None:
        if self._is_video and self.wish.ask(now):
            self._answer(rtcp.keyframe_request(self.ssrc))

    def tick(self, now: float) -> None:
        """Ask again for what has not come: packets, and the keyframe."""
        if self.missing:
            again = self.missing.due(now)
            if again:
                self._answer(rtcp.nack(self.ssrc, [one & 0xFFFF for one in again]))
        if self.wish.due(now):
            self._answer(rtcp.keyframe_request(self.ssrc))

    def report(self, now: float) -> rtcp.Report | None:
        """Loss and jitter since the last report; None before the first packet."""
        if self.numbering is None or self.arrival is None:
            return None
        return self.arrival.report(self.ssrc, self.numbering.highest, now)


class Repair:
    """The retransmission stream of a layer: each packet brings back one of the layer's own.

    RFC 4588: the original number stands before the original body. Padding brings nothing back.
    """

    __slots__ = ("_layer", "payload_type")

    def __init__(self, layer: Layer, payload_type: int) -> None:
        self._layer = layer
        self.payload_type = payload_type

    def receive(self, marker: int, sequence: int, timestamp: int, body: bytes, now: float) -> None:
        if len(body) > 2:
            self._layer.restore(marker, body[0] << 8 | body[1], timestamp, body[2:], now)
