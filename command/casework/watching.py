"""The reader that lets the rules look: what has changed in a case is looked at within a second.

Its position is a row that moves in the same transaction as what was found, and that lets one reader
in at a time: a restart loses nothing and tells nothing twice. Clocks speak by the keeper, whose
events are read like anybody's.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime, timedelta

from command.base import clock, journal, logs
from command.base.clock import china_date
from command.base.db import Connection, Database
from command.base.event import Event
from command.base.journal import Entry
from command.base.problem import DatabaseBusy
from command.casework import (
    clock_store,
    doing,
    found_store,
    giving,
    rule_store,
    store,
    supervision,
    supervision_actions,
)
from command.casework.announce import announce, scopes_of
from command.casework.card import card_data, public_place
from command.casework.case import Case, evolve
from command.casework.clock_happened import ClockBegun
from command.casework.clock_store import Line as TimelineLine
from command.casework.doing import Outcome
from command.casework.escalation import Found, Known, findings
from command.casework.happened import CaseEscalated
from command.casework.historic import TAKEN_OVER
from command.casework.looking import Look
from command.casework.rule import Line, holding
from command.casework.supervision_happened import SupervisionRaised
from command.casework.timeline import HOUSE
from command.places import store as places
from command.places.workdays import WorkCalendar

NAME = "rule.found"
ABOUT = ("case.", "report.", "task.", "clock.", "supervision.")
"""Events that tell a change of a case; what the rules said themselves is none."""
Settings = tuple[Mapping[str, Line], WorkCalendar]
PAUSE = timedelta(seconds=1)
RETRY = timedelta(seconds=3)
BATCH = 250
LOG = logs.log("rules")


async def run(db: Database, stop: asyncio.Event, now: Callable[[], datetime] = clock.now) -> None:
    """Look until `stop` is set; a busy database is tried again."""
    while not stop.is_set():
        pause = PAUSE
        try:
            await tick(db, now())
        except (DatabaseBusy, OSError) as reason:
            LOG.warning("waiting for the database", reason=type(reason).__name__)
            pause = RETRY
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause.total_seconds())


async def tick(db: Database, at: datetime) -> None:
    """Look at everything that has changed, to the end of the journal."""
    while await turn(db, at) == BATCH:
        pass


async def turn(db: Database, at: datetime) -> int:
    """One batch in one transaction; how many events were read."""
    async with db.transaction() as conn:
        seq = await found_store.hold_position(conn)
        entries = await journal.read_after(conn, seq, BATCH)
        events = await _looked(conn, _changed(entries), _taken_over(entries), at)
        if entries:
            await found_store.move_position(conn, entries[-1].seq)
        await journal.append(conn, events)
        return len(entries)


def _changed(entries: Sequence[Entry]) -> dict[int, datetime]:
    """Cases that have changed, each with the instant of its newest fact."""
    return {
        one.case: one.at for one in entries if one.case is not None and one.type.startswith(ABOUT)
    }


def _taken_over(entries: Sequence[Entry]) -> set[int]:
    """Cases that have come from a ledger."""
    return {one.case for one in entries if one.case is not None and one.type == TAKEN_OVER}


async def _looked(
    conn: Connection, instants: Mapping[int, datetime], taken: Set[int], at: datetime
) -> list[Event]:
    if not instants:
        return []
    cases = await store.locked(conn, sorted(instants))
    lines = await rule_store.every(conn)
    calendar = await places.work_calendar(conn)
    known = await found_store.known(conn, [case.case_id for case in cases])
    events = list[Event]()
    for look in await found_store.looks(conn, cases, holding(lines, at), instants):
        told = known.get(look.case.case_id, frozenset())
        means = (holding(lines, look.at), calendar)
        try:
            async with conn.transaction():
                if look.case.case_id in taken:
                    events += await _kept(conn, look, means, told, at)
                else:
                    events += await _told(conn, look, means, told, at)
        except Exception:
            # One case must not stop the rules for all: it is looked at again when it changes.
            LOG.exception("a case could not be looked at", case=look.case.case_id)
    return events


async def _kept(
    conn: Connection, look: Look, means: Settings, known: Known, at: datetime
) -> list[Event]:
    """What was so before a case came from a ledger is known: it is no news, and nobody is told."""
    lines, calendar = means
    for found in findings(look, lines, known):
        await found_store.add(conn, look.case, found, at, None)
    return await _clocks(conn, look.case, look, lines, calendar)


async def _told(
    conn: Connection, look: Look, means: Settings, known: Known, at: datetime
) -> list[Event]:
    """Keep what is new, say it in the timeline and to the screens, let the level rise, demand."""
    lines, calendar = means
    case, events = look.case, list[Event]()
    for found in findings(look, lines, known):
        level = found.finding.level
        before = case.facts.level if level is not None and level < case.facts.level else None
        if await found_store.add(conn, case, found, at, before) is None:
            continue
        await clock_store.add_lines(conn, [_line(case, found, at)], str(HOUSE))
        events.append(_event(case, found, at))
        if level is not None and before is not None:
            why = found.finding.words
            fact = CaseEscalated(at=at, level=level, why=str(why), by_rule=True)
            facts = {"words": why.kept, "rule": found.finding.code, "level": [before, level]}
            case, more = await doing.apply(conn, case, Outcome([fact], str(why), facts), None)
            events += more
        case, more = await _demanded(conn, case, found, calendar, at)
        events += more
    return events + await _clocks(conn, case, look, lines, calendar)


async def _demanded(
    conn: Connection, case: Case, found: Found, calendar: WorkCalendar, at: datetime
) -> tuple[Case, list[Event]]:
    """A reminder, or an order, of the house itself."""
    made = giving.demanded(case, found.finding, calendar, at)
    if made is None:
        return case, []
    words = supervision.HOUSE_WORDS[giving.DEMANDS[found.finding.code]]
    due = china_date(made.due_at - timedelta(minutes=1))
    facts = {
        **supervision_actions.facts_of(made, due),
        "words": words.kept,
        "rule": found.finding.code,
    }
    outcome = Outcome([SupervisionRaised(at=at, supervision=made)], str(words), facts)
    return await doing.apply(conn, case, outcome, None)


async def _clocks(
    conn: Connection, case: Case, look: Look, lines: Mapping[str, Line], calendar: WorkCalendar
) -> list[Event]:
    """Clocks that rules give, from the fact that asks for them; the case's file shows them."""
    events = list[Event]()
    for line in giving.clocks(case, lines, calendar, look.at):
        fact = ClockBegun(at=look.at, deadline=line)
        after = evolve(case, fact)
        await store.save(conn, case, after)
        events += announce(fact, case, after, str(HOUSE))
        case = after
    return events


def _line(case: Case, found: Found, at: datetime) -> TimelineLine:
    one = found.finding
    facts = {"words": one.words.kept, "rule": one.code, "urgency": str(one.urgency)}
    if one.detail is not None:
        facts["detail"] = one.detail.kept
    return TimelineLine(case.case_id, at, NAME, str(one.words), facts)


def _event(case: Case, found: Found, at: datetime) -> Event:
    """For many screens: the rule and its words, no detail of the case plane."""
    one = found.finding
    data = {
        "card": card_data(case),
        "by": str(HOUSE),
        "rule": one.code,
        "urgency": str(one.urgency),
        "why": str(one.words),
        "why_en": one.words.en,
        "to": [str(recipient) for recipient in found.line.recipients],
    }
    return Event(NAME, at, public_place(case), scopes_of(case), case.case_id, data)
