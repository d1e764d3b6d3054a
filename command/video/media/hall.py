"""The hall: all rooms of one worker, what is ordered of them and what they tell.

Orders raise the refusals of the engine. Time is seconds of a steady clock, handed in as `now`.
Refuses to know the app and its socket.
"""

import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from command.base.words import Words
from command.video.media import negotiation, sdp, sdp_writing
from command.video.media.engine import BadOffer, EngineDown, MediaEvent, StaleOffer
from command.video.media.forwarder import Room
from command.video.media.lines import Receiving, Sending
from command.video.media.peer import Identity, Peer, Registry
from command.video.media.sdp_writing import Ours

SEATS = 64  # in a room
ROOMS = 500
REPORT_EVERY = 1.0
FEEDBACK_EVERY = 0.05
_SEAT = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")  # it stands in session descriptions
Tell = Callable[[MediaEvent], None]


@dataclass(slots=True)
class Stage:
    """A room and the lines of its seats."""

    room: Room
    sending: dict[str, Sending] = field(default_factory=dict)
    receiving: dict[str, Receiving] = field(default_factory=dict)

    def peers(self) -> list[Peer]:
        sending = [line.peer for line in self.sending.values()]
        return [*sending, *(line.peer for line in self.receiving.values())]


@dataclass(slots=True)
class Due:
    """When what is done now and then was done last."""

    feedback: float = 0.0
    report: float = 0.0

    def is_due(self, name: str, every: float, now: float) -> float:
        """Seconds since the last time when it is time again; else 0."""
        passed: float = now - getattr(self, name)
        if passed < every:
            return 0.0
        setattr(self, name, now)
        return passed


class Hall:
    """`addresses` are those that clients can reach, `number` the port there."""

    def __init__(
        self,
        identity: Identity,
        registry: Registry,
        addresses: Sequence[str],
        number: int,
        tell: Tell,
    ) -> None:
        self.stages: dict[str, Stage] = {}
        self._identity = identity
        self._registry = registry
        self._addresses = addresses
        self._number = number
        self._tell = tell
        self._due = Due()
        self._version = 0

    # Orders

    def open_room(self, room: str) -> None:
        if room not in self.stages and len(self.stages) >= ROOMS:
            raise EngineDown(Words(f"本进程已有{ROOMS}个会场", f"this worker has {ROOMS} rooms"))
        self.stages.setdefault(room, Stage(Room(_new_ssrc)))

    def close_room(self, room: str) -> None:
        stage = self.stages.pop(room, None)
        for peer in stage.peers() if stage else ():
            peer.close()

    def publish(self, room: str, seat: str, text: str, now: float) -> str:
        """The answer to an offer; raises BadOffer and leaves everything as it was."""
        stage = self._stage(room, seat)
        offer = sdp.read(text)
        agreed, ids = negotiation.agree(offer), negotiation.extensions(offer)
        line = self._sending(room, stage, seat, offer)
        line.describe(offer, now)
        sent = {one.name: one.section for one in agreed.values() if one.sends}
        had = set(stage.room.seat(seat).tracks)
        stage.room.publish(stage.room.seat(seat), line.peer, ids, sent, now)
        if had != set(sent):
            self._tell(MediaEvent("tracks", room, seat, {"tracks": list(sent)}))
        return sdp_writing.answer(offer, agreed, self._ours(line.peer), self._next())

    def _sending(self, room: str, stage: Stage, seat: str, offer: sdp.Session) -> Sending:
        line = stage.sending.get(seat)
        if line is not None and line.is_same(offer):
            return line
        if line is not None:
            line.peer.close()
        made = Sending(stage.room.seat(seat), self._identity, self._registry, self._teller(room))
        stage.sending[seat] = made
        return made

    def subscribe(self, room: str, seat: str, generation: int, restart: bool, now: float) -> str:
        """An offer of all tracks of the others; generation 1 begins a new connection."""
        stage = self._stage(room, seat)
        line = stage.receiving.get(seat)
        if line is None or generation == 1 or line.peer.is_closed:
            if line is not None:
                line.peer.close()
            line = self._receiving(room, stage, seat)
        elif restart:
            line.peer.renew()
        link = stage.room.subscribe(stage.room.seat(seat), line.peer, now)
        link.offered()
        line.outstanding = generation
        return sdp_writing.offer(link.slots, self._ours(line.peer), self._next())

    def _receiving(self, room: str, stage: Stage, seat: str) -> Receiving:
        made = Receiving(
            stage.room, stage.room.seat(seat), self._identity, self._registry, self._teller(room)
        )
        stage.receiving[seat] = made
        return made

    def answer(self, room: str, seat: str, generation: int, text: str, now: float) -> None:
        stage = self._stage(room, seat)
        line, link = stage.receiving.get(seat), stage.room.seat(seat).downlink
        if line is None or link is None or line.outstanding != generation:
            raise StaleOffer()
        told = sdp.read(text)
        negotiation.check_answer(told, {slot.mid: slot.kind for slot in link.slots})
        if line.fingerprints not in ({}, told.line.fingerprints):
            raise sdp.refuse("a=fingerprint", "another certificate needs another connection")
        line.outstanding, line.fingerprints = None, told.line.fingerprints
        link.answered()
        line.peer.expect(line.fingerprints, now)
        stage.room.settle(now)

    def route(self, room: str, routes: Mapping[str, Collection[str]], now: float) -> None:
        self._stage(room).room.route(routes, now)

    def reseat(self, room: str, seat: str, to: str, now: float) -> None:
        """What a seat receives on is another's from now on; raises EngineDown."""
        stage = self._stage(room)
        if seat not in stage.receiving:
            raise EngineDown(Words("这个席位没有连接", "the seat is not connected"))
        self.remove(room, to, now)
        stage.receiving[to] = stage.receiving.pop(seat)
        stage.room.rename(seat, to, now)

    def remove(self, room: str, seat: str, now: float) -> None:
        stage = self.stages.get(room)
        if stage is None:
            return
        for line in (stage.sending.pop(seat, None), stage.receiving.pop(seat, None)):
            if line is not None:
                line.peer.close()
        gone = stage.room.remove(seat, now)
        if gone is not None and gone.tracks:
            self._tell(MediaEvent("tracks", room, seat, {"tracks": []}))

    def _stage(self, room: str, seat: str | None = None) -> Stage:
        stage = self.stages.get(room)
        if stage is None:
            raise EngineDown(Words("本进程没有这个会场", "this worker does not have the room"))
        if seat is not None and seat not in stage.room.seats:
            _check_new(seat, len(stage.room.seats))
        return stage

    def _teller(self, room: str) -> Callable[[str, str, Mapping[str, Any]], None]:
        def tell(kind: Any, seat: str, data: Mapping[str, Any]) -> None:
            self._tell(MediaEvent(kind, room, seat, data))

        return tell

    def _ours(self, peer: Peer) -> Ours:
        given = peer.credentials
        return Ours(
            given.ufrag, given.password, self._identity.fingerprint, self._addresses, self._number
        )

    def _next(self) -> int:
        self._version += 1
        return self._version

    # Time

    def tick(self, now: float) -> None:
        """Some fifty times a second: what is repeated, reported and told."""
        feedback = self._due.is_due("feedback", FEEDBACK_EVERY, now)
        report = self._due.is_due("report", REPORT_EVERY, now)
        for name, stage in self.stages.items():
            for seat, track in stage.room.tracks():
                track.tick(now)
                self._speaking(name, stage, seat.name, track.speaking.changed(now))
            if feedback:
                _feedback(stage)
                for peer in stage.peers():
                    peer.tick(now)
            if report:
                _report(stage, now)

    def _speaking(self, room: str, stage: Stage, seat: str, speaks: bool | None) -> None:
        if speaks is not None and stage.room.may_send(seat):
            self._tell(MediaEvent("speaking", room, seat, {"speaking": speaks}))


def _check_new(seat: str, others: int) -> None:
    if not _SEAT.match(seat) or others >= SEATS:
        said = Words(
            f"会场最多{SEATS}席,席名应简短", f"a room has {SEATS} seats with short plain names"
        )
        raise BadOffer(said, field="seat")


def _feedback(stage: Stage) -> None:
    for seat in stage.room.seats.values():
        if seat.uplink is not None:
            seat.uplink.feedback()


def _report(stage: Stage, now: float) -> None:
    for name, line in stage.sending.items():
        uplink = stage.room.seat(name).uplink
        if uplink is not None and line.peer.is_up:
            uplink.reports(now)


def _new_ssrc() -> int:
    return secrets.randbits(31) | 1
