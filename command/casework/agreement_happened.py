"""Facts of a mediation agreement, from its making to its end. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from command.casework.clock_happened import Happening
from command.casework.deadline import Deadline
from command.casework.notice import Matter
from command.casework.terms import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAgreed(Happening):
    """The parties agree: each duty has a clock, and so has the confirmation."""

    deed = Deed.AGREE
    name = "case.agreed"
    duties: tuple[Deadline, ...]
    confirm_by: Deadline

    @property
    def told(self) -> Mapping[str, int]:
        return {"duties": len(self.duties)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPerformed(Happening):
    deed = Deed.PERFORM
    name = "case.performed"
    duty: int

    @property
    def told(self) -> Mapping[str, int]:
        return {"duty": self.duty}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationNoted(Happening):
    """What the parties want of a court, or what it said."""

    deed = Deed.CONFIRM
    name = "case.confirmation"
    outcome: str

    @property
    def told(self) -> Mapping[str, str]:
        return {"outcome": self.outcome}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementBroken(Happening):
    """Somebody does not perform: the matter is handled again, under a new promise."""

    deed = Deed.BREAK_OFF
    name = "case.agreement_broken"
    resolve_by: Deadline

    @property
    def owes(self) -> Matter:
        return Matter.REOPENED


Agreeing = CaseAgreed | DutyPerformed | ConfirmationNoted | AgreementBroken
