"""Cases and people for the tests, one line each; everybody here is fictitious."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from command.accounts.role import Actor, Role
from command.casework import deadlines
from command.casework.agreement_happened import CaseAgreed
from command.casework.away_happened import CaseTransferred, HearingCalled
from command.casework.case import Case, CaseId, begin, evolve, fold
from command.casework.deadline import Deadline
from command.casework.deadlines import Promise
from command.casework.ending import DeclineGround
from command.casework.happened import (
    CaseAccepted,
    CaseAssigned,
    CaseClosed,
    CaseOpened,
    CaseResolved,
    CaseReturned,
    CaseSigned,
    CaseVisited,
    Facts,
    Happened,
    Part,
    Point,
    Task,
    TaskGiven,
)
from command.casework.merge_happened import CaseMerged
from command.casework.outside import Body, Way, outside_by
from command.casework.review import review_by
from command.casework.review_happened import ReviewAsked
from command.casework.terms import (
    Channel,
    DeadlineName,
    Difficulty,
    Kind,
    Level,
    PartKind,
    Satisfaction,
    State,
)
from command.casework.turn_happened import CaseDeclined, CaseWithdrawn
from command.places.jurisdiction import Precision
from command.places.workdays import WorkCalendar
from tests.cast import AT, COUNTY, VILLAGE

OTHER_VILLAGE = "361123002002"
HOUR = timedelta(hours=1)
PROMISE = Promise(WorkCalendar())


def some_facts(**changes: Any) -> Facts:
    facts = Facts(
        type="wage_arrears",
        title="万柳洲社区约60人反映欠薪",
        level=Level.ORDINARY,
        difficulty=Difficulty.GENERAL,
        headcount=60,
        place=VILLAGE,
        spot="县政务服务中心南门",
        point=Point(118.25, 28.68, Precision.APPROXIMATE),
    )
    return replace(facts, **changes)


def a_part(agency: str = "rsj", part: PartKind = PartKind.LEAD, **changes: Any) -> Part:
    made = Part(agency, f"{agency}简称", part, 7, "程示例", assigned_at=AT)
    return replace(made, **changes)


LEAD = a_part()
SUPPORT = a_part("zjj", PartKind.SUPPORT)


def opened(kind: Kind = Kind.PETITION, **changes: Any) -> CaseOpened:
    facts = some_facts(**changes)
    return CaseOpened(
        at=AT,
        kind=kind,
        channel=Channel.WINDOW,
        facts=facts,
        deadlines=deadlines.deadlines_for(kind, facts.difficulty, PROMISE, AT),
        parts=(LEAD, SUPPORT) if kind is Kind.INCIDENT else (),
    )


#: The way from registration to the end, one fact an hour.
LIFE: dict[State, list[Happened]] = {State.REGISTERED: []}
LIFE[State.ASSIGNED] = [
    CaseAccepted(at=AT + HOUR),
    CaseAssigned(at=AT + HOUR, parts=(LEAD, SUPPORT)),
]
LIFE[State.HANDLING] = [
    *LIFE[State.ASSIGNED],
    CaseSigned(at=AT + 2 * HOUR, agency_id="rsj", part=PartKind.LEAD),
]
LIFE[State.RETURNED] = [*LIFE[State.ASSIGNED], CaseReturned(at=AT + 2 * HOUR, why="不属本单位")]
LIFE[State.RESOLVED] = [
    *LIFE[State.HANDLING],
    CaseResolved(at=AT + 3 * HOUR, visit_by=deadlines.visit_by(PROMISE, AT + 3 * HOUR)),
]
LIFE[State.VISITED] = [
    *LIFE[State.RESOLVED],
    CaseVisited(at=AT + 4 * HOUR, satisfaction=Satisfaction.SATISFIED),
]
LIFE[State.CLOSED] = [*LIFE[State.VISITED], CaseClosed(at=AT + 5 * HOUR)]
LIFE[State.DECLINED] = [CaseDeclined(at=AT + HOUR, ground=DeclineGround.LITIGATION)]
LIFE[State.TRANSFERRED] = [
    *LIFE[State.HANDLING],
    CaseTransferred(
        at=AT + 3 * HOUR,
        body=Body.ARBITRATION,
        outside_by=outside_by(Way(Body.ARBITRATION, "仲裁委", "劳动争议"), PROMISE, AT + 3 * HOUR),
    ),
]
LIFE[State.HEARING] = [
    *LIFE[State.HANDLING],
    HearingCalled(
        at=AT + 3 * HOUR,
        hearing_by=Deadline(DeadlineName.HEARING_BY, AT + 3 * HOUR, AT + 72 * HOUR, False),
    ),
]
LIFE[State.PERFORMING] = [
    *LIFE[State.HANDLING],
    CaseAgreed(
        at=AT + 3 * HOUR,
        duties=(Deadline(DeadlineName.PERFORM_BY, AT + 3 * HOUR, AT + 72 * HOUR, False, task=1),),
        confirm_by=Deadline(DeadlineName.CONFIRM_BY, AT + 3 * HOUR, AT + 720 * HOUR, False),
    ),
]
for _stage, _state in ((1, State.REVIEWING), (2, State.REREVIEWING)):
    LIFE[_state] = [
        *LIFE[State.CLOSED],
        ReviewAsked(
            at=AT + 6 * HOUR,
            stage=_stage,
            parts=(LEAD, SUPPORT),
            review_by=review_by(PROMISE, AT + 6 * HOUR),
        ),
    ]
LIFE[State.MERGED] = [*LIFE[State.HANDLING], CaseMerged(at=AT + 3 * HOUR, parts=())]
LIFE[State.WITHDRAWN] = [*LIFE[State.HANDLING], CaseWithdrawn(at=AT + 3 * HOUR)]


def a_case(state: State = State.REGISTERED, kind: Kind = Kind.PETITION, **changes: Any) -> Case:
    """A case that came to `state` the usual way; `changes` are facts."""
    case = begin(CaseId(12), "YS20261124-7K3F92QW", 3, opened(kind, **changes))
    if kind is Kind.INCIDENT:
        return fold(case, LIFE[state][len(LIFE[State.ASSIGNED]) :])
    return fold(case, LIFE[state])


def a_task(number: int = 1, agency: str = "rsj", **changes: Any) -> Task:
    """A task of a reception, due in two days."""
    made = Task(number, agency, f"{agency}简称", 7, "程示例", "补发工资", 5, AT, 3, AT + 48 * HOUR)
    return replace(made, **changes)


def with_task(case: Case, **changes: Any) -> Case:
    """The case after a reception gave a task."""
    task = a_task(**changes)
    return evolve(case, TaskGiven(at=task.given_at, task=task))


def an_actor(role: Role, agency: str, place: str | None = None) -> Actor:
    return Actor(5, "someone", "某示例", role, agency, f"{agency}简称", place)


DISPATCHER = an_actor(Role.DISPATCHER, f"c{COUNTY}", COUNTY)
DUTY_OFFICER = an_actor(Role.DUTY_OFFICER, f"c{COUNTY}", COUNTY)
LEAD_OFFICER = an_actor(Role.AGENCY_OFFICER, "rsj")
SUPPORT_OFFICER = an_actor(Role.AGENCY_OFFICER, "zjj")
OUTSIDER = an_actor(Role.AGENCY_OFFICER, "lyj")
VISITOR = an_actor(Role.VISITOR, "xfj", COUNTY)
WALL = an_actor(Role.KIOSK, "", COUNTY)
