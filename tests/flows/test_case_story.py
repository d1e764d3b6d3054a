"""A report's whole life over HTTP, with the cast; at every step somebody outside sees nothing."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from command.base import journal
from command.base.db import Database
from command.base.journal import Entry
from tests.casework import stage as staging
from tests.casework.stage import OUTSIDERS, Stage, a_report
from tests.cast import COUNTY, TOWNSHIP, VILLAGE

NAME, PHONE = "甄虚构", "13800000000"
RETURN = {"ground": "not_competent", "reason": "属住建职责,不属本单位"}
WORDS = "某安置房项目(虚构)拖欠工资,家里老人等着用钱。"


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staging.opened(database) as opened:
        yield opened


async def _seen_by_nobody_outside(stage: Stage, case: int) -> None:
    for who in OUTSIDERS:
        assert (await stage.get(who, f"/api/cases/{case}")).status_code == 404, who
        for queue in ("mine", "unit", "all", "overdue", "visit"):
            page = (await stage.get(who, "/api/cases", queue=queue)).json()
            assert page["items"] == [], (who, queue)
            assert set(page["counts"].values()) == {0}, who


async def _journal(stage: Stage) -> list[Entry]:
    async with stage.house.reading() as conn:
        return await journal.read_after(conn, 0)


@pytest.mark.requirement("R25")
@pytest.mark.requirement("R2")
async def test_from_report_to_close_with_one_redo(stage: Stage) -> None:
    report = a_report(words=WORDS, level=4, headcount=20, reporter={"name": NAME, "phone": PHONE})
    taken = (await stage.post("clerk", "/api/reports", report)).json()
    case = taken["case"]
    steps: list[tuple[str, str, dict[str, Any], str]] = [
        ("dispatcher", "accept", {}, "assigned"),
        ("lead", "sign-for", {}, "handling"),
        ("support", "sign-for", {}, "handling"),
        ("lead", "progress", {"words": f"已联系{NAME},核对工资表。"}, "handling"),
        ("village", "facts", {"headcount": 60}, "handling"),
        ("duty", "escalate", {"level": 3, "why": "人数 20→60"}, "handling"),
        ("duty", "acknowledge", {}, "handling"),
        ("support", "answer", {"words": "已核查总包支付凭证。"}, "handling"),
        ("lead", "resolve", {"words": "已发放拖欠工资。"}, "resolved"),
        (
            "visitor",
            "visit",
            {"satisfaction": "dissatisfied", "words": f"{NAME}称仍欠一个月。"},
            "handling",
        ),
        ("lead", "progress", {"words": "补发。"}, "handling"),
        ("lead", "resolve", {"words": "全部结清。"}, "resolved"),
        ("visitor", "visit", {"satisfaction": "satisfied", "words": "全部收到。"}, "visited"),
        ("visitor", "close", {}, "closed"),
    ]
    await _seen_by_nobody_outside(stage, case)
    for who, deed, body, state in steps:
        card = await stage.done(who, case, deed, **body)
        assert card["state"] == state, deed
        assert card == (await stage.get("duty", f"/api/cases/{case}")).json()["card"]
        await _seen_by_nobody_outside(stage, case)
        await _somebody_answers_for_it(stage)
    assert (card["redo"], card["level"], card["headcount"]) == (1, 3, 60)
    assert (card["due"], card["overdue"]) == (None, False)
    await _the_file_tells_it_all(stage, case)
    await _the_journal_tells_it_in_order(stage, case)
    await _nothing_personal_left_the_case(stage)


async def _somebody_answers_for_it(stage: Stage) -> None:
    """No accepted open case without a lead agency and a named person in it."""
    orphans = await stage.rows(
        "select from casework.case_file c where accepted_at is not null and closed_at is null"
        " and not exists (select from casework.part p join accounts.account a"
        " on a.account_id = p.officer_id and a.agency_id = p.agency_id and a.disabled_at is null"
        " where p.case_id = c.case_id and p.part = 'lead')"
    )
    assert orphans == []


async def _the_file_tells_it_all(stage: Stage, case: int) -> None:
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    assert file["words"] == WORDS
    reporter = {"name": "甄**", "phone": "138****0000", "id_number": "", "address": ""}
    assert file["reporter"] == reporter
    assert [entry["type"] for entry in file["entries"]][:3] == [
        "case.opened",
        "case.accepted",
        "case.assigned",
    ]
    assert file["entries"][-2]["facts"]["satisfaction"] == "satisfied"
    assert {line["name"]: bool(line["met"]) for line in file["deadlines"]} == {
        "accept_by": True,
        "answer_by": True,
        "resolve_by": True,
        "visit_by": True,
    }
    assert {offer["deed"] for offer in file["next"] if offer["allowed"]} == {"link", "tell"}


async def _the_journal_tells_it_in_order(stage: Stage, case: int) -> None:
    entries = await _journal(stage)
    assert [entry.type.removeprefix("case.") for entry in entries] == [
        *("opened", "accepted", "assigned", "signed", "signed", "progressed", "facts_updated"),
        *(
            "escalated",
            "acknowledged",
            "task.answered",
            "resolved",
            "visited",
            "progressed",
            "resolved",
        ),
        *("visited", "closed"),
    ]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert {entry.case for entry in entries} == {case}
    scopes = [COUNTY, TOWNSHIP, VILLAGE, "agency:rsj", "agency:zjj"]
    assert list(entries[-1].audience) == scopes


async def _nothing_personal_left_the_case(stage: Stage) -> None:
    """The reporter's name, phone and words are in no frame and nowhere in the incident plane."""
    frames = " ".join(entry.data for entry in await _journal(stage))
    public = await stage.rows("select to_jsonb(c)::text as row from casework.case_file c")
    for secret in (NAME, PHONE, WORDS[:6], "工资表", "仍欠一个月", "全部收到"):
        assert secret not in frames
        assert not any(secret in row["row"] for row in public)
    sealed = await stage.rows("select name_sealed, phone_sealed from identity.person")
    assert NAME.encode() not in sealed[0]["name_sealed"]
    assert PHONE.encode() not in sealed[0]["phone_sealed"]


async def test_a_case_returned_by_its_lead_goes_back_to_the_dispatcher(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    card = await stage.done("lead", case, "return", **RETURN)
    assert (card["state"], card["why"]) == ("returned", "属住建职责,不属本单位")
    assert (await stage.get("lead", "/api/cases", queue="mine")).json()["items"] == []
    asked = await stage.do("dispatcher", case, "assign", lead="zjj")
    assert (asked.status_code, asked.json()["field"]) == (422, "reason")
    card = await stage.done("dispatcher", case, "assign", lead="zjj", reason="总包为住建监管企业")
    assert (card["state"], card["lead"]["agency"]) == ("assigned", "zjj")
    assert (await stage.get("lead", f"/api/cases/{case}")).status_code == 404
    left = (await _journal(stage))[-1]
    assert (left.type, left.audience) == ("case.left", ("agency:rsj",))
    assert left.data == f'{{"case": {case}}}'
    file = (await stage.get("dispatcher", f"/api/cases/{case}")).json()
    assert file["entries"][-1]["words"] == "总包为住建监管企业"
    assert (await stage.done("support", case, "sign-for"))["state"] == "handling"


async def test_a_case_that_moves_to_another_village_leaves_the_first(stage: Stage) -> None:
    case = (await stage.report())["case"]
    neighbour = stage.app.state.places.children(TOWNSHIP)[1].code
    card = await stage.done("township", case, "facts", place=neighbour)
    assert card["place"] == neighbour
    assert (await stage.get("village", f"/api/cases/{case}")).status_code == 404
    left = (await _journal(stage))[-1]
    assert (left.type, left.audience) == ("case.left", (VILLAGE,))
    outside = stage.app.state.places.children("361123101")[0].code
    refused = await stage.do("township", case, "facts", place=outside)
    assert (refused.status_code, refused.json()["field"]) == (403, "place")


async def test_of_two_officers_the_slower_one_sees_what_has_changed(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "facts", headcount=33)
    late = await stage.do("duty", case, "facts", headcount=44, version=1)
    assert late.status_code == 409
    problem = late.json()
    assert (problem["code"], problem["version"]) == ("stale-case", 2)
    assert problem["card"]["headcount"] == 33


async def test_a_repeated_deed_is_done_once(stage: Stage) -> None:
    case = (await stage.report())["case"]
    path, body = f"/api/cases/{case}/progress", {"version": 1, "words": "已到现场。"}
    first = await stage.post("clerk", path, body, key="one-progress-key")
    again = await stage.post("clerk", path, body, key="one-progress-key")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    other = await stage.post("clerk", path, {**body, "words": "别的"}, key="one-progress-key")
    assert other.json()["code"] == "key-reused"
    assert await stage.version(case) == 2


def _status_of(answer: httpx2.Response) -> int:
    assert answer.status_code != 200, answer.text
    return answer.status_code


DEEDS: dict[str, dict[str, Any]] = {
    "accept": {},
    "assign": {},
    "sign-for": {},
    "return": RETURN,
    "facts": {"headcount": 61},
    "progress": {"words": "记录"},
    "escalate": {"level": 1, "why": "人数增加"},
    "acknowledge": {},
    "resolve": {"words": "已办结"},
    "visit": {"satisfaction": "satisfied", "words": "好的"},
    "close": {},
}


async def test_nobody_outside_can_do_anything_and_nothing_tells_them_the_case_exists(
    stage: Stage,
) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    strangers = (*OUTSIDERS, "wall", "system_admin", "security_admin", "auditor")
    for who in strangers:
        for deed, body in DEEDS.items():
            real = await stage.do(who, case, deed, **body)
            none = await stage.do(who, case + 999, deed, version=1, **body)
            assert _status_of(real) in (403, 404), (who, deed)
            told, untold = real.json(), none.json()
            assert told["detail"].replace(str(case), "") == untold["detail"].replace(
                str(case + 999), ""
            )
            assert {**told, "detail": ""} == {**untold, "detail": ""}, (who, deed)
    assert await stage.version(case) == 3


async def test_a_wall_reads_the_stream_and_no_case(stage: Stage) -> None:
    case = (await stage.report())["case"]
    assert (await stage.get("wall", "/api/cases")).status_code == 403
    assert (await stage.get("wall", f"/api/cases/{case}")).status_code == 403
    assert (await stage.get("wall", "/api/photos/anything")).status_code == 403


async def test_without_a_session_nothing_is_answered(stage: Stage) -> None:
    for path in ("/api/cases", "/api/cases/1", "/api/taxonomy", "/api/photos/x"):
        assert (await stage.client.get(path)).status_code == 401
    answer = await stage.client.post(
        "/api/reports", json=a_report(), headers={"idempotency-key": "no-session-1"}
    )
    assert answer.status_code == 401
