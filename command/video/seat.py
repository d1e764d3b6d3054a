"""A seat in a reception: whose it is, whether it waits at the gate, was admitted, may be heard.

Pure. Kept in the database, so that whoever comes back sits where they sat.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from command.base.problem import Conflict, InvalidInput, NotPermitted
from command.base.words import Words
from command.video.party import Party
from command.video.terms import Level

TOKEN_LIFE = timedelta(seconds=60)
GUEST_LIFE = timedelta(hours=2)
"""A guest's link and seat hold until so long after the booked time."""
MOST_GUESTS = 10
MOST_SEATS = 99


class NotYourSeat(NotPermitted):
    code = "not-your-seat"
    zh = "不是您的座位"
    en = "This seat is not yours"


class LinkUsed(Conflict):
    code = "link-used"
    zh = "这个链接已被使用"
    en = "This link has been used"


@dataclass(frozen=True, slots=True)
class Seat:
    """`seat` is its short name, like `v2`. Exactly one of account and guest has it."""

    reception_id: int
    seat: str
    level: Level
    account_id: int | None
    guest_id: int | None
    name: str
    role: str
    host: bool
    taken_at: datetime
    waits_since: datetime | None = None
    admitted_at: datetime | None = None
    held_at: datetime | None = None
    consent: bool | None = None
    consent_at: datetime | None = None

    def is_of(self, party: Party) -> bool:
        if party.guest is not None:
            return self.guest_id == party.guest.guest_id
        return party.actor is not None and self.account_id == party.actor.account_id


def seat_name(level: Level, before: int) -> str:
    """The next name of a site that has had `before` seats."""
    if before >= MOST_SEATS:
        raise Conflict(
            Words("这个会场的座位已满", "Every seat of this site is taken"), field="site"
        )
    return f"{level[0]}{before + 1}"


def admitted(seat: Seat, at: datetime) -> Seat:
    """Through the gate. Raises InvalidInput when it is through already."""
    if seat.admitted_at is not None:
        raise InvalidInput(Words("已经准入", "Admitted already"), field="seat")
    return replace(seat, admitted_at=at, held_at=None)


def held(seat: Seat, at: datetime) -> Seat:
    """Back to the gate, and not called until somebody admits it. A host is not held."""
    if seat.host:
        raise InvalidInput(
            Words("主持人不能被请到候场", "The host cannot be sent to wait"), field="seat"
        )
    return replace(seat, admitted_at=None, held_at=at, waits_since=seat.waits_since or at)
