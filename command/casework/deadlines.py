"""The promises of a case as named instants, counted on China's working days.

Day 0 is excluded, the last day rolls to a working day (Civil Code art. 201, 203), and every
promise ends at 24:00 China time. Refuses to look at the clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from command.base.clock import CHINA, china_date, midnight_after
from command.base.words import Words
from command.casework.happened import Deadline
from command.casework.terms import DEADLINES, DeadlineName, Difficulty, Kind, Term
from command.places.workdays import DayCount, WorkCalendar

#: The centre's published promise: simple 1, general 5, complex 15, difficult 20 days.
PROMISED_DAYS = {
    Difficulty.SIMPLE: 1,
    Difficulty.GENERAL: 5,
    Difficulty.COMPLEX: 15,
    Difficulty.DIFFICULT: 20,
}
#: Petition work regulations art. 22 and 23: accepted or declined within 15 calendar days.
ACCEPT_DAYS = 15
#: The centre's default for the follow-up visit: 3 working days after the result.
VISIT_DAYS = 3
ONE_MINUTE = timedelta(minutes=1)
_PROMISES = {promise.zh: promise for promise in DEADLINES.values()}
_OVERDUE = re.compile(
    rf"(?:第([0-9]+)项任务)?({'|'.join(_PROMISES)})(1[0-2]|[1-9])月([1-9][0-9]?)日24时已过,"
    r"(?:超期([0-9]+)天|尚未完成)"
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """How a county counts: its calendar, and whether promised days are calendar or working."""

    calendar: WorkCalendar
    count: DayCount = DayCount.CALENDAR_ROLL


def deadlines_for(
    kind: Kind, difficulty: Difficulty, promise: Promise, at: datetime
) -> tuple[Deadline, ...]:
    """The clocks that start with registration at `at`; a petition must also be accepted."""
    resolve = resolve_by(difficulty, promise, at)
    if kind is not Kind.PETITION:
        return (resolve,)
    accept = _deadline(
        DeadlineName.ACCEPT_BY, ACCEPT_DAYS, Promise(promise.calendar, DayCount.CALENDAR_ROLL), at
    )
    return (resolve, accept)


def resolve_by(difficulty: Difficulty, promise: Promise, at: datetime) -> Deadline:
    return _deadline(DeadlineName.RESOLVE_BY, PROMISED_DAYS[difficulty], promise, at)


def visit_by(promise: Promise, at: datetime) -> Deadline:
    """The follow-up visit, due three working days after the result of `at`."""
    workdays = Promise(promise.calendar, DayCount.WORKDAYS)
    return _deadline(DeadlineName.VISIT_BY, VISIT_DAYS, workdays, at)


def reclassed(
    deadlines: Iterable[Deadline], difficulty: Difficulty, promise: Promise
) -> tuple[Deadline, ...]:
    """The clocks after a change of difficulty, which never resets the start.

    A new promise that differs from the old one may be missed anew, so it is not yet escalated.
    """
    return tuple(
        _counted_again(line, difficulty, promise)
        if line.name is DeadlineName.RESOLVE_BY and line.is_running
        else line
        for line in deadlines
    )


def reason_overdue(deadline: Deadline, at: datetime) -> Words:
    """Why a case is raised, in words: which promise, and by how long it is missed at `at`."""
    last = (deadline.due_at - ONE_MINUTE).astimezone(CHINA)
    day = (last.month, last.day)
    return _overdue(DEADLINES[deadline.name], deadline.task, day, (at - deadline.due_at).days)


def overdue_again(why: str) -> Words | None:
    """What `reason_overdue` said, from its Chinese, which outlives the clock it was read from.

    None for any other text: a person's words are theirs.
    """
    found = _OVERDUE.fullmatch(why)
    if found is None:
        return None
    task, promise, month, day, days = found.groups()
    last = (int(month), int(day))
    return _overdue(_PROMISES[promise], int(task or 0), last, int(days or 0))


def _overdue(promise: Term, number: int, last: tuple[int, int], days: int) -> Words:
    month, day = last
    task = (f"第{number}项任务", f" (task {number})") if number else ("", "")
    return Words(
        f"{task[0]}{promise.zh}{month}月{day}日24时已过,"
        + (f"超期{days}天" if days else "尚未完成"),
        f"{promise.en}{task[1]}: missed at the end of {MONTHS[month - 1]} {day}, "
        + (f"{days} days late" if days else "not done yet"),
    )


def _counted_again(line: Deadline, difficulty: Difficulty, promise: Promise) -> Deadline:
    again = resolve_by(difficulty, promise, line.started_at)
    return line if again.due_at == line.due_at else replace(again, escalated_at=None)


def _deadline(name: DeadlineName, days: int, promise: Promise, at: datetime) -> Deadline:
    received = china_date(at)
    due = promise.calendar.due_date(received, days, promise.count)
    provisional = promise.calendar.is_provisional(received, due)
    return Deadline(name, at, midnight_after(due), provisional)
