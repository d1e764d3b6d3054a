"""What the facts of an agreement make of a case. Pure."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

from command.casework import deadline
from command.casework.agreement_happened import (
    AgreementBroken,
    CaseAgreed,
    ConfirmationNoted,
    DutyPerformed,
)
from command.casework.away import OURS
from command.casework.case_file import Case, again, answered, met, with_deadline
from command.casework.terms import DeadlineName

AGREED = (DeadlineName.PERFORM_BY, DeadlineName.CONFIRM_BY)


def agreed(event: CaseAgreed, case: Case) -> Case:
    """What was promised is kept: now the parties have something to do."""
    kept = reduce(lambda held, name: met(held, name, event.at), OURS, answered(case))
    return again(reduce(with_deadline, event.duties, kept), event.confirm_by)


def performed(event: DutyPerformed, case: Case) -> Case:
    return met(case, DeadlineName.PERFORM_BY, event.at, event.duty)


def confirmation(event: ConfirmationNoted, case: Case) -> Case:
    return met(case, DeadlineName.CONFIRM_BY, event.at)


def broken(event: AgreementBroken, case: Case) -> Case:
    lines = tuple(
        deadline.kept(line, event.at) if line.is_running and line.name in AGREED else line
        for line in case.deadlines
    )
    return again(replace(case, deadlines=lines), event.resolve_by)


RULES: tuple[tuple[type, Callable[[Any, Case], Case]], ...] = (
    (CaseAgreed, agreed),
    (DutyPerformed, performed),
    (ConfirmationNoted, confirmation),
    (AgreementBroken, broken),
)
