"""What the house does beside telling when a rule finds something: clocks it gives, what it demands.

Pure. A reminder comes before an order (提醒先于督办); the house goes no further, and lifts nothing
but its own reminder of what is done.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from command.base.clock import china_date, midnight_after
from command.casework.case_file import Case
from command.casework.deadline import Deadline, counted
from command.casework.looking import Finding
from command.casework.rule import Line
from command.casework.supervision import HOUSE_WORDS, Demand, Grade, Step, Supervision, by_house
from command.casework.terms import DeadlineName, Difficulty, Kind, Level, State
from command.places.workdays import DayCount, WorkCalendar

DEMANDS = {"E02": Step.REMIND, "E03": Step.ORDER, "E04": Step.ORDER}
#: The centre's default: an order is answered within two working days.
ORDER_DAYS = 2
SLOW = (Difficulty.COMPLEX, Difficulty.DIFFICULT)
#: The centre's defaults: a case is long pending after 60 days, and owes a note a month then.
LONG_DAYS, MONTH_DAYS = 60, 30
EARLY_STEPS_TOLD = 80
"""A clock of progress speaks when it is missed, not before."""


def demanded(
    case: Case, finding: Finding, calendar: WorkCalendar, at: datetime
) -> Supervision | None:
    """A reminder near the end of the promise, an order after it; None when nobody is to be told or
    the lead is held to as much already."""
    step, lead = DEMANDS.get(finding.code), case.lead
    if step is None or lead is None or not finding.subject.startswith(DeadlineName.RESOLVE_BY):
        return None
    held = next(
        (
            one
            for one in case.open_supervisions
            if one.grade is not Grade.INSTRUCTED and one.agency_id == lead.agency_id
        ),
        None,
    )
    due = _due(case, step, calendar, at)
    demand = Demand(step, str(HOUSE_WORDS[step]), due, None, "")
    return by_house(held, len(case.supervisions) + 1, lead, demand, at)


def clocks(
    case: Case, lines: Mapping[str, Line], calendar: WorkCalendar, at: datetime
) -> Iterator[Deadline]:
    """Clocks that rules give and that do not run yet, from `at`; a case that is over gets none."""
    if not case.is_open:
        return
    progress, report = lines.get("E14"), lines.get("E24")
    if progress is not None and progress.runs:
        yield from _progress(case, progress.limits[0], calendar, at)
    if case.deadline(DeadlineName.LONG_BY) is None and _is_half_used(case):
        yield _long(case)
    if report is not None and report.runs and _is_grave(case):
        due = at + timedelta(hours=report.limits[0])
        yield Deadline(DeadlineName.REPORT_BY, at, due, provisional=False)


def _progress(
    case: Case, slow_days: int, calendar: WorkCalendar, at: datetime
) -> Iterator[Deadline]:
    """The next entry that is owed: of complex and difficult cases soon, of those a leader owns and
    of long-pending ones every month."""
    held = [line for line in case.deadlines if line.name is DeadlineName.PROGRESS_BY]
    is_slow = case.state is State.HANDLING and case.facts.difficulty in SLOW
    is_watched = case.state is not State.RESOLVED and (case.ownership is not None or case.is_long)
    if any(line.is_running for line in held) or not (is_slow or is_watched):
        return
    days = slow_days if is_slow else MONTH_DAYS
    line = counted(DeadlineName.PROGRESS_BY, days, DayCount.CALENDAR_ROLL, calendar, at)
    yield replace(line, redo=len(held), warned=EARLY_STEPS_TOLD)


def _is_half_used(case: Case) -> bool:
    """Some promise has spoken: what may become long pending is looked at from then on."""
    return any(line.name is DeadlineName.RESOLVE_BY and line.warned for line in case.deadlines)


def _long(case: Case) -> Deadline:
    last = china_date(case.opened_at) + timedelta(days=LONG_DAYS)
    due = midnight_after(last)
    line = Deadline(DeadlineName.LONG_BY, case.opened_at, due, provisional=False)
    return replace(line, warned=EARLY_STEPS_TOLD)


def _is_grave(case: Case) -> bool:
    """An event of which the city has to hear, and has no clock yet."""
    is_new = case.deadline(DeadlineName.REPORT_BY) is None
    return is_new and case.kind is Kind.INCIDENT and case.facts.level <= Level.SERIOUS


def _due(case: Case, step: Step, calendar: WorkCalendar, at: datetime) -> date:
    """A reminder is answered while there is time, an order within two working days."""
    today = china_date(at)
    if step is Step.ORDER:
        return calendar.add_workdays(today, ORDER_DAYS)
    promise = case.deadline(DeadlineName.RESOLVE_BY)
    last = china_date(promise.due_at - timedelta(minutes=1)) if promise else today
    return max(today, last)
