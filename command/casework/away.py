"""What the facts of a matter that is before somebody else make of a case. Pure."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

from command.casework.away_happened import (
    CaseCameBack,
    CaseTransferred,
    HearingCalled,
    HearingConcluded,
)
from command.casework.case_file import Case, again, answered, met, with_deadline
from command.casework.terms import DeadlineName

OURS = (DeadlineName.ACCEPT_BY, DeadlineName.RESOLVE_BY, DeadlineName.ANSWER_BY)


def transferred(event: CaseTransferred, case: Case) -> Case:
    """What is led another way in law is promised there (art. 31): our own clocks end."""
    left = reduce(lambda held, name: met(held, name, event.at), OURS, answered(case))
    return again(left, event.outside_by)


def came_back(event: CaseCameBack, case: Case) -> Case:
    back = met(case, DeadlineName.OUTSIDE_BY, event.at)
    if event.resolve_by is not None:
        return again(back, event.resolve_by)
    assert event.visit_by is not None  # one of the two
    owed = replace(event.visit_by, redo=case.redo_count)
    return with_deadline(replace(back, resolved_at=event.at), owed)


def hearing_called(event: HearingCalled, case: Case) -> Case:
    """A hearing holds up no promise of ours (art. 36 knows one only in a re-review)."""
    return again(case, event.hearing_by)


def hearing_concluded(event: HearingConcluded, case: Case) -> Case:
    return met(case, DeadlineName.HEARING_BY, event.at)


RULES: tuple[tuple[type, Callable[[Any, Case], Case]], ...] = (
    (CaseTransferred, transferred),
    (CaseCameBack, came_back),
    (HearingCalled, hearing_called),
    (HearingConcluded, hearing_concluded),
)
