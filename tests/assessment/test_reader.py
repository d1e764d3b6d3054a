"""The reader of the journal (R55): one entry a visit, one interview at the third."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from command.assessment import reader, store
from command.base import journal
from command.base.event import Event, ScopeKey
from command.base.problem import DatabaseBusy
from tests.assessment.stage import AT, DAY, LATE, Stage
from tests.cast import COUNTY, VILLAGE
from tests.ground import keeper_of

BARRED = (asyncpg.CheckViolationError, asyncpg.UniqueViolationError)


async def test_a_dissatisfied_visit_is_one_entry_for_the_unit_and_the_officer_of_then(
    stage: Stage,
) -> None:
    case = await stage.visited()
    await stage.visited("support", said="satisfied")
    for _ in range(2):
        await stage.read(AT)
    (row,) = await stage.rows("select * from assessment.strike")
    lead = stage.cast.lead
    assert (row["case_id"], row["agency_id"], row["officer_id"], row["year"], row["state"]) == (
        case,
        "rsj",
        lead.account_id,
        2026,
        "pending",
    )
    assert row["appeal_until"] == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)
    assert len(await stage.rows("select from assessment.visit")) == 2


async def test_an_entry_counts_when_the_time_for_an_appeal_is_over(stage: Stage) -> None:
    await stage.visited()
    await stage.read(AT)
    until = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)
    await stage.read(until - timedelta(seconds=1))
    assert [row["state"] for row in await stage.rows("select state from assessment.strike")] == [
        "pending"
    ]
    await stage.read(until)
    (row,) = await stage.rows("select state, counted_at from assessment.strike")
    assert tuple(row) == ("counted", until)
    events = await stage.rows(
        "select type, audience, data::text from journal.event where type like 'strike.%'"
        " order by seq"
    )
    assert [row["type"] for row in events] == ["strike.entered", "strike.counted"]
    assert {tuple(row["audience"]) for row in events} == {("agency:rsj",)}
    assert all(str(stage.cast.lead.name) not in row["data"] for row in events)


@pytest.mark.requirement("R55")
async def test_r55_the_third_creates_one_task_for_both_under_two_concurrent_readers(
    stage: Stage,
) -> None:
    for _ in range(3):
        await stage.visited()
    async with keeper_of(stage.keeper) as other:
        await asyncio.gather(*(reader.tick(db, AT) for db in (stage.keeper, other) * 2))
        await asyncio.gather(*(reader.tick(db, LATE) for db in (stage.keeper, other) * 2))
    assert len(await stage.rows("select from assessment.strike where state = 'counted'")) == 3
    assert await stage.talks() == [("rsj", stage.cast.lead.account_id, "owed")]
    await stage.visited()  # a fourth owes nothing more
    await stage.read(LATE)
    await stage.read(LATE + 14 * DAY)
    assert len(await stage.talks()) == 1


async def test_r55_unit_and_officer_are_counted_apart(stage: Stage) -> None:
    """The unit's third is of two officers; the officer's third comes later, with a task of their
    own and none for the unit."""
    for who in ("lead", "lead2", "lead"):
        await stage.visited(who)
    await stage.read(AT)
    await stage.read(LATE)
    assert await stage.talks() == [("rsj", None, "owed")]
    await stage.visited("lead", LATE)
    await stage.read(LATE)
    await stage.read(LATE + 14 * DAY)
    assert await stage.talks() == [
        ("rsj", None, "owed"),
        (None, stage.cast.lead.account_id, "owed"),
    ]


async def test_a_restart_in_the_middle_neither_loses_nor_doubles(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader dies with entries written and the journal not yet told: nothing of it stands."""
    cases = {await stage.visited() for _ in range(3)}

    async def die(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(store, "move_position", die)
        with pytest.raises(DatabaseBusy):
            await reader.tick(stage.keeper, AT)
    assert await stage.rows("select from assessment.strike") == []
    assert [row["seq"] for row in await stage.rows("select seq from assessment.position")] == [0]
    monkeypatch.setattr(reader, "BATCH", 1)  # and it goes on event by event
    await stage.read(AT)
    rows = await stage.rows("select case_id from assessment.strike")
    assert sorted(row["case_id"] for row in rows) == sorted(cases)
    (newest,) = await stage.rows("select seq from journal.counter")
    (held,) = await stage.rows("select seq from assessment.position")
    assert held == newest


async def test_what_was_told_while_nobody_read_is_caught_up_with(stage: Stage) -> None:
    for _ in range(3):
        await stage.visited()
    await stage.read(LATE)  # the first turn of all: entries may still be appealed from now on
    assert await stage.talks() == []
    await stage.read(LATE + 14 * DAY)
    assert await stage.talks() == [("rsj", stage.cast.lead.account_id, "owed")]


async def test_r55_a_year_ends_at_chinas_midnight(stage: Stage) -> None:
    before = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)
    for at in (before, before, before + timedelta(seconds=1)):
        await stage.visited(at=at)
    await stage.read(AT)
    await stage.read(LATE)
    rows = await stage.rows("select year, counted from assessment.unit_year order by year")
    assert [tuple(row) for row in rows] == [(2025, 2), (2026, 1)]
    assert await stage.talks() == []


async def test_events_of_before_visits_had_rows_of_their_own_are_passed_over(
    stage: Stage,
) -> None:
    old = Event("case.visited", AT, VILLAGE, (ScopeKey(COUNTY),), 1, {"card": {"redo": 1}})
    async with stage.house.transaction() as conn:
        await journal.append(conn, [old])
    await stage.visited()
    assert len(await stage.strikes()) == 1


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("update assessment.strike set state = 'voided'", "two persons"),
        ("update assessment.strike set state = 'appealed', year = 2027", "move like that|year"),
        ("update assessment.strike set state = 'counted', counted_at = visited_at", "counted"),
        ("insert into assessment.strike (case_id, redo, receipt, county, year, agency_id,"
         " officer_id, visited_at, entered_at, appeal_until) select case_id, redo, receipt, county,"
         " year, agency_id, officer_id, visited_at, entered_at, appeal_until"
         " from assessment.strike", "unique"),
    ],
)  # fmt: skip
async def test_the_database_itself_refuses_what_no_entry_does(
    stage: Stage, sql: str, why: str
) -> None:
    await stage.visited()
    await stage.strikes()
    with pytest.raises(BARRED, match=why):
        async with stage.house.transaction() as conn:
            await conn.execute(sql)
