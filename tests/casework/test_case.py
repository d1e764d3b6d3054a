"""The state table: every deed in every state, and random lives that never leave the table."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command.base.clock import china_date
from command.casework import deadlines, supervision, transitions
from command.casework.case import Case, WrongState, evolve
from command.casework.clock_happened import (
    CaseOverdue,
    CaseRecounted,
    CaseWarned,
    ClockAsked,
    ClockBegun,
    ClockGranted,
    ClockRefused,
    ClockResumed,
)
from command.casework.happened import (
    CaseAccepted,
    CaseAcknowledged,
    CaseAssigned,
    CaseClosed,
    CaseCopied,
    CaseEscalated,
    CaseHandedDown,
    CaseHandedOn,
    CaseProgressed,
    CaseReferredUp,
    CaseResolved,
    CaseReturned,
    CaseRuled,
    CaseSigned,
    CaseVisited,
    FactsUpdated,
    Happened,
    ReportJoined,
    TaskAsked,
    TaskGiven,
    VisitTried,
)
from command.casework.rule_happened import (
    CaseDisowned,
    CaseInformed,
    CaseOwned,
    Ownership,
    PartReturned,
    RiseRefused,
)
from command.casework.supervision import Demand, Step
from command.casework.supervision_happened import (
    InstructionGiven,
    SupervisionAnswered,
    SupervisionLifted,
    SupervisionRaised,
)
from command.casework.terms import (
    ENDS,
    Channel,
    DeadlineName,
    Deed,
    Kind,
    Level,
    PartKind,
    Satisfaction,
    State,
    Wish,
)
from tests.casework.builders import HOUR, LEAD, PROMISE, SUPPORT, a_case, a_task, opened, some_facts
from tests.casework.turns import TURNS
from tests.cast import AT

LATER = AT + 30 * HOUR
VISIT_BY = deadlines.visit_by(PROMISE, LATER)
AGAIN = deadlines.resolve_by(some_facts().difficulty, PROMISE, LATER)
DEMANDED = supervision.given(
    Demand(Step.ORDER, "请回复", china_date(LATER), 9, "督办癸"), 1, LEAD, LATER
)

MOVES: dict[str, Happened] = {
    "open": opened(),
    "join": ReportJoined(at=LATER, channel=Channel.POLICE_110, headcount=61),
    "accept": CaseAccepted(at=LATER),
    "assign": CaseAssigned(at=LATER, parts=(LEAD, SUPPORT)),
    "sign-for lead": CaseSigned(at=LATER, agency_id="rsj", part=PartKind.LEAD),
    "sign-for support": CaseSigned(at=LATER, agency_id="zjj", part=PartKind.SUPPORT),
    "return": CaseReturned(at=LATER, why="不属本单位"),
    "return-part": PartReturned(at=LATER, agency_id="zjj", why="不属本单位"),
    "rule": CaseRuled(at=LATER, parts=(LEAD, SUPPORT)),
    "refer-up": CaseReferredUp(at=LATER, parts=(LEAD, SUPPORT)),
    "hand-down": CaseHandedDown(at=LATER, parts=(LEAD, SUPPORT)),
    "copy": CaseCopied(at=LATER, parts=()),
    "hand-on": CaseHandedOn(at=LATER, parts=(LEAD, SUPPORT), tasks=(), charge_id=4),
    "hand-on agency": CaseHandedOn(
        at=LATER, parts=(LEAD, SUPPORT), tasks=(), charge_id=4, to_agency=True
    ),
    "facts": FactsUpdated(at=LATER, facts=some_facts(headcount=61), deadlines=()),
    "progress": CaseProgressed(at=LATER),
    "escalate": CaseEscalated(at=LATER, level=Level.SERIOUS, why="人数 20→60"),
    "escalate by rule": CaseEscalated(
        at=LATER, level=Level.SERIOUS, why="聚集人数达到200人台阶", by_rule=True
    ),
    "refuse-rise": RiseRefused(at=LATER, level=Level.ORDINARY, why="人数有误"),
    "acknowledge": CaseAcknowledged(at=LATER),
    "overdue": CaseOverdue(at=LATER, deadline=DeadlineName.RESOLVE_BY, why="办理时限已过"),
    "ask-time": ClockAsked(at=LATER, number=1, by=7, wish=Wish.EXTENSION),
    "decide-time": ClockGranted(at=LATER, deadlines=()),
    "decide-time refused": ClockRefused(at=LATER, wish=Wish.EXTENSION),
    "begin-clock": ClockBegun(at=LATER, deadline=AGAIN),
    "inform": CaseInformed(at=LATER),
    "own": CaseOwned(at=LATER, ownership=Ownership(8, "领导辛", LATER, "每月约谈一次")),
    "disown": CaseDisowned(at=LATER),
    "supervise by rule": SupervisionRaised(at=LATER, supervision=replace(DEMANDED, given_by=None)),
    "resume-clock": ClockResumed(at=LATER, deadline=AGAIN),
    "resume-clock at its end": ClockResumed(at=LATER, deadline=AGAIN, by_keeper=True),
    "warn": CaseWarned(at=LATER, deadline=DeadlineName.RESOLVE_BY, step=50),
    "recount": CaseRecounted(at=LATER, deadlines=()),
    "resolve": CaseResolved(at=LATER, visit_by=VISIT_BY),
    "visit": CaseVisited(at=LATER, satisfaction=Satisfaction.FAIRLY),
    "visit refused": CaseVisited(at=LATER, satisfaction=Satisfaction.REFUSED),
    "visit dissatisfied": CaseVisited(
        at=LATER, satisfaction=Satisfaction.DISSATISFIED, resolve_by=AGAIN
    ),
    "visit not reached": VisitTried(at=LATER, number=1),
    "visit unreached": CaseVisited(at=LATER, satisfaction=Satisfaction.UNREACHED),
    "close": CaseClosed(at=LATER),
    "give-task": TaskGiven(at=LATER, task=a_task()),
    "ask": TaskAsked(at=LATER, task=a_task(2, "zjj")),
    "supervise": SupervisionRaised(at=LATER, supervision=DEMANDED),
    "instruct": InstructionGiven(at=LATER, supervision=DEMANDED),
    "reply": SupervisionAnswered(at=LATER, supervision=DEMANDED),
    "lift": SupervisionLifted(at=LATER, supervision=DEMANDED),
}

R, A, H, B, D, V, C = (
    State.REGISTERED,
    State.ASSIGNED,
    State.HANDLING,
    State.RETURNED,
    State.RESOLVED,
    State.VISITED,
    State.CLOSED,
)
#: What becomes of each state (rows as in MOVES; columns R A H B D V C); None is refused.
EXPECTED: dict[str, tuple[State | None, ...]] = {
    "open": (None, None, None, None, None, None, None),
    "join": (R, A, H, B, D, V, None),
    "accept": (A, None, None, None, None, None, None),
    "assign": (A, A, None, A, None, None, None),
    "sign-for lead": (None, H, None, None, None, None, None),
    "sign-for support": (None, A, H, B, D, V, None),
    "return": (None, B, None, None, None, None, None),
    "return-part": (None, A, H, B, D, V, None),
    "begin-clock": (R, A, H, B, D, V, None),
    "inform": (R, A, H, B, D, V, None),
    "own": (R, A, H, B, D, V, None),
    "disown": (R, A, H, B, D, V, None),
    "supervise by rule": (R, A, H, B, D, V, None),
    "rule": (None, None, None, A, None, None, None),
    "refer-up": (None, A, A, None, None, None, None),
    "hand-down": (None, A, A, None, None, None, None),
    "copy": (R, A, H, B, D, V, None),
    "hand-on": (R, A, H, B, D, V, None),
    "hand-on agency": (None, A, A, B, D, V, None),
    "facts": (R, A, H, B, D, V, None),
    "progress": (R, A, H, B, D, V, None),
    "escalate": (R, A, H, B, D, V, None),
    "escalate by rule": (R, A, H, B, D, V, None),
    "refuse-rise": (R, A, H, B, D, V, None),
    "acknowledge": (R, A, H, B, D, V, None),
    "overdue": (R, A, H, B, D, V, None),
    "ask-time": (R, A, H, B, D, V, None),
    "decide-time": (R, A, H, B, D, V, None),
    "decide-time refused": (R, A, H, B, D, V, None),
    "resume-clock": (R, A, H, B, D, V, None),
    "resume-clock at its end": (R, A, H, B, D, V, None),
    "warn": (R, A, H, B, D, V, None),
    "recount": (R, A, H, B, D, V, None),
    "resolve": (None, None, D, None, None, None, None),
    "visit": (None, None, None, None, V, None, None),
    "visit refused": (None, None, None, None, V, None, None),
    "visit dissatisfied": (None, None, None, None, H, None, None),
    "visit not reached": (None, None, None, None, D, None, None),
    "visit unreached": (None, None, None, None, V, None, None),
    "close": (None, None, None, None, None, C, None),
    "give-task": (R, A, H, B, D, V, None),
    "ask": (None, A, H, None, None, None, None),
    "supervise": (R, A, H, B, D, V, None),
    "instruct": (R, A, H, B, D, V, None),
    "reply": (R, A, H, B, D, V, None),
    "lift": (R, A, H, B, D, V, None),
}
CELLS: list[tuple[str, State, State | None]] = [
    (move, state, after)
    for move, row in EXPECTED.items()
    for state, after in zip((R, A, H, B, D, V, C), row, strict=True)
]
#: Away from the plain way a move keeps the state, if it keeps every open one; else it is refused.
ALSO = {("resolve", State.PERFORMING): D}
UNDER_REVIEW = (State.REVIEWING, State.REREVIEWING)
BESIDE = [state for state in State if state not in (R, A, H, B, D, V, C)]
CELLS += [
    (move, state, ALSO.get((move, state), state if stays and state not in ENDS else None))
    for move, row in EXPECTED.items()
    for stays in [row[1:6] == (A, H, B, D, V) or move == "hand-on agency"]
    for state in BESIDE
]


def test_the_table_of_the_test_names_every_move() -> None:
    assert EXPECTED.keys() == MOVES.keys()


@pytest.mark.requirement("R25")
@pytest.mark.parametrize(("move", "state", "after"), CELLS)
def test_each_move_in_each_state(move: str, state: State, after: State | None) -> None:
    case = a_case(state)
    if after is None:
        with pytest.raises(WrongState):
            evolve(case, MOVES[move])
        return
    moved = evolve(case, MOVES[move])
    assert moved.state is after
    assert moved.version == case.version + 1
    assert moved.changed_at == LATER


def test_a_refusal_names_the_state_and_what_is_possible() -> None:
    with pytest.raises(WrongState) as refused:
        evolve(a_case(State.REGISTERED), MOVES["close"])
    assert "已登记" in refused.value.detail
    assert "受理" in refused.value.detail
    assert "accept" in refused.value.extra["possible"]  # type: ignore[operator]


def test_an_incident_is_assigned_from_the_first_moment() -> None:
    case = a_case(State.ASSIGNED, Kind.INCIDENT)
    assert case.state is State.ASSIGNED
    assert case.accepted_at == AT
    assert case.lead == LEAD


def test_acceptance_meets_the_deadline_of_acceptance() -> None:
    case = a_case(State.ASSIGNED)
    accept_by = case.deadline(DeadlineName.ACCEPT_BY)
    assert accept_by is not None
    assert accept_by.met_at == AT + HOUR
    assert case.due is not None
    assert case.due.name is DeadlineName.RESOLVE_BY


def test_the_leads_receipt_starts_handling_and_a_supporters_does_not() -> None:
    case = evolve(a_case(State.ASSIGNED), MOVES["sign-for support"])
    assert case.state is State.ASSIGNED
    support = case.part_of("zjj")
    assert support is not None
    assert support.signed_at == LATER
    assert case.lead is not None
    assert case.lead.signed_at is None


def test_escalation_pulses_until_somebody_acknowledges() -> None:
    seen = evolve(a_case(State.HANDLING), MOVES["acknowledge"])
    raised = evolve(seen, MOVES["escalate"])
    assert (raised.facts.level, raised.why) == (Level.SERIOUS, "人数 20→60")
    assert raised.escalated_at == LATER
    assert raised.acknowledged_at is None
    assert evolve(raised, MOVES["acknowledge"]).acknowledged_at == LATER


def test_a_missed_promise_raises_the_case_but_not_its_level() -> None:
    case = evolve(a_case(State.HANDLING), MOVES["overdue"])
    assert case.is_overdue
    assert case.facts.level is Level.ORDINARY
    assert case.escalated_at == LATER
    resolved = evolve(case, MOVES["resolve"])
    assert not resolved.is_overdue


def test_a_dissatisfied_citizen_sends_the_case_back_with_a_new_promise() -> None:
    case = evolve(a_case(State.RESOLVED), MOVES["visit dissatisfied"])
    assert case.state is State.HANDLING
    assert case.redo_count == 1
    assert case.due == replace(AGAIN, redo=1)
    first = next(line for line in case.deadlines if line.name is DeadlineName.RESOLVE_BY)
    assert (first.started_at, first.redo, first.is_running) == (AT, 0, False)
    assert case.opened_at == AT
    assert case.resolved_at is None


def test_a_returned_case_counts_and_remembers_why() -> None:
    case = a_case(State.RETURNED)
    assert (case.return_count, case.why) == (1, "不属本单位")
    assert case.lead is not None
    assert case.lead.returned_at is not None


def test_a_closed_case_has_no_clock() -> None:
    case = a_case(State.CLOSED)
    assert case.due is None
    assert not case.is_open
    assert case.satisfaction is Satisfaction.SATISFIED


def test_every_state_can_be_reached_and_from_an_end_a_case_only_rises_again() -> None:
    reached = {line.after for line in transitions.TRANSITIONS if line.after}
    assert reached == set(State)
    rising = {Deed.REOPEN, Deed.UNMERGE, Deed.ASK_REVIEW, Deed.TELL, Deed.LINK}
    ends = {state for state in State if set(transitions.possible(state)) <= rising}
    assert ends == ENDS


@settings(max_examples=200)
@given(
    kind=st.sampled_from(list(Kind)),
    names=st.lists(st.sampled_from([n for n in MOVES | TURNS if n != "open"]), max_size=50),
)
def test_no_life_leaves_the_table(kind: Kind, names: list[str]) -> None:
    case = a_case(State.ASSIGNED if kind is Kind.INCIDENT else State.REGISTERED, kind)
    for step, name in enumerate(names):
        case = _tried(
            case, replace((MOVES | TURNS)[name], at=LATER + timedelta(minutes=step)), name
        )


def _has(case: Case, event: CaseSigned | PartReturned) -> bool:
    """A task makes a helper of its agency, also before somebody is assigned."""
    part = case.part_of(event.agency_id)
    wanted = event.part if isinstance(event, CaseSigned) else PartKind.SUPPORT
    return part is not None and part.part is wanted


def _tried(case: Case, event: Happened, name: str) -> Case:
    """One move, legal or not: afterwards the case still makes sense."""
    line = transitions.find(case.state, event.deed, event.when)
    stranger = isinstance(event, CaseSigned | PartReturned) and not _has(case, event)
    if line is None or stranger:
        with pytest.raises(WrongState):
            evolve(case, event)
        return case
    moved = evolve(case, event)
    assert moved.state is (line.after or case.state), name
    assert moved.version == case.version + 1
    assert moved.changed_at >= case.changed_at
    assert (moved.closed_at is not None) == (moved.state in ENDS)
    assert moved.redo_count >= case.redo_count
    assert sum(part.part is PartKind.LEAD for part in moved.parts) <= 1
    led = (State.HANDLING, State.RESOLVED, State.VISITED, State.CLOSED)
    if moved.state in (*led, State.TRANSFERRED, State.HEARING, State.PERFORMING, *UNDER_REVIEW):
        assert moved.lead is not None
    if moved.state is State.CLOSED:
        assert moved.satisfaction is not None
    return moved
