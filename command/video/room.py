"""The room of a reception: who sits where, who waits, who may send, and who receives whom.

Pure: facts of the database and of the connections are handed in. The worker enforces what
`routes` says; until somebody has agreed to be heard, nobody receives them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from command.casework.card import wire_instant
from command.video.reception import Reception
from command.video.seat import Seat
from command.video.signal import Lines, Room, RoomCompanion, RoomPerson, RoomSite, RoomWaiting
from command.video.terms import Level, State

MINUTES_A_PARTY = 10
"""How long the party before takes, for the estimate."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """A seat with what its connection says; `mic`, `camera`, `screen`: true while they are on."""

    seat: Seat
    connected: bool = False
    mic: bool = False
    camera: bool = False
    screen: bool = False
    hand: bool = False
    speaking: bool = False
    quality: Lines | None = None


@dataclass(frozen=True, slots=True)
class Hall:
    """One room now; `names` are the names of the sites' places."""

    reception: Reception
    sitters: Mapping[str, Sitter] = field(default_factory=dict)
    names: Mapping[Level, str] = field(default_factory=dict)

    @property
    def connected(self) -> list[Sitter]:
        return [sitter for sitter in self.sitters.values() if sitter.connected]


def present(hall: Hall) -> frozenset[Level]:
    """The sites where somebody is connected."""
    return frozenset(sitter.seat.level for sitter in hall.connected)


def gate(hall: Hall) -> list[Sitter]:
    """Who waits to be called, the longest first; whoever is held back is not called."""
    waiting = [
        sitter
        for sitter in hall.connected
        if sitter.seat.admitted_at is None and sitter.seat.held_at is None
    ]
    return sorted(waiting, key=_since)


def may_send(hall: Hall, sitter: Sitter) -> bool:
    """Others receive a seat while the session runs, it was admitted, and all at it agreed."""
    return (
        hall.reception.state is State.IN_SESSION
        and sitter.connected
        and sitter.seat.admitted_at is not None
        and sitter.seat.may_be_heard
    )


def may_receive(hall: Hall, sitter: Sitter) -> bool:
    return hall.reception.state is State.IN_SESSION and sitter.seat.admitted_at is not None


def routes(hall: Hall) -> dict[str, frozenset[str]]:
    """For each connected seat the seats it receives; gated ones are connected and receive none."""
    senders = {sitter.seat.seat for sitter in hall.connected if may_send(hall, sitter)}
    return {
        sitter.seat.seat: frozenset(senders - {sitter.seat.seat})
        if may_receive(hall, sitter)
        else frozenset()
        for sitter in hall.connected
    }


def estimate(hall: Hall, place: int, at: datetime) -> int:
    """Minutes until the party at this place is likely to be called: those before it, and until
    the booked time while the session has not begun."""
    before = (place - 1) * MINUTES_A_PARTY
    if hall.reception.began_at is not None:
        return before
    ahead = (hall.reception.starts_at - at).total_seconds() / 60
    return before + max(0, math.ceil(ahead))


def waiting_list(hall: Hall, at: datetime) -> tuple[RoomWaiting, ...]:
    """Those at the gate by their turn, then those held back, who have no turn."""
    turns = tuple(
        RoomWaiting(one.seat.seat, one.seat.name, place, estimate(hall, place, at))
        for place, one in enumerate(gate(hall), 1)
    )
    held = (one for one in hall.connected if one.seat.held_at is not None)
    back = (one for one in held if one.seat.admitted_at is None)
    return turns + tuple(RoomWaiting(one.seat.seat, one.seat.name, 0, None) for one in back)


def as_signal(hall: Hall, version: int, at: datetime) -> Room:
    """What everybody in the room is shown."""
    return Room(
        version=version,
        state=hall.reception.state,
        since=wire_instant(since(hall.reception)),
        now=wire_instant(at),
        sites=tuple(_site(hall, level) for level in Level),
        people=tuple(_person(sitter) for sitter in hall.sitters.values()),
        waiting=waiting_list(hall, at),
    )


def since(reception: Reception) -> datetime:
    """What the room's clock counts from: the beginning, the end, or the booked time."""
    if reception.closed_at is not None:
        return reception.closed_at
    return reception.ended_at or reception.began_at or reception.starts_at


def hears_chat(hall: Hall, speaker: Sitter, listener: Sitter) -> bool:
    """Hosts talk with everybody; the others with those on their own side of the gate."""
    inside = (speaker.seat.admitted_at is not None) == (listener.seat.admitted_at is not None)
    return inside or speaker.seat.host or listener.seat.host or speaker is listener


def _since(sitter: Sitter) -> datetime:
    return sitter.seat.waits_since or sitter.seat.taken_at


def _site(hall: Hall, level: Level) -> RoomSite:
    site = hall.reception.site(level)
    name = hall.names.get(level, site.place)
    return RoomSite(level, site.place, name, level in present(hall), site.consent)


def _person(sitter: Sitter) -> RoomPerson:
    seat = sitter.seat
    return RoomPerson(
        seat=seat.seat,
        site=seat.level,
        name=seat.name,
        role=seat.role,
        host=seat.host,
        admitted=seat.admitted_at is not None,
        held=seat.held_at is not None and seat.admitted_at is None,
        consent=seat.consent,
        mic=sitter.mic,
        camera=sitter.camera,
        screen=sitter.screen,
        hand=sitter.hand,
        quality=sitter.quality,
        speaking=sitter.speaking,
        connected=sitter.connected,
        companions=tuple(
            RoomCompanion(one.companion_id, one.label, one.given)
            for one in seat.companions
            if one.is_there
        ),
    )
