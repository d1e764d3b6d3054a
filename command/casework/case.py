"""A case and how it changes: `evolve` folds what happened through the state table.

Pure. It refuses to know who asked, what the clock says, and where a case is kept.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce, singledispatch

from command.base.problem import Conflict
from command.base.words import Words
from command.casework import (
    agreed,
    away,
    merged,
    reviewed,
    ruled,
    sharing,
    transitions,
    turning,
)
from command.casework.case_file import (
    Case,
    again,
    answered,
    ended,
    met,
    reminded_no_more,
    supervised,
    with_deadline,
    with_part,
    with_supervision,
    with_task,
)
from command.casework.clock_happened import (
    CaseOverdue,
    CaseRecounted,
    CaseWarned,
    ClockAsked,
    ClockGranted,
    ClockRefused,
    ClockResumed,
)
from command.casework.deadline import FAR, MISSED, Deadline
from command.casework.happened import (
    CaseAccepted,
    CaseAcknowledged,
    CaseAssigned,
    CaseClosed,
    CaseCopied,
    CaseEscalated,
    CaseHandedOn,
    CaseId,
    CaseOpened,
    CaseProgressed,
    CaseResolved,
    CaseReturned,
    CaseSigned,
    CaseVisited,
    FactsUpdated,
    Happened,
    Part,
    Point,
    TaskAnswered,
    TaskGiven,
    VisitTried,
)
from command.casework.notifying import noticed
from command.casework.rule_happened import PartReturned
from command.casework.supervision_happened import (
    SupervisionAnswered,
    SupervisionLifted,
    SupervisionRaised,
)
from command.casework.terms import (
    DEEDS,
    STATES,
    DeadlineName,
    Deed,
    Difficulty,
    Kind,
    Level,
    PartKind,
    State,
    Term,
)
from command.casework.transitions import TRANSITIONS

__all__ = [
    "TRANSITIONS",
    "Case",
    "CaseId",
    "Deed",
    "Difficulty",
    "Kind",
    "Level",
    "Part",
    "Point",
    "State",
    "WrongState",
    "begin",
    "evolve",
    "fold",
]


class WrongState(Conflict):
    code = "wrong-state"
    zh = "事项当前状态不能这样办理"
    en = "The state of the case does not allow this"


def begin(case_id: CaseId, receipt_number: str, opened_by: int, event: CaseOpened) -> Case:
    """The case that a report opens."""
    incident = event.kind is Kind.INCIDENT
    return Case(
        case_id=case_id,
        receipt_number=receipt_number,
        kind=event.kind,
        channel=event.channel,
        opened_by=opened_by,
        charge_id=opened_by,
        opened_at=event.at,
        changed_at=event.at,
        state=_next_state(None, event),
        facts=event.facts,
        parts=event.parts,
        deadlines=event.deadlines,
        tasks=event.tasks,
        accepted_at=event.at if incident else None,
    )


def evolve(case: Case, event: Happened) -> Case:
    """The case after `event`. Raises WrongState for a move the table does not have."""
    state = _next_state(case.state, event)
    if isinstance(event, PartReturned) and not ruled.is_theirs(event, case):
        raise wrong_state(case.state, event.deed)
    moved = replace(case, state=state, version=case.version + 1, changed_at=event.at)
    return noticed(_applied(event, moved), event)


def fold(case: Case, events: Iterable[Happened]) -> Case:
    return reduce(evolve, events, case)


def wrong_state(state: State | None, deed: Deed) -> WrongState:
    """A refusal that says which state it is and what somebody can do in it."""
    deeds = [one for one in transitions.possible(state) if one is not Deed.JOIN]
    return WrongState(
        _not_in(STATES[state] if state else Term("未登记", "Not registered"), deed, deeds),
        extra={"state": state, "deed": deed, "possible": list(deeds)},
    )


def _not_in(called: Term, deed: Deed, possible: Iterable[Deed]) -> Words:
    zh = "、".join(DEEDS[one].zh for one in possible) or "无"
    en = ", ".join(DEEDS[one].en for one in possible) or "nothing"
    return Words(
        f"事项{called.zh},不能{DEEDS[deed].zh};现在可以:{zh}",
        f"{DEEDS[deed].en}: not in the state {called.en}. Possible now: {en}",
    )


def _next_state(state: State | None, event: Happened) -> State:
    line = transitions.find(state, event.deed, event.when)
    after = (line.after or state) if line else None
    if after is None:
        raise wrong_state(state, event.deed)
    return after


@singledispatch
def _applied(event: Happened, case: Case) -> Case:
    raise TypeError(f"no rule for {type(event).__name__}")


RULES = (
    *(*turning.RULES, *merged.RULES, *away.RULES),
    *(*agreed.RULES, *reviewed.RULES, *ruled.RULES),
)
for fact, rule in RULES:
    _applied.register(fact, rule)


@_applied.register
def _(event: CaseOpened, case: Case) -> Case:
    raise wrong_state(case.state, event.deed)


@_applied.register
def _(event: CaseAccepted, case: Case) -> Case:
    accepted = met(replace(case, accepted_at=event.at), DeadlineName.ACCEPT_BY, event.at)
    return with_deadline(accepted, event.answer_by) if event.answer_by else accepted


@_applied.register
def _(event: CaseAssigned, case: Case) -> Case:
    """New hands, also by a ruling, up or down: what the old ones alone were asked is withdrawn."""
    tasks = sharing.withdrawn(case.tasks, event.parts, event.at)
    for task in tasks:
        case = case if task.is_open else met(case, DeadlineName.TASK_BY, event.at, task.number)
    parts = sharing.parts_after(case.parts, event.parts, tasks)
    accepted = replace(case, parts=parts, tasks=tasks, accepted_at=case.accepted_at or event.at)
    asked = reduce(with_task, event.tasks, accepted)
    for name in (DeadlineName.PROGRESS_BY, DeadlineName.RULE_BY, DeadlineName.ACCEPT_BY):
        asked = met(asked, name, event.at)
    return supervised(asked)


@_applied.register
def _(event: CaseCopied, case: Case) -> Case:
    return replace(case, parts=(*case.parts, *event.parts))


@_applied.register
def _(event: CaseHandedOn, case: Case) -> Case:
    handed = replace(case, parts=event.parts, tasks=event.tasks, charge_id=event.charge_id)
    return supervised(handed)


@_applied.register
def _(event: CaseSigned, case: Case) -> Case:
    part = case.part_of(event.agency_id)
    if part is None or part.part is not event.part:
        raise WrongState(
            Words(
                f"{event.agency_id} 在事项中没有这一职责",
                f"{event.agency_id} has no such part in the case",
            ),
            extra={"deed": event.deed},
        )
    return with_part(case, replace(part, signed_at=event.at))


@_applied.register
def _(event: CaseReturned, case: Case) -> Case:
    counted = replace(case, why=event.why, return_count=case.return_count + 1)
    if event.rule_by is not None:
        counted = with_deadline(counted, event.rule_by)
    return with_part(counted, replace(case.lead, returned_at=event.at)) if case.lead else counted


@_applied.register
def _(event: FactsUpdated, case: Case) -> Case:
    """Only a person lowers a level; what had raised it is then no longer why it stands there."""
    updated = replace(case, facts=event.facts, deadlines=event.deadlines)
    if event.facts.level == case.facts.level:
        return updated
    return replace(updated, escalated_at=None, why=event.why)


@_applied.register
def _(event: CaseProgressed, case: Case) -> Case:
    return ruled.progressed(case, event)


@_applied.register
def _(event: CaseEscalated, case: Case) -> Case:
    return _raised(replace(case, facts=replace(case.facts, level=event.level)), event)


@_applied.register
def _(event: CaseAcknowledged, case: Case) -> Case:
    return replace(case, acknowledged_at=event.at)


@_applied.register
def _(event: CaseOverdue, case: Case) -> Case:
    line = case.deadline(event.deadline, event.task)
    if line is not None:
        case = with_deadline(case, replace(line, escalated_at=event.at, warned=MISSED))
    return case if line is not None and line.is_quiet else _raised(case, event)


@_applied.register
def _(event: CaseWarned, case: Case) -> Case:
    """A warning changes nothing but the clock; one far beyond the end is told like a miss."""
    line = case.deadline(event.deadline, event.task)
    if line is not None:
        case = with_deadline(case, replace(line, warned=event.step))
    is_far = event.step >= FAR and not (line is not None and line.is_quiet)
    return _raised(case, event) if is_far else case


@_applied.register
def _(event: CaseRecounted, case: Case) -> Case:
    return reduce(with_deadline, event.deadlines, case)


@_applied.register
def _(event: ClockAsked, case: Case) -> Case:
    return replace(case, asked=event.number, asked_by=event.by)


@_applied.register
def _(event: ClockGranted, case: Case) -> Case:
    decided = reduce(with_deadline, event.deadlines, answered(case))
    if event.difficulty is None:
        return decided
    return replace(decided, facts=replace(decided.facts, difficulty=event.difficulty))


@_applied.register
def _(event: ClockRefused, case: Case) -> Case:
    return answered(case)


@_applied.register
def _(event: ClockResumed, case: Case) -> Case:
    return with_deadline(case, event.deadline)


@_applied.register
def _(event: CaseResolved, case: Case) -> Case:
    """What was asked for a clock that is kept now is of no use any more."""
    resolved = replace(answered(case), resolved_at=event.at)
    resolved = met(resolved, DeadlineName.RESOLVE_BY, event.at)
    resolved = met(resolved, DeadlineName.CONFIRM_BY, event.at)
    resolved = supervised(reminded_no_more(resolved, event.at))
    resolved = met(resolved, DeadlineName.PROGRESS_BY, event.at)
    told = met(resolved, DeadlineName.ANSWER_BY, event.at)
    return with_deadline(told, replace(event.visit_by, redo=case.redo_count))


@_applied.register
def _(event: CaseVisited, case: Case) -> Case:
    visited = replace(case, satisfaction=event.satisfaction)
    visited = met(visited, DeadlineName.VISIT_BY, event.at)
    if event.resolve_by is None:
        return visited
    redo = case.redo_count + 1
    redone = replace(visited, redo_count=redo, resolved_at=None)
    return again(redone, event.resolve_by)


@_applied.register
def _(event: VisitTried, case: Case) -> Case:
    return case


@_applied.register
def _(event: CaseClosed, case: Case) -> Case:
    return ended(case, event.at)


@_applied.register
def _(event: TaskGiven, case: Case) -> Case:
    """Whoever is given a task has a part, or they would not see the case."""
    task = event.task
    held = case.part_of(task.agency_id)
    if held is None or held.part is PartKind.COPY:
        others = tuple(part for part in case.parts if part is not held)
        case = replace(case, parts=(*others, sharing.part_for(task, event.at)))
    return with_task(case, task)


@_applied.register
def _(event: TaskAnswered, case: Case) -> Case:
    task = case.task(event.task)
    if task is None or not task.is_open:
        raise WrongState(
            Words(f"没有待答复的任务 {event.task}", f"There is no open task {event.task}"),
            extra={"deed": event.deed},
        )
    done = replace(task, answered_at=event.at, answered_by=event.by, answer=event.answer)
    tasks = tuple(done if held.number == event.task else held for held in case.tasks)
    return met(replace(case, tasks=tasks), DeadlineName.TASK_BY, event.at, event.task)


@_applied.register
def _(event: SupervisionRaised, case: Case) -> Case:
    """A step further begins a clock of its own: the one before is over."""
    made = event.supervision
    case = met(case, DeadlineName.REPLY_BY, event.at, made.number)
    clock = Deadline(
        DeadlineName.REPLY_BY,
        made.given_at,
        made.due_at,
        False,
        task=made.number,
        redo=made.raised,
    )
    return with_deadline(with_supervision(case, made), clock)


@_applied.register
def _(event: SupervisionAnswered | SupervisionLifted, case: Case) -> Case:
    changed = with_supervision(case, event.supervision)
    return met(changed, DeadlineName.REPLY_BY, event.at, event.supervision.number)


def _raised(case: Case, event: CaseEscalated | CaseOverdue | CaseWarned) -> Case:
    """More urgent, for a stated reason, until somebody acknowledges it."""
    return replace(case, escalated_at=event.at, why=event.why, acknowledged_at=None)
