"""A seat in a reception: whose it is, whether it waits at the gate, was admitted, may be heard.

Pure. Kept in the database, so that whoever comes back sits where they sat.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from command.accounts.token import hash_of, new_token
from command.base.problem import Conflict, InvalidInput, NotPermitted
from command.base.words import Words
from command.video.companion import Companion
from command.video.party import Party
from command.video.reception import Reception, WrongReceptionState
from command.video.terms import Level

TOKEN_LIFE = timedelta(seconds=60)
GUEST_LIFE = timedelta(hours=2)
"""A guest's link and seat hold until so long after the booked time, the beginning, the close."""
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
    companions: tuple[Companion, ...] = ()

    @property
    def may_be_heard(self) -> bool:
        """The owner has agreed, and so has everybody who sits beside them now."""
        there = (one for one in self.companions if one.is_there)
        return self.consent is True and all(one.given for one in there)

    def is_of(self, party: Party) -> bool:
        if party.guest is not None:
            return self.guest_id == party.guest.guest_id
        return party.actor is not None and self.account_id == party.actor.account_id


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a person about being heard."""

    given: bool
    at: datetime


Spoken = dict[tuple[str, int | None], list[Said]]
"""What was said about being heard, by seat and companion."""


def guests_until(starts_at: datetime, at: datetime) -> datetime:
    """When guests' links and seats end, as told at `at`."""
    return max(starts_at, at) + GUEST_LIFE


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


def site_consent(seats: Iterable[Seat], level: Level) -> bool | None:
    """A site may be heard when everybody of it who spoke agreed; None while nobody has spoken."""
    said = [one.may_be_heard for one in seats if one.level is level and one.consent is not None]
    return all(said) if said else None


def demand_running(reception: Reception) -> None:
    """Raises WrongReceptionState when nobody can come in any more."""
    if reception.is_over:
        raise WrongReceptionState(
            Words("接访已结束", "The reception is over"), extra={"state": reception.state}
        )


def new_secret() -> tuple[str, bytes]:
    """A secret to show once, and the hash of it to keep."""
    token = new_token()
    held = hash_of(token)
    assert held is not None
    return token, held
