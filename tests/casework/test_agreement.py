"""A mediation agreement: performed duty by duty, confirmed by a court, or broken off."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.base import clock
from command.base.clock import china_date
from command.base.problem import InvalidInput
from command.casework import agreement, keeper
from command.casework.agreement import Agreed, Confirmation, Duty, Form
from command.casework.case import evolve
from command.casework.terms import DeadlineName, State
from tests.casework.builders import PROMISE, a_case
from tests.casework.stage import Stage
from tests.casework.turns import LATER, TURNS
from tests.cast import AT

TODAY = china_date(AT)
PAY = Duty("支付工资", TODAY + timedelta(days=7))
AGREED = Agreed(TODAY, "人民调解员魏示例", Form.WRITTEN, "双方同意分两次支付", [PAY])


def test_confirmation_has_thirty_days_from_the_day_of_the_agreement() -> None:
    duties, confirm = agreement.clocks_of(AGREED, 3, PROMISE, AT)
    assert [(one.task, one.name) for one in duties] == [(3, DeadlineName.PERFORM_BY)]
    assert china_date(confirm.due_at - timedelta(minutes=1)) == TODAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("agreed", "field"),
    [
        (replace(AGREED, agreed_on=TODAY + timedelta(days=1)), "agreed_on"),
        (replace(AGREED, agreed_on=TODAY - timedelta(days=31)), "agreed_on"),
        (replace(AGREED, duties=[PAY, replace(PAY, due=TODAY - timedelta(1))]), "duties[1].due"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(agreed: Agreed, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        agreement.clocks_of(agreed, 1, PROMISE, AT)
    assert refused.value.field == field


@pytest.mark.parametrize("held", [None, *Confirmation])
@pytest.mark.parametrize("said", Confirmation)
def test_a_court_is_asked_before_it_answers(held: Confirmation | None, said: Confirmation) -> None:
    asks = {Confirmation.WAIVED, Confirmation.APPLIED}
    follows = said in asks if held is None else held is Confirmation.APPLIED and said not in asks
    if follows:
        agreement.demand_next(held, said)
    else:
        with pytest.raises(InvalidInput):
            agreement.demand_next(held, said)


def test_our_promises_are_kept_by_the_agreement_and_broken_it_is_promised_anew() -> None:
    agreed = evolve(a_case(State.HANDLING), TURNS["agree"])
    running = {line.name for line in agreed.deadlines if line.is_running}
    assert running == {DeadlineName.PERFORM_BY, DeadlineName.CONFIRM_BY}
    broken = evolve(agreed, TURNS["break-off"])
    (promise,) = [line for line in broken.deadlines if line.is_running]
    assert (promise.name, promise.redo, promise.started_at) == (
        DeadlineName.RESOLVE_BY,
        1,
        LATER,
    )


def _agreement(**changes: Any) -> dict[str, Any]:
    day = china_date(clock.now())
    body = {
        "agreed_on": day.isoformat(),
        "mediators": "人民调解员魏示例",
        "words": "双方同意分两次支付",
        "duties": [
            {"words": "支付第一笔", "due": (day + timedelta(days=3)).isoformat()},
            {"words": "支付第二笔", "due": (day + timedelta(days=40)).isoformat()},
        ],
    }
    return {**body, **changes}


async def _handled(stage: Stage) -> int:
    case = int((await stage.report(kind="dispute"))["case"])
    await stage.done("dispatcher", case, "accept")
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    return case


@pytest.mark.requirement("R3")
async def test_agreed_performed_confirmed_visited_and_closed(stage: Stage) -> None:
    case = await _handled(stage)
    card = await stage.done("lead", case, "agree", **_agreement())
    assert (card["state"], card["due_name"]) == ("performing", "perform_by")
    waits = await stage.do("lead", case, "resolve", words="已支付")
    assert "2项义务" in waits.json()["detail"]
    today = china_date(clock.now()).isoformat()
    unsure = await stage.do("lead", case, "perform", on=today)
    assert (unsure.status_code, unsure.json()["field"]) == (422, "number")
    await stage.done("lead", case, "perform", number=1, on=today, words="转账凭证已核对")
    early = await stage.do("lead", case, "confirm", outcome="confirmed")
    assert (early.status_code, early.json()["field"]) == (422, "outcome")
    await stage.done("lead", case, "confirm", outcome="applied")
    await stage.done("lead", case, "perform", on=today)
    assert (await stage.done("lead", case, "resolve", words="全部支付"))["state"] == "resolved"
    await stage.done("lead", case, "confirm", outcome="confirmed", words="司法确认裁定书")
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="已收到")
    await stage.done("visitor", case, "close")
    (held,) = (await stage.get("lead", f"/api/cases/{case}")).json()["agreements"]
    assert (held["confirmation"], held["ended"]) == ("confirmed", "performed")
    assert [duty["performed"] for duty in held["duties"]] == [today, today]
    frames = await stage.rows("select data::text as data from journal.event")
    assert not any("支付" in row["data"] for row in frames), "words stay in the case plane"


async def test_who_does_not_perform_in_time_is_noticed_and_the_matter_handled_again(
    stage: Stage,
) -> None:
    case = await _handled(stage)
    await stage.done("lead", case, "agree", **_agreement())
    await keeper.tick(stage.keeper, clock.now() + timedelta(days=5))
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    assert file["card"]["overdue"]
    assert any(e["words"].startswith("履行时限") for e in file["entries"])
    card = await stage.done("lead", case, "break-off", words="对方没有支付第一笔")
    assert (card["state"], card["due_name"]) == ("handling", "resolve_by")
    second = await stage.done("lead", case, "agree", **_agreement())
    assert second["state"] == "performing"
    duties = await stage.rows("select number from casework.duty order by number")
    assert [row["number"] for row in duties] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "change",
    [
        "update casework.agreement set words = '改过的协议'",
        "update casework.agreement set ended = 'performed', ended_at = now(), ended_by = made_by",
        "update casework.duty set due_on = due_on + 30",
        "update casework.case_file set state = 'resolved', version = version + 1",
    ],
)
async def test_what_was_agreed_stays_and_is_not_over_before_it_is_done(
    stage: Stage, change: str
) -> None:
    case = await _handled(stage)
    await stage.done("lead", case, "agree", **_agreement())
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(change)
