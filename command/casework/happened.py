"""What has happened to a case: one frozen value a fact, past tense, nothing but what it changed.

`evolve` folds them into a case; `announce` turns them into journal events. Deadlines arrive
already counted, because a fact does not look at a calendar.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from command.casework.agreement_happened import Agreeing
from command.casework.away_happened import Away
from command.casework.clock_happened import (
    CaseOverdue,
    CaseRecounted,
    CaseWarned,
    ClockAsked,
    ClockBegun,
    ClockGranted,
    ClockRefused,
    ClockResumed,
    Happening,
)
from command.casework.deadline import Deadline
from command.casework.marks import Mark
from command.casework.merge_happened import Merging
from command.casework.review_happened import Reviewing
from command.casework.rule_happened import (
    CaseDisowned,
    CaseInformed,
    CaseOwned,
    PartReturned,
    RiseRefused,
)
from command.casework.supervision_happened import (
    SupervisionAnswered,
    SupervisionLifted,
    SupervisionRaised,
)
from command.casework.terms import (
    Channel,
    Deed,
    Difficulty,
    Kind,
    Level,
    PartKind,
    Satisfaction,
    Source,
)
from command.casework.turn_happened import Turning
from command.places.jurisdiction import Precision

CaseId = NewType("CaseId", int)


@dataclass(frozen=True, slots=True)
class Point:
    """WGS-84 degrees with what is known about them; both None when nothing is."""

    lon: float | None = None
    lat: float | None = None
    precision: Precision = Precision.NONE


@dataclass(frozen=True, slots=True)
class Part:
    """An agency's part in a case, carried by a named person. Instants are aware."""

    agency_id: str
    agency_name: str
    part: PartKind
    officer_id: int
    officer_name: str
    assigned_at: datetime
    signed_at: datetime | None = None
    returned_at: datetime | None = None
    return_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What a reception agreed or a joint case asks, for a named officer; `number` counts from 1
    within the case.

    `source_id` is the reception, 0 for a joint case's own. Words and answer are of the case
    plane: no frame holds them.
    """

    number: int
    agency_id: str
    agency_name: str
    officer_id: int
    officer_name: str
    words: str
    source_id: int
    given_at: datetime
    given_by: int
    due_at: datetime
    answered_at: datetime | None = None
    answered_by: int | None = None
    answer: str = ""
    source: Source = Source.RECEPTION
    withdrawn_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be corrected while a case is open, no words of anybody.

    How many are dead or seriously injured, how much money it is about, and what the house or a
    person noticed stay in the case plane; the others are public.
    """

    type: str
    title: str
    level: Level
    difficulty: Difficulty
    headcount: int
    place: str
    spot: str
    point: Point
    dead: int = 0
    serious: int = 0
    yuan: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Happening):
    deed = Deed.OPEN
    name = "case.opened"
    kind: Kind
    channel: Channel
    facts: Facts
    deadlines: tuple[Deadline, ...]
    parts: tuple[Part, ...] = ()
    tasks: tuple[Task, ...] = ()

    @property
    def when(self) -> str:
        return "incident" if self.kind is Kind.INCIDENT else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportJoined(Happening):
    """Somebody else, or the same person again, has reported the matter; `headcount` is what they
    say."""

    deed = Deed.JOIN
    name = "report.joined"
    channel: Channel
    headcount: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(Happening):
    deed = Deed.ACCEPT
    name = "case.accepted"
    answer_by: Deadline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAssigned(Happening):
    deed = Deed.ASSIGN
    name = "case.assigned"
    parts: tuple[Part, ...]
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRuled(CaseAssigned):
    """The referee's word after the second return: final."""

    deed = Deed.RULE
    name = "case.ruled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReferredUp(CaseAssigned):
    deed = Deed.REFER_UP
    name = "case.referred_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandedDown(CaseAssigned):
    deed = Deed.HAND_DOWN
    name = "case.handed_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCopied(Happening):
    """Agencies that are to know of the case."""

    deed = Deed.COPY
    name = "case.copied"
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandedOn(Happening):
    """Somebody leaves, or an agency ends: others answer for what they answered for.

    `charge_id` is in charge of a case that is not handed over yet.
    """

    deed = Deed.HAND_ON
    name = "case.handed_on"
    parts: tuple[Part, ...]
    tasks: tuple[Task, ...]
    charge_id: int
    to_agency: bool = False

    @property
    def when(self) -> str:
        return "agency" if self.to_agency else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSigned(Happening):
    deed = Deed.SIGN_FOR
    name = "case.signed"
    agency_id: str
    part: PartKind

    @property
    def when(self) -> str:
        return self.part


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReturned(Happening):
    """The second time a clock of the referee begins."""

    deed = Deed.RETURN
    name = "case.returned"
    why: str
    rule_by: Deadline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsUpdated(Happening):
    deed = Deed.FACTS
    name = "case.facts_updated"
    facts: Facts
    deadlines: tuple[Deadline, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProgressed(Happening):
    """Words may tell of something that the house notices."""

    deed = Deed.PROGRESS
    name = "case.progressed"
    marks: tuple[Mark, ...] = ()
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEscalated(Happening):
    """By a person, or by the house when a rule asks for it."""

    deed = Deed.ESCALATE
    name = "case.escalated"
    level: Level
    why: str
    by_rule: bool = False

    @property
    def when(self) -> str:
        return "by rule" if self.by_rule else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAcknowledged(Happening):
    deed = Deed.ACKNOWLEDGE
    name = "case.acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(Happening):
    deed = Deed.RESOLVE
    name = "case.resolved"
    visit_by: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVisited(Happening):
    """`resolve_by` is the new promise of a case that goes back because of dissatisfaction."""

    deed = Deed.VISIT
    name = "case.visited"
    satisfaction: Satisfaction
    resolve_by: Deadline | None = field(default=None)

    @property
    def when(self) -> str:
        return "dissatisfied" if self.satisfaction is Satisfaction.DISSATISFIED else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTried(Happening):
    """Nobody was reached, and another try is owed."""

    deed = Deed.VISIT
    name = "case.visit_tried"
    number: int

    @property
    def when(self) -> str:
        return "not reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Happening):
    deed = Deed.CLOSE
    name = "case.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGiven(Happening):
    deed = Deed.GIVE_TASK
    name = "task.given"
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAsked(TaskGiven):
    """The lead asks an agency for its help."""

    deed = Deed.ASK
    name = "task.asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswered(Happening):
    deed = Deed.ANSWER
    name = "task.answered"
    task: int
    answer: str
    by: int


Happened = (
    CaseOpened
    | ReportJoined
    | CaseAccepted
    | CaseAssigned
    | CaseCopied
    | CaseHandedOn
    | CaseSigned
    | CaseReturned
    | PartReturned
    | FactsUpdated
    | CaseProgressed
    | CaseEscalated
    | RiseRefused
    | CaseAcknowledged
    | CaseInformed
    | CaseOwned
    | CaseDisowned
    | CaseOverdue
    | CaseWarned
    | CaseRecounted
    | ClockAsked
    | ClockBegun
    | ClockGranted
    | ClockRefused
    | ClockResumed
    | CaseResolved
    | CaseVisited
    | VisitTried
    | CaseClosed
    | TaskGiven
    | TaskAnswered
    | SupervisionRaised
    | SupervisionAnswered
    | SupervisionLifted
    | Turning
    | Merging
    | Away
    | Agreeing
    | Reviewing
)
