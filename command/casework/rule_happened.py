"""Facts around what rules ask for: a refused rise, a report to the city, a part given back."""

from dataclasses import dataclass
from datetime import datetime

from command.casework.clock_happened import Happening
from command.casework.terms import Deed, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReturned(Happening):
    """A supporter gives its own part back; from then on it may read, and has nothing to do."""

    deed = Deed.RETURN_PART
    name = "case.part_returned"
    agency_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseRefused(Happening):
    """A person takes back what a rule has raised; `level` is where the case stands then."""

    deed = Deed.REFUSE_RISE
    name = "case.rise_refused"
    level: Level
    why: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """A leader answers for a hard case (领导包案): since when, by which plan, how far it is."""

    leader_id: int
    leader: str
    since: datetime
    plan: str
    percent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOwned(Happening):
    deed = Deed.OWN
    name = "case.owned"
    ownership: Ownership


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDisowned(Happening):
    deed = Deed.DISOWN
    name = "case.disowned"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInformed(Happening):
    """The first report of a grave event has gone to the city."""

    deed = Deed.INFORM
    name = "case.informed"
