"""A published track and those who receive it. Pure.

The loop in `forward` is the hottest of the house: one turn a packet and receiver.
"""

from collections.abc import Callable

from command.video.media import rtcp
from command.video.media.layer import PAYLOAD_TYPES, Layer
from command.video.media.speaking import Speaking
from command.video.media.subscription import Subscription

LAYERS = 3


class Track:
    """`name` is mic, camera or screen; `ssrc` is what receivers see, whoever publishes."""

    __slots__ = ("kind", "layers", "listening", "name", "newest", "speaking", "ssrc")

    def __init__(self, name: str, kind: str, ssrc: int) -> None:
        self.name = name
        self.kind = kind
        self.ssrc = ssrc
        self.layers: list[Layer] = []
        self.newest: Layer | None = None
        self.listening: tuple[Subscription, ...] = ()
        self.speaking = Speaking()

    @property
    def payload_type(self) -> int:
        return PAYLOAD_TYPES[self.kind]

    def begin(self, ssrc: int, payload_type: int, answer: Callable[[bytes], None]) -> Layer:
        """A new source of the track; receivers go over to it at its first keyframe."""
        layer = Layer(self.kind, ssrc, payload_type, self.ssrc, self.forward, answer)
        self.newest = layer
        self.layers = [*self.layers[1 - LAYERS :], layer]
        return layer

    def forward(self, layer: Layer, packet: bytes, number: int, is_key: bool, now: float) -> None:
        """Give a packet to everyone who receives this layer; at a keyframe others join."""
        size = len(packet)
        for one in self.listening:
            if one.layer is not layer:
                if not is_key or layer is not self.newest:
                    continue
                one.join(layer, packet, number, now)
            one.packets += 1
            one.octets += size
            one.send(packet if one.plain else one.rewritten(packet))

    def listen(self, receivers: tuple[Subscription, ...], now: float) -> None:
        """These receive from now on; new ones wait for a keyframe, gone ones get no more."""
        for gone in set(self.listening) - set(receivers):
            gone.leave()
        self.listening = receivers
        for one in receivers:
            if one.layer is None:
                self._catch_up(one, now)
        self.ask_keyframe_for_waiting(now)

    def _catch_up(self, one: Subscription, now: float) -> None:
        """Whoever comes just behind a keyframe gets it at once: to wait for the next takes longer,
        for a publisher sends it no faster than its line allows."""
        layer = self.newest
        if layer is None:
            return
        for number, packet in layer.since_key(one.allowed_at, now):
            if one.layer is not layer:
                one.join(layer, packet, number, now)
            self._give(one, packet)

    @staticmethod
    def _give(one: Subscription, packet: bytes) -> None:
        one.packets += 1
        one.octets += len(packet)
        one.send(packet if one.plain else one.rewritten(packet))

    def ask_keyframe_for_waiting(self, now: float) -> None:
        layer = self.newest
        if layer is not None and any(one.layer is not layer for one in self.listening):
            layer.ask_keyframe(now)

    def expect(self, now: float) -> None:
        """Somebody is about to receive it."""
        if self.newest is not None:
            self.newest.ask_keyframe(now)

    def ask_keyframe(self, now: float) -> None:
        if self.newest is not None and self.listening:
            self.newest.ask_keyframe(now)

    def tick(self, now: float) -> None:
        """Some twenty times a second."""
        for one in self.listening:
            one.tick()
        if not self.listening and self.newest is not None:
            self.newest.wish.arrived()  # nobody waits for it any more
        if self.kind == "video":
            self.ask_keyframe_for_waiting(now)
            for layer in self.layers:
                layer.tick(now)

    def reports(self, now: float) -> list[rtcp.Report]:
        """What we say to the publisher about its streams."""
        told = (layer.report(now) for layer in self.layers)
        return [one for one in told if one is not None]
