"""Exports: masked, marked, for a purpose and a while; over 50 identities by two persons."""

import csv
import io
from datetime import timedelta
from typing import Any

import asyncpg
import httpx2
import pytest

from command.base import clock
from command.casework import export
from command.casework.export import (
    ALONE,
    LASTS,
    TRANSITIONS,
    WAITS,
    Deed,
    Export,
    Purpose,
    State,
    WrongExportState,
    demand_move,
    first_state,
)
from command.identity import conflict
from command.identity.conflict import Because, Party
from tests.casework.stage import Stage
from tests.cast import AT, OTHER_TOWNSHIP

WISH = {
    "from": "2020-01-01",
    "to": "2099-01-01",
    "purpose": "supervise",
    "reason": "督查积案办理情况(虚构)",
}


async def asked(stage: Stage, who: str = "duty", **changes: Any) -> dict[str, Any]:
    answer = await stage.post(who, "/api/exports", {**WISH, **changes})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def do(stage: Stage, who: str, one: dict[str, Any], deed: str) -> httpx2.Response:
    return await stage.post(who, f"/api/exports/{one['export']}/{deed}", None)


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def lines_of(answer: httpx2.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def many(stage: Stage, number: int) -> None:
    """Cases with a named reporter in plenty, as copies of one that was reported."""
    taken = await stage.report()
    columns = await stage.rows(
        "select string_agg(quote_ident(column_name), ', ') as names from"
        " information_schema.columns where table_schema = 'casework' and table_name = 'case_file'"
        " and column_name not in ('case_id', 'receipt_number', 'query_code_hash')"
        " and is_generated = 'NEVER'"
    )
    names = columns[0]["names"]
    async with stage.house.transaction() as conn:
        await conn.execute(
            "insert into casework.case_file (receipt_number, query_code_hash, " + names + ")"
            " select 'YS20261124-C' || lpad(n::text, 7, '0'), sha256(n::text::bytea), "
            + names
            + " from casework.case_file, generate_series(2, $2::int) n where case_id = $1",
            *(taken["case"], number),
        )
        await conn.execute(
            "insert into identity.person (case_id, part, key_version, name_masked, phone_masked,"
            " recorded_at) select case_id, 'reporter', 1, '甄**', '138****0000', $1"
            " from casework.case_file where receipt_number like 'YS20261124-C%'",
            AT,
        )


async def test_a_small_export_is_taken_by_one_person_with_its_mark_in_every_line(
    stage: Stage,
) -> None:
    await stage.report()
    await stage.report()
    one = await asked(stage)
    assert (one["state"], one["cases"], one["identities"], one["second"]) == ("ready", 2, 2, "")
    answer = await do(stage, "duty", one, "take")
    head, columns, *rows = lines_of(answer)
    assert head[0].startswith(f"{one['number']} 值班甲(县中心) ")
    assert "用途:督查督办" in head[0]
    assert [row[-1] for row in rows] == [head[0]] * 2
    assert dict(zip(columns, rows[0], strict=True))["电话(隐去)"] == "138****0000"
    assert "13800000000" not in answer.text
    assert "甄虚构" not in answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{one["number"]}.csv"'


async def test_over_fifty_identities_wait_for_a_second_person(stage: Stage) -> None:
    await many(stage, ALONE + 1)
    one = await asked(stage)
    assert (one["state"], one["identities"]) == ("waiting", ALONE + 1)
    assert code_of(await do(stage, "duty", one, "take")) == (409, "wrong-export-state")
    assert code_of(await do(stage, "duty", one, "approve")) == (409, "second-person")
    assert (await do(stage, "township", one, "approve")).status_code == 403
    assert (await do(stage, "leader", one, "approve")).status_code == 204
    assert (await do(stage, "leader", one, "take")).status_code == 404, "a single holder"
    rows = lines_of(await do(stage, "duty", one, "take"))
    assert len(rows) == ALONE + 1 + 2
    assert "领导辛同意" in rows[0][0]


async def test_exactly_fifty_are_for_one_person(stage: Stage) -> None:
    await many(stage, ALONE)
    assert (await asked(stage))["state"] == "ready"


async def test_a_refused_export_is_never_taken(stage: Stage) -> None:
    await many(stage, ALONE + 1)
    one = await asked(stage)
    assert (await do(stage, "supervisor", one, "refuse")).status_code == 204
    assert code_of(await do(stage, "leader", one, "approve")) == (409, "wrong-export-state")
    assert code_of(await do(stage, "duty", one, "take")) == (409, "wrong-export-state")


async def test_the_clock_ends_it(stage: Stage) -> None:
    await stage.report()
    one = await asked(stage)
    async with stage.house.transaction() as conn:
        await conn.execute(
            "update casework.export set asked_at = asked_at - interval '24 hours',"
            " until = until - interval '24 hours'"
        )
    assert code_of(await do(stage, "duty", one, "take")) == (409, "wrong-export-state")
    (listed,) = (await stage.get("duty", "/api/exports")).json()["items"]
    assert (listed["state"], listed["taken"]) == ("expired", 0)


async def test_whoever_asked_ends_it(stage: Stage) -> None:
    await stage.report()
    one = await asked(stage)
    assert (await do(stage, "leader", one, "end")).status_code == 404
    assert (await do(stage, "duty", one, "end")).status_code == 204
    assert code_of(await do(stage, "duty", one, "take")) == (409, "wrong-export-state")


async def test_the_database_itself_wants_the_second_person(stage: Stage) -> None:
    """Whoever runs statements on the web's login can neither forge the count nor the state."""
    await many(stage, ALONE + 1)
    cases = [row["case_id"] for row in await stage.rows("select case_id from casework.case_file")]
    asking = (
        "select casework.ask_export('DC20261124-FORGED00', 'report', '伪造的申请', $1, $2, $3, $4)"
    )
    at = clock.now()
    with pytest.raises(asyncpg.CheckViolationError, match="two_persons"):
        async with stage.db.transaction(stage.cast.duty) as conn:
            await conn.fetchval(asking, cases, "ready", at, at + LASTS)
    async with stage.db.transaction(stage.cast.duty) as conn:
        made = await conn.fetchval(asking, cases, "waiting", at, at + WAITS)
        decided = "select casework.decide_export($1, 'ready', $2, $3)"
        assert not await conn.fetchval(decided, made, at, at + LASTS)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with stage.db.transaction(stage.cast.duty) as conn:
            await conn.execute("update casework.export set state = 'ready'")


async def test_only_cases_of_ones_own_place(stage: Stage) -> None:
    await stage.report()
    asked_for = "select place from places.place where place like $1 and length(place) = 12 limit 1"
    (village,) = await stage.rows(asked_for, f"{OTHER_TOWNSHIP}%")
    await stage.report(place=village["place"])
    assert (await asked(stage, "duty"))["cases"] == 2
    assert (await asked(stage, "township"))["cases"] == 1


async def test_a_conflict_since_then_closes_the_case_in_the_file_too(stage: Stage) -> None:
    closed, other = await stage.report(), await stage.report()
    one = await asked(stage)
    async with stage.db.transaction() as conn:
        party = Party(stage.cast.duty.account_id)
        await conflict.declare(conn, closed["case"], party, Because.RELATION, AT, None)
    receipts = [row[0] for row in lines_of(await do(stage, "duty", one, "take"))[2:]]
    assert receipts == [other["receipt"]]
    assert (await asked(stage))["cases"] == 1


async def test_every_step_is_on_record_before_the_file(stage: Stage) -> None:
    await many(stage, ALONE + 1)
    one = await asked(stage)
    await do(stage, "leader", one, "approve")
    await do(stage, "duty", one, "take")
    await do(stage, "duty", one, "end")
    rows = await stage.rows(
        "select what, purpose, target, detail->>'deed' as deed, detail->>'identities' as many"
        " from (select what, purpose, target, detail::jsonb as detail, entry_id from audit.entry"
        " where what like 'export.%') found order by entry_id"
    )
    assert [(row["what"], row["deed"]) for row in rows] == [
        *(("export.asked", "ask"), ("export.decided", "approve")),
        *(("export.made", "take"), ("export.decided", "end")),
    ]
    assert {row["target"] for row in rows} == {f"export:{one['number']}"}
    assert {row["purpose"] for row in rows} == {"supervise"}
    assert {row["many"] for row in rows} == {str(ALONE + 1)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": "2019-12-31"}, "to"),
        ({"from": "2099-01-01"}, "from"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"reason": "短"}, "reason"),
        ({"to": "9999-12-31"}, "to"),
    ],
)
async def test_what_makes_no_sense_is_refused_at_its_field(
    stage: Stage, changes: dict[str, str], field: str
) -> None:
    await stage.report()
    answer = await stage.post("duty", "/api/exports", {**WISH, **changes})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


# The table


@pytest.mark.parametrize(("identities", "state"), [(0, "ready"), (50, "ready"), (51, "waiting")])
def test_an_export_begins_by_how_many_it_tells_of(identities: int, state: str) -> None:
    assert first_state(identities) == state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("deed", [deed for deed in Deed if deed is not Deed.ASK])
def test_only_moves_of_the_table_are_made(state: State, deed: Deed) -> None:
    lines = [line for line in TRANSITIONS if line.deed is deed and state in line.before]
    if lines:
        assert demand_move(state, deed) == (lines[0].after or state)
    else:
        with pytest.raises(WrongExportState):
            demand_move(state, deed)


@pytest.mark.parametrize(
    ("stored", "later", "state"),
    [
        (State.READY, timedelta(hours=23), State.READY),
        (State.READY, timedelta(hours=24), State.EXPIRED),
        (State.ENDED, timedelta(days=9), State.ENDED),
    ],
)
def test_a_state_ends_at_its_instant(stored: State, later: timedelta, state: State) -> None:
    until = export.until(stored, AT)
    one = Export(
        *(1, "DC1", Purpose.REPORT, "", 1, "甲", "县中心", AT, 1, 1),
        *(stored, until if stored is State.READY else AT, None, "", 0),
    )
    assert one.state(AT + later) is state
