"""What has happened to the clocks of a case, and the form of every fact. Pure values.

`happened` holds the facts of the case itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from command.casework.deadline import Deadline
from command.casework.notice import Matter
from command.casework.terms import DeadlineName, Deed, Difficulty, Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The form of every fact: when it was, by which deed, and what it is called."""

    at: datetime
    deed: ClassVar[Deed]
    name: ClassVar[str]

    @property
    def when(self) -> str:
        """Which line of the table applies where a deed has several."""
        return ""

    @property
    def owes(self) -> Matter | None:
        """What the citizen must be told because of it."""
        return None

    @property
    def told(self) -> Mapping[str, Any]:
        """What every screen hears of it beside the card: codes and numbers, nobody's words."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOverdue(Happening):
    deed = Deed.OVERDUE
    name = "case.overdue"
    deadline: DeadlineName
    why: str
    task: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWarned(Happening):
    """A clock has reached another step than its end; far beyond the end it says `why`."""

    deed = Deed.WARN
    name = "case.warned"
    deadline: DeadlineName
    step: int
    why: str = ""
    task: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecounted(Happening):
    """The calendar of a year came out, and these clocks were counted again."""

    deed = Deed.RECOUNT
    name = "case.recounted"
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBegun(Happening):
    """A rule gives the case a clock."""

    deed = Deed.BEGIN_CLOCK
    name = "clock.begun"
    deadline: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAsked(Happening):
    deed = Deed.ASK_TIME
    name = "clock.asked"
    number: int
    by: int
    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockGranted(Happening):
    """These clocks are as granted; a change of class has its `difficulty`."""

    deed = Deed.DECIDE_TIME
    name = "clock.granted"
    deadlines: tuple[Deadline, ...]
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRefused(Happening):
    deed = Deed.DECIDE_TIME
    name = "clock.refused"
    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(Happening):
    """The promise goes on; `by_keeper` when its pause was at an end."""

    deed = Deed.RESUME_CLOCK
    name = "clock.resumed"
    deadline: Deadline
    by_keeper: bool = False

    @property
    def when(self) -> str:
        return "at its end" if self.by_keeper else ""
