"""The forwarder: who sends, who receives, and the routing between them. Pure.

A room knows seats and tracks as names; a seat that the routing does not name neither sends nor
receives. Refuses to know sockets, encryption, session descriptions and people.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from command.video.media.downlink import Downlink
from command.video.media.subscription import Subscription
from command.video.media.track import Track
from command.video.media.uplink import Extensions, Pipe, Section, Uplink

KINDS = {"mic": "audio", "camera": "video", "screen": "video"}


@dataclass(slots=True)
class Seat:
    name: str
    tracks: dict[str, Track] = field(default_factory=dict)
    uplink: Uplink | None = None
    downlink: Downlink | None = None


class Room:
    """`new_ssrc` gives a number that nobody else in the room has."""

    def __init__(self, new_ssrc: Callable[[], int]) -> None:
        self.seats: dict[str, Seat] = {}
        self._new_ssrc = new_ssrc
        self._routes: Mapping[str, frozenset[str]] = {}
        self._since: dict[tuple[str, str], float] = {}

    def seat(self, name: str) -> Seat:
        """The seat, made when it is new."""
        return self.seats.setdefault(name, Seat(name))

    def publish(
        self,
        seat: Seat,
        pipe: Pipe,
        ids: Extensions,
        sections: Mapping[str, Section],
        now: float,
    ) -> None:
        """The seat sends these tracks (name -> m-line) through this pipe; others of it end.

        A pipe that it had before goes on with what has not changed.
        """
        for name in set(seat.tracks) - set(sections):
            self._end(seat.tracks.pop(name))
        for name in sections:
            if name not in seat.tracks:
                seat.tracks[name] = Track(name, KINDS[name], self._new_ssrc())
        if seat.uplink is None or seat.uplink.pipe is not pipe:
            seat.uplink = Uplink(pipe)
        seat.uplink.agree(ids, [(line, seat.tracks[name]) for name, line in sections.items()])
        self.settle(now)

    def subscribe(self, seat: Seat, pipe: Pipe, now: float) -> Downlink:
        """The seat's receiving connection with an m-line for every track of the others.

        Keyframes are asked for already: they come while the connection opens.
        """
        if seat.downlink is None or seat.downlink.pipe is not pipe:
            seat.downlink = Downlink(pipe)
        for other in self.seats.values():
            if other is not seat:
                for track in other.tracks.values():
                    if seat.downlink.carry(other.name, track) and self.may_receive(
                        seat.name, other.name
                    ):
                        track.expect(now)
        return seat.downlink

    def route(self, routes: Mapping[str, Collection[str]], now: float) -> None:
        """For each seat the seats it receives; replaces what was said before.

        Whom somebody may receive from now on is asked for a keyframe, though they be still on
        their way.
        """
        self._routes = {seat: frozenset(others) for seat, others in routes.items()}
        pairs = [(one, other) for one, others in routes.items() for other in others]
        coming = {other for one, other in pairs if (one, other) not in self._since}
        self._since = {pair: self._since.get(pair, now) for pair in pairs}
        self.settle(now)
        for seat, track in self.tracks():
            if seat.name in coming:
                track.expect(now)

    def may_send(self, seat: str) -> bool:
        return seat in self._routes

    def may_receive(self, seat: str, other: str) -> bool:
        """Both must be named, and the one among those whom the other receives."""
        return seat != other and other in self._routes and other in self._routes.get(seat, ())

    def remove(self, name: str, now: float) -> Seat | None:
        """Forget the seat and its tracks; None when it is not here."""
        seat = self.seats.pop(name, None)
        if seat is not None:
            for track in seat.tracks.values():
                self._end(track)
            self.settle(now)
        return seat

    def rename(self, name: str, to: str, now: float) -> None:
        """The seat is known by another name, and routed by it; nobody else has it."""
        seat = self.seats.pop(name)
        seat.name = to
        self.seats[to] = seat
        self.settle(now)

    def _end(self, track: Track) -> None:
        track.listening = ()
        for seat in self.seats.values():
            if seat.downlink is not None:
                seat.downlink.drop(track)

    def settle(self, now: float) -> None:
        """Give each track the receivers that are allowed, connected and told of it."""
        for seat, track in self.tracks():
            track.listen(tuple(self._receivers(seat.name, track)), now)

    def _receivers(self, name: str, track: Track) -> Iterator[Subscription]:
        for seat in self.seats.values():
            down = seat.downlink
            if down is not None and down.ready and self.may_receive(seat.name, name):
                for one in down.of(track):
                    one.allowed_at = self._since[seat.name, name]
                    yield one

    def tracks(self) -> Sequence[tuple[Seat, Track]]:
        return [(seat, track) for seat in self.seats.values() for track in seat.tracks.values()]
