"""Joint cases, returns, up and down, copies: over HTTP, on a database."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.accounts.role import Role
from command.base import clock
from command.base.clock import china_date
from tests import cast as casting
from tests.casework.stage import Stage
from tests.cast import AT, COUNTY, TOWNSHIP, VILLAGE

DAY = timedelta(days=1)
C, T, V = f"c{COUNTY}", f"c{TOWNSHIP}", f"c{VILLAGE}"


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


async def _file(stage: Stage, case: int, who: str = "duty") -> dict[str, Any]:
    found: dict[str, Any] = (await stage.get(who, f"/api/cases/{case}")).json()
    return found


async def _assigned(stage: Stage, **body: Any) -> int:
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "accept", **body)
    return case


def _no(ground: str = "not_competent") -> dict[str, str]:
    return {"ground": ground, "reason": "经核实不属本单位职责"}


# Joint cases


@pytest.mark.requirement("R44")
async def test_r44_each_agency_of_a_joint_case_has_a_person_a_task_and_a_day(stage: Stage) -> None:
    case = await _assigned(stage)
    file = await _file(stage, case)
    assert [(p["part"], bool(p["officer"])) for p in file["parts"]] == [
        ("lead", True),
        ("support", True),
    ]
    (task,) = file["tasks"]
    (promise,) = [d["due"] for d in file["deadlines"] if d["name"] == "resolve_by"]
    assert (task["agency"], task["state"], task["source"]) == ("zjj", "open", "joint")
    assert (task["officer"], task["due"], task["from"]) == ("住建戊", promise, 0)
    assert [d["name"] for d in file["deadlines"] if d["task"]] == []


async def test_a_supporter_may_have_words_and_an_earlier_day_of_its_own(stage: Stage) -> None:
    due = (china_date(AT) + DAY).isoformat()
    asks = [{"agency": "zjj", "words": "核查总包付款", "due": due}]
    case = await _assigned(stage, lead="rsj", supports=["zjj"], asks=asks)
    file = await _file(stage, case)
    assert (file["tasks"][0]["words"], file["tasks"][0]["due"]) == (
        "核查总包付款",
        "2026-11-25T16:00:00Z",
    )
    assert [d["name"] for d in file["deadlines"] if d["task"]] == ["task_by"]


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        ({"agency": "lyj"}, "asks[0].agency"),
        ({"agency": "zjj", "words": "核"}, "words"),
        ({"agency": "zjj", "due": "2026-11-23"}, "due"),
        ({"agency": "zjj", "due": "2027-11-23"}, "due"),
    ],
)
async def test_a_wrong_ask_names_its_field(stage: Stage, ask: dict[str, Any], field: str) -> None:
    case = (await stage.report())["case"]
    body = {"lead": "rsj", "supports": ["zjj"], "asks": [ask]}
    answer = await stage.do("dispatcher", case, "accept", **body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.requirement("R45")
async def test_r45_the_lead_cannot_finish_while_a_supporter_has_not_answered(stage: Stage) -> None:
    case = await _assigned(stage)
    await stage.done("lead", case, "sign-for")
    refused = await stage.do("lead", case, "resolve", words="已支付")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong-state")
    assert "住建局" in refused.json()["detail"]
    await stage.done("support", case, "answer", words="付款凭证已核")
    assert (await stage.done("lead", case, "resolve", words="已支付"))["state"] == "resolved"


async def test_an_incident_is_joint_from_its_first_moment(stage: Stage) -> None:
    case = (await stage.report(kind="incident"))["case"]
    file = await _file(stage, case)
    asked = {task["agency"] for task in file["tasks"]}
    assert asked == {part["agency"] for part in file["parts"] if part["part"] == "support"}
    assert asked


async def test_whoever_supports_no_more_is_no_longer_asked(stage: Stage) -> None:
    case = await _assigned(stage)
    await stage.done("dispatcher", case, "assign", lead="rsj", supports=["lyj"])
    file = await _file(stage, case)
    assert {t["agency"]: t["state"] for t in file["tasks"]} == {"zjj": "withdrawn", "lyj": "open"}
    assert (await stage.get("support", f"/api/cases/{case}")).status_code == 404


async def test_the_lead_asks_for_help_with_a_day(stage: Stage) -> None:
    case = await _assigned(stage, lead="rsj")
    due = (china_date(AT) + DAY).isoformat()
    await stage.done("lead", case, "ask", to="lyj", words="协助核查林权", due=due)
    file = await _file(stage, case, "outsider")
    (task,) = file["tasks"]
    assert (task["agency"], task["words"], task["state"]) == ("lyj", "协助核查林权", "open")
    itself = await stage.do("lead", case, "ask", to="rsj", words="自己")
    assert (itself.status_code, itself.json()["field"]) == (422, "to")


# Returns


@pytest.mark.requirement("R39")
async def test_r39_a_return_takes_a_ground_and_five_working_days(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await _assigned(stage)
    answer = await stage.do("lead", case, "return", reason="不属本单位")
    assert (answer.status_code, answer.json()["field"]) == (422, "ground")
    (lead,) = [p for p in (await _file(stage, case))["parts"] if p["part"] == "lead"]
    assert lead["return_by"] == "2026-12-01T16:00:00Z"  # Tuesday and five working days
    monkeypatch.setattr(clock, "now", lambda: AT + 8 * DAY)
    late = await stage.do("lead", case, "return", **_no())
    assert (late.status_code, late.json()["code"]) == (409, "wrong-state")
    assert "五个工作日" in late.json()["detail"]
    (offer,) = [o for o in (await _file(stage, case, "lead"))["next"] if o["deed"] == "return"]
    assert "五个工作日" in offer["reason"]


@pytest.mark.requirement("R39")
async def test_r39_the_second_return_goes_to_the_referee_and_the_third_is_refused(
    stage: Stage,
) -> None:
    case = await _assigned(stage)
    card = await stage.done("lead", case, "return", **_no())
    assert (card["state"], card["returns"]) == ("returned", 1)
    early = await stage.do("dispatcher", case, "rule", lead="zjj", reason="裁定")
    assert early.status_code == 409
    await stage.done("dispatcher", case, "assign", lead="zjj", reason="住建监管项目")
    card = await stage.done("support", case, "return", **_no("in_hand"))
    assert (card["state"], card["returns"]) == ("returned", 2)
    again = await stage.do("dispatcher", case, "assign", lead="rsj", reason="再交")
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")
    township = await stage.do("township", case, "rule", lead="rsj", reason="裁定")
    assert township.status_code == 403
    without = await stage.do("dispatcher", case, "rule", lead="rsj")
    assert (without.status_code, without.json()["field"]) == (422, "reason")
    await stage.done("dispatcher", case, "rule", lead="rsj", reason="欠薪属劳动监察职责")
    third = await stage.do("lead", case, "return", **_no())
    assert (third.status_code, third.json()["code"]) == (409, "wrong-state")
    assert "第三次" in third.json()["detail"]
    file = await _file(stage, case)
    told = [(r["number"], r["agency"], r["ground"]) for r in file["returns"]]
    assert told == [(1, "rsj", "not_competent"), (2, "zjj", "in_hand")]
    assert [s["agency"] for s in file["trail"]] == ["rsj", "zjj", "rsj"]
    assert [s["way"] for s in file["trail"]] == ["assign", "assign", "rule"]


async def test_whoever_returned_a_case_is_not_suggested_again(stage: Stage) -> None:
    case = await _assigned(stage)
    await stage.done("lead", case, "return", **_no())
    await stage.done("dispatcher", case, "assign", lead="zjj", reason="住建监管项目")
    await stage.done("support", case, "return", **_no())
    told = (await stage.get("dispatcher", f"/api/cases/{case}/routing")).json()
    assert told["lead"]["agency"] == C
    assert "已退回" in told["why"]


async def test_the_database_has_no_place_for_a_third_return(stage: Stage) -> None:
    case = await _assigned(stage)
    async with stage.house.transaction() as conn:
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute(
                "insert into casework.give_back values ($1, 3, 'rsj', $2, 'unclear', '试', $3)",
                case,
                stage.cast.lead.account_id,
                AT,
            )


# Up, down, beside


async def _in_the_village(stage: Stage) -> int:
    case = int((await stage.report(type="noise", kind="dispute"))["case"])
    card = await stage.done("dispatcher", case, "accept")
    assert card["lead"]["agency"] == V
    await stage.done("village", case, "sign-for")
    return case


async def test_a_village_refers_up_and_the_township_leads_unsigned(stage: Stage) -> None:
    case = await _in_the_village(stage)
    before = (await _file(stage, case))["deadlines"]
    card = await stage.done("village", case, "refer-up", reason="需乡镇执法队处理")
    assert (card["state"], card["lead"]["agency"], card["lead"]["signed"]) == ("assigned", T, None)
    file = await _file(stage, case)
    assert file["deadlines"] == before
    levels = [(s["level"], s["way"]) for s in file["trail"]]
    assert levels == [("village", "assign"), ("township", "refer-up")]
    assert (await stage.done("township", case, "sign-for"))["state"] == "handling"


async def test_a_level_without_anybody_is_passed_over_on_the_way_up(stage: Stage) -> None:
    case = await _in_the_village(stage)
    township = stage.cast.actor("township").account_id
    async with stage.house.transaction() as conn:
        await conn.execute(
            "update accounts.account set disabled_at = $2 where account_id = $1", township, AT
        )
    card = await stage.done("village", case, "refer-up", reason="需县里协调")
    assert card["lead"]["agency"] == C


async def test_two_levels_do_not_pass_a_case_to_and_fro(stage: Stage) -> None:
    case = await _in_the_village(stage)
    await stage.done("village", case, "refer-up", reason="需乡镇执法队处理")
    back = await stage.do("township", case, "hand-down", to=V, reason="先由村里调解")
    assert (back.status_code, back.json()["code"]) == (409, "there-and-back")


async def test_the_county_hands_down_and_what_came_down_does_not_go_up(stage: Stage) -> None:
    case = int((await stage.report(type="other", kind="dispute"))["case"])
    card = await stage.done("dispatcher", case, "accept")
    assert card["lead"]["agency"] == C
    wrong = await stage.do("duty", case, "hand-down", to="c361123101", reason="由乡镇调处")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "to")
    card = await stage.done("duty", case, "hand-down", to=T, reason="由街道先行调处")
    assert (card["lead"]["agency"], card["state"]) == (T, "assigned")
    up = await stage.do("township", case, "refer-up", reason="办不了")
    assert (up.status_code, up.json()["code"]) == (409, "there-and-back")
    assert (await stage.done("township", case, "return", **_no()))["state"] == "returned"


async def test_a_copy_lets_an_agency_see_and_nothing_else(stage: Stage) -> None:
    case = await _assigned(stage)
    assert (await stage.get("outsider", f"/api/cases/{case}")).status_code == 404
    card = await stage.done("lead", case, "copy", to=["lyj"], reason="涉及林场工地,请知悉")
    assert "lyj" not in [part["agency"] for part in card["supports"]]
    file = await _file(stage, case, "outsider")
    assert [p["part"] for p in file["parts"] if p["agency"] == "lyj"] == ["copy"]
    assert file["next"] == []
    assert (await stage.get("outsider", "/api/cases", queue="mine")).json()["items"] == []
    refused = await stage.do("outsider", case, "progress", words="我也说一句")
    assert refused.status_code == 403
    twice = await stage.do("lead", case, "copy", to=["lyj"], reason="再抄一次")
    assert (twice.status_code, twice.json()["field"]) == (422, "to[0]")
    await stage.done("dispatcher", case, "assign", lead="zjj", reason="改由住建牵头")
    assert (await stage.get("outsider", f"/api/cases/{case}")).status_code == 200


async def test_whoever_has_a_copy_may_be_asked_for_help(stage: Stage) -> None:
    case = await _assigned(stage)
    await stage.done("lead", case, "copy", to=["lyj"], reason="请知悉")
    card = await stage.done("lead", case, "ask", to="lyj", words="协助核查林权")
    assert "lyj" in [part["agency"] for part in card["supports"]]
    await stage.done("outsider", case, "sign-for")
    await stage.done("outsider", case, "answer", words="已核查")


async def test_a_visitor_of_an_agency_with_a_copy_is_still_outside(stage: Stage) -> None:
    visitor = await casting.hire(stage.db, "visitor2", Role.VISITOR, T)
    stage.cast.people["visitor2"] = visitor
    case = await _assigned(stage, lead="rsj")
    await stage.done("lead", case, "copy", to=[T], reason="请知悉")
    await stage.done("lead", case, "sign-for")
    await stage.done("lead", case, "resolve", words="已支付")
    rating = {"satisfaction": "satisfied", "words": "满意"}
    assert (await stage.done("visitor2", case, "visit", **rating))["state"] == "visited"
