"""Rows of the assessment schema <-> values. Connection first, time handed in; holds no rules.

The database shows a unit its own rows and an officer theirs; whoever assesses sees all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.assessment.strike import (
    Appeal,
    Counts,
    Owed,
    Record,
    State,
    Strike,
    Talk,
    TalkState,
    Visit,
    Voiding,
)
from command.base import queries
from command.base.db import Connection, Row

QUERIES = queries.load(__package__)
MOST = 500


@dataclass(frozen=True, slots=True)
class Tally:
    """Entries of a year, of a unit or of an officer: how many count, how many may still not."""

    key: str
    name: str
    counted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """What citizens said of a unit in a span: visits, then each answer."""

    agency_id: str
    agency_name: str
    visits: int
    satisfied: int
    fairly: int
    dissatisfied: int
    refused: int
    declined: int
    unreached: int


# The reader's


async def hold_position(conn: Connection) -> int:
    """How far the journal was read, held until the transaction ends."""
    return int(await conn.fetchval(QUERIES["hold_position"]))


async def move_position(conn: Connection, seq: int) -> None:
    await conn.execute(QUERIES["move_position"], seq)


async def rated(conn: Connection, keys: Sequence[tuple[int, int]]) -> list[Visit]:
    """Visits by case and round, the earliest first; what has no rating is left out."""
    if not keys:
        return []
    cases, rounds = map(list, zip(*keys, strict=True))
    return [Visit(*row) for row in await conn.fetch(QUERIES["find_rated"], cases, rounds)]


async def add_visit(conn: Connection, visit: Visit) -> bool:
    """Whether it was new here."""
    values = (visit.case_id, visit.redo, visit.agency_id, visit.satisfaction, visit.visited_at)
    return await conn.fetchval(QUERIES["add_visit"], *values) is not None


async def add_strike(
    conn: Connection, visit: Visit, entered_at: datetime, appeal_until: datetime
) -> int | None:
    """The number of the entry; None when the visit has one."""
    found: int | None = await conn.fetchval(
        QUERIES["add_strike"],
        visit.case_id,
        visit.redo,
        visit.receipt,
        visit.county,
        visit.year,
        visit.agency_id,
        visit.officer_id,
        visit.visited_at,
        entered_at,
        appeal_until,
    )
    return found


async def claim_countable(conn: Connection, at: datetime) -> list[Strike]:
    """Entries whose time for an appeal is over, the oldest visit first, held; without names."""
    rows = await conn.fetch(QUERIES["claim_countable"], at, MOST)
    return [_strike(row) for row in rows]


async def count_strike(conn: Connection, strike: Strike, at: datetime) -> None:
    await conn.execute(QUERIES["count_strike"], strike.strike_id, at)


async def counts(
    conn: Connection, year: int, agency_id: str | None, officer_id: int | None
) -> Counts:
    row = await conn.fetchrow(QUERIES["read_counts"], year, agency_id, officer_id)
    assert row is not None
    return Counts(*row)


async def add_talk(conn: Connection, strike: Strike, owed: Owed, at: datetime) -> int:
    subject = (strike.county, strike.year, owed.agency_id, owed.officer_id)
    return int(await conn.fetchval(QUERIES["add_interview"], strike.strike_id, *subject, at))


async def owed_talks(conn: Connection) -> list[Talk]:
    """Interviews that were not held, held for change; without names."""
    return [_talk(row) for row in await conn.fetch(QUERIES["find_owed"])]


async def narrow_talk(conn: Connection, talk: Talk) -> None:
    values = (talk.agency_id, talk.officer_id, talk.state)
    await conn.execute(QUERIES["narrow_interview"], talk.interview_id, *values)


# What people see and do


async def strikes_of(conn: Connection, year: int) -> list[Strike]:
    return [_strike(row) for row in await conn.fetch(QUERIES["list_strikes"], year, MOST)]


async def find_strike(
    conn: Connection, strike_id: int, *, for_change: bool = False
) -> Strike | None:
    if for_change:
        await conn.execute(QUERIES["lock_strike"], strike_id)
    row = await conn.fetchrow(QUERIES["find_strike"], strike_id)
    return _strike(row) if row else None


async def units_of(conn: Connection, year: int) -> list[Tally]:
    return [Tally(*row) for row in await conn.fetch(QUERIES["list_units"], year)]


async def officers_of(conn: Connection, year: int) -> list[Tally]:
    rows = await conn.fetch(QUERIES["list_officers"], year)
    return [Tally(str(row[0]), *row[1:]) for row in rows]


async def add_appeal(conn: Connection, strike: Strike, words: str, by: int, at: datetime) -> None:
    await conn.execute(QUERIES["add_appeal"], strike.strike_id, words, by, at)


async def decide_appeal(
    conn: Connection, strike: Strike, answer: str, by: int, at: datetime, *, upheld: bool
) -> None:
    await conn.execute(QUERIES["decide_appeal"], strike.strike_id, answer, by, at, upheld)


async def add_voiding(conn: Connection, strike: Strike, why: str, by: int, at: datetime) -> None:
    await conn.execute(QUERIES["add_voiding"], strike.strike_id, why, by, at)


async def decide_voiding(
    conn: Connection, voiding: Voiding, answer: str, by: int, at: datetime, *, approved: bool
) -> None:
    values = (voiding.voiding_id, answer, by, at, approved)
    await conn.execute(QUERIES["decide_voiding"], *values)


async def move_strike(conn: Connection, strike: Strike) -> None:
    values = (strike.strike_id, strike.state, strike.appeal_until)
    await conn.execute(QUERIES["move_strike"], *values)


async def talks_of(conn: Connection, year: int) -> list[Talk]:
    return [_talk(row) for row in await conn.fetch(QUERIES["list_interviews"], year)]


async def talks_of_case(conn: Connection, case_id: int) -> list[Talk]:
    """Interviews that a visit to this case led to, and that the one who acts may see."""
    return [_talk(row) for row in await conn.fetch(QUERIES["list_interviews_of_case"], case_id)]


async def find_talk(conn: Connection, interview_id: int) -> Talk | None:
    """One interview, held until the transaction ends."""
    await conn.execute(QUERIES["lock_interview"], interview_id)
    row = await conn.fetchrow(QUERIES["find_interview"], interview_id)
    return _talk(row) if row else None


async def record_talk(conn: Connection, talk: Talk, record: Record, by: int, at: datetime) -> None:
    said = (record.talker, record.held_on, record.minutes, record.rectify_by, record.digest)
    await conn.execute(QUERIES["record_interview"], talk.interview_id, *said, by, at)


async def sign_talk(
    conn: Connection, talk: Talk, signed: tuple[bool, bool], by: int, at: datetime
) -> None:
    values = (talk.interview_id, talk.state, *signed, by, at)
    await conn.execute(QUERIES["sign_interview"], *values)


async def ratings(conn: Connection, since: datetime, until: datetime) -> list[Ratings]:
    """What citizens said in visits from `since` on and before `until`, a line a unit."""
    return [Ratings(*row) for row in await conn.fetch(QUERIES["count_ratings"], since, until)]


def _strike(row: Row) -> Strike:
    return Strike(
        strike_id=row["strike_id"],
        case_id=row["case_id"],
        receipt=row["receipt"],
        county=row["county"],
        year=row["year"],
        agency_id=row["agency_id"],
        agency_name=row.get("agency_name", ""),
        officer_id=row["officer_id"],
        officer_name=row.get("officer_name", ""),
        visited_at=row["visited_at"],
        entered_at=row["entered_at"],
        appeal_until=row["appeal_until"],
        state=State(row["state"]),
        counted_at=row["counted_at"],
        appeal=_appeal(row) if row.get("words") else None,
        voiding=_voiding(row) if row.get("voiding_id") else None,
    )


def _appeal(row: Row) -> Appeal:
    told = (row["words"], row["appealed_by"], row["appellant"], row["appealed_at"])
    return Appeal(*told, row["answer"], row["decided_at"], row["upheld"])


def _voiding(row: Row) -> Voiding:
    told = (row["voiding_id"], row["why"], row["proposed_by"], row["proposer"], row["proposed_at"])
    return Voiding(*told, row["void_answer"], row["void_decided_at"], row["approved"])


def _talk(row: Row) -> Talk:
    return Talk(
        interview_id=row["interview_id"],
        strike_id=row["strike_id"],
        county=row["county"],
        year=row["year"],
        agency_id=row["agency_id"],
        agency_name=row.get("agency_name", ""),
        officer_id=row["officer_id"],
        officer_name=row.get("officer_name", ""),
        owed_at=row["owed_at"],
        state=TalkState(row["state"]),
        record=_record(row),
        recorded_by=row.get("recorder", ""),
        unit_signed_at=row.get("unit_signed_at"),
        officer_signed_at=row.get("officer_signed_at"),
    )


def _record(row: Row) -> Record | None:
    if not row.get("talker"):
        return None
    return Record(row["talker"], row["held_on"], row["minutes"], row["rectify_by"])
