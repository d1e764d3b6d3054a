"""The database itself holds how clocks move, whatever the program asks of it."""

from datetime import timedelta

import asyncpg
import pytest

from command.casework import clock_store, keeper
from command.casework.case import Case
from command.casework.store import find
from tests.casework.stage import Stage
from tests.cast import AT

DAY = timedelta(days=1)
CLOCK = "update casework.deadline set {} where case_id = $1 and name = 'resolve_by'"
BARRED = asyncpg.CheckViolationError
ASKED = """
insert into casework.clock_request
  (case_id, number, wish, name, redo, days, words, due_at, asked_at, asked_by)
select case_id, 1, 'extension', name, redo, 5, '材料多', due_at, started_at, $2
  from casework.deadline where case_id = $1 and name = 'resolve_by'
"""
GRANTED = """
update casework.clock_request set granted = true, decided_at = asked_at, decided_by = $2
 where case_id = $1
"""
STEP = """
insert into casework.clock_step
  (case_id, name, task, redo, edition, step, step_at, fired_at, late)
values ($1, 'resolve_by', 0, 0, 0, $2, $3, $4, false)
"""


async def _case(stage: Stage) -> Case:
    """Wages, general: due at the end of Monday the 30th."""
    number = int((await stage.report())["case"])
    async with stage.house.reading() as conn:
        found = await find(conn, number)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("started_at = started_at + interval '1 day'", "never starts again"),
        ("due_at = due_at + interval '1 day'", "not moved like that"),
        ("warned = 50", "must say its step"),
        ("edition = 2", "follow each other"),
        ("due_at = started_at, edition = 1", "deadline_after_start"),
        ("granted = 31", "nobody has granted these days"),
        ("warned = 100", "must say its step"),
        ("escalated_at = now()", "deadline_warned"),
        ("paused = array[current_date]", "deadline_paused"),
        (
            "paused = array[current_date], paused_until = now() + interval '9 days'",
            "nobody has granted this pause",
        ),
        ("granted = 5, edition = 1", "nobody has granted these days"),
    ],
)
async def test_a_clock_moves_only_as_clocks_do(stage: Stage, change: str, said: str) -> None:
    case = await _case(stage)
    async with stage.house.transaction() as conn:
        with pytest.raises(BARRED, match=said):
            await conn.execute(CLOCK.format(change), case.case_id)


async def test_what_the_law_counts_never_stands_still(stage: Stage) -> None:
    case = await _case(stage)
    async with stage.house.transaction() as conn:
        with pytest.raises(BARRED, match="nobody has granted this pause"):
            await conn.execute(
                "update casework.deadline set paused = array[current_date],"
                " paused_until = now() + interval '9 days'"
                " where case_id = $1 and name = 'accept_by'",
                case.case_id,
            )


async def test_a_promise_that_is_kept_stays_kept(stage: Stage) -> None:
    case = await _case(stage)
    async with stage.house.transaction() as conn:
        await conn.execute(CLOCK.format("met_at = now()"), case.case_id)
        with pytest.raises(BARRED, match="stays as it is"):
            await conn.execute(CLOCK.format("met_at = null"), case.case_id)


async def test_a_clock_is_extended_once(stage: Stage) -> None:
    case = await _case(stage)
    async with stage.house.transaction() as conn:
        longer = "granted = 5, edition = 1, due_at = due_at + interval '5 days'"
        await conn.execute(ASKED, case.case_id, stage.cast.lead.account_id)
        await conn.execute(GRANTED, case.case_id, stage.cast.duty.account_id)
        await conn.execute(CLOCK.format(longer), case.case_id)
        with pytest.raises(BARRED, match="nobody has granted these days"):
            await conn.execute(CLOCK.format("granted = 9, edition = 2"), case.case_id)


async def test_a_step_is_said_once_and_never_early(stage: Stage) -> None:
    case = await _case(stage)
    line = case.deadlines[0]
    at = line.step_at(50)
    async with stage.keeper.transaction() as conn:
        await conn.execute(STEP, case.case_id, 50, at, at)
    async with stage.keeper.transaction() as conn:
        with pytest.raises(asyncpg.UniqueViolationError):
            await conn.execute(STEP, case.case_id, 50, at, at)
    async with stage.keeper.transaction() as conn:
        with pytest.raises(BARRED, match="never_early"):
            await conn.execute(STEP, case.case_id, 80, line.due_at, line.due_at - DAY)
    async with stage.keeper.transaction() as conn:
        with pytest.raises(BARRED, match="clock_step_late"):
            await conn.execute(STEP, case.case_id, 80, at, at + DAY)


async def test_a_clock_that_is_kept_says_nothing(stage: Stage) -> None:
    case = await _case(stage)
    async with stage.house.transaction() as conn:
        await conn.execute(CLOCK.format("met_at = now()"), case.case_id)
    async with stage.keeper.transaction() as conn:
        with pytest.raises(BARRED, match="nothing to say"):
            await conn.execute(STEP, case.case_id, 50, AT, AT)


async def test_what_was_said_stays_said(stage: Stage) -> None:
    case = await _case(stage)
    await keeper.tick(stage.keeper, case.deadlines[0].due_at)
    async with stage.house.transaction() as conn:
        with pytest.raises(BARRED, match="stays said"):
            await conn.execute(CLOCK.format("warned = 80, escalated_at = null"), case.case_id)


async def test_people_read_steps_and_write_none(stage: Stage) -> None:
    case = await _case(stage)
    await keeper.tick(stage.keeper, case.deadlines[0].due_at)
    read = "select count(*) from casework.clock_step"
    async with stage.db.transaction(stage.cast.duty) as conn:
        assert await conn.fetchval(read) > 0
    async with stage.db.transaction(stage.cast.outsider) as conn:
        assert await conn.fetchval(read) == 0
    async with stage.db.transaction(stage.cast.duty) as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(STEP, case.case_id, 150, AT, AT)


async def test_a_redo_has_a_clock_of_its_own_and_the_first_start_stays(stage: Stage) -> None:
    case = (await _case(stage)).case_id
    for who, deed, body in (
        ("dispatcher", "accept", {}),
        ("lead", "sign-for", {}),
        ("support", "answer", {"task": 1, "words": "已核实"}),
        ("lead", "resolve", {"words": "已支付"}),
        ("visitor", "visit", {"satisfaction": "dissatisfied", "words": "没有收到"}),
        ("lead", "resolve", {"words": "已补发"}),
    ):
        await stage.done(who, case, deed, **body)
    rows = await stage.rows("select * from casework.deadline where case_id = $1", case)
    lines = sorted((clock_store.deadline(row) for row in rows), key=lambda line: line.key)
    assert [(line.name, line.redo, line.is_running) for line in lines] == [
        ("accept_by", 0, False),
        ("answer_by", 0, False),
        ("resolve_by", 0, False),
        ("resolve_by", 1, False),
        ("visit_by", 0, False),
        ("visit_by", 1, True),
    ]
    first, again = lines[2], lines[3]
    assert first.met_at is not None
    assert first.started_at < first.met_at <= again.started_at
