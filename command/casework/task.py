"""Tasks: from what a reception agreed to a numbered task of the case, and how one stands. Pure.

Refuses to know receptions: it is handed a commitment, and the number of where it came from.
"""

from dataclasses import dataclass
from datetime import date, datetime

from command.accounts.roster import Officer
from command.base.clock import china_date, midnight_after
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import terms
from command.casework.case import Case
from command.casework.deadline import Deadline
from command.casework.happened import Task, TaskGiven
from command.casework.terms import DeadlineName

LONGEST_DAYS = 366
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Commitment:
    """Who promised what until the end of which day of China."""

    agency_id: str
    officer_id: int
    words: str
    due: date


@dataclass(frozen=True, slots=True)
class Named:
    """The agency and the officer of a commitment, as the house knows them."""

    agency_name: str
    officer: Officer


@dataclass(frozen=True, slots=True)
class Source:
    """The reception that gave it, and the account that recorded its outcome."""

    reception_id: int
    given_by: int


def given(
    case: Case, commitment: Commitment, named: Named, source: Source, at: datetime
) -> TaskGiven:
    """The next task of the case, due at 24:00 China time of its day."""
    task = Task(
        number=len(case.tasks) + 1,
        agency_id=commitment.agency_id,
        agency_name=named.agency_name,
        officer_id=named.officer.account_id,
        officer_name=named.officer.name,
        words=commitment.words.strip(),
        source_id=source.reception_id,
        given_at=at,
        given_by=source.given_by,
        due_at=midnight_after(commitment.due),
    )
    return TaskGiven(at=at, task=task)


def check(commitment: Commitment, field: str, at: datetime) -> None:
    """Raises InvalidInput naming `field` and what of the commitment is wrong."""
    if len(commitment.words.strip()) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明承诺事项", "Say what is promised"), field=f"{field}.words")
    days = (commitment.due - china_date(at)).days
    if not 0 <= days <= LONGEST_DAYS:
        raise InvalidInput(
            Words("完成日期须在今天起一年之内", "The day must be within a year from today"),
            field=f"{field}.due",
        )


def state_of(task: Task, case: Case) -> str:
    """`answered`, `withdrawn`, `overdue` once the keeper has said so, else `open`."""
    if not task.is_open:
        return "answered" if task.answered_at else "withdrawn"
    clock = clock_of(task, case)
    return "overdue" if clock is not None and clock.escalated_at is not None else "open"


def clock_of(task: Task, case: Case) -> Deadline | None:
    """The clock a task runs by: its own, or the case's promise with which it ends."""
    own = case.deadline(DeadlineName.TASK_BY, task.number)
    if own is not None or task.source is not terms.Source.JOINT:
        return own
    return case.deadline(DeadlineName.RESOLVE_BY)
