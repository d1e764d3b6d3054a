"""A reception on the wire: the JSON of `/api/receptions`, in and out. Values only.

No name of a citizen is in it: a petitioner has a label, and an officer's name is masked.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.base.written import written
from command.video.terms import Level, Side

Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Reason = Annotated[str, Meta(max_length=200)]
Id = Annotated[int, Meta(ge=1, le=2**53)]


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A field that is not listed is refused."""


class SiteWish(_Body, frozen=True):
    level: Level
    place: Annotated[str, written(6, 15)]
    people: Annotated[list[Id], Meta(max_length=20)] = []


class Booking(_Body, frozen=True):
    """Without `sites` the three levels of the case's place are taken."""

    case: Id
    starts_at: datetime
    petitioner: Annotated[str, Meta(max_length=30)] = ""
    sites: Annotated[list[SiteWish], Meta(max_length=3)] = []


class SeatWish(_Body, frozen=True):
    site: Level


class GuestWish(_Body, frozen=True):
    site: Level
    label: Annotated[str, Meta(max_length=30)] = ""


class GuestSecret(_Body, frozen=True):
    secret: Annotated[str, Meta(max_length=100)]


class Seen(_Body, frozen=True):
    version: Version


class Beginning(_Body, frozen=True):
    version: Version
    reason: Reason = ""


class Seated(_Body, frozen=True):
    """A deed on one seat."""

    version: Version
    seat: Annotated[str, Meta(max_length=10)]


class Missing(_Body, frozen=True):
    version: Version
    side: Side
    reason: Reason


class Moving(_Body, frozen=True):
    """`side` is whose wish it is."""

    version: Version
    starts_at: datetime
    side: Side
    reason: Reason


class Cancelling(_Body, frozen=True):
    version: Version
    side: Side
    reason: Reason


class Asking(_Body, frozen=True):
    version: Version
    account: Id
    site: Level


class HandingOver(_Body, frozen=True):
    version: Version
    account: Id


class CommitmentWish(_Body, frozen=True):
    """`due` is a day of China: the promise ends with it."""

    agency: Annotated[str, Meta(min_length=1, max_length=40)]
    officer: Id
    words: Annotated[str, written(2, 500)]
    due: date


class OutcomeWish(_Body, frozen=True):
    commitments: Annotated[list[CommitmentWish], Meta(max_length=10)] = []
    conclusion: Annotated[str, Meta(max_length=2000)] = ""


class Closing(_Body, frozen=True):
    version: Version
    outcome: OutcomeWish


class ReceptionsQuestion(_Body, frozen=True):
    """Of a day of China, or of a case; else those of today, over midnight when it is near."""

    day: date | None = None
    case: Id | None = None


class Offer(msgspec.Struct, frozen=True):
    """One deed of the reception; `reason` says why it is not allowed."""

    deed: str
    allowed: bool
    reason: str


class RecordSite(msgspec.Struct, frozen=True):
    """`mine`: whether whoever asks may take a seat there."""

    level: str
    place: str
    name: str
    people: tuple[str, ...]
    present: bool
    consent: bool | None
    mine: bool


class Commitment(msgspec.Struct, frozen=True):
    """A task of the case, as it stands now."""

    task: int
    agency: str
    officer: str
    words: str
    due: str
    state: str


class Outcome(msgspec.Struct, frozen=True):
    commitments: tuple[Commitment, ...]
    conclusion: str


class Record(msgspec.Struct, frozen=True):
    """Instants are ISO 8601 in UTC. `side` did not come, or wished it otherwise; else empty."""

    reception: int
    case: int
    receipt: str
    title: str
    state: str
    petitioner: str
    starts_at: str
    began_at: str | None
    ended_at: str | None
    sites: tuple[RecordSite, ...]
    host: bool
    deeds: tuple[Offer, ...]
    version: int
    waiting: int
    reason: str
    side: str
    outcome: Outcome | None


class RecordReply(msgspec.Struct, frozen=True):
    reception: Record


class Records(msgspec.Struct, frozen=True):
    items: list[Record]


class Word(msgspec.Struct, frozen=True):
    """What somebody said about being heard."""

    given: bool
    at: str


class Attendant(msgspec.Struct, frozen=True):
    """Whoever had a seat: an officer with a masked name, a guest by the label. `words` in turn."""

    seat: str
    site: str
    name: str
    role: str
    host: bool
    came_at: str
    admitted_at: str | None
    consent: bool | None
    words: tuple[Word, ...]


class Attendance(msgspec.Struct, frozen=True):
    items: tuple[Attendant, ...]


class SeatReply(msgspec.Struct, frozen=True):
    """`token` enters the signalling once, within sixty seconds."""

    token: str
    seat: str


class GuestReply(msgspec.Struct, frozen=True):
    """`url` is a path of this server; its secret stands behind `#` and reaches no log."""

    url: str
    expires: str


class GuestSeat(msgspec.Struct, frozen=True):
    """What an exchanged link opens."""

    reception: int
    site: str
    label: str
    expires: str


class WaitingParty(msgspec.Struct, frozen=True):
    """One party at a gate, for the desk's overview; `place` from 1 in its reception."""

    reception: int
    case: int
    title: str
    seat: str
    site: str
    name: str
    since: str
    place: int
    estimate_minutes: int | None


class WaitingList(msgspec.Struct, frozen=True):
    items: list[WaitingParty]
