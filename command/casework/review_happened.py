"""Facts of a review or a re-review, from its asking to its end. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from command.casework.clock_happened import Happening
from command.casework.deadline import Deadline
from command.casework.notice import Matter
from command.casework.terms import Deed

if TYPE_CHECKING:
    from command.casework.happened import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked(Happening):
    """The citizen asks an organ above; `parts` are the hands of the case as they are now."""

    deed = Deed.ASK_REVIEW
    name = "case.review_asked"
    stage: int
    parts: "tuple[Part, ...]"
    review_by: Deadline

    @property
    def when(self) -> str:
        return "" if self.stage == 1 else "re-review"

    @property
    def told(self) -> Mapping[str, int]:
        return {"stage": self.stage}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHeard(Happening):
    """There was a hearing, whose days are left out."""

    deed = Deed.HEAR_REVIEW
    name = "case.review_heard"
    review_by: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewConcluded(Happening):
    """What the organ says; `resolve_by` begins when the answer is changed."""

    deed = Deed.CONCLUDE_REVIEW
    name = "case.review_concluded"
    resolve_by: Deadline | None = None

    @property
    def when(self) -> str:
        return "upheld" if self.resolve_by is None else "changed"

    @property
    def owes(self) -> Matter:
        return Matter.REVIEW

    @property
    def told(self) -> Mapping[str, str]:
        return {"outcome": self.when}


Reviewing = ReviewAsked | ReviewHeard | ReviewConcluded
