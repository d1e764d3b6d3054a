"""Facts of a case as journal events: the public card, the agency that acted, who may hear of it.

Whoever saw the case before and no longer does hears `case.left` and nothing else. Pure.
"""

import re
from datetime import datetime
from typing import Any

from command.base.event import Event, ScopeKey, audience_of
from command.casework.card import card_data, public_place
from command.casework.case import Case
from command.casework.clock_happened import CaseOverdue, CaseWarned, ClockAsked, ClockRefused
from command.casework.happened import (
    CaseEscalated,
    CaseReturned,
    CaseVisited,
    FactsUpdated,
    Happened,
    ReportJoined,
    TaskAnswered,
    TaskGiven,
    VisitTried,
)
from command.casework.rule_happened import PartReturned, RiseRefused
from command.casework.supervision_happened import (
    SupervisionAnswered,
    SupervisionLifted,
    SupervisionRaised,
)
from command.casework.terms import State

TOLD_WHY = (
    CaseEscalated,
    CaseOverdue,
    CaseReturned,
    CaseWarned,
    FactsUpdated,
    PartReturned,
    RiseRefused,
)
_CENTRE = re.compile(r"^c([0-9]{6,15})\Z")


def announce(happened: Happened, before: Case | None, after: Case, by: str) -> list[Event]:
    """The journal's events for one fact; `by` is the short name of the acting agency."""
    audience = scopes_of(after)
    data = {"card": card_data(after), "by": by, **_particulars(happened, before, after)}
    told = Event(happened.name, happened.at, public_place(after), audience, after.case_id, data)
    lost = tuple(scope for scope in scopes_of(before) if scope not in audience) if before else ()
    if not lost:
        return [told]
    assert before is not None
    left = {"case": after.case_id}
    return [
        told,
        Event("case.left", happened.at, public_place(before), lost, after.case_id, left),
    ]


def linked(case: Case, at: datetime, by: str) -> Event:
    """A case belongs together with another one, which is not named: not everybody sees both."""
    data = {"card": card_data(case), "by": by}
    return Event("case.linked", at, public_place(case), scopes_of(case), case.case_id, data)


def scopes_of(case: Case) -> tuple[ScopeKey, ...]:
    """Every screen's scope that may show the case.

    A case told by its township only is not sent to its village, whose wall would tell the place.
    A centre with a part hears of it under its place too, even when the case is elsewhere.
    """
    centres = [match[1] for agency in sorted(case.agencies) if (match := _CENTRE.match(agency))]
    scopes = (*audience_of(public_place(case), case.agencies), *map(ScopeKey, centres))
    return tuple(dict.fromkeys(scopes))


def _particulars(happened: Happened, before: Case | None, after: Case) -> dict[str, Any]:
    told: dict[str, Any] = dict(happened.told)
    if isinstance(happened, TOLD_WHY):
        told = {"why": happened.why} if happened.why else {}
    told |= _of_clock(happened) | _of_supervision(happened)
    if isinstance(happened, ReportJoined):
        told = {"channel": str(happened.channel)}
    if isinstance(happened, TaskGiven):
        told = {"task": happened.task.number}
    if isinstance(happened, TaskAnswered):
        told = {"task": happened.task}
    if isinstance(happened, CaseVisited | VisitTried):
        told = _of_visit(happened, before)
    if before is not None and before.facts.level != after.facts.level:
        told["from_level"] = int(before.facts.level)
    if after.state is State.CLOSED and after.satisfaction is not None:
        told["satisfaction"] = str(after.satisfaction)
    return told


def _of_visit(happened: CaseVisited | VisitTried, before: Case | None) -> dict[str, Any]:
    """Which round it was; what was said in it is nobody's before the case is closed."""
    told = {"visit": before.redo_count if before else 0}
    return told | {"try": happened.number} if isinstance(happened, VisitTried) else told


def _of_supervision(happened: Happened) -> dict[str, Any]:
    """Its number and how far it has gone: what was said stays in the case plane."""
    if not isinstance(happened, SupervisionRaised | SupervisionAnswered | SupervisionLifted):
        return {}
    return {"supervision": happened.supervision.number, "grade": str(happened.supervision.grade)}


def _of_clock(happened: Happened) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if isinstance(happened, CaseWarned):
        told = {"deadline": str(happened.deadline), "step": happened.step}
    if isinstance(happened, CaseOverdue | CaseWarned) and happened.late:
        told["late"] = True
    if isinstance(happened, ClockAsked | ClockRefused):
        told = {"wish": str(happened.wish)}
    return told
