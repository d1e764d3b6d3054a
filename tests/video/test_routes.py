"""Receptions over HTTP: who may book, what is refused, seats, links, deeds in order."""

from datetime import timedelta
from typing import Any

import pytest

from command.base import clock
from command.base.clock import china_date
from tests.cast import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE
from tests.video.stage import Stage, a_booking, outcome, soon

SITES: list[dict[str, Any]] = [
    {"level": "county", "place": str(COUNTY)},
    {"level": "township", "place": TOWNSHIP},
    {"level": "village", "place": VILLAGE},
]


def _sites(number: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**site, **changes} if n == number else site for n, site in enumerate(SITES)]


BAD_BOOKINGS: list[tuple[dict[str, Any], int, str]] = [
    ({"case": 999999}, 404, ""),
    ({"case": 0}, 422, "case"),
    ({"starts_at": soon(-60)}, 422, "starts_at"),
    ({"starts_at": soon(60 * 24 * 91)}, 422, "starts_at"),
    ({"starts_at": "2026-11-24T14:00:00"}, 422, "starts_at"),
    ({"starts_at": "tomorrow"}, 422, "starts_at"),
    ({"petitioner": "张三13800000000"}, 422, "petitioner"),
    ({"petitioner": "长" * 31}, 422, "petitioner"),
    ({"sites": SITES[:2]}, 422, "sites"),
    ({"sites": [SITES[0], SITES[1], SITES[1]]}, 422, "sites"),
    ({"sites": _sites(2, place="361123999999")}, 422, "sites[2].place"),
    ({"sites": _sites(2, place=TOWNSHIP)}, 422, "sites[2].place"),
    ({"sites": _sites(1, place=OTHER_TOWNSHIP)}, 422, "sites[2].place"),
    ({"sites": _sites(0, people=[999999])}, 422, "sites[0].people[0]"),
    ({"sites": _sites(1, level="province")}, 422, "sites[1].level"),
    ({"more": 1}, 422, "more"),
]


async def test_a_bad_booking_names_its_field_and_books_nothing(stage: Stage) -> None:
    case = await stage.case()
    wrong = []
    for changes, status, field in BAD_BOOKINGS:
        answer = await stage.post("duty", "/api/receptions", {**a_booking(case), **changes})
        if (answer.status_code, answer.json().get("field", "")) != (status, field):
            wrong.append((changes, answer.text))
    assert wrong == []
    assert await stage.cases.rows("select from video.reception") == []


async def test_people_must_be_able_to_see_the_case_and_sit_once(stage: Stage) -> None:
    case = await stage.case()
    lead, outsider = stage.cast.lead.account_id, stage.cast.outsider.account_id
    stranger = {"sites": _sites(0, people=[lead, outsider])}
    refused = await stage.post("duty", "/api/receptions", a_booking(case, **stranger))
    assert (refused.status_code, refused.json()["field"]) == (422, "sites[0].people[1]")
    twice = {"sites": [{**site, "people": [lead]} for site in SITES]}
    refused = await stage.post("duty", "/api/receptions", a_booking(case, **twice))
    assert refused.json()["field"] == "sites[1].people[0]"
    leader = stage.cast.leader.account_id
    record = await stage.book(case=case, sites=_sites(0, people=[lead, leader]))
    assert record["sites"][0]["people"] == ["值**", "领**", "人**"]
    assert (await stage.record(record["reception"], "leader"))["host"]
    assert not (await stage.record(record["reception"], "lead"))["host"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("township", 201), ("leader", 201), ("lead", 403), ("clerk", 403), ("village", 403)),
        *(("outsider", 403), ("other_township", 404), ("wall", 403), ("auditor", 403)),
    ],
)
async def test_who_may_book(stage: Stage, who: str, status: int) -> None:
    answer = await stage.post(who, "/api/receptions", a_booking(await stage.case()))
    assert answer.status_code == status


async def test_one_live_reception_a_case(stage: Stage) -> None:
    case = await stage.case()
    first = await stage.book(case=case)
    again = await stage.post("duty", "/api/receptions", a_booking(case))
    assert (again.status_code, again.json()["code"]) == (409, "already-booked")
    told = {"side": "petitioner", "reason": "电话联系,改日再来"}
    missed = await stage.done("duty", first["reception"], "no-show", **told)
    assert missed["state"] == "no_show"
    assert (await stage.book(case=case))["state"] == "booked"


async def test_a_closed_case_is_not_received(stage: Stage) -> None:
    case = await stage.case()
    await stage.cases.answered(case)
    await stage.cases.done("lead", case, "resolve", words="已支付")
    rating = {"satisfaction": "satisfied", "words": "满意"}
    await stage.cases.done("visitor", case, "visit", **rating)
    await stage.cases.done("visitor", case, "close")
    answer = await stage.post("duty", "/api/receptions", a_booking(case))
    assert (answer.status_code, answer.json()["code"]) == (409, "case-closed")


async def test_a_repeated_booking_is_done_once(stage: Stage) -> None:
    body = a_booking(await stage.case())
    key = {"idempotency-key": "one-booking-key"}
    first = await stage.post("duty", "/api/receptions", body, **key)
    again = await stage.post("duty", "/api/receptions", body, **key)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content


async def test_a_day_and_a_case_list_their_receptions(stage: Stage) -> None:
    case = await stage.case()
    record = await stage.book(case=case)
    day = china_date(clock.now() + timedelta(minutes=30)).isoformat()
    for who in ("duty", "township", "village", "lead", "support"):
        for asked in ({"day": day}, {"case": case}):
            items = (await stage.get(who, "/api/receptions", **asked)).json()["items"]
            assert [item["reception"] for item in items] == [record["reception"]], who
    assert (await stage.get("duty", "/api/receptions", day="2026-01-01")).json()["items"] == []
    assert (await stage.get("duty", "/api/receptions", day="soon")).status_code == 422
    assert (await stage.get("wall", "/api/receptions")).status_code == 403
    assert (await stage.client.get("/api/receptions")).status_code == 401
    assert (await stage.client.get(f"/api/receptions/{record['reception']}")).status_code == 401
    assert (await stage.get("duty", f"/api/receptions/{2**63}")).status_code == 404


async def test_deeds_are_refused_in_words_and_change_nothing(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    bad: list[tuple[str, str, dict[str, Any], int, str]] = [
        ("duty", "begin", {}, 409, "wrong-reception-state"),
        ("duty", "end", {}, 409, "wrong-reception-state"),
        ("duty", "close", {"outcome": {}}, 409, "wrong-reception-state"),
        ("duty", "interrupt", {}, 409, "wrong-reception-state"),
        ("duty", "resume", {}, 409, "wrong-reception-state"),
        ("duty", "admit", {"seat": "v1"}, 409, "wrong-reception-state"),
        ("duty", "open-waiting", {"version": 7}, 409, "stale-reception"),
        ("duty", "open-waiting", {"version": 0}, 422, "invalid-input"),
        ("duty", "open-waiting", {"more": 1}, 422, "invalid-input"),
        ("duty", "no-show", {"side": "nobody", "reason": "没有来"}, 422, "invalid-input"),
        ("duty", "no-show", {"side": "petitioner", "reason": " "}, 422, "invalid-input"),
        ("duty", "no-show", {"side": "petitioner", "reason": "长" * 201}, 422, "invalid-input"),
        ("lead", "begin", {}, 403, "not-permitted"),
        ("township", "open-waiting", {}, 403, "not-permitted"),
        ("village", "close", {"outcome": {}}, 403, "not-permitted"),
        ("village", "end", {}, 409, "wrong-reception-state"),
    ]
    wrong = []
    for who, deed, body, status, code in bad:
        answer = await stage.do(who, reception, deed, **body)
        if (answer.status_code, answer.json()["code"]) != (status, code):
            wrong.append((who, deed, body, answer.text))
    assert wrong == []
    assert (await stage.record(reception))["version"] == 1


async def test_beginning_without_a_site_needs_a_reason_that_is_kept(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    await stage.enter("duty", reception, "county")
    refused = await stage.do("duty", reception, "begin")
    assert (refused.status_code, refused.json()["code"]) == (409, "sites-missing")
    assert refused.json()["missing"] == ["township", "village"]
    begun = await stage.done("duty", reception, "begin", reason="村级会场停电,电话参加")
    assert begun["reason"] == "村级会场停电,电话参加"
    file = (await stage.get("duty", f"/api/cases/{begun['case']}")).json()
    assert file["entries"][-1]["words"] == "村级会场停电,电话参加"


async def test_without_an_outcome_a_reception_does_not_close(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    await stage.enter("duty", reception, "county")
    await stage.done("duty", reception, "begin", reason="仅县级到场")
    await stage.done("duty", reception, "interrupt")
    await stage.done("duty", reception, "resume")
    await stage.done("duty", reception, "end")
    bad: list[tuple[dict[str, Any], str]] = [
        ({}, "outcome"),
        ({"conclusion": " "}, "outcome"),
        (outcome(stage, agency="nobody"), "outcome.commitments[0].agency"),
        (outcome(stage, officer=stage.cast.support.account_id), "outcome.commitments[0].officer"),
        (outcome(stage, words="补"), "outcome.commitments[0].words"),
        (outcome(stage, due="2020-01-01"), "outcome.commitments[0].due"),
        (outcome(stage, due="soon"), "outcome.commitments[0].due"),
    ]
    for wish, field in bad:
        answer = await stage.do("duty", reception, "close", outcome=wish)
        assert (answer.status_code, answer.json().get("field")) == (422, field)
    wish = {"conclusion": "来访人当场撤回诉求"}
    closed = await stage.done("duty", reception, "close", outcome=wish)
    assert closed["outcome"] == {"commitments": [], "conclusion": "来访人当场撤回诉求"}
    assert not any(deed["allowed"] for deed in closed["deeds"])


async def test_a_seat_is_for_those_who_sit_there(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    path = f"/api/receptions/{reception}/seats"
    for who, level, status in (
        *(("duty", "county", 201), ("township", "township", 201), ("village", "village", 201)),
        *(("leader", "county", 201), ("duty", "village", 403), ("village", "county", 403)),
        *(("lead", "county", 403), ("township", "county", 403), ("outsider", "county", 404)),
        *(("duty", "province", 422), ("wall", "county", 401)),
    ):
        answer = await stage.post(who, path, {"site": level})
        assert answer.status_code == status, (who, level, answer.text)
    rows = await stage.cases.rows("select seat, host from video.seat order by seat")
    assert [(row["seat"], row["host"]) for row in rows] == [
        ("c1", True),
        ("c2", False),
        ("t1", False),
        ("v1", False),
    ]


async def test_a_link_is_exchanged_once_for_one_seat(stage: Stage) -> None:
    reception = (await stage.book(petitioner="工友代表"))["reception"]
    path = f"/api/receptions/{reception}/guests"
    link = (await stage.post("village", path, {"site": "village", "label": "甲方代表"})).json()
    assert link["url"].startswith("/guest#")
    secret = link["url"].partition("#")[2]
    first = await stage.post(None, "/api/guests", {"secret": secret})
    assert first.status_code == 200
    assert first.json() == {
        "reception": reception,
        "site": "village",
        "label": "甲方代表",
        "expires": link["expires"],
    }
    unnamed = (await stage.post("village", path, {"site": "village"})).json()
    second = await stage.post(None, "/api/guests", {"secret": unnamed["url"].partition("#")[2]})
    assert second.json()["label"] == "工友代表"
    header = first.headers["set-cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(header.split("; "))
    cookie = header.partition(";")[0]
    stranger = await stage.post(None, "/api/guests", {"secret": secret})
    assert (stranger.status_code, stranger.json()["code"]) == (409, "link-used")
    holder = await stage.post(None, "/api/guests", {"secret": secret}, cookie=cookie)
    assert (holder.status_code, "set-cookie" in holder.headers) == (200, False)
    kept = await stage.cases.rows("select to_jsonb(g)::text as row from video.guest g")
    assert secret not in kept[0]["row"]
    assert cookie.partition("=")[2] not in kept[0]["row"]


async def test_a_guest_sees_their_reception_and_no_other(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    other = (await stage.book())["reception"]
    cookie = await stage.guest(reception)
    headers = {"cookie": cookie}
    own = await stage.client.get(f"/api/receptions/{reception}?as=guest", headers=headers)
    assert own.status_code == 200
    record = own.json()["reception"]
    assert [site["level"] for site in record["sites"] if site["mine"]] == ["village"]
    assert not record["host"]
    for path in (f"/api/receptions/{other}", f"/api/receptions/{other}?as=guest"):
        assert (await stage.client.get(path, headers=headers)).status_code in (401, 404)
    seat = f"/api/receptions/{reception}/seats?as=guest"
    assert (await stage.post(None, seat, {"site": "county"}, cookie=cookie)).status_code == 403
    begin = await stage.do(None, reception, "begin", cookie=cookie, reason="我先开始")
    assert begin.status_code == 403
    case = record["case"]
    for path in (f"/api/cases/{case}", "/api/receptions", "/api/receptions/waiting"):
        assert (await stage.client.get(path, headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        *(("lead", {"site": "village"}, 403), ("outsider", {"site": "village"}, 404)),
        *(("duty", {"site": "nowhere"}, 422), ("wall", {"site": "village"}, 403)),
        ("duty", {"site": "village", "label": "电话13800000000"}, 422),
    ],
)
async def test_a_link_is_given_by_those_at_the_site(
    stage: Stage, who: str, body: dict[str, Any], status: int
) -> None:
    reception = (await stage.book())["reception"]
    answer = await stage.post(who, f"/api/receptions/{reception}/guests", body)
    assert answer.status_code == status


@pytest.mark.parametrize("secret", ["", "short", "x" * 43, "长" * 43, "x" * 101])
async def test_a_secret_that_was_never_given_opens_nothing(stage: Stage, secret: str) -> None:
    answer = await stage.post(None, "/api/guests", {"secret": secret})
    assert answer.status_code in (404, 422)
    assert "set-cookie" not in answer.headers


async def test_a_link_ends_with_its_time_and_with_the_reception(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    cookie = await stage.guest(reception)
    await stage.turn("update video.guest set expires_at = now() - interval '1 second'")
    path = f"/api/receptions/{reception}?as=guest"
    assert (await stage.client.get(path, headers={"cookie": cookie})).status_code == 401
    second = await stage.guest(reception)
    told = {"side": "official", "reason": "领导临时赴现场"}
    await stage.done("duty", reception, "no-show", **told)
    read = await stage.client.get(path, headers={"cookie": second})
    assert (read.json()["reception"]["state"], read.json()["reception"]["reason"]) == (
        "no_show",
        "领导临时赴现场",
    )
    seat = f"/api/receptions/{reception}/seats?as=guest"
    refused = await stage.post(None, seat, {"site": "village"}, cookie=second)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong-reception-state")
