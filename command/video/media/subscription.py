"""A subscription: one published track as one seat receives it, with numbers that never leap.

It opens at a keyframe, closes when the routing says so, goes on with another layer where the last
one ended, and answers losses from the layer's history. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass

from command.video.media.layer import RATES, Layer
from command.video.media.rewrite import picture, with_picture
from command.video.media.rtcp import SenderReport
from command.video.media.rtp import HEADER, HEADER_BYTES

REPAIRS = 150  # packets sent again in a tick: who asks for more wastes the line


@dataclass(frozen=True, slots=True)
class Left:
    """Where a layer was left, as the receiver saw it."""

    sequence: int
    timestamp: int
    at: float
    picture: int = 0
    base: int = 0


class Subscription:
    """`send` takes a finished packet; `ssrc` is the same for every receiver of the track.

    `allowed_at` is since when the routing allows it: nothing older is ever given to it.
    `plain` says that packets go out just as the layer made them, the fast and usual case.
    """

    __slots__ = (
        "_base",
        "_kind",
        "_left",
        "_picture",
        "_repairs",
        "_shift",
        "_since",
        "_timestamp",
        "allowed_at",
        "answered",
        "layer",
        "octets",
        "packets",
        "plain",
        "send",
        "send_rtcp",
        "ssrc",
    )

    def __init__(
        self,
        kind: str,
        ssrc: int,
        send: Callable[[bytes], None],
        send_rtcp: Callable[[bytes], None],
    ) -> None:
        self.send = send
        self.send_rtcp = send_rtcp
        self.ssrc = ssrc
        self.layer: Layer | None = None
        self.plain = True
        self.answered = False
        self.allowed_at = float("inf")
        self.packets = 0
        self.octets = 0
        self._kind = kind
        self._left: Left | None = None
        self._shift = self._timestamp = self._picture = self._base = 0
        self._since = 0
        self._repairs = REPAIRS

    def join(self, layer: Layer, packet: bytes, number: int, now: float) -> None:
        """Go on with this layer from this packet on, where the one before ended."""
        self.leave()
        self.layer = layer
        self._since = number
        if self._left is not None:
            self._go_on(self._left, packet, now)
            self.plain = not (self._shift or self._timestamp or self._picture or self._base)

    def _go_on(self, left: Left, packet: bytes, now: float) -> None:
        _, _, sequence, timestamp, _ = HEADER.unpack_from(packet)
        passed = max(1, round((now - left.at) * RATES[self._kind]))
        self._shift = left.sequence + 1 - sequence & 0xFFFF
        self._timestamp = left.timestamp + passed - timestamp & 0xFFFFFFFF
        found = picture(packet[HEADER_BYTES:]) if self._kind == "video" else None
        if found is not None:
            self._picture = left.picture + 1 - found.number & 0x7FFF
            self._base = left.base + 1 - (found.base or 0) & 0xFF

    def leave(self) -> None:
        """Receive nothing more of the layer; nothing happens when none was joined."""
        layer, self.layer = self.layer, None
        if layer is None or not layer.newest or layer.newest_number < self._since:
            return
        packet = layer.newest if self.plain else self.rewritten(layer.newest)
        _, _, sequence, timestamp, _ = HEADER.unpack_from(packet)
        found = picture(packet[HEADER_BYTES:]) if self._kind == "video" else None
        numbers = (found.number, found.base or 0) if found else (0, 0)
        self._left = Left(sequence, timestamp, layer.last_at, *numbers)

    def rewritten(self, packet: bytes) -> bytes:
        """The packet as this receiver must see it after a layer has changed."""
        flags, kind, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
        body = packet[HEADER_BYTES:]
        if self._picture or self._base:
            body = with_picture(body, self._picture, self._base)
        return (
            HEADER.pack(
                flags,
                kind,
                sequence + self._shift & 0xFFFF,
                timestamp + self._timestamp & 0xFFFFFFFF,
                ssrc,
            )
            + body
        )

    def again(self, sequences: tuple[int, ...]) -> None:
        """Send packets again, as far as the history has them and nobody asks for too much."""
        if self.layer is None or self.layer.history is None:
            return
        for sequence in sequences[: self._repairs]:
            found = self.layer.history.find(sequence - self._shift & 0xFFFF, self._since)
            if found is not None:
                self._repairs -= 1
                self.send(found if self.plain else self.rewritten(found))

    def tick(self) -> None:
        self._repairs = REPAIRS

    def report(self, of: SenderReport) -> SenderReport:
        """The publisher's report as this receiver must see it: what keeps lips with voices."""
        moved = of.timestamp + self._timestamp & 0xFFFFFFFF
        return SenderReport(self.ssrc, of.ntp, moved, self.packets, self.octets)
