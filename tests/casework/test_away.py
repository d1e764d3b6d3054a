"""A matter before somebody else: it comes back with a result, and is never out of sight."""

from datetime import timedelta

import asyncpg
import pytest

from command.base import clock
from command.base.clock import china_date
from command.base.problem import InvalidInput
from command.casework import keeper
from command.casework.case import evolve
from command.casework.outside import Body, Way, outside_by
from command.casework.terms import DeadlineName, State
from tests.casework.builders import PROMISE, a_case
from tests.casework.stage import Stage
from tests.casework.turns import LATER, TURNS
from tests.cast import AT

COURT = {"body": "court", "name": "县人民法院(虚构)", "words": "双方同意诉讼解决"}


def test_our_promises_end_and_the_bodys_time_begins() -> None:
    away = evolve(a_case(State.HANDLING), TURNS["transfer"])
    running = [line.name for line in away.deadlines if line.is_running]
    assert running == [DeadlineName.OUTSIDE_BY]
    assert away.is_open


def test_what_was_not_taken_is_promised_anew_and_the_first_start_stays() -> None:
    back = evolve(a_case(State.TRANSFERRED), TURNS["come-back sent back"])
    promises = [line for line in back.deadlines if line.name is DeadlineName.RESOLVE_BY]
    assert [(line.redo, line.started_at, line.is_running) for line in promises] == [
        (0, AT, False),
        (1, LATER, True),
    ]
    twice = evolve(evolve(back, TURNS["transfer"]), TURNS["come-back sent back"])
    assert max(line.redo for line in twice.deadlines) == 2


def test_arbitration_and_inspection_have_their_days_in_law_and_a_court_has_a_named_one() -> None:
    way = Way(Body.ARBITRATION, "仲裁委", "劳动争议")
    assert outside_by(way, PROMISE, AT).days == 50
    with pytest.raises(InvalidInput) as refused:
        outside_by(Way(Body.COURT, "法院", "诉讼"), PROMISE, AT)
    assert refused.value.field == "due"
    past = Way(Body.COURT, "法院", "诉讼", due=china_date(AT) - timedelta(days=1))
    with pytest.raises(InvalidInput):
        outside_by(past, PROMISE, AT)


def test_a_hearing_holds_up_no_promise() -> None:
    before = a_case(State.HANDLING)
    heard = evolve(evolve(before, TURNS["hear"]), TURNS["conclude-hearing"])
    for name in (DeadlineName.RESOLVE_BY, DeadlineName.ANSWER_BY):
        assert heard.deadline(name) == before.deadline(name)


async def _handled(stage: Stage) -> int:
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "accept")
    await stage.done("lead", case, "sign-for")
    return case


def _due(days: int = 90) -> str:
    return (china_date(clock.now()) + timedelta(days=days)).isoformat()


@pytest.mark.requirement("R3", lacks="an exit of legal aid of its own")
async def test_to_a_court_and_back_with_its_result_and_a_visit(stage: Stage) -> None:
    case = await _handled(stage)
    waits = await stage.do("lead", case, "transfer", **COURT, due=_due())
    assert "任务未答复" in waits.json()["detail"]
    await stage.answered(case)
    refused = await stage.do("lead", case, "transfer", **COURT)
    assert (refused.status_code, refused.json()["field"]) == (422, "due")
    card = await stage.done("lead", case, "transfer", **COURT, due=_due())
    assert (card["state"], card["due_name"]) == ("transferred", "outside_by")
    page = (await stage.get("lead", "/api/cases", queue="mine")).json()["items"]
    assert [one["case"] for one in page] == [case], "it never leaves the queue"
    back = {"outcome": "decided", "words": "法院调解结案,已履行"}
    assert (await stage.done("lead", case, "come-back", **back))["state"] == "resolved"
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="认可")
    await stage.done("visitor", case, "close")
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    (way,) = file["outside"]
    assert (way["name"], way["outcome"], way["result"]) == (
        COURT["name"],
        "decided",
        back["words"],
    )
    owed = [one["matter"] for one in file["notices"]]
    assert owed == ["accepted", "transferred", "answer"]
    frames = await stage.rows("select data::text as data from journal.event")
    assert not any("法院" in row["data"] for row in frames), "words stay in the case plane"


async def test_not_taken_there_it_is_handled_here_again(stage: Stage) -> None:
    case = await _handled(stage)
    await stage.answered(case)
    for _ in range(2):
        await stage.done("lead", case, "transfer", **COURT, due=_due())
        card = await stage.done("lead", case, "come-back", outcome="sent_back", words="不予立案")
        assert (card["state"], card["due_name"]) == ("handling", "resolve_by")


async def test_somebody_looks_after_it_when_the_body_is_late(stage: Stage) -> None:
    case = await _handled(stage)
    await stage.answered(case)
    await stage.done("lead", case, "transfer", **COURT, due=_due(2))
    await keeper.tick(stage.keeper, clock.now() + timedelta(days=4))
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    assert file["card"]["overdue"]
    assert any(e["words"].startswith("外部办理时限") for e in file["entries"])


async def test_taken_back_while_it_is_away_nothing_is_waited_for(stage: Stage) -> None:
    case = await _handled(stage)
    await stage.answered(case)
    await stage.done("lead", case, "transfer", **COURT, due=_due())
    said = {"method": "phone", "words": "已和解"}
    await stage.done("visitor", case, "withdraw", **said)
    await stage.done("clerk", case, "reopen", words="对方反悔")
    await stage.done("lead", case, "sign-for")
    await stage.done("lead", case, "transfer", **COURT, due=_due())


async def test_a_hearing_is_called_and_its_minutes_stay(stage: Stage) -> None:
    case = await _handled(stage)
    held = (clock.now() + timedelta(days=5)).isoformat()
    late = await stage.do("lead", case, "hear", held=_past(), spot="听证室", words="核定工资")
    assert (late.status_code, late.json()["field"]) == (422, "held")
    card = await stage.done("lead", case, "hear", held=held, spot="听证室", words="核定工资")
    assert card["state"] == "hearing"
    assert (await stage.do("lead", case, "resolve", words="已办")).status_code == 409
    done = {"present": "双方当事人、专家2名", "words": "认定拖欠3个月"}
    assert (await stage.done("lead", case, "conclude-hearing", **done))["state"] == "handling"
    (hearing,) = (await stage.get("lead", f"/api/cases/{case}")).json()["hearings"]
    assert (hearing["who"], hearing["minutes"]) == (done["present"], done["words"])
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute("update casework.hearing set minutes = '改过的笔录'")


def _past() -> str:
    return (clock.now() - timedelta(days=1)).isoformat()


async def test_the_database_loses_no_case_on_its_way(stage: Stage) -> None:
    case = await _handled(stage)
    gone = "update casework.case_file set state = 'transferred', version = version + 1"
    with pytest.raises(asyncpg.CheckViolationError, match="is somewhere"):
        async with stage.house.transaction() as conn:
            await conn.execute(f"{gone} where case_id = $1", case)
