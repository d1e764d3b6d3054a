"""The public projection of a case: what walls, maps, streams and queues carry.

No personal data at any level and never the reporter's words: whoever may see the place may see
the card. Points are snapped to the village unless something is happening there now, and some
types have no point at all (ethics, rule 6).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from command.casework import rising
from command.casework.case import Case
from command.casework.deadlines import overdue_again
from command.casework.happened import Part, Point
from command.casework.taxonomy import is_hidden
from command.casework.terms import PartKind
from command.identity.person import mask_name
from command.places.jurisdiction import LENGTH_OF_LEVEL
from command.places.jurisdiction import Level as PlaceLevel

TOWNSHIP_DIGITS = LENGTH_OF_LEVEL[PlaceLevel.TOWNSHIP]


class CardPart(msgspec.Struct, frozen=True):
    """An agency in a case with its person, masked; instants are ISO 8601 in UTC with Z."""

    agency: str
    name: str
    officer: str
    since: str
    signed: str | None


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """The names on the wire are explained in `docs/protocol.md`."""

    case: int
    receipt: str
    kind: str
    type: str
    title: str
    level: int
    state: str
    difficulty: str
    headcount: int
    place: str
    spot: str
    lon: float | None
    lat: float | None
    precision: str
    lead: CardPart | None
    supports: tuple[CardPart, ...]
    opened: str
    changed: str
    due: str | None
    due_name: str | None
    overdue: bool
    escalated: str | None
    why: str
    acknowledged: str | None
    redo: int
    version: int
    why_en: str = ""
    returns: int = 0
    paused: bool = False
    supervised: str = ""


def card_of(case: Case) -> Card:
    facts, due = case.facts, case.due
    hidden = is_hidden(facts.type)
    point = Point() if hidden else facts.point
    return Card(
        case=case.case_id,
        receipt=case.receipt_number,
        kind=case.kind,
        type=facts.type,
        title=facts.title,
        level=facts.level,
        state=case.state,
        difficulty=facts.difficulty,
        headcount=facts.headcount,
        place=public_place(case),
        spot="" if hidden else facts.spot,
        lon=point.lon,
        lat=point.lat,
        precision=point.precision,
        lead=_card_part(case.lead) if case.lead else None,
        supports=_supports(case.parts),
        opened=wire_instant(case.opened_at),
        changed=wire_instant(case.changed_at),
        due=_maybe(due.due_at) if due else None,
        due_name=due.name if due else None,
        overdue=case.is_overdue,
        escalated=_maybe(case.escalated_at),
        why=case.why,
        acknowledged=_maybe(case.acknowledged_at),
        redo=case.redo_count,
        version=case.version,
        why_en=_why_in_english(case),
        returns=case.return_count,
        paused=due is not None and due.is_paused,
        supervised=case.supervised or "",
    )


def _why_in_english(case: Case) -> str:
    """The house's own reason, told again: it stands although the promise was counted anew."""
    reason = (overdue_again(case.why) or rising.again(case.why)) if case.escalated_at else None
    return reason.en if reason else ""


def public_place(case: Case) -> str:
    """The place to name in public: a hidden type is told by its township only."""
    return case.facts.place[:TOWNSHIP_DIGITS] if is_hidden(case.facts.type) else case.facts.place


def card_data(case: Case) -> dict[str, Any]:
    """The card as plain JSON values, for a journal event."""
    data: dict[str, Any] = msgspec.to_builtins(card_of(case))
    return data


def wire_instant(at: datetime) -> str:
    """`2026-11-24T06:00:00Z`; part of a second only where there is one."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _maybe(at: datetime | None) -> str | None:
    return wire_instant(at) if at else None


def _supports(parts: Iterable[Part]) -> tuple[CardPart, ...]:
    """In the order of their ids, so that a card is the same however the case was read."""
    helpers = [part for part in parts if part.part is PartKind.SUPPORT]
    return tuple(_card_part(part) for part in sorted(helpers, key=lambda part: part.agency_id))


def _card_part(part: Part) -> CardPart:
    return CardPart(
        agency=part.agency_id,
        name=part.agency_name,
        officer=mask_name(part.officer_name),
        since=wire_instant(part.assigned_at),
        signed=_maybe(part.signed_at),
    )
