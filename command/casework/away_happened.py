"""Facts of a matter that is before somebody else: a body outside, or a hearing. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from command.casework.clock_happened import Happening
from command.casework.deadline import Deadline
from command.casework.notice import Matter
from command.casework.terms import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransferred(Happening):
    """It goes another way in law; what we had promised ends, and what is waited for begins."""

    deed = Deed.TRANSFER
    name = "case.transferred"
    body: str
    outside_by: Deadline

    @property
    def owes(self) -> Matter:
        return Matter.TRANSFERRED

    @property
    def told(self) -> Mapping[str, str]:
        return {"body": self.body}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCameBack(Happening):
    """`visit_by` begins when the body has decided, `resolve_by` when it has sent it back."""

    deed = Deed.COME_BACK
    name = "case.came_back"
    visit_by: Deadline | None = None
    resolve_by: Deadline | None = None

    @property
    def when(self) -> str:
        return "decided" if self.visit_by is not None else "sent back"

    @property
    def owes(self) -> Matter:
        return Matter.ANSWER if self.visit_by is not None else Matter.REOPENED

    @property
    def told(self) -> Mapping[str, str]:
        return {"outcome": self.when.replace(" ", "_")}


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingCalled(Happening):
    deed = Deed.HEAR
    name = "case.hearing_called"
    hearing_by: Deadline

    @property
    def owes(self) -> Matter:
        return Matter.HEARING


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingConcluded(Happening):
    deed = Deed.CONCLUDE_HEARING
    name = "case.hearing_concluded"


Away = CaseTransferred | CaseCameBack | HearingCalled | HearingConcluded
