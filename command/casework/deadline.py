"""One clock of a case: when it ends, when it warns, what a pause and a longer promise do to it.

Pure, counted in days of China; a clock is whatever its start, its days, what was granted and its
pauses make of a calendar. Refuses to know cases and the present instant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from command.base.clock import china_date, midnight_after
from command.casework.terms import DeadlineName
from command.places.workdays import DayCount, WorkCalendar

ONE_DAY = timedelta(days=1)
QUIET = (DeadlineName.PROGRESS_BY, DeadlineName.LONG_BY)
"""Clocks that make no matter late: a rule says what comes of them."""
STEPS = (50, 80, 100, 150)
"""Per cent of the promised time at which a clock speaks, each once."""
MISSED, FAR = 100, 150
TOLERATED = timedelta(minutes=5)
"""A step told later than this after its instant is marked late: the keeper was away."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promised instant. `provisional` while a year's working days are not published.

    `task` is 0 for the case's own promises, else the number of the task that has the clock;
    `redo` 0 for the first promise, n for the one that began when the case came back the nth time.
    Without `days` the instant was named, not counted. `edition` grows when a longer or shorter
    promise is granted; `paused` holds first and last days in pairs, one more while it stands still.
    """

    name: DeadlineName
    started_at: datetime
    due_at: datetime
    provisional: bool
    met_at: datetime | None = None
    escalated_at: datetime | None = None
    task: int = 0
    redo: int = 0
    days: int = 0
    count: DayCount = DayCount.CALENDAR_ROLL
    granted: int = 0
    edition: int = 0
    warned: int = 0
    paused: tuple[date, ...] = ()
    paused_until: datetime | None = None

    @property
    def key(self) -> tuple[DeadlineName, int, int]:
        return self.name, self.task, self.redo

    @property
    def is_running(self) -> bool:
        """Neither kept nor given up; a paused clock still has to be kept."""
        return self.met_at is None

    @property
    def is_quiet(self) -> bool:
        return self.name in QUIET

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None

    @property
    def next_at(self) -> datetime | None:
        """When the keeper has something to do with it: the next step, or the end of its pause."""
        if not self.is_running or self.is_paused:
            return self.paused_until
        step = next((step for step in STEPS if step > self.warned), None)
        return self.step_at(step) if step is not None else None

    def step_at(self, step: int) -> datetime:
        """The instant at which `step` per cent of the time that was not paused are used."""
        stood = ONE_DAY * sum((ended - begun).days for begun, ended in self.pauses())
        return self.started_at + stood + (self.due_at - self.started_at - stood) * step / 100

    def steps_due(self, at: datetime) -> tuple[int, ...]:
        """Steps that have come and were not told yet; none while it stands still or is kept."""
        if not self.is_running or self.is_paused:
            return ()
        return tuple(step for step in STEPS if step > self.warned and self.step_at(step) <= at)

    def pauses(self) -> Iterator[tuple[date, date]]:
        """Pauses that are over: the day each began, the day each ended."""
        days = self.paused
        yield from zip(days[::2], days[1::2], strict=False)


def counted(
    name: DeadlineName, days: int, count: DayCount, calendar: WorkCalendar, at: datetime
) -> Deadline:
    """A clock of `days` days that starts at `at`, due at 24:00 China time of its last day."""
    line = Deadline(name, at, at + ONE_DAY, provisional=False, days=days, count=count)
    return recounted(line, calendar)


def recounted(line: Deadline, calendar: WorkCalendar) -> Deadline:
    """The clock as the calendar has it now; one whose instant was named stays as it is."""
    if not line.days:
        return line
    received, day = china_date(line.started_at), _due_day(line, calendar)
    provisional = calendar.is_provisional(received, day)
    return replace(line, due_at=midnight_after(day), provisional=provisional)


def promised_anew(
    line: Deadline, days: int, granted: int, calendar: WorkCalendar, at: datetime
) -> Deadline:
    """Other days or days granted, from the old start. Steps that lie behind are not told again;
    a promise that is missed all the same may be missed anew."""
    again = recounted(replace(line, days=days, granted=granted), calendar)
    if again.due_at == line.due_at:
        return again
    behind = [step for step in STEPS if step < MISSED and again.step_at(step) <= at]
    warned = max(behind, default=0)
    return replace(again, edition=line.edition + 1, warned=warned, escalated_at=None)


def paused(line: Deadline, at: datetime, until: datetime) -> Deadline:
    """The clock stands still from the day of `at`, until `until` at most."""
    return replace(line, paused=(*line.paused, china_date(at)), paused_until=until)


def resumed(line: Deadline, calendar: WorkCalendar, at: datetime) -> Deadline:
    """It goes on at `at`: the days it stood still, up to the end of its pause, are added once."""
    last = min(at, line.paused_until) if line.paused_until else at
    ended = replace(line, paused=(*line.paused, china_date(last)), paused_until=None)
    return recounted(ended, calendar)


def kept(line: Deadline, at: datetime) -> Deadline:
    """The promise is kept at `at`; if it stood still, the pause ends with it."""
    if line.is_paused:
        line = replace(line, paused=(*line.paused, china_date(at)), paused_until=None)
    return replace(line, met_at=at)


def _due_day(line: Deadline, calendar: WorkCalendar) -> date:
    day = calendar.due_date(china_date(line.started_at), line.days + line.granted, line.count)
    for begun, ended in line.pauses():
        day = _moved(day, begun, ended, line.count, calendar)
    return day


def _moved(day: date, begun: date, ended: date, count: DayCount, calendar: WorkCalendar) -> date:
    """As many days are left after the pause as before it, in the days the promise counts; on the
    last of them still a day that is worked."""
    if count is DayCount.CALENDAR_ROLL:
        return calendar.roll(day + (ended - begun))
    stood = (begun + ONE_DAY * n for n in range(1, (ended - begun).days + 1))
    worked = sum(calendar.is_workday(one) for one in stood)
    return max(calendar.add_workdays(day, worked), calendar.roll(ended))
