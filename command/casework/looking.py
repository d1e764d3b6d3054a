"""What the rules E01-E27 look at, and what they can find. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.base.words import Words
from command.casework.case_file import Case
from command.casework.rule_book import Urgency
from command.casework.terms import Level


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another case near this one, known to more than a village."""

    case_id: int
    metres: float
    opened_at: datetime
    same_type: bool
    violent: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A report of the matter: how and when it came, and the township it names."""

    channel: str
    at: datetime
    township: str


@dataclass(frozen=True, slots=True)
class Look:
    """The facts of a case at an instant: the case itself, its reports, what is around it, what its
    number of people was before each change, and how many return visits met dissatisfaction."""

    case: Case
    at: datetime
    reports: Sequence[Told] = ()
    neighbours: Sequence[Neighbour] = ()
    headcounts: Sequence[tuple[datetime, int]] = ()
    dissatisfied: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. `subject` tells one finding of a rule from another; `detail` names what
    stays in the case plane; `level` is the mildest that the rule puts up with."""

    code: str
    subject: str
    words: Words
    urgency: Urgency
    level: Level | None = None
    detail: Words | None = None
