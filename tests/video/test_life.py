"""A reception before and after its session: moved, called off, people changed, what is left."""

from datetime import timedelta
from typing import Any

from command.base import clock
from tests.video.stage import Json, Stage, instant, outcome, soon


def moving(minutes: int = 90, **changes: Any) -> Json:
    return {"starts_at": soon(minutes), "side": "petitioner", "reason": "来访人当天有事", **changes}


async def _last(stage: Stage, case: int) -> Json:
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    entry: Json = file["entries"][-1]
    return entry


async def test_a_booking_is_moved_for_a_reason_that_the_case_keeps(stage: Stage) -> None:
    record = await stage.book()
    reception, wish = record["reception"], moving()
    moved = await stage.done("duty", reception, "move", **wish)
    assert (moved["state"], moved["version"], moved["side"]) == ("booked", 2, "petitioner")
    assert instant(moved["starts_at"]) - instant(wish["starts_at"]) < timedelta(seconds=1)
    line = await _last(stage, record["case"])
    assert (line["type"], line["words"]) == ("reception.moved", "来访人当天有事")
    assert line["facts"]["starts_at"] == [record["starts_at"], moved["starts_at"]]
    (told,) = await stage.told("reception.moved")
    assert told["reception"]["starts_at"] == moved["starts_at"]


async def test_moving_closes_the_gate_and_keeps_the_links(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    cookie = await stage.guest(reception)
    guest = await stage.enter_guest(reception, cookie)
    assert (await stage.record(reception))["state"] == "waiting"
    await stage.done("duty", reception, "move", **moving(60 * 24))
    await guest.room(lambda room: room["state"] == "booked")
    (link,) = await stage.cases.rows("select expires_at from video.guest")
    starts_at = instant((await stage.record(reception))["starts_at"])
    assert link["expires_at"] == starts_at + timedelta(hours=2)
    again = await stage.enter_guest(reception, cookie)
    await again.room(lambda room: room["state"] == "waiting")


async def test_a_cancelled_booking_is_over_and_its_guest_reads_why(stage: Stage) -> None:
    record = await stage.book()
    reception = record["reception"]
    cookie = await stage.guest(reception)
    page = await stage.enter_guest(reception, cookie)
    told = {"side": "petitioner", "reason": "双方已自行和解"}
    cancelled = await stage.done("duty", reception, "cancel", **told)
    assert (cancelled["state"], cancelled["side"]) == ("cancelled", "petitioner")
    assert await page.closing() == 4410
    path = f"/api/receptions/{reception}?as=guest"
    read = (await stage.client.get(path, headers={"cookie": cookie})).json()["reception"]
    assert (read["state"], read["reason"]) == ("cancelled", "双方已自行和解")
    line = await _last(stage, record["case"])
    assert (line["type"], line["facts"]["side"]) == ("reception.cancelled", "petitioner")
    assert (await stage.book(case=record["case"]))["state"] == "booked", "the case is free again"


BAD: list[tuple[str, str, Json, int, str]] = [
    ("duty", "move", moving(reason=" "), 422, "reason"),
    ("duty", "move", moving(side="nobody"), 422, "side"),
    ("duty", "move", moving(-60), 422, "starts_at"),
    ("duty", "move", moving(60 * 24 * 91), 422, "starts_at"),
    ("duty", "cancel", {"side": "official", "reason": "忙"}, 422, "reason"),
    ("duty", "cancel", {"side": "official", "reason": "长" * 201}, 422, "reason"),
    ("duty", "cancel", {"reason": "领导临时有事"}, 422, "side"),
    ("lead", "move", moving(), 403, ""),
    ("township", "cancel", {"side": "official", "reason": "不想开了"}, 403, ""),
    ("village", "cancel", {"side": "petitioner", "reason": "替他取消"}, 403, ""),
    ("outsider", "cancel", {"side": "official", "reason": "试一试"}, 404, ""),
    ("duty", "ask", {"account": 999999, "site": "county"}, 422, "account"),
    ("duty", "ask", {"account": 1, "site": "province"}, 422, "site"),
    ("lead", "ask", {"account": 1, "site": "county"}, 403, ""),
    ("duty", "hand-over", {"account": 999999}, 422, "account"),
    ("village", "hand-over", {"account": 1}, 403, ""),
]


async def test_what_is_refused_says_why_and_changes_nothing(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    wrong = []
    for who, deed, body, status, field in BAD:
        answer = await stage.do(who, reception, deed, **body)
        if (answer.status_code, answer.json().get("field", "")) != (status, field):
            wrong.append((who, deed, body, answer.text))
    assert wrong == []
    same = (await stage.record(reception))["starts_at"]
    refused = await stage.do("duty", reception, "move", **moving(starts_at=same))
    assert (refused.status_code, refused.json()["field"]) == (422, "starts_at")
    assert (await stage.record(reception))["version"] == 1


async def test_somebody_is_asked_to_a_site_and_takes_a_seat_there(stage: Stage) -> None:
    record = await stage.book()
    reception, lead = record["reception"], stage.cast.lead.account_id
    seats = f"/api/receptions/{reception}/seats"
    assert (await stage.post("lead", seats, {"site": "township"})).status_code == 403
    asked = await stage.done("duty", reception, "ask", account=lead, site="township")
    assert asked["version"] == 2
    assert asked["sites"][1]["people"] == ["人**"]
    again = await stage.do("duty", reception, "ask", account=lead, site="township")
    assert (again.status_code, again.json()["field"]) == (422, "account")
    page = await stage.enter("lead", reception, "township")
    await page.room(lambda room: any(one["seat"] == "t1" for one in room["people"]))
    line = await _last(stage, record["case"])
    assert line["type"] == "reception.waiting", "the first to come opens the gate"
    outsider = stage.cast.outsider.account_id
    stranger = await stage.do("duty", reception, "ask", account=outsider, site="county")
    assert stranger.json()["field"] == "account"


async def test_a_leader_who_moves_to_another_site_keeps_the_seat(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    leader = stage.cast.leader.account_id
    page = await stage.enter("leader", reception, "county")
    await page.say("consent", given=True)
    await stage.done("duty", reception, "ask", account=leader, site="township")
    told = await page.room(lambda room: room["people"][0]["site"] == "township")
    assert (told["people"][0]["seat"], told["people"][0]["consent"]) == ("c1", True)
    other = await stage.enter("duty", reception, "county")
    seats = (await other.room(lambda room: len(room["people"]) > 1))["people"]
    assert [(one["seat"], one["site"]) for one in seats] == [("c1", "township"), ("c2", "county")]


async def test_the_chair_is_handed_over_with_what_a_host_may(stage: Stage) -> None:
    record = await stage.book()
    reception, leader = record["reception"], stage.cast.leader.account_id
    duty = await stage.enter("duty", reception, "county")
    page = await stage.enter("leader", reception, "county")
    lead = stage.cast.lead.account_id
    refused = await stage.do("duty", reception, "hand-over", account=lead)
    assert (refused.status_code, refused.json()["field"]) == (422, "account")
    handed = await stage.done("duty", reception, "hand-over", account=leader)
    assert not handed["host"]
    hosts = {"c1": False, "c2": True}
    for one in (duty, page):
        await one.room(lambda room: {p["seat"]: p["host"] for p in room["people"]} == hosts)
    begin = await stage.do("duty", reception, "begin", reason="乡村未到")
    assert begin.status_code == 403
    begun = await stage.done("leader", reception, "begin", reason="乡村未到")
    assert (begun["state"], begun["host"]) == ("in_session", True)
    file = (await stage.get("duty", f"/api/cases/{record['case']}")).json()
    (line,) = [one for one in file["entries"] if one["type"] == "reception.handed_over"]
    assert line["words"] == "领**"


async def test_each_word_of_consent_is_kept_for_the_person_who_said_it(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    cookie = await stage.guest(reception)
    county = await stage.enter("duty", reception, "county")
    guest = await stage.enter_guest(reception, cookie)
    cadre = await stage.enter("village", reception, "village")
    await county.say("consent", given=True)
    await cadre.say("consent", given=True)
    await county.room(lambda room: room["sites"][2]["consent"] is True)
    await guest.say("consent", given=True)
    await guest.room(lambda room: all(one["consent"] for one in room["people"]))
    await guest.say("consent", given=False)
    await county.room(lambda room: room["sites"][2]["consent"] is False)
    path = f"/api/receptions/{reception}/seats"
    items = (await stage.get("duty", path)).json()["items"]
    assert [(one["site"], one["name"], one["consent"]) for one in items] == [
        ("county", "值**", True),
        ("village", "来访人", False),
        ("village", "社**", True),
    ]
    assert [word["given"] for word in items[1]["words"]] == [True, False]
    own = await stage.client.get(f"{path}?as=guest", headers={"cookie": cookie})
    assert own.json()["items"] == items
    for who, status in (("lead", 200), ("outsider", 404), ("wall", 401)):
        assert (await stage.get(who, path)).status_code == status, who


async def _closed(stage: Stage, reception: int) -> None:
    await stage.enter("duty", reception, "county")
    await stage.done("duty", reception, "begin", reason="乡级未到")
    await stage.done("duty", reception, "end")
    await stage.done("duty", reception, "close", outcome=outcome(stage))


async def test_the_guest_reads_what_was_agreed_and_nothing_else_after(stage: Stage) -> None:
    record = await stage.book()
    reception = record["reception"]
    cookie = await stage.guest(reception)
    await _closed(stage, reception)
    path = f"/api/receptions/{reception}?as=guest"
    read = (await stage.client.get(path, headers={"cookie": cookie})).json()["reception"]
    assert (read["state"], read["outcome"]["conclusion"]) == ("closed", "三方当场约定")
    (promise,) = read["outcome"]["commitments"]
    assert (promise["agency"], promise["officer"]) == ("人社局", "人**")
    assert read["receipt"].startswith("YS")
    assert not any(deed["allowed"] for deed in read["deeds"])
    seat = f"/api/receptions/{reception}/seats?as=guest"
    assert (await stage.post(None, seat, {"site": "village"}, cookie=cookie)).status_code == 409
    assert await (await stage.dial(reception, cookie)).closing() == 4410
    (link,) = await stage.cases.rows("select expires_at from video.guest")
    assert timedelta(0) < link["expires_at"] - clock.now() - timedelta(hours=2) < timedelta(hours=1)
    await stage.turn("update video.guest set expires_at = now() - interval '1 minute'")
    assert (await stage.client.get(path, headers={"cookie": cookie})).status_code == 401


async def test_a_guests_seat_holds_while_the_session_runs(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    cookie = await stage.guest(reception)
    await stage.enter("duty", reception, "county")
    page = await stage.enter_guest(reception, cookie)
    await stage.done("duty", reception, "begin", reason="乡级未到")
    await stage.turn("update video.guest set expires_at = now() - interval '1 minute'")
    await page.say("hand", raised=True)
    await page.room(lambda room: any(one["hand"] for one in room["people"]))


async def test_what_is_written_in_chat_is_kept_nowhere(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    await page.say("chat", words="这句话不存档")
    await page.until("chat")
    tables = await stage.cases.rows(
        "select format('%I.%I', table_schema, table_name) as name from information_schema.tables"
        " where table_type = 'BASE TABLE'"
        "   and table_schema in ('video', 'casework', 'journal', 'audit', 'identity', 'base')"
    )
    assert len(tables) > 10
    for table in tables:
        query = f"select from {table['name']} t where t::text like '%这句话不存档%'"
        assert await stage.cases.rows(query) == [], table["name"]


async def test_the_next_is_called_past_whoever_another_host_has_just_called(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    await stage.enter("duty", reception, "county")
    pages = [await stage.enter_guest(reception, await stage.guest(reception)) for _ in range(2)]
    await pages[1].room(lambda room: len(room["waiting"]) == 2)
    await stage.turn("update video.seat set admitted_at = now() where seat = 'v1'")
    await stage.done("duty", reception, "call-next")
    rows = await stage.cases.rows(
        "select seat, admitted_at from video.seat where level = 'village'"
    )
    assert all(row["admitted_at"] for row in rows)
