"""Return visits over HTTP and in the database (R29, R38, R53): tries, results, who reads them."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from command.base.clock import now
from command.base.idempotency import RequestKey
from command.base.problem import Refusal
from command.casework import visit_actions
from command.casework.doing import Target
from command.casework.means import Means
from command.casework.terms import Satisfaction
from command.casework.visiting import Attempt
from tests.casework.stage import Stage

BARRED = asyncpg.CheckViolationError
NOBODY = {"reached": False, "words": "无人接听"}


@pytest.fixture
async def case(stage: Stage) -> int:
    """A resolved case that is owed a visit."""
    number = int((await stage.report(kind="incident"))["case"])
    await _resolved(stage, number)
    return number


async def _resolved(stage: Stage, case: int) -> None:
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")


async def _file(stage: Stage, who: str, case: int) -> dict[str, Any]:
    found: dict[str, Any] = (await stage.get(who, f"/api/cases/{case}")).json()
    return found


async def _visit(stage: Stage, case: int, attempt: Attempt, at: datetime) -> None:
    state, by = stage.app.state, stage.cast.visitor
    means = Means(stage.db, state.places, state.vault)
    target = Target(case, await stage.version(case))
    key = RequestKey(by.account_id, f"visit-of-{case}-{target.version}", b"")
    await visit_actions.visit(means, target, attempt, by, at, key)


@pytest.mark.requirement("R53")
async def test_r53_a_resolved_case_is_owed_a_visit_within_three_working_days(
    stage: Stage, case: int
) -> None:
    clocks = {line["name"]: line for line in (await _file(stage, "duty", case))["deadlines"]}
    assert clocks["visit_by"]["met"] is None
    with pytest.raises(BARRED, match="owed a visit"):
        await _resolved_without_a_clock(stage, case)


async def _resolved_without_a_clock(stage: Stage, case: int) -> None:
    back = (
        "update casework.case_file set state = 'handling', version = version + 1 where case_id = $1"
    )
    again = (
        "update casework.case_file set state = 'resolved', redo_count = 5, version = version + 1"
        " where case_id = $1"
    )
    async with stage.house.transaction() as conn:
        await conn.execute(back, case)
        await conn.execute(again, case)


@pytest.mark.requirement("R53")
async def test_r53_three_tries_are_noted_and_the_third_unreached_one_is_the_result(
    stage: Stage, case: int
) -> None:
    at = now()
    for number in range(3):
        assert (await _file(stage, "duty", case))["card"]["state"] == "resolved"
        await _visit(stage, case, Attempt(reached=False), at + timedelta(hours=3 * number))
    file = await _file(stage, "visitor", case)
    assert file["card"]["state"] == "visited"
    (round_,) = file["visits"]
    assert [(one["number"], one["reached"]) for one in round_["tries"]] == [
        (number, False) for number in (1, 2, 3)
    ]
    assert round_["satisfaction"] == "unreached"
    assert [entry["type"] for entry in file["entries"]][-3:] == [
        *("case.visit_tried",) * 2,
        "case.visited",
    ]
    await stage.done("lead", case, "tell", way="letter")
    card = await stage.done("visitor", case, "close")
    assert card["state"] == "closed"


async def test_a_try_tells_its_method_and_its_instant(stage: Stage, case: int) -> None:
    tried = (now() - timedelta(milliseconds=1)).isoformat()
    await stage.done("visitor", case, "visit", method="home", tried=tried, **NOBODY)
    (round_,) = (await _file(stage, "lead", case))["visits"]
    (one,) = round_["tries"]
    assert (one["method"], one["reached"]) == ("home", False)
    assert datetime.fromisoformat(one["tried"]) == datetime.fromisoformat(tried)
    again = await stage.do("visitor", case, "visit", **NOBODY)
    assert (again.status_code, again.json()["field"]) == (422, "tried")


@pytest.mark.requirement("R29")
@pytest.mark.parametrize("said", ["refused", "declined"])
async def test_a_recorded_refusal_of_the_citizen_ends_the_visit(
    stage: Stage, case: int, said: str
) -> None:
    card = await stage.done("visitor", case, "visit", satisfaction=said, words="不愿回访")
    assert card["state"] == "visited"
    assert (await stage.done("visitor", case, "close"))["state"] == "closed"


@pytest.mark.requirement("R38")
@pytest.mark.parametrize("who", ["duty", "leader", "lead", "support", "village"])
async def test_r38_rating_and_words_are_refused_to_everybody_else(
    stage: Stage, case: int, who: str
) -> None:
    told = {"satisfaction": "fairly", "words": "还差一点", "request": "另问社保"}
    assert (await stage.do(who, case, "visit", **told)).status_code == 403
    await stage.done("visitor", case, "visit", **told, result_known=True)
    answer = await stage.get(who, f"/api/cases/{case}")
    (round_,) = answer.json()["visits"]
    assert (round_["satisfaction"], round_["words"]) == (None, "")
    assert "还差一点" not in answer.text
    assert "fairly" not in answer.text
    for other in ("visitor", "supervisor"):
        (round_,) = (await _file(stage, other, case))["visits"]
        assert round_ | told == round_
        assert round_["result_known"] is True
    await stage.done("visitor", case, "close")
    (round_,) = (await _file(stage, who, case))["visits"]
    assert round_["words"] == "还差一点"


async def test_dissatisfaction_is_told_at_once_and_opens_another_round(
    stage: Stage, case: int
) -> None:
    no = {"satisfaction": "dissatisfied", "words": "仍欠一个月"}
    card = await stage.done("visitor", case, "visit", **no)
    assert (card["state"], card["redo"]) == ("handling", 1)
    file = await _file(stage, "lead", case)
    assert file["visits"][0]["words"] == "仍欠一个月"
    clock = next(
        line for line in file["deadlines"] if (line["name"], line["redo"]) == ("resolve_by", 1)
    )
    assert clock["met"] is None
    await stage.done("lead", case, "resolve", words="已补发")
    assert (await stage.do("visitor", case, "close")).status_code == 409
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="满意")
    rounds = (await _file(stage, "visitor", case))["visits"]
    assert [(one["redo"], one["satisfaction"]) for one in rounds] == [
        (0, "dissatisfied"),
        (1, "satisfied"),
    ]


@pytest.mark.requirement("R29")
async def test_r29_the_database_closes_nothing_without_the_result_of_a_visit(
    stage: Stage, case: int
) -> None:
    async def close(state: str) -> None:
        async with stage.house.transaction() as conn:
            await conn.execute(
                "update casework.case_file set state = $2, version = version + 1,"
                " closed_at = case when $2 = 'closed' then now() end where case_id = $1",
                case,
                state,
            )

    for state in ("visited", "closed"):
        with pytest.raises(BARRED, match="before its return visit"):
            await close(state)
    await stage.done("visitor", case, "visit", satisfaction="dissatisfied", words="不满意")
    with pytest.raises(BARRED, match="before its return visit"):
        await close("closed")


async def test_the_database_takes_no_result_that_was_not_tried(stage: Stage, case: int) -> None:
    async def add(said: str) -> None:
        async with stage.house.transaction() as conn:
            await conn.execute(
                "insert into casework.visit (case_id, redo, satisfaction, visited_at)"
                " values ($1, 0, $2, now())",
                case,
                said,
            )

    for said in ("satisfied", "unreached"):
        with pytest.raises(BARRED, match="what a try came to"):
            await add(said)
    await stage.done("visitor", case, "visit", **NOBODY)
    with pytest.raises(BARRED, match="what a try came to"):
        await add("unreached")


async def test_the_database_lets_only_the_visitors_desk_write(stage: Stage, case: int) -> None:
    """Past the program: the policies hold for whoever acts, and nobody changes a row."""
    sql = (
        "insert into casework.visit_try (case_id, redo, number, method, tried_at, reached,"
        " made_by, noted_at) values ($1, 0, 1, 'phone', now(), true, $2, now())"
    )
    for who in ("duty", "supervisor", "lead"):
        actor = stage.cast.actor(who)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with stage.db.transaction(actor) as conn:
                await conn.execute(sql, case, actor.account_id)
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="满意")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with stage.db.transaction(stage.cast.visitor) as conn:
            await conn.execute("update casework.visit set words = '改'")


async def test_the_journal_tells_no_rating_before_the_case_is_closed(
    stage: Stage, case: int
) -> None:
    await stage.done("visitor", case, "visit", satisfaction="fairly", words="还行")
    (row,) = await stage.rows("select data::text from journal.event where type = 'case.visited'")
    assert '"visit": 0' in row["data"]
    assert "fairly" not in row["data"]
    assert "还行" not in row["data"]


async def test_a_wrong_try_changes_nothing(stage: Stage, case: int) -> None:
    version = await stage.version(case)
    for attempt in (Attempt(), Attempt(Satisfaction.SATISFIED, "满意", reached=False)):
        with pytest.raises(Refusal):
            await _visit(stage, case, attempt, now())
    assert await stage.version(case) == version
    assert await stage.rows("select from casework.visit_try") == []
