"""Taking a report in, over HTTP: receipts, keys, planes of data, bad input."""

import asyncio
import re
from typing import Any
from urllib.parse import unquote

import pytest
import segno

from tests.casework.stage import Stage, a_report
from tests.cast import TOWNSHIP, VILLAGE


async def test_a_petition_gets_a_receipt_and_waits_for_acceptance(stage: Stage) -> None:
    taken = await stage.report()
    card = taken["card"]
    assert taken["receipt"] == card["receipt"]
    assert card["receipt"].startswith("YS20")
    assert len(taken["query_code"]) == 14
    assert (card["state"], card["lead"], card["version"]) == ("registered", None, 1)
    assert card["title"].endswith("约20人反映欠薪")
    assert card["due_name"] == "resolve_by"


async def test_an_incident_is_handed_over_at_once(stage: Stage) -> None:
    card = (await stage.report("village", kind="incident", channel="grid"))["card"]
    assert card["state"] == "assigned"
    assert card["lead"]["agency"] == "rsj"
    assert card["lead"]["officer"] == "人**"
    assert [part["agency"] for part in card["supports"]] == [f"c{TOWNSHIP}", "zjj"]


SIX = {
    "petition": "land_taking",
    "dispute": "neighbour",
    "incident": "flood",
    "legal_aid": "labour",
    "arbitration": "wage_arrears",
    "counselling": "mental_support",
}


@pytest.mark.requirement("R1")
async def test_one_window_takes_all_six_kinds(stage: Stage) -> None:
    taken = [await stage.report(kind=kind, type=case_type) for kind, case_type in SIX.items()]
    assert [answer["card"]["kind"] for answer in taken] == list(SIX)
    assert len({answer["receipt"] for answer in taken}) == len(SIX)


async def test_the_same_key_gets_the_same_receipt_and_another_body_is_refused(
    stage: Stage,
) -> None:
    first = await stage.post("clerk", "/api/reports", a_report(), key="key-of-one-report")
    again = await stage.post("clerk", "/api/reports", a_report(), key="key-of-one-report")
    assert (again.status_code, again.json()) == (201, first.json())
    other = await stage.post(
        "clerk", "/api/reports", a_report(headcount=21), key="key-of-one-report"
    )
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert len(await stage.rows("select from casework.case_file")) == 1


async def test_a_query_code_is_not_kept_in_clear_for_repeats(stage: Stage) -> None:
    taken = await stage.report()
    (kept,) = await stage.rows("select reply from base.request_key")
    assert taken["receipt"].encode() in kept["reply"]
    assert taken["query_code"].encode() not in kept["reply"]
    assert taken["qr"].encode() not in kept["reply"]


async def test_the_receipt_draws_number_and_code_for_a_phone(stage: Stage) -> None:
    first = await stage.post("clerk", "/api/reports", a_report(), key="key-of-one-drawn")
    taken = first.json()
    other = await stage.report()
    page = f"https://test/own#{taken['receipt']}+{taken['query_code']}"
    assert "?" not in page, "a query would stand in logs"
    meant = segno.make_qr(page, error="m")
    modules = re.search(r"stroke='#000' d='([^']+)'", unquote(taken["qr"]))
    assert modules is not None
    assert modules[1] in meant.svg_inline(border=3)
    again = await stage.post("clerk", "/api/reports", a_report(), key="key-of-one-drawn")
    assert again.json() == taken
    assert other["qr"] != taken["qr"]


async def test_the_key_is_the_accounts_own(stage: Stage) -> None:
    first = await stage.post("clerk", "/api/reports", a_report(), key="a-common-key")
    other = await stage.post("duty", "/api/reports", a_report(), key="a-common-key")
    assert other.json()["case"] != first.json()["case"]


async def test_twenty_at_once_with_one_key_make_one_case(stage: Stage) -> None:
    posts = [
        stage.post("clerk", "/api/reports", a_report(), key="pressed-many-times") for _ in range(20)
    ]
    answers = await asyncio.gather(*posts)
    taken = [answer.json() for answer in answers if answer.status_code == 201]
    busy = [answer for answer in answers if answer.status_code == 503]
    assert len(taken) + len(busy) == 20
    assert len({answer["receipt"] for answer in taken}) == 1
    assert len(await stage.rows("select from casework.case_file")) == 1


async def test_receipts_of_many_are_not_consecutive(stage: Stage) -> None:
    receipts = [(await stage.report())["receipt"] for _ in range(5)]
    assert len({receipt[:11] for receipt in receipts}) == 1
    assert len({receipt[11:14] for receipt in receipts}) > 1


BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "complaint"}, "kind"),
    ({"type": "no_such_type"}, "type"),
    ({"type": "flood"}, "type"),
    ({"words": "x"}, "words"),
    ({"words": "长" * 5001}, "words"),
    ({"words": None}, "words"),
    ({"headcount": -1}, "headcount"),
    ({"headcount": 1_000_001}, "headcount"),
    ({"headcount": "20"}, "headcount"),
    ({"headcount": 1.5}, "headcount"),
    ({"level": 5}, "level"),
    ({"difficulty": "easy"}, "difficulty"),
    ({"place": "361123999"}, "place"),
    ({"place": "three"}, "place"),
    ({"place": "３６１１２３"}, "place"),
    ({"channel": "pigeon"}, "channel"),
    ({"spot": "南门,电话13800000000"}, "spot"),
    ({"title": "车牌赣E12345的司机"}, "title"),
    ({"title": "长" * 61}, "title"),
    ({"title": "  a  "}, "title"),
    ({"kind": "incident", "lon": 118.2, "lat": 28.7}, "datum"),
    ({"kind": "incident", "lon": 118.2, "datum": "WGS84"}, "lat"),
    ({"kind": "incident", "lon": 121.5, "lat": 28.7, "datum": "WGS84"}, "lon"),
    ({"kind": "incident", "lon": 118.2, "lat": 31.2, "datum": "WGS84"}, "lat"),
    ({"kind": "incident", "lon": 118.2, "lat": 28.7, "datum": "WGS72"}, "datum"),
    ({"reporter": {"name": "甄虚构", "phone": "12"}}, "reporter.phone"),
    ({"reporter": {"nickname": "x"}}, "reporter.nickname"),
    ({"photos": ["not-mine"]}, "photos[0]"),
    ({"surprise": 1}, "surprise"),
    ({"words": "a\u0000b"}, "words"),
]


async def test_bad_input_is_refused_with_its_field_and_nothing_is_kept(stage: Stage) -> None:
    wrong = []
    for changes, field in BAD:
        answer = await stage.post("clerk", "/api/reports", a_report(**changes))
        if not 400 <= answer.status_code < 500 or answer.json().get("field") != field:
            wrong.append((changes, field, answer.text))
    assert wrong == []
    assert not await stage.rows("select from casework.case_file")
    assert not await stage.rows("select from journal.event")
    assert not await stage.rows("select from base.request_key")


async def test_a_place_outside_the_jurisdiction_is_refused(stage: Stage) -> None:
    answer = await stage.post("other_township", "/api/reports", a_report())
    assert (answer.status_code, answer.json()["code"]) == (403, "not-in-jurisdiction")
    assert answer.json()["field"] == "place"


HARD_TEXTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "𠮷野家😀𪚥",
    "'; drop table casework.case_file; --",
    "%_\\",
]


async def test_hard_texts_are_kept_as_they_are(stage: Stage) -> None:
    for text in HARD_TEXTS:
        taken = await stage.report(title=text, words=text * 2, spot=text)
        answer = await stage.get("clerk", f"/api/cases/{taken['case']}")
        assert answer.json()["words"] == text * 2
        assert answer.json()["card"]["title"] == text
        found = await stage.get("clerk", "/api/cases", q=text)
        assert [item["case"] for item in found.json()["items"]] == [taken["case"]]


async def test_only_an_incident_has_a_point_and_a_grid_workers_is_surveyed(stage: Stage) -> None:
    point: dict[str, Any] = {"lon": 118.2501, "lat": 28.6801, "datum": "WGS84"}
    grid = (await stage.report("village", kind="incident", channel="grid", **point))["card"]
    assert (grid["lon"], grid["lat"], grid["precision"]) == (118.2501, 28.6801, "surveyed")
    desk = (await stage.report(kind="incident", **point))["card"]
    assert desk["precision"] == "approximate"
    village = stage.app.state.places.find(VILLAGE)
    petition = (await stage.report(**point))["card"]
    assert (petition["lon"], petition["lat"]) == (village.lon, village.lat)
    kept = await stage.rows(
        "select lon from casework.case_file where case_id = $1", petition["case"]
    )
    assert kept[0]["lon"] == village.lon


async def test_a_gcj02_point_is_stored_in_wgs84(stage: Stage) -> None:
    point: dict[str, Any] = {"lon": 118.2548, "lat": 28.6772, "datum": "GCJ02"}
    card = (await stage.report(kind="incident", **point))["card"]
    assert 300 < abs(card["lon"] - 118.2548) * 97_000 < 700
    assert card["precision"] == "approximate"


async def test_a_hidden_type_is_told_by_its_township_only(stage: Stage) -> None:
    point: dict[str, Any] = {"lon": 118.25, "lat": 28.68, "datum": "WGS84"}
    taken = await stage.report(kind="incident", type="family_violence", **point)
    card = taken["card"]
    assert (card["lon"], card["lat"], card["precision"]) == (None, None, "none")
    assert (card["place"], card["spot"]) == (TOWNSHIP, "")
    file = (await stage.get("lead", f"/api/cases/{taken['case']}")).status_code
    assert file == 404
    where = (await stage.get("village", f"/api/cases/{taken['case']}")).json()["where"]
    assert (where["place"], where["lon"], where["spot"]) == (VILLAGE, 118.25, "县政务服务中心南门")
    events = await stage.rows("select place, audience, data::text as data from journal.event")
    assert events[0]["place"] == TOWNSHIP
    assert VILLAGE not in events[0]["audience"]
    assert VILLAGE not in events[0]["data"].replace(f"c{VILLAGE}", "")
    assert "118.25" not in events[0]["data"]


async def test_titles_are_suggested(stage: Stage) -> None:
    question = {"type": "wage_arrears", "place": VILLAGE, "headcount": 60}
    answer = await stage.client.post(
        "/api/titles", json=question, headers=stage.cast.headers("clerk")
    )
    name = stage.app.state.places.find(VILLAGE).short_name
    assert answer.json() == {"title": f"{name}约60人反映欠薪"}


async def test_the_taxonomy_names_everything_twice(stage: Stage) -> None:
    lists = (await stage.get("clerk", "/api/taxonomy")).json()
    assert {"kinds", "types", "difficulties", "levels", "states", "deeds", "channels"} <= set(lists)
    assert all(line["zh"] and line["en"] for found in lists.values() for line in found)
    assert [line["days"] for line in lists["difficulties"]] == [1, 5, 15, 20]


async def test_words_of_blanks_are_refused_by_name(stage: Stage) -> None:
    answer = await stage.post("clerk", "/api/reports", a_report(words="  \n "))
    assert (answer.status_code, answer.json()["field"]) == (422, "words")
