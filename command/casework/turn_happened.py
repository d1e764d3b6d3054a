"""Facts by which a case ends otherwise than visited and closed, and by which it comes back.

Values only; what they make of a case stands in `turning`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from command.casework.clock_happened import Happening
from command.casework.deadline import Deadline
from command.casework.notice import Notice
from command.casework.terms import Deed

if TYPE_CHECKING:
    from command.casework.happened import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeclined(Happening):
    """Not accepted, in law; `ground` is of the closed list."""

    deed = Deed.DECLINE
    name = "case.declined"
    ground: str

    @property
    def told(self) -> Mapping[str, str]:
        return {"ground": str(self.ground)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(Happening):
    """The citizen's own wish."""

    deed = Deed.WITHDRAW
    name = "case.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Happening):
    """It rises again: the hands it goes back to (nobody had led it: none), clocks that begin, who
    is in charge until it is handed over."""

    deed = Deed.REOPEN
    name = "case.reopened"
    parts: "tuple[Part, ...]"
    deadlines: tuple[Deadline, ...]
    charge_id: int

    @property
    def when(self) -> str:
        return "" if self.parts else "unled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTold(Happening):
    """The citizen knows it: how and when is on record."""

    deed = Deed.TELL
    name = "case.told"
    notice: Notice

    @property
    def told(self) -> Mapping[str, str]:
        return {"matter": str(self.notice.matter)}


Turning = CaseDeclined | CaseWithdrawn | CaseReopened | CaseTold
