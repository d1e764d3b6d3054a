"""Known matters are shown before a report is registered; a person decides; no receipt is lost."""

import asyncio
from typing import Any

import pytest

from command.identity import conflict
from command.identity.conflict import Because, Party
from command.identity.id_number import check_sign
from tests.casework.stage import Stage, a_report
from tests.cast import AT, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE

ELSEWHERE = f"{OTHER_TOWNSHIP}001"
ID_NUMBER = "36112319900101001" + check_sign("36112319900101001")
PHONE = "13900007777"
BRIDGE = "村口小桥的护栏被大水冲坏了,请派人修"
RIVER = "化工厂排污水到河里,鱼都死了。"
SEARCHED = "select * from audit.line where what = 'identity.searched' order by entry_id"


def about(words: str = BRIDGE, phone: str = "", **changes: Any) -> dict[str, Any]:
    reporter = {"name": "甄虚构", "phone": phone} if phone else None
    return {"words": words, "type": "other", "reporter": reporter, "headcount": 1, **changes}


async def look(stage: Stage, who: str = "clerk", **changes: Any) -> dict[str, Any]:
    answer = await stage.post(who, "/api/reports/similar", a_report(**about(**changes)))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def told(found: dict[str, Any]) -> list[tuple[int, list[str]]]:
    return [(one["card"]["case"], one["why"]) for one in found["candidates"]]


async def test_alike_by_phone_words_reference_and_place(stage: Stage) -> None:
    by_phone = await stage.report(**about(RIVER, PHONE, type="noise", place=ELSEWHERE))
    by_words = await stage.report(
        **about("小桥护栏被大水冲坏,请尽快修", type="flood", kind="incident", place=VILLAGE)
    )
    by_number = await stage.report(**about("工单", reference="0012", type="noise", place=ELSEWHERE))
    near = await stage.report(**about("路灯不亮"))
    await stage.report(**about("与此无关的另一件事情", type="noise", place=ELSEWHERE))
    found = await look(stage, phone=f"+86 {PHONE}", reference="0012")
    assert told(found) == [
        (by_number["case"], ["reference"]),
        (by_phone["case"], ["phone"]),
        (by_words["case"], ["words"]),
        (near["case"], ["near"]),
    ]
    first, *_, last = found["candidates"]
    assert (last["words"], last["reports"], last["may_join"]) == ("路灯不亮", 1, True)
    assert first["card"]["receipt"] == by_number["receipt"]


async def test_what_was_looked_for_is_on_record_with_its_purpose_and_outside_the_quota(
    stage: Stage,
) -> None:
    await stage.report(**about(phone=PHONE))
    await look(stage, phone=PHONE)
    (row,) = await stage.rows(SEARCHED)
    assert (row["purpose"], row["target"], row["detail"]) == (
        "duplicate",
        "lookup:phone",
        '{"found":1,"elsewhere":0}',
    )
    wish = {"by": "phone", "value": PHONE, "purpose": "verify"}
    assert (await stage.post("clerk", "/api/lookup", wish)).json()["left"] == 19


async def test_out_of_scope_only_number_and_unit_are_shown(stage: Stage) -> None:
    await stage.report(**about(BRIDGE, PHONE, place=ELSEWHERE))
    found = await look(stage, "township", phone=PHONE, words=BRIDGE)
    assert found["candidates"] == []
    (unit,) = found["elsewhere"]
    assert (unit["agency"], unit["count"]) == (f"c{OTHER_TOWNSHIP}", 1)
    assert BRIDGE[:6] not in str(found)


async def test_a_case_closed_by_conflict_is_not_shown_at_all(stage: Stage) -> None:
    without = await look(stage, "township", phone=PHONE)
    case = (await stage.report(**about(phone=PHONE)))["case"]
    async with stage.db.transaction(stage.cast.duty) as conn:
        party = Party(agency_id=f"c{TOWNSHIP}")
        await conflict.declare(conn, case, party, Because.ACCUSED, AT, None)
    assert await look(stage, "township", phone=PHONE) == without
    body = a_report(**about(phone=PHONE), seen=[])
    assert (await stage.post("township", "/api/reports", body)).status_code == 201
    for how in ("joined", "linked"):
        answer = await stage.post(
            "township", "/api/reports", a_report(**about(), match={"case": case, "as": how})
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.requirement("R32", lacks="a report that the citizen makes on the web alone")
async def test_a_report_that_joins_keeps_its_own_receipt_and_code(stage: Stage) -> None:
    first = await stage.report(**about(phone=PHONE, headcount=3))
    match = {"case": first["case"], "as": "joined"}
    second = await stage.report(
        **about("110转来:小桥护栏坏了", "13900008888", headcount=12, channel="police_110"),
        reference="110-7",
        match=match,
    )
    assert second["case"] == first["case"]
    assert second["receipt"] != first["receipt"] == second["card"]["receipt"]
    assert second["query_code"] != first["query_code"]
    assert (second["card"]["version"], second["card"]["headcount"]) == (2, 12)
    file = (await stage.get("clerk", f"/api/cases/{first['case']}")).json()
    assert [(one["receipt"], one["channel"], one["reference"]) for one in file["reports"]] == [
        (first["receipt"], "window", ""),
        (second["receipt"], "police_110", "110-7"),
    ]
    assert [(one["part"], one["phone"], one["report"]) for one in file["parties"]] == [
        ("reporter", "139****7777", None),
        ("reporter", "139****8888", file["reports"][1]["report"]),
    ]
    assert file["reporter"]["phone"] == "139****7777", "the first stays whose case it is"
    entry = file["entries"][-1]
    assert (entry["type"], entry["facts"]) == (
        "report.joined",
        {"channel": "police_110", "headcount": [3, 12]},
    )
    (event,) = await stage.rows("select * from journal.event where type = 'report.joined'")
    assert event["case_id"] == first["case"]
    assert "13900008888" not in str(dict(event))
    assert len(await stage.rows("select from casework.case_file")) == 1


async def test_who_joins_a_case_without_a_name_does_not_become_its_reporter(stage: Stage) -> None:
    case = (await stage.report(**about()))["case"]
    await stage.report(**about(phone=PHONE), match={"case": case, "as": "joined"})
    file = (await stage.get("clerk", f"/api/cases/{case}")).json()
    assert file["reporter"] is None
    (joined,) = file["parties"]
    wish = {"field": "phone", "purpose": "verify"}
    for person, status in ((None, 404), (joined["person"], 200)):
        answer = await stage.post("clerk", f"/api/cases/{case}/reveal", {**wish, "person": person})
        assert answer.status_code == status, answer.text


@pytest.mark.requirement("R6")
async def test_four_houses_report_one_matter_and_it_is_one_record(stage: Stage) -> None:
    """R6: grid, 110, 12345 and the window."""
    first = await stage.report("village", **about(channel="grid", kind="incident", type="flood"))
    for channel in ("police_110", "hotline_12345", "window"):
        changes = about(channel=channel, kind="incident", type="flood")
        (candidate,) = (await look(stage, **changes))["candidates"]
        assert candidate["card"]["case"] == first["case"]
        match = {"case": first["case"], "as": "joined"}
        await stage.report(**changes, seen=[first["case"]], match=match)
    file = (await stage.get("duty", f"/api/cases/{first['case']}")).json()
    channels = [one["channel"] for one in file["reports"]]
    assert channels == ["grid", "police_110", "hotline_12345", "window"]
    assert len({one["receipt"] for one in file["reports"]}) == 4
    found = (await look(stage, **about(kind="incident", type="flood")))["candidates"]
    assert [one["reports"] for one in found] == [4]


async def test_each_receipt_finds_the_case_in_the_queue(stage: Stage) -> None:
    first = await stage.report(**about())
    match = {"case": first["case"], "as": "joined"}
    second = await stage.report(**about(), match=match)
    for receipt in (first["receipt"], second["receipt"], second["receipt"][-8:]):
        page = (await stage.get("clerk", "/api/cases", q=receipt)).json()
        assert [card["case"] for card in page["items"]] == [first["case"]]


async def test_a_linked_report_is_a_case_of_its_own_and_both_say_so(stage: Stage) -> None:
    first = await stage.report(**about())
    match = {"case": first["case"], "as": "linked"}
    second = await stage.report(**about(), match=match)
    assert second["case"] != first["case"]
    assert second["receipt"] == second["card"]["receipt"]
    for one, other in ((first, second), (second, first)):
        file = (await stage.get("clerk", f"/api/cases/{one['case']}")).json()
        (link,) = file["links"]
        assert (link["case"], link["receipt"]) == (other["case"], other["receipt"])
        assert file["entries"][-1]["type"] == "case.linked"
    events = await stage.rows("select * from journal.event where type = 'case.linked'")
    assert sorted(event["case_id"] for event in events) == [first["case"], second["case"]]


async def test_who_does_not_see_the_other_case_reads_of_no_link(stage: Stage) -> None:
    first = await stage.report(**about(place=ELSEWHERE))
    match = {"case": first["case"], "as": "linked"}
    second = await stage.report(**about(place=VILLAGE), match=match)
    file = await stage.get("township", f"/api/cases/{second['case']}")
    assert file.json()["links"] == []
    assert first["receipt"] not in file.text


async def closed(stage: Stage, case: int) -> None:
    await stage.done("dispatcher", case, "assign", lead="rsj", reason="按现场情况")
    await stage.done("lead", case, "sign-for")
    await stage.done("lead", case, "resolve", words="护栏已修好。")
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="已修好。")
    await stage.done("visitor", case, "close")


async def test_a_closed_case_is_linked_and_takes_no_report(stage: Stage) -> None:
    case = (await stage.report(**about()))["case"]
    await closed(stage, case)
    (candidate,) = (await look(stage))["candidates"]
    assert candidate["may_join"] is False
    joined = a_report(**about(), match={"case": case, "as": "joined"})
    answer = await stage.post("clerk", "/api/reports", joined)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
    assert len(await stage.rows("select from casework.report")) == 1, "nothing half-done"
    assert len(await stage.rows("select from identity.person where report_id is not null")) == 0
    await stage.report(**about(), match={"case": case, "as": "linked"})
    events = await stage.rows("select case_id from journal.event where type = 'case.linked'")
    assert case not in [event["case_id"] for event in events], "it does not come back to walls"


async def test_of_two_clerks_at_once_the_slower_is_shown_the_other_s(stage: Stage) -> None:
    """Both have looked, and there was nothing."""
    bodies = [a_report(**about(phone=PHONE), seen=[]) for _ in range(2)]
    answers = await asyncio.gather(
        stage.post("clerk", "/api/reports", bodies[0]),
        stage.post("duty", "/api/reports", bodies[1]),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (late,) = [answer.json() for answer in answers if answer.status_code == 409]
    (first,) = [answer.json() for answer in answers if answer.status_code == 201]
    assert late["code"] == "maybe-known"
    assert told(late["similar"]) == [(first["case"], ["phone", "words", "near"])]
    assert len(await stage.rows("select from casework.case_file")) == 1
    shown = await stage.rows("select * from audit.line where target = 'POST /api/reports'")
    assert [row["detail"] for row in shown] == ['{"found":1}'], "what it shows is on record"
    again = a_report(**about(phone=PHONE), seen=[first["case"]])
    assert (await stage.post("duty", "/api/reports", again)).status_code == 201


async def test_two_who_join_at_once_are_both_kept(stage: Stage) -> None:
    case = (await stage.report(**about()))["case"]
    bodies = [a_report(**about(), match={"case": case, "as": "joined"}) for _ in range(4)]
    answers = await asyncio.gather(*(stage.post("clerk", "/api/reports", one) for one in bodies))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["receipt"] for answer in answers}) == 4
    assert len(await stage.rows("select from casework.report")) == 5
    assert await stage.version(case) == 5


async def test_a_repeated_key_joins_once_and_gets_the_same_code(stage: Stage) -> None:
    case = (await stage.report(**about()))["case"]
    body = a_report(**about(phone=PHONE), match={"case": case, "as": "joined"})
    answers = [await stage.post("clerk", "/api/reports", body, key="join-once") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(await stage.rows("select from casework.report")) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"match": {"case": 0, "as": "joined"}}, "match.case"),
        ({"match": {"case": 1, "as": "merged"}}, "match.as"),
        ({"match": {"case": 1}}, "match.as"),
        ({"seen": ["1"]}, "seen[0]"),
        ({"seen": [1] * 101}, "seen"),
        ({"reporter": {"phone": "123"}}, "reporter.phone"),
        ({"place": "999999999"}, "place"),
    ],
)
async def test_bad_input_is_refused_by_name_in_both_places(
    stage: Stage, changes: dict[str, Any], field: str
) -> None:
    for path in ("/api/reports/similar", "/api/reports"):
        answer = await stage.post("clerk", path, a_report(**changes))
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert not await stage.rows("select from casework.case_file")
