"""Entries, interviews and the veto list as a person reads them.

A unit and an officer see what is theirs; an officer's name is told to whoever assesses and to them.
"""

from datetime import date, datetime

import msgspec

from command.accounts.role import Actor, Verb
from command.assessment import judge
from command.assessment.store import Tally
from command.assessment.strike import Appeal, State, Strike, Talk, Voiding


class AppealItem(msgspec.Struct, frozen=True):
    words: str
    by: str
    at: datetime
    answer: str
    decided: datetime | None
    upheld: bool | None


class VoidingItem(msgspec.Struct, frozen=True):
    """`approved` is null while another person's word is waited for."""

    why: str
    by: str
    at: datetime
    answer: str
    decided: datetime | None
    approved: bool | None


class StrikeItem(msgspec.Struct, frozen=True):
    """`officer` is null for whoever it does not concern; `next` are the reader's deeds now."""

    strike: int
    case: int
    receipt: str
    agency: str
    name: str
    officer: str | None
    visited: datetime
    entered: datetime
    appeal_until: datetime
    state: str
    counted: datetime | None
    appeal: AppealItem | None
    voiding: VoidingItem | None
    next: list[str]


class TallyItem(msgspec.Struct, frozen=True):
    """`counted` entries count, `waiting` ones may still be appealed or are."""

    key: str
    name: str
    counted: int
    waiting: int


class StrikeList(msgspec.Struct, frozen=True):
    year: int
    items: list[StrikeItem]
    units: list[TallyItem]
    officers: list[TallyItem]
    states: list[dict[str, str]]
    deeds: list[dict[str, str]]


class InterviewItem(msgspec.Struct, frozen=True):
    """For a unit, an officer, or both; the record is null until it was held."""

    interview: int
    strike: int
    agency: str | None
    name: str
    officer: str | None
    about_officer: bool
    owed: datetime
    state: str
    talker: str | None
    held_on: date | None
    minutes: str | None
    rectify_by: date | None
    digest: str | None
    recorded_by: str
    unit_signed: datetime | None
    officer_signed: datetime | None
    next: list[str]


class InterviewList(msgspec.Struct, frozen=True):
    year: int
    items: list[InterviewItem]
    states: list[dict[str, str]]
    deeds: list[dict[str, str]]


class VetoItem(msgspec.Struct, frozen=True):
    """A unit without an award this year, and the entries why."""

    agency: str
    name: str
    counted: int
    receipts: list[str]


class VetoList(msgspec.Struct, frozen=True):
    year: int
    least: int
    items: list[VetoItem]


def knows(actor: Actor, officer_id: int | None) -> bool:
    """An officer's entries are for whoever assesses, and for the officer."""
    return actor.may(Verb.ASSESS) or actor.account_id == officer_id


def strike_item(one: Strike, actor: Actor, at: datetime) -> StrikeItem:
    return StrikeItem(
        strike=one.strike_id,
        case=one.case_id,
        receipt=one.receipt,
        agency=one.agency_id,
        name=one.agency_name,
        officer=one.officer_name if knows(actor, one.officer_id) else None,
        visited=one.visited_at,
        entered=one.entered_at,
        appeal_until=one.appeal_until,
        state=one.state,
        counted=one.counted_at,
        appeal=_appeal(one.appeal) if one.appeal else None,
        voiding=_voiding(one.voiding) if one.voiding else None,
        next=judge.offers(one, actor, at),
    )


def _appeal(one: Appeal) -> AppealItem:
    return AppealItem(one.words, one.by_name, one.at, one.answer, one.decided_at, one.upheld)


def _voiding(one: Voiding) -> VoidingItem:
    return VoidingItem(one.why, one.by_name, one.at, one.answer, one.decided_at, one.approved)


def tally_item(one: Tally) -> TallyItem:
    return TallyItem(one.key, one.name, one.counted, one.waiting)


def veto_item(unit: Tally, strikes: list[Strike]) -> VetoItem:
    why = [
        one.receipt for one in strikes if one.agency_id == unit.key and one.state is State.COUNTED
    ]
    return VetoItem(unit.key, unit.name, unit.counted, why)


def talk_item(one: Talk, actor: Actor) -> InterviewItem:
    said = one.record
    return InterviewItem(
        interview=one.interview_id,
        strike=one.strike_id,
        agency=one.agency_id,
        name=one.agency_name,
        officer=one.officer_name if one.officer_id and knows(actor, one.officer_id) else None,
        about_officer=one.officer_id is not None,
        owed=one.owed_at,
        state=one.state,
        talker=said.talker if said else None,
        held_on=said.held_on if said else None,
        minutes=said.minutes if said else None,
        rectify_by=said.rectify_by if said else None,
        digest=said.digest if said else None,
        recorded_by=one.recorded_by,
        unit_signed=one.unit_signed_at,
        officer_signed=one.officer_signed_at,
        next=judge.talk_offers(one, actor),
    )
