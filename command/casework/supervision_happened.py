"""Facts of supervision: what is demanded of a unit, its answer, the end. Values."""

from dataclasses import dataclass

from command.casework.clock_happened import Happening
from command.casework.supervision import Supervision
from command.casework.terms import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRaised(Happening):
    """A unit is reminded, ordered or listed; a supervision that goes a step further."""

    deed = Deed.SUPERVISE
    name = "supervision.raised"
    supervision: Supervision

    @property
    def when(self) -> str:
        return "by rule" if self.supervision.given_by is None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionGiven(SupervisionRaised):
    deed = Deed.INSTRUCT
    name = "instruction.given"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionAnswered(Happening):
    deed = Deed.REPLY
    name = "supervision.answered"
    supervision: Supervision


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionLifted(Happening):
    deed = Deed.LIFT
    name = "supervision.lifted"
    supervision: Supervision
