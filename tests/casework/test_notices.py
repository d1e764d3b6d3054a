"""What a citizen must be told stands on a list until how and when is on record."""

from datetime import timedelta

import asyncpg
import pytest

from command.base.problem import InvalidInput
from command.casework.case import evolve
from command.casework.notice import Matter, Notice, Telling, Way, told
from command.casework.terms import Kind, State
from tests.casework.builders import HOUR, a_case
from tests.casework.stage import Stage
from tests.casework.turns import TURNS
from tests.cast import AT

OWED = Notice(1, Matter.ACCEPTED, AT)


def test_acceptance_and_result_are_owed_and_a_visit_tells_the_result() -> None:
    resolved = a_case(State.RESOLVED)
    assert [one.matter for one in resolved.untold] == [Matter.ACCEPTED, Matter.ANSWER]
    visited = a_case(State.VISITED)
    assert [one.matter for one in visited.untold] == [Matter.ACCEPTED]
    answer = visited.notices[1]
    assert (answer.way, answer.told_at) == (Way.VISIT, AT + 4 * HOUR)


def test_an_incident_owes_nothing_but_its_result() -> None:
    resolved = a_case(State.RESOLVED, Kind.INCIDENT)
    assert [one.matter for one in resolved.untold] == [Matter.ANSWER]


def test_whoever_takes_it_back_has_been_spoken_to() -> None:
    assert evolve(a_case(State.RESOLVED), TURNS["withdraw"]).untold == ()


def test_a_telling_keeps_how_and_when() -> None:
    done = told(OWED, Telling(Way.LETTER, " 挂号信 ", AT + HOUR), 7, AT + 2 * HOUR)
    assert (done.told_at, done.way, done.words, done.told_by) == (
        AT + HOUR,
        Way.LETTER,
        "挂号信",
        7,
    )


def test_the_minute_in_which_it_was_owed_is_soon_enough() -> None:
    owed = Notice(1, Matter.ACCEPTED, AT + timedelta(seconds=40))
    done = told(owed, Telling(Way.PHONE, told_at=AT), 7, AT + HOUR)
    assert done.told_at == owed.owed_at


@pytest.mark.parametrize(
    ("telling", "field"),
    [
        (Telling(Way.PHONE, told_at=AT - HOUR), "told"),
        (Telling(Way.PHONE, told_at=AT + 3 * HOUR), "told"),
        (Telling(Way.UNABLE), "words"),
        (Telling(Way.VISIT), "way"),
    ],
)
def test_a_telling_that_cannot_be_is_refused_at_its_field(telling: Telling, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        told(OWED, telling, 7, AT + 2 * HOUR)
    assert refused.value.field == field


@pytest.mark.requirement("R42", lacks="all that is open of a case in one list")
async def test_the_list_holds_a_case_until_how_and_when_is_recorded(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    page = (await stage.get("lead", "/api/cases", queue="untold")).json()
    assert [one["case"] for one in page["items"]] == [case]
    assert page["counts"]["untold"] == 1
    refused = await stage.do("lead", case, "tell", way="unable")
    assert (refused.status_code, refused.json()["field"]) == (422, "words")
    await stage.done("lead", case, "tell", way="letter", words="受理告知书已寄出")
    page = (await stage.get("lead", "/api/cases", queue="untold")).json()
    assert (page["items"], page["counts"]["untold"]) == ([], 0)
    (notice,) = (await stage.get("lead", f"/api/cases/{case}")).json()["notices"]
    assert (notice["matter"], notice["way"], notice["words"]) == (
        "accepted",
        "letter",
        "受理告知书已寄出",
    )
    again = await stage.do("lead", case, "tell", way="phone")
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")


async def test_what_is_over_stays_on_the_list_until_it_is_told(stage: Stage) -> None:
    case = (await stage.report())["case"]
    no = {"ground": "unclear", "door": "补充材料后再来", "words": "没有具体请求"}
    await stage.done("clerk", case, "decline", **no)
    page = (await stage.get("clerk", "/api/cases", queue="untold")).json()
    assert [one["state"] for one in page["items"]] == ["declined"]
    await stage.done("clerk", case, "tell", way="person")
    assert (await stage.get("clerk", "/api/cases", queue="untold")).json()["items"] == []


async def test_nobody_reached_three_times_is_told_in_writing_before_it_closes(
    stage: Stage,
) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    long_ago = "resolved_at = resolved_at - interval '3 days'"
    async with stage.house.transaction() as conn:
        await conn.execute(f"update casework.case_file set {long_ago}")
        at = await conn.fetchval("select resolved_at from casework.case_file")
    for number in (1, 2, 3):
        tried = (at + timedelta(hours=3 * number)).isoformat()
        await stage.done("visitor", case, "visit", reached=False, tried=tried)
    refused = await stage.do("visitor", case, "close")
    assert (refused.status_code, "告知" in refused.json()["detail"]) == (409, True)
    await stage.done("lead", case, "tell", number=2, way="letter")
    assert (await stage.done("visitor", case, "close"))["state"] == "closed"


@pytest.mark.parametrize(
    "change",
    ["matter = 'answer'", "told_at = null, way = null, told_by = null", "words = '改过'"],
)
async def test_what_was_told_stays_told(stage: Stage, change: str) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    await stage.done("lead", case, "tell", way="phone")
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(f"update casework.notice set {change}")


@pytest.mark.requirement("R29")
async def test_no_case_closes_in_the_database_before_its_answer_is_told(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="收到")
    async with stage.house.transaction() as conn:
        await conn.execute(
            "insert into casework.notice (case_id, number, matter, owed_at)"
            " values ($1, 9, 'answer', now())",
            case,
        )
    with pytest.raises(asyncpg.CheckViolationError, match="told before its case closes"):
        async with stage.house.transaction() as conn:
            await conn.execute(
                "update casework.case_file set state = 'closed', closed_at = now(),"
                " version = version + 1 where case_id = $1",
                case,
            )
