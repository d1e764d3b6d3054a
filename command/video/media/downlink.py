"""A downlink: the tracks that one seat's receiving connection carries, each in its m-line. Pure.

M-lines are reused when a track ends, never removed. Refuses to know which seats may be received.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from command.video.media import rtcp
from command.video.media.subscription import Subscription
from command.video.media.track import Track
from command.video.media.uplink import Pipe


@dataclass(slots=True)
class Slot:
    """One m-line; empty between two tracks of its kind."""

    mid: str
    kind: str
    seat: str = ""
    track: Track | None = None
    subscription: Subscription | None = None


class Downlink:
    """`ready` once it is encrypted; a track flows once the client has taken its m-line."""

    def __init__(self, pipe: Pipe) -> None:
        self.ready = False
        self.slots: list[Slot] = []
        self.pipe = pipe
        self._offered: list[Subscription] = []
        for kind in ("audio", "video"):  # a connection needs an m-line before anybody sends
            self.slots.append(Slot(str(len(self.slots)), kind))

    def carry(self, seat: str, track: Track) -> bool:
        """Give the track an m-line unless it has one; True when it got one now."""
        if any(slot.track is track for slot in self.slots):
            return False
        free = (slot for slot in self.slots if slot.track is None and slot.kind == track.kind)
        slot = next(free, None)
        if slot is None:
            slot = Slot(str(len(self.slots)), track.kind)
            self.slots.append(slot)
        slot.seat, slot.track = seat, track
        slot.subscription = Subscription(
            track.kind, track.ssrc, self.pipe.send, self.pipe.send_rtcp
        )
        return True

    def drop(self, track: Track) -> None:
        """The track has ended: its m-line waits for another one."""
        for slot in self.slots:
            if slot.track is track:
                slot.seat, slot.track, slot.subscription = "", None, None

    def of(self, track: Track) -> Iterator[Subscription]:
        """The subscription to a track, once the client has taken its m-line."""
        for slot in self.slots:
            if slot.track is track and slot.subscription and slot.subscription.answered:
                yield slot.subscription

    def offered(self) -> None:
        """The m-lines as they are now have been offered."""
        self._offered = [slot.subscription for slot in self.slots if slot.subscription]

    def answered(self) -> None:
        """The client has taken what was offered last."""
        for one in self._offered:
            one.answered = True

    def receive_rtcp(self, data: bytes, now: float) -> None:
        """Losses are made good, keyframes asked for."""
        for item in rtcp.read(data):
            if isinstance(item, rtcp.Nack | rtcp.KeyframeRequest):
                self._take(item, now)

    def _take(self, item: rtcp.Nack | rtcp.KeyframeRequest, now: float) -> None:
        slot = next((one for one in self.slots if one.track and one.track.ssrc == item.ssrc), None)
        if slot is None or slot.subscription is None or slot.track is None:
            return
        if isinstance(item, rtcp.Nack):
            slot.subscription.again(item.sequences)
        elif slot.subscription.layer is not None:
            slot.track.ask_keyframe(now)
