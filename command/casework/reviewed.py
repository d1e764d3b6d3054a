"""What the facts of a review make of a case. Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from command.casework.case_file import Case, again, met, with_deadline
from command.casework.review_happened import ReviewAsked, ReviewConcluded, ReviewHeard
from command.casework.terms import DeadlineName


def asked(event: ReviewAsked, case: Case) -> Case:
    """Also what is closed goes on, in the hands of whoever works there now."""
    return again(replace(case, closed_at=None, parts=event.parts), event.review_by)


def heard(event: ReviewHeard, case: Case) -> Case:
    return with_deadline(case, event.review_by)


def concluded(event: ReviewConcluded, case: Case) -> Case:
    """Upheld it is where it was; changed it is handled in a round of its own."""
    done = met(case, DeadlineName.REVIEW_BY, event.at)
    if event.resolve_by is None:
        return done
    redo = case.redo_count + 1
    anew = replace(done, redo_count=redo, resolved_at=None, satisfaction=None)
    return again(anew, event.resolve_by)


RULES: tuple[tuple[type, Callable[[Any, Case], Case]], ...] = (
    (ReviewAsked, asked),
    (ReviewHeard, heard),
    (ReviewConcluded, concluded),
)
