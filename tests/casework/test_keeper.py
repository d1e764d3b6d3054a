"""Promises kept and missed, with a clock that the tests move."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from command.accounts.role import Actor
from command.base import journal
from command.base.db import Connection
from command.base.event import Event
from command.base.idempotency import RequestKey
from command.casework import clock_store, intake_actions, keeper
from command.casework.deadline import Deadline
from command.casework.deadlines import PROMISED_DAYS
from command.casework.intake import Report
from command.casework.means import Means
from command.casework.party import Reporter
from command.casework.photo import encode_anew
from command.casework.terms import Channel, Difficulty, Kind
from command.places import store as places
from command.places.workdays import Override
from tests.casework.stage import Stage
from tests.casework.test_photo import an_image
from tests.cast import AT, VILLAGE

DAY = timedelta(days=1)


async def _taken(stage: Stage, key: str, at: datetime = AT, **changes: Any) -> int:
    """A report taken in at `at`; simple, so due at 24:00 of the next working day."""
    fields = {
        "kind": Kind.DISPUTE,
        "type": "neighbour",
        "words": "院墙滴水",
        "headcount": 2,
        "place": VILLAGE,
        "channel": Channel.WINDOW,
        "difficulty": Difficulty.SIMPLE,
        "reporter": Reporter(),
        **changes,
    }
    state = stage.app.state
    means = Means(stage.db, state.places, state.vault)
    by: Actor = stage.cast.clerk
    request = RequestKey(by.account_id, f"keeper-{key}", b"")
    await intake_actions.take_in(means, Report(**fields), by, at, request)
    rows = await stage.rows("select max(case_id) as case_id from casework.case_file")
    return int(rows[0]["case_id"])


async def _clock(stage: Stage, case: int) -> Deadline:
    """The promise of a case as the database has it."""
    rows = await stage.rows(
        "select * from casework.deadline where case_id = $1 and name = 'resolve_by'", case
    )
    return clock_store.deadline(rows[0])


async def _due(stage: Stage, case: int) -> datetime:
    rows = await stage.rows("select due_at from casework.case_file where case_id = $1", case)
    due: datetime = rows[0]["due_at"]
    return due


async def test_nothing_is_raised_before_its_time(stage: Stage) -> None:
    case = await _taken(stage, "early")
    due = await _due(stage, case)
    await keeper.tick(stage.keeper, due - timedelta(microseconds=1))
    card = (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
    assert (card["overdue"], card["escalated"]) == (False, None)


async def test_steps_are_told_once_each_at_their_instants(stage: Stage) -> None:
    case = await _taken(stage, "steps")
    line = await _clock(stage, case)
    for step in (50, 80, 100, 150):
        early = line.step_at(step) - timedelta(microseconds=1)
        assert await keeper.tick(stage.keeper, early) == 0
        assert await keeper.tick(stage.keeper, line.step_at(step)) == 1
        assert await keeper.tick(stage.keeper, line.step_at(step)) == 0
    said = await stage.rows("select step, step_at, fired_at, late from casework.clock_step")
    assert [row["step"] for row in said] == [50, 80, 100, 150]
    assert all(row["fired_at"] == row["step_at"] and not row["late"] for row in said)
    assert await keeper.tick(stage.keeper, AT + 100 * DAY) == 0
    entries = (await stage.get("duty", f"/api/cases/{case}")).json()["entries"]
    assert [entry["words"] for entry in entries[1:]] == [
        "办理时限已用50%,11月25日24时到期",
        "办理时限已用80%,11月25日24时到期",
        "办理时限11月25日24时已过,尚未完成",
        "办理时限已用150%,11月25日24时到期",
    ]


async def test_what_was_missed_while_the_keeper_was_away_is_told_once_and_marked(
    stage: Stage,
) -> None:
    case = await _taken(stage, "away")
    line = await _clock(stage, case)
    back = line.due_at + timedelta(minutes=4)
    assert await keeper.tick(stage.keeper, back) == 1
    said = await stage.rows("select step, late from casework.clock_step order by step")
    assert [(row["step"], row["late"]) for row in said] == [(50, True), (80, True), (100, False)]
    async with stage.house.reading() as conn:
        told = [msgspec.json.decode(one.data) for one in (await journal.read_after(conn, 0))[-3:]]
    assert [one.get("late") for one in told] == [True, True, None]
    assert [one.get("step") for one in told] == [50, 80, None]


async def test_half_as_long_again_pulses_anew(stage: Stage) -> None:
    case = await _taken(stage, "far")
    line = await _clock(stage, case)
    await keeper.tick(stage.keeper, line.due_at)
    await stage.done("duty", case, "acknowledge")
    await keeper.tick(stage.keeper, line.step_at(150))
    card = (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
    assert card["acknowledged"] is None
    assert card["why"] == "办理时限11月25日24时已过,尚未完成"
    assert card["why_en"]


async def test_a_batch_is_one_append(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        await _taken(stage, f"batch-{number}")
    appended: list[int] = []
    append = journal.append

    async def counting(conn: Connection, events: Sequence[Event]) -> int | None:
        appended.append(len(events))
        return await append(conn, events)

    monkeypatch.setattr(keeper, "BATCH", 4)
    monkeypatch.setattr(journal, "append", counting)
    case = int((await stage.rows("select min(case_id) as case_id from casework.case_file"))[0][0])
    assert await keeper.tick(stage.keeper, await _due(stage, case)) == 5
    assert appended == [12, 3]


async def test_a_clock_that_jumps_raises_nobody_until_it_is_steady(stage: Stage) -> None:
    case = await _taken(stage, "jump")
    line = await _clock(stage, case)
    keeping = keeper.Keeping()
    assert await keeping.turn(stage.keeper, AT, 0.0) == 0
    late = line.due_at + DAY
    assert await keeping.turn(stage.keeper, late, 1.0) == 0
    assert await keeping.turn(stage.keeper, late + timedelta(seconds=599), 600.0) == 0
    assert await keeping.turn(stage.keeper, late + timedelta(seconds=600), 601.0) == 1


async def test_a_clock_behind_the_newest_fact_raises_nobody(stage: Stage) -> None:
    case = await _taken(stage, "behind", AT)
    late = (await _clock(stage, case)).due_at
    await _taken(stage, "newer", late + timedelta(minutes=2))
    assert await keeper.Keeping().turn(stage.keeper, late, 0.0) == 0
    assert await keeper.Keeping().turn(stage.keeper, late + timedelta(minutes=2), 0.0) == 1


async def test_a_year_that_comes_out_counts_its_clocks_again(stage: Stage) -> None:
    case = await _taken(stage, "recount", datetime(2026, 12, 31, 2, tzinfo=UTC))
    before = await _clock(stage, case)
    assert before.provisional
    assert await keeper.recount(stage.keeper, AT) == 0
    async with stage.house.transaction() as conn:
        await places.save_override(conn, date(2027, 1, 4), Override(False, "test"))
        await places.save_year(conn, 2027, "test")
    at = datetime(2026, 12, 31, 3, tzinfo=UTC)
    assert await keeper.recount(stage.keeper, at) == 1
    after = await _clock(stage, case)
    assert (after.due_at, after.provisional) == (before.due_at + DAY, False)
    assert after.started_at == before.started_at
    assert await keeper.recount(stage.keeper, at) == 0
    entry = (await stage.get("duty", f"/api/cases/{case}")).json()["entries"][-1]
    assert entry["words"] == "调休安排已公布,办理时限由1月4日改为1月5日"


async def test_a_missed_promise_is_raised_once_with_the_reason_in_words(stage: Stage) -> None:
    case = await _taken(stage, "once", AT)
    due = await _due(stage, case)
    assert await keeper.tick(stage.keeper, due) == 1
    assert await keeper.tick(stage.keeper, due + timedelta(hours=1)) == 0
    card = (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
    assert card["overdue"]
    assert card["level"] == 4
    assert card["why"] == "办理时限11月25日24时已过,尚未完成"
    assert card["escalated"] == "2026-11-25T16:00:00Z"
    overdue = (await stage.get("duty", "/api/cases", queue="overdue")).json()
    assert [item["case"] for item in overdue["items"]] == [case]
    async with stage.house.reading() as conn:
        entry = (await journal.read_after(conn, 0))[-1]
    assert (entry.type, entry.at) == ("case.overdue", due)
    assert '"by": "系统"' in entry.data


async def test_an_acknowledged_case_pulses_again_when_its_promise_is_missed(stage: Stage) -> None:
    case = await _taken(stage, "again")
    await stage.done("duty", case, "acknowledge")
    await keeper.tick(stage.keeper, await _due(stage, case))
    card = (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
    assert card["acknowledged"] is None


async def test_a_visit_that_nobody_makes_is_raised_too(stage: Stage) -> None:
    case = await _taken(stage, "visit", type="wage_arrears")
    for who, deed, body in (
        ("dispatcher", "accept", {}),
        ("lead", "sign-for", {}),
        ("support", "answer", {"words": "已配合办理"}),
        ("lead", "resolve", {"words": "已支付"}),
    ):
        await stage.done(who, case, deed, **body)
    assert await keeper.tick(stage.keeper, await _due(stage, case)) == 1
    card = (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
    assert card["why"].startswith("回访时限")
    assert (card["due_name"], card["overdue"]) == ("visit_by", True)


async def test_a_petition_nobody_accepts_misses_both_promises(stage: Stage) -> None:
    case = await _taken(stage, "both", kind=Kind.PETITION, type="noise")
    later = AT + (PROMISED_DAYS[Difficulty.DIFFICULT] + 10) * DAY
    assert await keeper.tick(stage.keeper, later) == 1
    rows = await stage.rows("select name from casework.deadline where escalated_at is not null")
    assert {row["name"] for row in rows} == {"accept_by", "resolve_by"}
    entries = (await stage.get("duty", f"/api/cases/{case}")).json()["entries"]
    assert [entry["type"] for entry in entries].count("case.overdue") == 2


async def test_a_finished_case_is_left_alone(stage: Stage) -> None:
    case = await _taken(stage, "finished", type="wage_arrears")
    for who, deed, body in (
        ("dispatcher", "accept", {}),
        ("lead", "sign-for", {}),
        ("support", "answer", {"words": "已配合办理"}),
        ("lead", "resolve", {"words": "已支付"}),
        ("visitor", "visit", {"satisfaction": "refused", "words": "不愿评价"}),
        ("visitor", "close", {}),
    ):
        await stage.done(who, case, deed, **body)
    assert await keeper.tick(stage.keeper, AT + 100 * DAY) == 0
    async with stage.house.reading() as conn:
        assert await clock_store.nearest(conn) is None


async def test_two_keepers_raise_each_case_once(stage: Stage) -> None:
    cases = [await _taken(stage, f"many-{number}") for number in range(12)]
    late = await _due(stage, cases[0]) + DAY
    raised = await asyncio.gather(*(keeper.tick(stage.keeper, late) for _ in range(2)))
    assert sum(raised) == len(cases)
    rows = await stage.rows("select case_id from journal.event where type = 'case.overdue'")
    assert sorted(row["case_id"] for row in rows) == cases


async def test_a_case_that_somebody_holds_is_passed_over_without_waiting(stage: Stage) -> None:
    held, free = await _taken(stage, "held"), await _taken(stage, "free")
    late = await _due(stage, held) + DAY
    async with stage.house.transaction() as conn:
        await conn.execute("select from casework.case_file where case_id = $1 for update", held)
        async with asyncio.timeout(5):
            assert await keeper.raise_overdue(stage.keeper, late) == 1
            assert await keeper.raise_overdue(stage.keeper, late) == 0
    rows = await stage.rows("select case_id from casework.case_file where overdue")
    assert [row["case_id"] for row in rows] == [free]
    assert await keeper.tick(stage.keeper, late) == 1


async def test_the_keeper_sleeps_until_the_nearest_promise(stage: Stage) -> None:
    assert await keeper.pause_until_due(stage.keeper, AT) == keeper.POLL
    due = await _due(stage, await _taken(stage, "sleep"))
    await keeper.tick(stage.keeper, due - timedelta(seconds=7))
    assert await keeper.pause_until_due(stage.keeper, due - timedelta(seconds=7)) == timedelta(
        seconds=7
    )
    assert await keeper.pause_until_due(stage.keeper, due + DAY) == keeper.SHORTEST


async def test_the_loop_raises_and_ends_when_told(stage: Stage) -> None:
    case = await _taken(stage, "loop")
    due = await _due(stage, case)
    stop = asyncio.Event()
    readings = [due, due]

    def now() -> datetime:
        """The clock is read twice a round; the second reading ends the loop."""
        if len(readings) == 1:
            stop.set()
        return readings.pop()

    async with asyncio.timeout(10):
        await keeper.run(stage.keeper, stop, now)
    card = (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
    assert card["overdue"]


async def test_loose_photos_are_forgotten_after_a_day_and_keys_after_thirty(stage: Stage) -> None:
    by = stage.cast.clerk
    key = RequestKey(by.account_id, "photo-key-1", b"x")
    await intake_actions.keep_photo(stage.db, encode_anew(an_image("JPEG")), by, AT, key)
    await keeper.tick(stage.keeper, AT + DAY)
    assert len(await stage.rows("select from casework.photo")) == 1
    await keeper.tick(stage.keeper, AT + DAY + timedelta(seconds=1))
    assert not await stage.rows("select from casework.photo")
    assert len(await stage.rows("select from base.request_key")) == 1
    await keeper.tick(stage.keeper, AT + 30 * DAY + timedelta(seconds=1))
    assert not await stage.rows("select from base.request_key")
