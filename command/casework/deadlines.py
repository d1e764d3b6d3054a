"""The promises of a case as named clocks, counted on China's working days.

Day 0 is excluded, the last day rolls to a working day (Civil Code art. 201, 203), and every
promise ends at 24:00 China time. Refuses to look at the clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from command.base.clock import CHINA
from command.base.words import Words
from command.casework.deadline import Deadline, counted, promised_anew, recounted
from command.casework.terms import DEADLINES, DeadlineName, Difficulty, Kind, Term
from command.places.workdays import DayCount, WorkCalendar

#: The centre's published promise: simple 1, general 5, complex 15, difficult 20 days.
PROMISED_DAYS = {
    Difficulty.SIMPLE: 1,
    Difficulty.GENERAL: 5,
    Difficulty.COMPLEX: 15,
    Difficulty.DIFFICULT: 20,
}
#: Calendar days until it is accepted or declined: petitions by the petition work regulations
#: art. 22 and 23, labour arbitration by its law art. 29.
ACCEPT_DAYS = {Kind.PETITION: 15, Kind.ARBITRATION: 5}
#: Calendar days from acceptance to the written answer or award: art. 34, and art. 43.
ANSWER_DAYS = {Kind.PETITION: 60, Kind.ARBITRATION: 45}
#: The centre's default for the follow-up visit: 3 working days after the result.
VISIT_DAYS = 3
#: The centre's default for a ruling after the second return.
RULE_DAYS = 1
ONE_MINUTE = timedelta(minutes=1)
_PROMISES = {promise.zh: promise for promise in DEADLINES.values()}
_OVERDUE = re.compile(
    rf"(?:第([0-9]+)项任务)?({'|'.join(_PROMISES)})(1[0-2]|[1-9])月([1-9][0-9]?)日"
    r"(24时|[0-9]{2}:[0-9]{2})已过,(?:超期([0-9]+)天|尚未完成)"
)
MIDNIGHT = "24时"
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
    """The clocks that start with registration at `at`; some kinds must be accepted by law."""
    resolve = resolve_by(difficulty, promise, at)
    if kind not in ACCEPT_DAYS:
        return (resolve,)
    return resolve, _in_law(DeadlineName.ACCEPT_BY, ACCEPT_DAYS[kind], promise, at)


def resolve_by(difficulty: Difficulty, promise: Promise, at: datetime) -> Deadline:
    days = PROMISED_DAYS[difficulty]
    return counted(DeadlineName.RESOLVE_BY, days, promise.count, promise.calendar, at)


def answer_by(kind: Kind, promise: Promise, at: datetime) -> Deadline | None:
    """The clock of the law that runs beside the promise from acceptance at `at`; some have none."""
    days = ANSWER_DAYS.get(kind)
    return _in_law(DeadlineName.ANSWER_BY, days, promise, at) if days else None


def rule_by(promise: Promise, at: datetime) -> Deadline:
    """The referee's word, due one working day after the second return (the centre's default)."""
    return counted(DeadlineName.RULE_BY, RULE_DAYS, DayCount.WORKDAYS, promise.calendar, at)


def visit_by(promise: Promise, at: datetime) -> Deadline:
    """The follow-up visit, due three working days after the result of `at`."""
    return counted(DeadlineName.VISIT_BY, VISIT_DAYS, DayCount.WORKDAYS, promise.calendar, at)


def reclassed(
    deadlines: Iterable[Deadline], difficulty: Difficulty, promise: Promise, at: datetime
) -> tuple[Deadline, ...]:
    """The clocks after a change of difficulty at `at`, which never resets the start.

    A new promise that differs from the old one may be missed anew, so it is not yet escalated.
    """
    days = PROMISED_DAYS[difficulty]
    return tuple(
        promised_anew(line, days, line.granted, promise.calendar, at)
        if line.name is DeadlineName.RESOLVE_BY and line.is_running
        else line
        for line in deadlines
    )


def published(deadlines: Iterable[Deadline], calendar: WorkCalendar) -> tuple[Deadline, ...]:
    """Running clocks that were counted on an unpublished year and come out otherwise now."""
    waiting = (line for line in deadlines if line.is_running and line.provisional)
    again = ((line, recounted(line, calendar)) for line in waiting if not line.is_paused)
    return tuple(after for before, after in again if after != before)


def reason_overdue(deadline: Deadline, at: datetime) -> Words:
    """Why a case is raised, in words: which promise, and by how long it is missed at `at`."""
    last = _last_day(deadline)
    when = (last.month, last.day, _hour(deadline))
    number = deadline.task if deadline.name is DeadlineName.TASK_BY else 0
    return _overdue(DEADLINES[deadline.name], number, when, (at - deadline.due_at).days)


def overdue_again(why: str) -> Words | None:
    """What `reason_overdue` said, from its Chinese, which outlives the clock it was read from.

    None for any other text: a person's words are theirs.
    """
    found = _OVERDUE.fullmatch(why)
    if found is None:
        return None
    task, promise, month, day, hour, days = found.groups()
    last = (int(month), int(day), hour)
    return _overdue(_PROMISES[promise], int(task or 0), last, int(days or 0))


def _overdue(promise: Term, number: int, last: tuple[int, int, str], days: int) -> Words:
    month, day, hour = last
    task = (f"第{number}项任务", f" (task {number})") if number else ("", "")
    return Words(
        f"{task[0]}{promise.zh}{month}月{day}日{hour}已过,"
        + (f"超期{days}天" if days else "尚未完成"),
        f"{promise.en}{task[1]}: missed at {_at(hour)} {MONTHS[month - 1]} {day}, "
        + (f"{days} days late" if days else "not done yet"),
    )


def warning(deadline: Deadline, step: int) -> Words:
    """How much of a promise is used, in words."""
    task, last, promise = _which(deadline), _last_day(deadline), DEADLINES[deadline.name]
    hour = _hour(deadline)
    return Words(
        f"{task}{promise.zh}已用{step}%,{last.month}月{last.day}日{hour}到期",
        f"{promise.en}{task.en}: {step} % used, due at {_at(hour)} {last:%B} {last.day}",
    )


def moved(before: Deadline, after: Deadline) -> Words:
    """What a recount has done to a promise, in words."""
    old, new, promise = _last_day(before), _last_day(after), DEADLINES[after.name]
    if before.due_at == after.due_at:
        return Words(
            f"调休安排已公布,{promise.zh}仍为{new.month}月{new.day}日",
            f"The holidays are announced; {promise.en}: {new:%B} {new.day} as before",
        )
    return Words(
        f"调休安排已公布,{promise.zh}由{old.month}月{old.day}日改为{new.month}月{new.day}日",
        f"The holidays are announced; {promise.en}: {new:%B} {new.day}, not {old:%B} {old.day}",
    )


def _in_law(name: DeadlineName, days: int, promise: Promise, at: datetime) -> Deadline:
    return counted(name, days, DayCount.CALENDAR_ROLL, promise.calendar, at)


def _which(deadline: Deadline) -> Words:
    if deadline.name is not DeadlineName.TASK_BY:
        return Words("", "")
    return Words(f"第{deadline.task}项任务", f" (task {deadline.task})")


def _last_day(deadline: Deadline) -> datetime:
    return (deadline.due_at - ONE_MINUTE).astimezone(CHINA)


def _hour(deadline: Deadline) -> str:
    """Days end at 24:00 of China; a clock of hours says which."""
    due = deadline.due_at.astimezone(CHINA)
    return MIDNIGHT if (due.hour, due.minute) == (0, 0) else f"{due:%H:%M}"


def _at(hour: str) -> str:
    return "the end of" if hour == MIDNIGHT else f"{hour} on"
