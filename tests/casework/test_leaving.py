"""Who answers when somebody leaves or an agency ends: the database's law, the deeds, the routes."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.accounts import actions as accounts
from command.accounts import posting_actions
from command.accounts import store as account_rows
from command.accounts.ending import HoldsCases
from command.accounts.role import Role
from command.base import clock
from command.base.clock import china_date
from command.base.db import Connection
from command.casework import leaving_actions
from command.casework.case import evolve
from command.casework.leaving import Heirs, Leaving, handed_on
from command.casework.leaving_actions import Wish
from command.casework.routing import Post
from command.casework.terms import PartKind, State
from command.places import store as places
from command.places.jurisdiction import PlaceCode
from tests import cast as casting
from tests.casework.builders import HOUR, a_case, a_task, with_task
from tests.casework.orphans import UNANSWERED
from tests.casework.stage import Stage
from tests.cast import AT, COUNTY, TOWNSHIP, VILLAGE

COLLEAGUE = Post("rsj", "rsj简称", 8, "接示例")
ELSEWHERE = Post("zjj", "zjj简称", 9, "他示例")


# Decisions


def test_a_leaver_s_case_goes_to_a_colleague_who_keeps_what_the_agency_signed() -> None:
    case = a_case(State.HANDLING)
    fact = handed_on(case, Leaving("rsj", 7), Heirs(COLLEAGUE, 3), AT, AT + HOUR)
    after = evolve(case, fact)
    assert after.lead is not None
    assert (after.lead.officer_id, after.lead.signed_at) == (8, AT + 2 * HOUR)
    assert after.state is State.HANDLING
    assert {part.part for part in after.parts} == {PartKind.LEAD, PartKind.SUPPORT}


def test_another_agency_that_leads_has_to_sign_and_supports_no_more() -> None:
    case = a_case(State.HANDLING)
    fact = handed_on(case, Leaving("rsj"), Heirs(ELSEWHERE, 3), AT + 5 * HOUR, AT + HOUR)
    after = evolve(case, fact)
    assert after.state is State.ASSIGNED
    assert [(p.agency_id, p.part, p.signed_at, p.return_by) for p in after.parts] == [
        ("zjj", PartKind.LEAD, None, AT + 5 * HOUR)
    ]


@pytest.mark.parametrize("state", [State.RETURNED, State.RESOLVED, State.VISITED])
def test_what_waits_for_others_does_not_begin_anew_with_another_lead(state: State) -> None:
    case = a_case(state)
    after = evolve(case, handed_on(case, Leaving("rsj"), Heirs(ELSEWHERE, 3), AT, AT + 6 * HOUR))
    assert after.state is state
    assert after.lead is not None
    assert after.lead.agency_id == "zjj"


def test_open_tasks_of_a_leaver_are_somebody_s_and_answered_ones_stay() -> None:
    case = with_task(a_case(State.HANDLING), number=1)
    case = with_task(case, number=2, answered_at=AT, answered_by=7, answer="已办")
    fact = handed_on(case, Leaving("rsj", 7), Heirs(COLLEAGUE, 3), AT, AT + 60 * HOUR)
    assert {task.number: task.officer_id for task in fact.tasks} == {1: 8, 2: 7}


def test_a_task_of_an_agency_that_ends_goes_to_its_heir_with_its_number_and_day() -> None:
    case = with_task(a_case(State.HANDLING), number=1, agency="slj")
    fact = handed_on(case, Leaving("slj"), Heirs(ELSEWHERE, 3), AT, AT + 60 * HOUR)
    task = fact.tasks[0]
    assert (task.number, task.agency_id, task.officer_id, task.due_at) == (
        1,
        "zjj",
        9,
        a_task().due_at,
    )
    assert "slj" not in {part.agency_id for part in fact.parts}


# The law in the database


async def _assigned(stage: Stage, **changes: Any) -> int:
    case = (await stage.report(**changes))["case"]
    await stage.done("dispatcher", case, "assign", lead="rsj", supports=["zjj"], reason="按情况")
    return int(case)


@pytest.mark.requirement("R46")
@pytest.mark.parametrize(
    ("sql", "law"),
    [
        ("delete from casework.part where part = 'lead'", "answers_one_lead"),
        ("update casework.part set part = 'copy' where part = 'lead'", "answers_one_lead"),
        ("delete from casework.part where part = 'support'", "answers_task_has_part"),
        ("update casework.part set officer_id = $1 where part = 'lead'", "answers_works_there"),
        ("update casework.task set officer_id = $1", "answers_works_there"),
        (
            "update accounts.account set disabled_at = now() where login = 'lead'",
            "answers_leaves_nothing",
        ),
        (
            "update accounts.account set agency_id = 'lyj' where login = 'support'",
            "answers_leaves_nothing",
        ),
        (
            "update accounts.agency set retired_at = now() where agency_id = 'zjj'",
            "answers_leaves_nothing",
        ),
    ],
)
async def test_the_database_refuses_a_case_that_nobody_answers_for(
    stage: Stage, sql: str, law: str
) -> None:
    await _assigned(stage)
    values = [stage.cast.outsider.account_id] if "$1" in sql else []
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        async with stage.house.transaction() as conn:
            await conn.execute(sql, *values)
    assert refused.value.constraint_name == law


async def test_a_registered_case_is_in_charge_of_whoever_took_it_in(stage: Stage) -> None:
    await stage.report("clerk")
    with pytest.raises(HoldsCases) as refused:
        await accounts.disable_account(stage.db, stage.cast.clerk.account_id, None, AT)
    assert refused.value.extra == {"cases": 1}
    assert await stage.rows(UNANSWERED) == []


async def test_moving_or_ending_an_account_with_open_cases_says_how_many(stage: Stage) -> None:
    await _assigned(stage)
    await _assigned(stage)
    lead, by = stage.cast.lead.account_id, stage.cast.security_admin
    with pytest.raises(HoldsCases) as refused:
        await posting_actions.change_posting(stage.db, lead, Role.AGENCY_OFFICER, "lyj", by, AT)
    assert refused.value.extra == {"cases": 2}


# Leaves


async def test_a_leave_hands_every_case_to_who_is_named_and_closes_the_account(
    stage: Stage,
) -> None:
    cases = [await _assigned(stage) for _ in range(3)]
    heir = stage.cast.actor("lead2")
    body = {"to": heir.account_id, "why": "调离本单位"}
    path = f"/api/accounts/{stage.cast.lead.account_id}/leave"
    answer = await stage.post("security_admin", path, body)
    assert (answer.status_code, answer.json()) == (200, {"cases": 3})
    gone = await stage.get("lead", "/api/cases")
    assert gone.status_code == 401
    for case in cases:
        file = (await stage.get("lead2", f"/api/cases/{case}")).json()
        assert file["parts"][0]["officer"] == heir.name
        entry = file["entries"][-1]
        assert (entry["type"], entry["words"]) == ("case.handed_on", "调离本单位")
        assert entry["facts"]["officer"] == ["人社丁", heir.name]
        await stage.done("lead2", case, "sign-for")
    told = await stage.rows("select case_id from journal.event where type = 'case.handed_on'")
    assert sorted(row["case_id"] for row in told) == cases
    assert await stage.rows(UNANSWERED) == []


async def test_a_leader_who_leaves_owns_no_case_any_more(stage: Stage) -> None:
    case, leader = await _assigned(stage), stage.cast.actor("leader")
    await stage.done("leader", case, "own", plan="每月约谈一次,半年内化解")
    with pytest.raises(HoldsCases):
        await accounts.disable_account(stage.db, leader.account_id, None, clock.now())
    path = f"/api/accounts/{leader.account_id}/leave"
    answer = await stage.post("security_admin", path, {"why": "调离本县"})
    assert (answer.status_code, answer.json()) == (200, {"cases": 1})
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    entry = file["entries"][-1]
    assert (entry["type"], entry["words"]) == ("case.disowned", "调离本县")
    assert (entry["facts"]["leader"], file["parts"][0]["officer"]) == (leader.name, "人社丁")
    assert await stage.rows("select from casework.case_file where owner_id is not null") == []


async def test_whose_agency_has_nobody_else_the_mandates_name_another_lead(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "assign", lead="zjj", reason="按情况")
    path = f"/api/accounts/{stage.cast.support.account_id}/leave"
    answer = await stage.post("security_admin", path, {"why": "退休"})
    assert answer.json() == {"cases": 1}
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    assert (file["parts"][0]["agency"], file["card"]["state"]) == ("rsj", "assigned")
    assert [step["way"] for step in file["trail"]] == ["assign", "hand-on"]
    assert await stage.rows(UNANSWERED) == []


async def test_a_clerk_s_registered_cases_go_to_somebody_who_may_accept(stage: Stage) -> None:
    case = (await stage.report("clerk"))["case"]
    clerk = stage.cast.clerk.account_id
    await leaving_actions.leave(stage.keeper, clerk, Wish(None, "轮岗"), None, clock.now())
    rows = await stage.rows(
        "select o.login from casework.case_file c join accounts.account o"
        " on o.account_id = c.charge_id where c.case_id = $1",
        case,
    )
    assert [row["login"] for row in rows] == ["duty"]


async def test_who_stays_hands_on_and_can_be_moved_then(stage: Stage) -> None:
    await _assigned(stage)
    lead, by = stage.cast.lead.account_id, stage.cast.security_admin
    wish = Wish(None, "转岗", ends=False)
    assert await leaving_actions.leave(stage.keeper, lead, wish, by, clock.now()) == 1
    await posting_actions.change_posting(
        stage.db, lead, Role.AGENCY_OFFICER, "lyj", by, clock.now()
    )
    assert await stage.rows(UNANSWERED) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [({"why": "调离", "to": 404}, "to"), ({"why": " 1 ".strip()}, "why"), ({}, "why")],
)
async def test_a_leave_names_what_is_wrong(stage: Stage, body: dict[str, Any], field: str) -> None:
    await _assigned(stage)
    path = f"/api/accounts/{stage.cast.lead.account_id}/leave"
    answer = await stage.post("security_admin", path, body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_the_heir_works_in_the_same_agency(stage: Stage) -> None:
    await _assigned(stage)
    path = f"/api/accounts/{stage.cast.lead.account_id}/leave"
    body = {"why": "调离", "to": stage.cast.outsider.account_id}
    answer = await stage.post("security_admin", path, body)
    assert (answer.status_code, answer.json()["field"]) == (422, "to")
    assert (await stage.get("lead", "/api/cases")).status_code == 200


async def test_nobody_left_at_all_refuses_the_leave_as_a_whole(stage: Stage) -> None:
    case = await _assigned(stage)
    async with stage.house.transaction() as conn:
        await conn.execute(
            "update accounts.account set disabled_at = now() where role = any($1::text[])"
            " and login <> all($2::text[])",
            ["duty_officer", "township_officer", "village_cadre", "agency_officer"],
            ["lead", "support"],
        )
    path = f"/api/accounts/{stage.cast.support.account_id}/leave"
    answer = await stage.post("security_admin", path, {"why": "调离"})
    assert (answer.status_code, answer.json()["code"]) == (409, "nobody-to-assign")
    file = (await stage.get("dispatcher", f"/api/cases/{case}")).json()
    assert [part["agency"] for part in file["parts"]] == ["rsj", "zjj"]


# Agencies


async def test_an_agency_that_ends_today_hands_its_cases_to_its_successor(stage: Stage) -> None:
    case = await _assigned(stage)
    await casting.hire(stage.db, "heir", Role.AGENCY_OFFICER, "scjgj")
    body = {"successor": "scjgj", "on": china_date(clock.now()).isoformat(), "why": "机构改革"}
    answer = await stage.post("system_admin", "/api/agencies/rsj/retirement", body)
    assert (answer.status_code, answer.json()["cases"]) == (201, 1)
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    assert file["parts"][0]["agency"] == "scjgj"
    assert await stage.rows(UNANSWERED) == []
    again = await stage.post("system_admin", "/api/agencies/rsj/retirement", body)
    assert again.status_code == 404


async def test_an_agency_ends_on_its_day_and_not_before(stage: Stage) -> None:
    case = await _assigned(stage)
    day = china_date(clock.now()) + timedelta(days=3)
    body = {"successor": "rsj", "on": day.isoformat(), "why": "机构改革"}
    answer = await stage.post("system_admin", "/api/agencies/zjj/retirement", body)
    assert (answer.status_code, answer.json()["cases"]) == (201, None)
    assert await leaving_actions.retire_due(stage.keeper, clock.now()) == 0
    listed = (await stage.get("system_admin", "/api/retirements")).json()["items"]
    assert [(one["agency"], one["done"]) for one in listed] == [("zjj", None)]
    later = clock.now() + timedelta(days=4)
    assert await leaving_actions.retire_due(stage.keeper, later) == 1
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    assert [part["agency"] for part in file["parts"]] == ["rsj"]
    assert [task["agency"] for task in file["tasks"]] == ["rsj"]


async def test_an_end_is_taken_back_before_its_day(stage: Stage) -> None:
    day = china_date(clock.now()) + timedelta(days=3)
    body = {"successor": "rsj", "on": day.isoformat(), "why": "机构改革"}
    path = "/api/agencies/zjj/retirement"
    assert (await stage.post("system_admin", path, body)).status_code == 201
    headers = stage.cast.headers("system_admin")
    assert (await stage.client.delete(path, headers=headers)).status_code == 204
    assert (await stage.client.delete(path, headers=headers)).status_code == 404
    assert await leaving_actions.retire_due(stage.keeper, clock.now() + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("agency", "changes", "status", "field"),
    [
        ("rsj", {"successor": "rsj"}, 422, "successor"),
        ("rsj", {"successor": "nobody"}, 422, "successor"),
        ("rsj", {"on": "2001-01-01"}, 422, "on"),
        (f"c{COUNTY}", {}, 422, "agency"),
        ("nobody", {}, 404, None),
    ],
)
async def test_the_end_of_an_agency_names_what_is_wrong(
    stage: Stage, agency: str, changes: dict[str, Any], status: int, field: str | None
) -> None:
    day = china_date(clock.now()).isoformat()
    body = {"successor": "zjj", "on": day, "why": "机构改革", **changes}
    answer = await stage.post("system_admin", f"/api/agencies/{agency}/retirement", body)
    assert (answer.status_code, answer.json().get("field")) == (status, field)


async def test_a_survey_ends_a_centre_with_open_cases_by_the_keeper_s_hand(stage: Stage) -> None:
    case = (await stage.report())["case"]
    lead = f"c{VILLAGE}"
    await stage.done("dispatcher", case, "assign", lead=lead, reason="由村先行调处")
    async with stage.db.transaction() as conn:
        await places.retire(conn, [PlaceCode(VILLAGE)], AT)
    await accounts.load_agencies(stage.db, casting.COUNTY, clock.now())
    async with stage.db.reading() as conn:
        assert await account_rows.find_agency(conn, lead) is not None
    assert await leaving_actions.retire_due(stage.keeper, clock.now()) == 1
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    assert file["parts"][0]["agency"] == f"c{TOWNSHIP}"
    await accounts.load_agencies(stage.db, casting.COUNTY, clock.now())
    async with stage.db.reading() as conn:
        assert await account_rows.find_agency(conn, lead) is None


# At the same instant


async def test_an_assignment_at_the_instant_of_a_leave_leaves_no_orphan(stage: Stage) -> None:
    """Either the leaver is named and hands on, or nobody can name them any more."""
    lost = won = 0
    for number in range(25):
        who = await casting.hire(stage.db, f"short{number}", Role.AGENCY_OFFICER, "slj")
        case = (await stage.report())["case"]
        body = {"lead": "slj", "reason": "按情况"}
        path = f"/api/accounts/{who.actor.account_id}/leave"
        asked = stage.do("dispatcher", case, "assign", **body)
        assigned, left = await asyncio.gather(
            asked, stage.post("security_admin", path, {"why": "调离"})
        )
        assert left.status_code == 200, left.text
        assert assigned.status_code in (200, 409, 422), assigned.text
        won += assigned.status_code == 200
        lost += assigned.status_code != 200
        assert await stage.rows(UNANSWERED) == []
    assert won + lost == 25


async def test_a_person_locked_while_leaving_cannot_be_named(stage: Stage) -> None:
    """The lock itself: the deed waits for the leave to commit and is refused then."""
    case = (await stage.report())["case"]
    lead2 = stage.cast.actor("lead2").account_id
    async with stage.house.transaction() as conn:
        await conn.execute(
            "update accounts.account set disabled_at = now() where account_id = $1",
            stage.cast.lead.account_id,
        )
        body = {"lead": "rsj", "reason": "按情况"}
        asked = asyncio.create_task(stage.do("dispatcher", case, "assign", **body))
        await _waits_for(stage, conn)
    answer = await asked
    assert (answer.status_code, answer.json()["code"]) == (409, "person-left")
    await stage.done("dispatcher", case, "assign", **body)
    rows = await stage.rows("select officer_id from casework.part where case_id = $1", case)
    assert lead2 in [row["officer_id"] for row in rows]


async def _waits_for(stage: Stage, conn: Connection) -> None:
    """Until somebody waits for a lock that `conn` holds."""
    own = await conn.fetchval("select pg_backend_pid()")
    async with asyncio.timeout(10):
        while not await stage.rows(
            "select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", own
        ):
            pass
