"""An entry for a dissatisfied visit (strike), and the interview that is owed at the third.

Values and the decision of when an interview is owed. Pure; knows no clock and no database.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import msgspec

from command.base.clock import china_date, midnight_after
from command.casework.terms import Term
from command.places.workdays import WorkCalendar

#: The centre's published rules: at 3 an interview, at 5 no award (R55, R56).
TALK_AT = 3
NO_AWARD_AT = 5
#: The centre's default: working days in which a unit or its officer may appeal.
APPEAL_DAYS = 5


class State(StrEnum):
    PENDING = "pending"
    APPEALED = "appealed"
    COUNTED = "counted"
    VOIDED = "voided"


class Deed(StrEnum):
    """What is done to an entry; the keeper does `enter` and `count`."""

    ENTER = "enter"
    COUNT = "count"
    APPEAL = "appeal"
    DISMISS = "dismiss"
    PROPOSE_VOID = "propose-void"
    APPROVE_VOID = "approve-void"
    REFUSE_VOID = "refuse-void"


class TalkState(StrEnum):
    OWED = "owed"
    HELD = "held"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class TalkDeed(StrEnum):
    """What is done to an interview; the keeper does `owe` and `withdraw`."""

    OWE = "owe"
    WITHDRAW = "withdraw"
    RECORD = "record"
    SIGN = "sign"


STATES = {
    State.PENDING: Term("申诉期内", "May be appealed"),
    State.APPEALED: Term("申诉中", "Appealed"),
    State.COUNTED: Term("已计入", "Counted"),
    State.VOIDED: Term("已撤销", "Voided"),
}
DEEDS = {
    Deed.ENTER: Term("登记", "Enter"),
    Deed.COUNT: Term("计入", "Count"),
    Deed.APPEAL: Term("申诉", "Appeal"),
    Deed.DISMISS: Term("驳回申诉", "Dismiss the appeal"),
    Deed.PROPOSE_VOID: Term("提议撤销", "Propose to void"),
    Deed.APPROVE_VOID: Term("同意撤销", "Approve voiding"),
    Deed.REFUSE_VOID: Term("不同意撤销", "Refuse voiding"),
}
TALK_STATES = {
    TalkState.OWED: Term("待约谈", "Owed"),
    TalkState.HELD: Term("已约谈待签字", "Held, to be signed"),
    TalkState.SIGNED: Term("已签字", "Signed"),
    TalkState.WITHDRAWN: Term("已取消", "Withdrawn"),
}
TALK_DEEDS = {
    TalkDeed.OWE: Term("产生约谈任务", "Owe"),
    TalkDeed.WITHDRAW: Term("取消约谈", "Withdraw"),
    TalkDeed.RECORD: Term("登记约谈", "Record the interview"),
    TalkDeed.SIGN: Term("签字", "Sign"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A return visit with a rating, as casework publishes it."""

    case_id: int
    redo: int
    receipt: str
    county: str
    satisfaction: str
    agency_id: str
    officer_id: int
    visited_at: datetime

    @property
    def year(self) -> int:
        """The calendar year of China in which the visit was made."""
        return china_date(self.visited_at).year


@dataclass(frozen=True, slots=True)
class Appeal:
    words: str
    by: int
    by_name: str
    at: datetime
    answer: str = ""
    decided_at: datetime | None = None
    upheld: bool | None = None


@dataclass(frozen=True, slots=True)
class Voiding:
    """A proposal to void; `approved` None while it waits for another person."""

    voiding_id: int
    why: str
    proposed_by: int
    by_name: str
    at: datetime
    answer: str = ""
    decided_at: datetime | None = None
    approved: bool | None = None


@dataclass(frozen=True, slots=True)
class Strike:
    """One entry, for the unit and the officer who led the case when the citizen said no."""

    strike_id: int
    case_id: int
    receipt: str
    county: str
    year: int
    agency_id: str
    agency_name: str
    officer_id: int
    officer_name: str
    visited_at: datetime
    entered_at: datetime
    appeal_until: datetime
    state: State
    counted_at: datetime | None = None
    appeal: Appeal | None = None
    voiding: Voiding | None = None

    @property
    def proposal(self) -> Voiding | None:
        """The proposal that waits."""
        held = self.voiding
        return held if held is not None and held.approved is None else None


@dataclass(frozen=True, slots=True)
class Record:
    """What was said in an interview: who talked, when, the minutes, and until when to put right."""

    talker: str
    held_on: date
    minutes: str
    rectify_by: date

    @property
    def digest(self) -> str:
        """What is signed: nobody can say later that other words stood there."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


@dataclass(frozen=True, slots=True)
class Talk:
    """An interview that is owed, or was held, for a unit, for an officer, or for both."""

    interview_id: int
    strike_id: int
    county: str
    year: int
    agency_id: str | None
    agency_name: str
    officer_id: int | None
    officer_name: str
    owed_at: datetime
    state: TalkState
    record: Record | None = None
    recorded_by: str = ""
    unit_signed_at: datetime | None = None
    officer_signed_at: datetime | None = None

    @property
    def is_signed(self) -> bool:
        """By everybody whom it concerns."""
        unit = self.agency_id is None or self.unit_signed_at is not None
        return unit and (self.officer_id is None or self.officer_signed_at is not None)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted entries of a year, and whether an interview for them stands already."""

    of_unit: int
    of_officer: int
    unit_has_talk: bool
    officer_has_talk: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """For whom an interview is owed: the unit, the officer, or both in one."""

    agency_id: str | None
    officer_id: int | None

    def __bool__(self) -> bool:
        return self.agency_id is not None or self.officer_id is not None


def appeal_until(entered_at: datetime, calendar: WorkCalendar, days: int = APPEAL_DAYS) -> datetime:
    """24:00 China time of the last day on which an appeal is heard."""
    return midnight_after(calendar.add_workdays(china_date(entered_at), days))


def owed_after(strike: Strike, counts: Counts) -> Owed:
    """Who is to be talked to after this entry was counted: once a year each, together in one."""
    unit = counts.of_unit >= TALK_AT and not counts.unit_has_talk
    officer = counts.of_officer >= TALK_AT and not counts.officer_has_talk
    return Owed(strike.agency_id if unit else None, strike.officer_id if officer else None)


def still_owed(talk: Talk, counts: Counts) -> Talk:
    """The interview after entries were voided: it falls away for whom fewer than three are left."""
    left = replace(
        talk,
        agency_id=talk.agency_id if counts.of_unit >= TALK_AT else None,
        officer_id=talk.officer_id if counts.of_officer >= TALK_AT else None,
    )
    return left if left.agency_id or left.officer_id else replace(talk, state=TalkState.WITHDRAWN)
