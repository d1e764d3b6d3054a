"""Facts of a merge: one case goes into another, and comes out of it again. Values only."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from command.casework.clock_happened import Happening
from command.casework.deadline import Deadline
from command.casework.terms import Deed, State

if TYPE_CHECKING:
    from command.casework.happened import Part, Task


@dataclass(frozen=True, slots=True)
class Moved:
    """A task under its number in the other case, with the clock that it has of its own."""

    task: "Task"
    clock: Deadline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerged(Happening):
    """It goes into another case, whose agencies may read it from now on (`parts`)."""

    deed = Deed.MERGE
    name = "case.merged"
    parts: "tuple[Part, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAbsorbed(Happening):
    """Another case goes on in this one, with its open tasks; its agencies know of it."""

    deed = Deed.ABSORB
    name = "case.absorbed"
    headcount: int
    parts: "tuple[Part, ...]"
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnmerged(Happening):
    """It was a matter of its own: back to where it came from, with its clocks and tasks."""

    deed = Deed.UNMERGE
    name = "case.unmerged"
    came_from: State
    parts: "tuple[Part, ...]"
    charge_id: int
    deadlines: tuple[Deadline, ...]
    moved: tuple[Moved, ...]

    @property
    def when(self) -> str:
        return str(self.came_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReleased(Happening):
    """The other one, merged at `merged_at`, has come out again with these of its tasks."""

    deed = Deed.RELEASE
    name = "case.released"
    tasks: tuple[int, ...]
    merged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLinked(Happening):
    """It belongs together with another one."""

    deed = Deed.LINK
    name = "case.linked"


Merging = CaseMerged | CaseAbsorbed | CaseUnmerged | CaseReleased | CaseLinked
