"""The two lines of a seat in a worker: the one it sends on, the one it receives on.

Each joins a peer, which has the bytes, with the forwarder's link, which has the packets.
"""

from collections.abc import Callable, Mapping
from typing import Any

from command.video.media.forwarder import Room, Seat
from command.video.media.peer import Identity, Peer, Registry
from command.video.media.sdp import Session

Tell = Callable[[str, str, Mapping[str, Any]], None]


class Sending:
    """`tell(kind, seat, data)` hears when the line opens and when it is lost."""

    which = "publish"

    def __init__(self, seat: Seat, identity: Identity, registry: Registry, tell: Tell) -> None:
        self.ufrag = ""
        self.fingerprints: Mapping[str, str] = {}
        self._session = ""
        self._seat = seat
        self._tell = tell
        self.peer = Peer(identity, registry, self)

    def is_same(self, offer: Session) -> bool:
        """The offer comes from the peer connection that we have, not from a new one."""
        known = (self._session, self.fingerprints)
        return not self.peer.is_closed and known == (offer.session_id, offer.line.fingerprints)

    def describe(self, offer: Session, now: float) -> None:
        """What the client says of itself; new ICE credentials of its get new ones of ours."""
        if self.ufrag not in ("", offer.line.ufrag):
            self.peer.renew()
        self.ufrag = offer.line.ufrag
        self._session, self.fingerprints = offer.session_id, offer.line.fingerprints
        self.peer.expect(self.fingerprints, now)

    def up(self, now: float) -> None:
        self._tell("connected", self._seat.name, {"which": self.which})

    def lost(self, reason: str) -> None:
        self._tell("lost", self._seat.name, {"which": self.which, "reason": reason})

    def take(self, packet: bytes, arrived: int, now: float) -> None:
        if self._seat.uplink is not None:
            self._seat.uplink.receive(packet, arrived, now)

    def take_rtcp(self, data: bytes, now: float) -> None:
        if self._seat.uplink is not None:
            self._seat.uplink.receive_rtcp(data, now)


class Receiving:
    """`outstanding` is the generation of the offer that was not answered yet."""

    which = "subscribe"

    def __init__(
        self, room: Room, seat: Seat, identity: Identity, registry: Registry, tell: Tell
    ) -> None:
        self.outstanding: int | None = None
        self.fingerprints: Mapping[str, str] = {}
        self._room = room
        self._seat = seat
        self._tell = tell
        self.peer = Peer(identity, registry, self)

    def up(self, now: float) -> None:
        self._be_ready(True, now)
        self._tell("connected", self._seat.name, {"which": self.which})

    def lost(self, reason: str) -> None:
        self._be_ready(False, 0.0)
        self._tell("lost", self._seat.name, {"which": self.which, "reason": reason})

    def _be_ready(self, ready: bool, now: float) -> None:
        """Nothing is sent to who is silent; media is back with the next keyframe."""
        if self._seat.downlink is not None and self._seat.downlink.pipe is self.peer:
            self._seat.downlink.ready = ready
            self._room.settle(now)

    def take(self, packet: bytes, arrived: int, now: float) -> None:
        """Media on a receiving line falls."""

    def take_rtcp(self, data: bytes, now: float) -> None:
        if self._seat.downlink is not None:
            self._seat.downlink.receive_rtcp(data, now)
