"""Deeds over HTTP: what their bodies must hold, what they refuse, photos on the way."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from command.base import clock
from command.base.clock import china_date, midnight_after
from command.casework import timeline
from command.casework.card import wire_instant
from command.casework.terms import Deed
from command.places.workdays import WorkCalendar
from tests.casework.stage import Stage, a_report
from tests.casework.test_judge import INSIDE, MAY
from tests.casework.test_photo import SECRET, an_image, with_metadata
from tests.cast import OTHER_TOWNSHIP, TOWNSHIP, VILLAGE

LONG = "长" * 2001
BAD: list[tuple[str, str, dict[str, Any], str]] = [
    ("dispatcher", "accept", {"lead": "nobody", "reason": "试"}, "lead"),
    ("dispatcher", "accept", {"supports": ["zjj"]}, "lead"),
    ("dispatcher", "accept", {"lead": "zjj"}, "reason"),
    ("dispatcher", "accept", {"lead": "zjj", "reason": "住建", "supports": ["zjj"]}, "supports[0]"),
    ("duty", "facts", {"headcount": -1}, "headcount"),
    ("duty", "facts", {"level": 3}, "level"),
    ("duty", "facts", {"type": "flood"}, "type"),
    ("duty", "facts", {"title": "找13800000000"}, "title"),
    ("duty", "facts", {"spot": "冰溪路12号"}, "spot"),
    ("duty", "facts", {"place": "999999"}, "place"),
    ("duty", "facts", {"lon": 118.2}, "lat"),
    ("duty", "facts", {"why": "x" * 121}, "why"),
    ("duty", "progress", {}, "words"),
    ("duty", "progress", {"words": "   "}, "words"),
    ("duty", "progress", {"words": LONG}, "words"),
    ("duty", "progress", {"words": "看", "photos": ["nothing"]}, "photos[0]"),
    ("duty", "escalate", {"level": 4, "why": "人数增加"}, "level"),
    ("duty", "escalate", {"level": 0, "why": "人数增加"}, "level"),
    ("duty", "escalate", {"level": 3, "why": "x"}, "why"),
    ("duty", "escalate", {"level": 3, "why": "联系人13800000000"}, "why"),
    ("duty", "escalate", {"level": 3}, "why"),
    ("duty", "progress", {"words": "看", "version": 0}, "version"),
    ("duty", "progress", {"words": "看", "version": "1"}, "version"),
    ("duty", "progress", {"words": "看", "extra": 1}, "extra"),
]


async def test_a_bad_body_names_its_field_and_changes_nothing(stage: Stage) -> None:
    case = (await stage.report())["case"]
    wrong = []
    for who, deed, body, field in BAD:
        answer = await stage.do(who, case, deed, **body)
        if answer.status_code != 422 or answer.json().get("field") != field:
            wrong.append((deed, body, field, answer.text))
    assert wrong == []
    assert await stage.version(case) == 1
    assert len(await stage.rows("select from journal.event")) == 1


async def test_a_change_that_changes_nothing_is_refused(stage: Stage) -> None:
    case = (await stage.report())["case"]
    answer = await stage.do("duty", case, "facts", headcount=20)
    assert answer.status_code == 422


async def test_a_milder_level_takes_a_reason(stage: Stage) -> None:
    case = (await stage.report(level=2))["case"]
    asked = await stage.do("duty", case, "facts", level=3)
    assert asked.json()["field"] == "why"
    card = await stage.done("duty", case, "facts", level=3, why="核实为60人")
    assert (card["level"], card["why"]) == (3, "核实为60人")
    assert card["escalated"] is None
    card = await stage.done("duty", case, "facts", headcount=0, why="人员散去")
    assert (card["headcount"], card["why"]) == (0, "核实为60人")


async def test_a_change_of_class_moves_the_due_date_from_the_same_start(stage: Stage) -> None:
    case = (await stage.report(difficulty="simple"))["case"]
    before = (await stage.get("duty", f"/api/cases/{case}")).json()["deadlines"]
    await stage.done("duty", case, "facts", difficulty="complex")
    after = (await stage.get("duty", f"/api/cases/{case}")).json()["deadlines"]
    await stage.done("dispatcher", case, "accept")
    refused = await stage.do("duty", case, "facts", difficulty="simple")
    assert refused.json()["field"] == "difficulty"
    assert [line["started"] for line in after] == [line["started"] for line in before]
    due = {line["name"]: line["due"] for line in after}
    assert due["resolve_by"] > {line["name"]: line["due"] for line in before}["resolve_by"]


async def test_a_case_that_becomes_hidden_loses_its_village_everywhere(stage: Stage) -> None:
    case = (await stage.report(type="other"))["case"]
    card = await stage.done("duty", case, "facts", type="family")
    assert (card["place"], card["lon"], card["spot"]) == (TOWNSHIP, None, "")
    assert card["title"].startswith(stage.app.state.places.find(TOWNSHIP).short_name)
    left = await stage.rows("select audience from journal.event where type = 'case.left'")
    assert [row["audience"] for row in left] == [[VILLAGE]]


async def test_wrong_state_says_which_state_and_what_is_possible(stage: Stage) -> None:
    case = (await stage.report(kind="incident"))["case"]
    answer = await stage.do("lead", case, "resolve", words="已办结")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "wrong-state")
    assert "已交办" in problem["detail"]
    assert "签收" in problem["detail"]
    assert problem["state"] == "assigned"


SOON = (china_date(clock.now()) + timedelta(days=3)).isoformat()
#: A life, each step by somebody who may; before it everybody else who sees the case tries.
STEPS: list[tuple[str, Deed, dict[str, Any]]] = [
    ("dispatcher", Deed.ACCEPT, {}),
    ("dispatcher", Deed.ASSIGN, {"lead": "rsj", "supports": ["zjj"]}),
    ("lead", Deed.RETURN, {"reason": "不属本单位", "ground": "not_competent"}),
    ("dispatcher", Deed.ASSIGN, {"lead": "rsj", "supports": ["zjj"], "reason": "指定承办"}),
    ("lead", Deed.RETURN, {"reason": "不属本单位", "ground": "in_hand"}),
    ("dispatcher", Deed.RULE, {"lead": "rsj", "supports": ["zjj"], "reason": "裁定承办"}),
    ("support", Deed.RETURN_PART, {"reason": "不属本单位", "ground": "not_competent"}),
    ("lead", Deed.SIGN_FOR, {}),
    ("lead", Deed.COPY, {"to": ["lyj"], "reason": "请知悉"}),
    ("lead", Deed.ASK, {"to": "zjj", "words": "再核一次"}),
    ("support", Deed.ANSWER, {"words": "已再核"}),
    ("lead", Deed.FACTS, {"headcount": 61}),
    ("support", Deed.PROGRESS, {"words": "核查"}),
    ("duty", Deed.ESCALATE, {"level": 3, "why": "人数增加"}),
    ("duty", Deed.ACKNOWLEDGE, {}),
    (
        "lead",
        Deed.ASK_TIME,
        {"wish": "pause", "reason": "citizen", "days": 5, "words": "等待工资流水"},
    ),
    ("supervisor", Deed.DECIDE_TIME, {"decision": "grant", "words": "同意,已告知"}),
    ("lead", Deed.RESUME_CLOCK, {}),
    ("supervisor", Deed.SUPERVISE, {"step": "order", "words": "请回复", "due": SOON}),
    ("lead", Deed.REPLY, {"words": "正在核算"}),
    ("supervisor", Deed.LIFT, {"words": "已办结"}),
    ("leader", Deed.INSTRUCT, {"words": "请专题研究", "due": SOON}),
    ("leader", Deed.LIFT, {"words": "同意"}),
    ("lead", Deed.RESOLVE, {"words": "已支付"}),
    ("visitor", Deed.VISIT, {"satisfaction": "satisfied", "words": "满意"}),
    ("visitor", Deed.CLOSE, {}),
]


#: Deeds beside the plain way, tried in files of their own.
TRIED_ELSEWHERE = {
    *(Deed.REFER_UP, Deed.HAND_DOWN, Deed.REFUSE_RISE, Deed.INFORM, Deed.OWN, Deed.DISOWN),
    *(Deed.DECLINE, Deed.WITHDRAW, Deed.REOPEN, Deed.TELL, Deed.MERGE, Deed.UNMERGE, Deed.LINK),
    *(Deed.TRANSFER, Deed.COME_BACK, Deed.HEAR, Deed.CONCLUDE_HEARING),
    *(Deed.AGREE, Deed.PERFORM, Deed.CONFIRM, Deed.BREAK_OFF),
    *(Deed.ASK_REVIEW, Deed.HEAR_REVIEW, Deed.CONCLUDE_REVIEW),
}


async def test_each_deed_is_refused_to_everybody_who_may_not(stage: Stage) -> None:
    case = (await stage.report())["case"]
    for who, deed, body in STEPS:
        version = await stage.version(case)
        for other in sorted(INSIDE - MAY[deed] - {who}):
            answer = await stage.do(other, case, deed, version=version, **body)
            assert answer.status_code in (403, 404), (other, deed, answer.text)
        assert await stage.version(case) == version
        await stage.done(who, case, deed, **body)
    assert {deed for _, deed, _ in STEPS} == set(MAY) - TRIED_ELSEWHERE


async def test_the_file_offers_what_the_deeds_accept(stage: Stage) -> None:
    case = (await stage.report(kind="incident"))["case"]
    for who in ("duty", "lead", "support", "township", "village", "visitor", "leader"):
        offers = (await stage.get(who, f"/api/cases/{case}")).json()["next"]
        allowed = {offer["deed"] for offer in offers if offer["allowed"]}
        refused = {offer["deed"]: offer["reason"] for offer in offers if not offer["allowed"]}
        assert all(refused.values())
        assert ("sign-for" in allowed) == (who in ("lead", "support", "township"))
        assert ("resolve" in refused) == (who == "lead")


async def test_a_rating_stays_hidden_from_the_handling_agencies_until_the_end(
    stage: Stage,
) -> None:
    case = (await stage.report(kind="incident"))["case"]
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    await stage.done("visitor", case, "visit", satisfaction="fairly", words="还行")
    entry = (await stage.get("lead", f"/api/cases/{case}")).json()["entries"][-1]
    known = {"visit": 0, "try": 1, "method": "phone"}
    assert (entry["words"], entry["facts"]) == ("", known)
    entry = (await stage.get("supervisor", f"/api/cases/{case}")).json()["entries"][-1]
    assert (entry["words"], entry["facts"]) == ("还行", {**known, "satisfaction": "fairly"})
    await stage.done("visitor", case, "close")
    entry = (await stage.get("lead", f"/api/cases/{case}")).json()["entries"][-2]
    assert entry["words"] == "还行"


async def test_of_ten_officers_at_once_one_is_first(stage: Stage) -> None:
    case = (await stage.report())["case"]
    bodies = [{"version": 1, "headcount": 30 + number} for number in range(10)]
    answers = await asyncio.gather(
        *(stage.post("duty", f"/api/cases/{case}/facts", body) for body in bodies)
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes.count(200) == 1
    assert set(codes) <= {200, 409, 503}
    assert await stage.version(case) == 2


async def test_a_number_that_was_never_given_is_not_found(stage: Stage) -> None:
    for case in ("0", "999999", "99999999999999999999999999"):
        answer = await stage.get("duty", f"/api/cases/{case}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def _upload(
    stage: Stage, who: str, raw: bytes, media: str = "image/jpeg", key: str = "photo-key-0001"
) -> httpx2.Response:
    headers = {
        **stage.cast.headers(who),
        "content-type": media,
        "idempotency-key": key,
    }
    return await stage.client.post("/api/photos", content=raw, headers=headers)


async def test_a_photo_travels_with_its_report_and_is_seen_by_who_sees_the_case(
    stage: Stage,
) -> None:
    uploaded = await _upload(stage, "village", with_metadata())
    assert uploaded.status_code == 201, uploaded.text
    photo = uploaded.json()["photo"]
    assert (await stage.get("village", f"/api/photos/{photo}")).status_code == 200
    assert (await stage.get("duty", f"/api/photos/{photo}")).status_code == 404
    case = (await stage.report("village", kind="incident", photos=[photo]))["case"]
    for who, status in (("duty", 200), ("lead", 200), ("outsider", 404), ("wall", 403)):
        answer = await stage.get(who, f"/api/photos/{photo}")
        assert answer.status_code == status, who
    answer = await stage.get("duty", f"/api/photos/{photo}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert SECRET not in answer.content
    entries = (await stage.get("duty", f"/api/cases/{case}")).json()["entries"]
    assert entries[0]["photos"] == [photo]


async def test_a_photo_is_used_once_and_by_its_own_account(stage: Stage) -> None:
    photo = (await _upload(stage, "village", an_image("PNG"), "image/png")).json()["photo"]
    stolen = await stage.post("clerk", "/api/reports", a_report(photos=[photo]))
    assert stolen.json()["field"] == "photos[0]"
    case = (await stage.report("village", photos=[photo]))["case"]
    again = await stage.do("village", case, "progress", photos=[photo])
    assert again.json()["field"] == "photos[0]"


async def test_a_repeated_upload_is_the_same_photo(stage: Stage) -> None:
    raw = an_image("WEBP")
    first = await _upload(stage, "village", raw, "image/webp")
    again = await _upload(stage, "village", raw, "image/webp")
    assert first.json() == again.json()
    assert len(await stage.rows("select from casework.photo")) == 1


NO_PHOTOS = [
    (b"GIF89a", "image/jpeg", 415),
    (b"<svg/>", "image/svg+xml", 415),
    (b"x" * (12 * 1024 * 1024 + 1), "image/jpeg", 413),
    (an_image("PNG", (300, 300))[:200], "image/png", 422),
]


async def test_what_is_no_photo_is_refused_over_http(stage: Stage) -> None:
    for raw, media, status in NO_PHOTOS:
        assert (await _upload(stage, "village", raw, media)).status_code == status
    assert not await stage.rows("select from casework.photo")


async def test_an_agency_moves_a_case_within_its_township_only(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    refused = await stage.do("lead", case, "facts", place=OTHER_TOWNSHIP)
    told = refused.json()
    assert (refused.status_code, told["code"], told["field"]) == (
        403,
        "not-in-jurisdiction",
        "place",
    )
    card = await stage.done("lead", case, "facts", place=VILLAGE[:9])
    assert card["place"] == VILLAGE[:9]
    card = await stage.done("lead", case, "facts", place=VILLAGE)
    assert card["place"] == VILLAGE
    moved = await stage.done("duty", case, "facts", place=OTHER_TOWNSHIP)
    assert moved["place"] == OTHER_TOWNSHIP


async def test_loose_photos_have_a_quota_for_each_account(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "MOST_LOOSE", 2)
    raw = an_image("PNG")

    async def upload(who: str) -> Any:
        headers = {
            **stage.cast.headers(who),
            "idempotency-key": secrets.token_hex(8),
            "content-type": "image/png",
        }
        return await stage.client.post("/api/photos", content=raw, headers=headers)

    first, second = await upload("clerk"), await upload("clerk")
    assert (first.status_code, second.status_code) == (201, 201)
    refused = await upload("clerk")
    told = refused.json()
    assert (refused.status_code, told["code"], told["most"]) == (429, "too-many-photos", 2)
    assert (await upload("duty")).status_code == 201
    await stage.report(photos=[first.json()["photo"]])
    assert (await upload("clerk")).status_code == 201


async def _joint(stage: Stage) -> int:
    """Handed to rsj, zjj supports with a task of its own day."""
    case = int((await stage.report())["case"])
    day = china_date(clock.now()).isoformat()
    asks = [{"agency": "zjj", "words": "核查分包", "due": day}]
    body = {"lead": "rsj", "supports": ["zjj"], "reason": "按情况", "asks": asks}
    await stage.done("dispatcher", case, "assign", **body)
    return case


NOT_OURS = {"ground": "not_competent", "reason": "不属本单位职责"}


async def test_a_supporter_returns_its_own_part_and_the_case_goes_on(stage: Stage) -> None:
    case = await _joint(stage)
    card = await stage.done("support", case, "return-part", **NOT_OURS)
    assert (card["state"], card["supports"], card["lead"]["agency"]) == ("assigned", [], "rsj")
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    assert [(one["number"], one["agency"], one["ground"]) for one in file["returns"]] == [
        (0, "zjj", "not_competent")
    ]
    assert [one["state"] for one in file["tasks"]] == ["withdrawn"]
    assert all(one["met"] for one in file["deadlines"] if one["name"] == "task_by")
    await stage.done("lead", case, "sign-for")
    await stage.done("lead", case, "resolve", words="已支付")


async def test_a_part_is_returned_once_unsigned_and_in_time(stage: Stage) -> None:
    case = await _joint(stage)
    await stage.done("support", case, "return-part", **NOT_OURS)
    await stage.done("lead", case, "ask", to="zjj", words="仍请配合核查")
    again = await stage.do("support", case, "return-part", **NOT_OURS)
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")
    await stage.done("support", case, "sign-for")
    other = await _joint(stage)
    await stage.done("support", other, "sign-for")
    signed = await stage.do("support", other, "return-part", **NOT_OURS)
    assert signed.status_code == 409


async def test_the_referee_has_a_working_day_and_the_ruling_ends_it(stage: Stage) -> None:
    case = await _joint(stage)
    await stage.done("lead", case, "return", **NOT_OURS)
    body = {"lead": "rsj", "supports": ["zjj"], "reason": "指定承办"}
    assert "rule_by" not in await _clocks(stage, case)
    await stage.done("dispatcher", case, "assign", **body)
    await stage.done("lead", case, "return", **NOT_OURS)
    clocks = await _clocks(stage, case)
    calendar = WorkCalendar()
    due = calendar.add_workdays(china_date(clock.now()), 1)
    assert clocks["rule_by"]["due"] == wire_instant(midnight_after(due))
    await stage.done("dispatcher", case, "rule", **body)
    assert (await _clocks(stage, case))["rule_by"]["met"]


async def _clocks(stage: Stage, case: int) -> dict[str, Any]:
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    return {one["name"]: one for one in file["deadlines"]}
