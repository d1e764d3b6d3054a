"""A case from before this house: what an office's own ledger says of it, folded into a case.

The facts go through the state table like any other, each at its own instant. What a ledger does not
say is not invented: no visit, no task, no officer of then. Pure.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from command.base.event import SYSTEM, Event
from command.base.words import Words
from command.casework.announce import scopes_of
from command.casework.card import card_data, public_place
from command.casework.case import Case, begin, evolve, fold
from command.casework.case_file import ended
from command.casework.deadline import MISSED, STEPS, Deadline
from command.casework.deadlines import Promise, answer_by, deadlines_for, visit_by
from command.casework.happened import (
    CaseAccepted,
    CaseAssigned,
    CaseClosed,
    CaseId,
    CaseOpened,
    CaseResolved,
    CaseSigned,
    CaseVisited,
    Happened,
    Part,
)
from command.casework.intake import Report, facts_of
from command.casework.position import Ground
from command.casework.routing import Post, part_of
from command.casework.sharing import return_by
from command.casework.terms import (
    Channel,
    Difficulty,
    Kind,
    PartKind,
    Satisfaction,
    State,
)
from command.identity.reporter import Reporter

TAKEN_OVER = "case.taken_over"
IMPORTED = "ledger.imported"
_STEPS = (State.REGISTERED, State.ASSIGNED, State.HANDLING, State.RESOLVED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Past:
    """What a ledger says of one matter; instants it does not say are None. `officer` is whom it
    names, who need not work here any more."""

    number: str
    kind: Kind
    type: str
    words: str
    headcount: int
    ground: Ground
    channel: Channel
    difficulty: Difficulty
    person: Reporter
    lead: Post | None
    supports: tuple[Post, ...]
    officer: str
    state: State
    opened_at: datetime
    accepted_at: datetime | None = None
    resolved_at: datetime | None = None
    visited_at: datetime | None = None
    closed_at: datetime | None = None
    satisfaction: Satisfaction | None = None
    result: str = ""

    def origin(self, line: int) -> Words:
        """Where it stood, and whom the ledger names for it."""
        number = (f"编号{self.number},", f"number {self.number}, ") if self.number else ("", "")
        officer = (
            (f",原承办人{self.officer}", f"; then by {self.officer}") if self.officer else ("", "")
        )
        return Words(
            f"{number[0]}台账第{line}行{officer[0]}",
            f"{number[1]}line {line} of a ledger{officer[1]}",
        )

    def is_provisional(self, promise: Promise) -> bool:
        """Whether a clock that runs is counted on a year whose calendar is not published."""
        clocks = deadlines_for(self.kind, self.difficulty, promise, self.opened_at)
        law = answer_by(self.kind, promise, self.accepted_at or self.opened_at)
        lasting = (law,) if law and self.state is not State.REGISTERED else ()
        return any(line.provisional for line in (*clocks, *lasting))


@dataclass(frozen=True, slots=True)
class Taking:
    """How a past is taken over: under which numbers, by whom, when, and who is in charge of what
    no unit has yet."""

    case_id: int
    receipt_number: str
    by: int
    charge: int
    at: datetime


def case_of(past: Past, taking: Taking, promise: Promise) -> Case:
    """The case as the ledger has it. Clocks that run have told at `taking.at` what lies behind;
    what its citizen was told then is not known, and nobody here owes it."""
    case = begin(CaseId(taking.case_id), taking.receipt_number, taking.by, _opened(past, promise))
    case = replace(fold(case, _facts(past, promise)), charge_id=taking.charge, notices=())
    case = replace(case, parts=(*case.parts, *_helpers(past)))
    if past.state is State.CLOSED:
        return _closed(case, past)
    return replace(case, deadlines=tuple(told(line, taking.at) for line in case.deadlines))


def told(line: Deadline, at: datetime) -> Deadline:
    """A clock that will not say again what lies behind `at`: nobody was away, it was elsewhere."""
    behind = max(line.steps_due(at), default=0)
    missed = line.due_at if behind >= MISSED else None
    return replace(line, warned=behind, escalated_at=missed) if behind in STEPS else line


def events_of(case: Case, at: datetime, by: str) -> list[Event]:
    """An open case comes onto the screens without being news; a closed one is told to nobody."""
    if not case.is_open:
        return []
    data = {"card": card_data(case), "by": by}
    return [Event(TAKEN_OVER, at, public_place(case), scopes_of(case), case.case_id, data)]


def batch_event(county: str, at: datetime, told: dict[str, Any]) -> Event:
    """That cases were taken over, for whoever counts the journal; no screen hears of it."""
    return Event(IMPORTED, at, county, (SYSTEM,), None, told)


def _opened(past: Past, promise: Promise) -> CaseOpened:
    report = Report(
        kind=past.kind,
        type=past.type,
        words=past.words,
        headcount=past.headcount,
        place=past.ground.place.code,
        channel=past.channel,
        difficulty=past.difficulty,
    )
    incident = past.kind is Kind.INCIDENT and past.lead
    return CaseOpened(
        at=past.opened_at,
        kind=past.kind,
        channel=past.channel,
        facts=facts_of(report, past.ground),
        deadlines=deadlines_for(past.kind, past.difficulty, promise, past.opened_at),
        parts=(_lead(past, past.opened_at, promise),) if incident else (),
    )


def _facts(past: Past, promise: Promise) -> list[Happened]:
    """What has happened since, up to the last state but the end."""
    done = _STEPS.index(past.state)
    accepted = past.accepted_at or past.opened_at
    facts: list[Happened] = []
    if done >= _STEPS.index(State.ASSIGNED) and past.kind is not Kind.INCIDENT:
        due = answer_by(past.kind, promise, accepted)
        facts.append(CaseAccepted(at=accepted, answer_by=due))
        facts.append(CaseAssigned(at=accepted, parts=(_lead(past, accepted, promise),)))
    if done >= _STEPS.index(State.HANDLING) and past.lead:
        facts.append(CaseSigned(at=accepted, agency_id=past.lead.agency_id, part=PartKind.LEAD))
    if done >= _STEPS.index(State.RESOLVED):
        at = _resolved_at(past)
        facts.append(CaseResolved(at=at, visit_by=visit_by(promise, at)))
    return facts


def _resolved_at(past: Past) -> datetime:
    return past.resolved_at or past.closed_at or past.opened_at


def _closed(case: Case, past: Past) -> Case:
    """Closed as the ledger has it: by the table where a result of the visit is known, else without
    one, for none is invented. Dissatisfaction of then sends nothing back today."""
    resolved = _resolved_at(past)
    visited = max(past.visited_at or past.closed_at or resolved, resolved)
    closed = max(past.closed_at or visited, visited)
    if past.satisfaction not in (None, Satisfaction.DISSATISFIED):
        seen = CaseVisited(at=visited, satisfaction=past.satisfaction)
        return evolve(evolve(case, seen), CaseClosed(at=closed))
    over = replace(case, state=State.CLOSED, version=case.version + 1, changed_at=closed)
    return replace(ended(over, closed), satisfaction=past.satisfaction)


def _lead(past: Past, at: datetime, promise: Promise) -> Part:
    assert past.lead is not None  # a row without one is registered and no more
    return replace(part_of(past.lead, PartKind.LEAD, at), return_by=return_by(promise, at))


def _helpers(past: Past) -> tuple[Part, ...]:
    """Who helped: they see the case; what each was asked the ledger does not say."""
    at = past.accepted_at or past.opened_at
    if past.state is State.REGISTERED:
        return ()
    return tuple(
        replace(part_of(post, PartKind.SUPPORT, at), signed_at=at) for post in past.supports
    )
