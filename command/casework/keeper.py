"""The keeper of promises: lets clocks speak when their time has come, and forgets what is too old.

No timer lives in memory: the database says what is due, so a keeper may die and another go on,
or several run at once. While the machine's own clock jumps, nobody is raised.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from command.base import clock, idempotency, journal, logs
from command.base.db import Connection, Database
from command.base.event import Event
from command.base.problem import DatabaseBusy
from command.base.words import Words
from command.casework import clock_store, deadlines, doing, glass, leaving_actions, store, timeline
from command.casework.announce import announce
from command.casework.case import Case, evolve
from command.casework.clock_happened import CaseOverdue, CaseRecounted, CaseWarned, ClockResumed
from command.casework.clock_store import Line, Step
from command.casework.deadline import MISSED, resumed
from command.casework.doing import Outcome
from command.casework.means import promise_of
from command.casework.steadiness import Steadiness
from command.casework.terms import DeadlineName
from command.places.workdays import PUBLISHED_YEARS, WorkCalendar

POLL = timedelta(seconds=20)
SHORTEST = timedelta(seconds=1)  # another keeper may hold what is due
RETRY = timedelta(seconds=3)
PHOTO_WAITS = timedelta(hours=24)
KEYS_WAIT = timedelta(days=30)
BATCH = 250
"""Cases raised in one transaction: people who act on one of them wait no longer than that."""
LOG = logs.log("keeper")


async def run(
    db: Database,
    stop: asyncio.Event,
    now: Callable[[], datetime] = clock.now,
    counted: Callable[[], float] = time.monotonic,
) -> None:
    """Keep promises until `stop` is set; a busy database is tried again."""
    keeping = Keeping()
    while not stop.is_set():
        try:
            await keeping.turn(db, now(), counted())
            pause = await pause_until_due(db, now())
        except (DatabaseBusy, OSError) as reason:
            LOG.warning("waiting for the database", reason=type(reason).__name__)
            pause = RETRY
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause.total_seconds())


class Keeping:
    """One keeper at work: it remembers whether its clock is steady and which calendar it knows."""

    def __init__(self) -> None:
        self._steadiness = Steadiness()
        self._calendar: WorkCalendar | None = None

    async def turn(self, db: Database, at: datetime, counted: float) -> int:
        """One round at `at`, read together with the seconds `counted`; how many cases were raised.

        None while the clock is not steady: what is due then is told afterwards, marked late.
        """
        async with db.reading() as conn:
            newest = await journal.newest_at(conn)
            calendar = (await promise_of(conn)).calendar
        if not self._steadiness.is_steady(at, counted, newest):
            LOG.warning("the clock has jumped: nobody is raised for now")
            return 0
        if calendar != self._calendar:
            await recount(db, at)
            self._calendar = calendar
        return await tick(db, at)


async def tick(db: Database, at: datetime) -> int:
    """Do everything that is due at `at`; returns how many cases were raised."""
    raised = 0
    while now := await raise_overdue(db, at):
        raised += now
    await glass.close_ended(db, at)
    await leaving_actions.retire_due(db, at)
    await forget(db, at)
    return raised


async def raise_overdue(db: Database, at: datetime) -> int:
    """Let the clocks of some cases speak, in a transaction of its own; how many cases had any to.

    Their levels stay as they are: a promise missed makes no matter graver, but somebody must
    answer. Cases that another keeper holds are passed over.
    """
    async with db.transaction(reserved=True) as conn:
        rows = await clock_store.claim_due(conn, at, BATCH)
        if not rows:
            return 0
        cases = await store.cases_of(conn, rows)
        told = [_Telling(case, at) for case in cases if not _is_pause_over(case, at)]
        events = await _resumed(conn, [case for case in cases if _is_pause_over(case, at)], at)
        if told:
            events += await _written(conn, told, at)
        await journal.append(conn, events)
        return len(cases) - sum(not one.said for one in told)


def _is_pause_over(case: Case, at: datetime) -> bool:
    return case.paused_until is not None and case.paused_until <= at


async def _resumed(conn: Connection, cases: list[Case], at: datetime) -> list[Event]:
    """Promises whose pause is at its end go on, whoever is still waited for."""
    if not cases:
        return []
    calendar, events = (await promise_of(conn)).calendar, list[Event]()
    for case in cases:
        line = case.deadline(DeadlineName.RESOLVE_BY)
        assert line is not None
        fact = ClockResumed(at=at, deadline=resumed(line, calendar, at), by_keeper=True)
        words = Words("暂停期满,恢复计时", "The pause is over; the clock goes on")
        outcome = Outcome([fact], words=str(words), facts={"words": words.kept})
        events += (await doing.apply(conn, case, outcome, None))[1]
    return events


class _Telling:
    """A case whose clocks speak at an instant: after it, what they say, and whom it is told."""

    def __init__(self, case: Case, at: datetime) -> None:
        self.before = self.after = case
        self.said: list[Step] = []
        self.lines: list[Line] = []
        self.events: list[Event] = []
        for step, fact, words in missed(case, at):
            moved = evolve(self.after, fact)
            self.events += announce(fact, self.after, moved, str(timeline.HOUSE))
            self.after = moved
            self.said.append(step)
            facts = {"words": words.kept, "step": step.step}
            facts |= {"late": True} if step.is_late else {}
            self.lines.append(Line(case.case_id, at, fact.name, str(words), facts))


def missed(case: Case, at: datetime) -> Iterator[tuple[Step, CaseOverdue | CaseWarned, Words]]:
    """Every step of the case's clocks that has come and was not told, with the words for it."""
    for line in case.deadlines:
        for number in line.steps_due(at):
            step = Step(line, number, at)
            if number < MISSED:
                yield step, _warned(step), deadlines.warning(line, number)
                continue
            why = deadlines.reason_overdue(line, at)
            if number == MISSED:
                yield step, _overdue(step, str(why)), why
            else:
                yield step, _warned(step, str(why)), deadlines.warning(line, number)


def _warned(step: Step, why: str = "") -> CaseWarned:
    name, task = step.line.name, step.line.task
    return CaseWarned(
        at=step.at, deadline=name, step=step.step, why=why, task=task, late=step.is_late
    )


def _overdue(step: Step, why: str) -> CaseOverdue:
    name, task = step.line.name, step.line.task
    return CaseOverdue(at=step.at, deadline=name, why=why, task=task, late=step.is_late)


async def _written(conn: Connection, told: list[_Telling], at: datetime) -> list[Event]:
    """Save a batch, statement by statement for all its cases; what is still to be told."""
    steps = [(one.before, step) for one in told for step in one.said]
    await clock_store.add_steps(conn, steps, at)
    await clock_store.save_warned(conn, [(one.before, one.after) for one in told])
    lines = [line for one in told for line in one.lines]
    await clock_store.add_lines(conn, lines, str(timeline.HOUSE))
    return [event for one in told for event in one.events]


async def recount(db: Database, at: datetime) -> int:
    """Count running clocks again whose year has come out meanwhile; how many cases had one."""
    async with db.reading() as conn:
        calendar = (await promise_of(conn)).calendar
    done, last = 0, 0
    while True:
        async with db.transaction() as conn:
            years = PUBLISHED_YEARS | calendar.published_by_hand
            rows = await clock_store.claim_provisional(conn, last, years, BATCH)
            if not rows:
                return done
            events: list[Event] = []
            for case in await store.cases_of(conn, rows):
                outcome = recounted(case, calendar, at)
                if outcome.happened:
                    events += (await doing.apply(conn, case, outcome, None))[1]
                    done += 1
            last = rows[-1]["case_id"]
            await journal.append(conn, events)


def recounted(case: Case, calendar: WorkCalendar, at: datetime) -> Outcome:
    """What a calendar that came out does to the clocks of a case."""
    after = deadlines.published(case.deadlines, calendar)
    if not after:
        return Outcome([])
    before = {line.key: line for line in case.deadlines}
    said = [deadlines.moved(before[line.key], line) for line in after]
    words = Words(";".join(said), "; ".join(one.en for one in said))
    fact = CaseRecounted(at=at, deadlines=after)
    return Outcome([fact], words=str(words), facts={"words": words.kept})


async def pause_until_due(db: Database, at: datetime) -> timedelta:
    """How long to sleep: to the nearest step, at most one poll, for promises made meanwhile."""
    async with db.reading() as conn:
        due = await clock_store.nearest(conn)
    return POLL if due is None else min(max(due - at, SHORTEST), POLL)


async def forget(db: Database, at: datetime) -> None:
    """Drop photos that no report took within a day, and answers kept for repeats for 30 days."""
    async with db.transaction() as conn:
        await timeline.drop_loose_photos(conn, at - PHOTO_WAITS)
        await idempotency.forget(conn, at - KEYS_WAIT)
