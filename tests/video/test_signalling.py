"""Pages in a room: the door, the gate, offers one at a time, newest page wins, floods, losses."""

import asyncio
import json

import pytest
from websockets.exceptions import InvalidStatus

from command.base import clock
from command.video import signalling as rooms
from command.video import socket
from command.video.media.engine import MediaEvent
from tests.video.stage import Page, Stage

OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"


async def publish(page: Page, generation: int = 1) -> None:
    await page.say("publish", offer=OFFER, generation=generation)
    await page.until("published")


# The door


async def test_a_foreign_origin_is_refused_before_anything_else(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    cookie = stage.cast.person("duty").cookie
    with pytest.raises(InvalidStatus) as refused:
        await stage.dial(reception, cookie, origin="https://elsewhere.example")
    assert refused.value.response.status_code == 403


async def test_strangers_get_a_code_that_says_why(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    duty = stage.cast.person("duty").cookie
    assert await (await stage.dial(reception, "")).closing() == 4401
    assert await (await stage.dial(reception, "__Host-seat=" + "x" * 43)).closing() == 4401
    assert await (await stage.dial(reception, stage.cast.person("wall").cookie)).closing() == 4401
    assert await (await stage.dial(reception + 99, duty)).closing() == 4404
    told = {"side": "petitioner", "reason": "没有来"}
    await stage.done("duty", reception, "no-show", **told)
    assert await (await stage.dial(reception, duty)).closing() == 4410


async def test_whoever_says_something_else_than_enter_is_shown_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception = (await stage.book())["reception"]
    cookie = stage.cast.person("duty").cookie
    for text in ("no json", '{"type":"ping"}', '{"type":"enter"}', "x" * 65_000):
        page = await stage.dial(reception, cookie)
        await page.socket.send(text)
        assert await page.closing() == 4400, text[:20]
    page = await stage.dial(reception, cookie)
    await page.socket.send(b'{"type":"ping"}')
    assert await page.closing() == 4400
    monkeypatch.setattr(socket, "ENTER_SECONDS", 0.05)
    assert await (await stage.dial(reception, cookie)).closing() == 4400


async def test_a_token_is_good_once_for_one_person_and_one_reception(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    other = (await stage.book())["reception"]
    token = await stage.token("duty", reception, "county")
    tries = [("township", reception), ("duty", other)]
    for who, where in tries:
        page = await stage.dial(where, stage.cast.person(who).cookie)
        await page.say("enter", token=token)
        assert await page.closing() == 4403, (who, where)
    cookie = stage.cast.person("duty").cookie
    page = await stage.dial(reception, cookie)
    await page.say("enter", token=token)
    assert (await page.until("entered"))["seat"] == "c1"
    replayed = await stage.dial(reception, cookie)
    await replayed.say("enter", token=token)
    assert await replayed.closing() == 4403
    await page.say("ping")
    await page.until("pong")


async def test_a_token_ends_after_a_minute_and_is_kept_as_a_hash(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    token = await stage.token("duty", reception, "county")
    (row,) = await stage.cases.rows(
        "select to_jsonb(t)::text as row, expires_at from video.token t"
    )
    assert token not in row["row"]
    assert 55 < (row["expires_at"] - clock.now()).total_seconds() <= 60
    await stage.turn("update video.token set expires_at = now()")
    page = await stage.dial(reception, stage.cast.person("duty").cookie)
    await page.say("enter", token=token)
    assert await page.closing() == 4403


async def test_whoever_enters_is_told_their_seat_and_the_relay(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    entered = page.told[-1]
    assert (entered["seat"], entered["site"], entered["host"]) == ("c1", "county", True)
    assert entered["ice"][0]["username"].endswith(":c1")
    room = await page.room(lambda room: room["state"] == "waiting")
    assert [site["present"] for site in room["sites"]] == [True, False, False]
    assert room["people"][0]["name"] == "值班甲"


async def test_of_two_pages_of_one_person_the_newer_has_the_seat(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    older = await stage.enter("duty", reception, "county")
    await publish(older)
    newer = await stage.enter("duty", reception, "county")
    assert newer.told[-1]["seat"] == "c1"
    await older.until("replaced")
    assert await older.closing() == 4409
    assert (str(reception), "c1") in stage.engine.removed
    await newer.say("ping")
    await newer.until("pong")
    rooms_shown = [told for told in newer.told if told["type"] == "room"]
    assert [one["connected"] for one in rooms_shown[-1]["people"]] == [True]


async def test_a_guest_keeps_the_seat_of_their_cookie(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    cookie = await stage.guest(reception)
    first = await stage.enter_guest(reception, cookie)
    again = await stage.enter_guest(reception, cookie)
    assert [page.told[-1]["seat"] for page in (first, again)] == ["v1", "v1"]
    assert await first.closing() == 4409
    second = await stage.enter_guest(reception, await stage.guest(reception))
    assert next(t for t in second.told if t["type"] == "entered")["seat"] == "v2"


# Offers


async def test_media_are_offered_one_at_a_time(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    county, township, village = await stage.all_three(reception)
    await publish(county)
    stage.engine.tell(MediaEvent("tracks", str(reception), "c1", {"tracks": ["mic"]}))
    offer = await township.until("offer")
    assert "a=msid:c1 mic" in offer["offer"]
    await publish(village)
    stage.engine.tell(MediaEvent("tracks", str(reception), "v1", {"tracks": ["mic"]}))
    await county.until("offer")
    await township.say("answer", generation=offer["generation"] + 1, answer="v=0")
    assert (await township.until("refused"))["code"] == "stale-signal"
    await township.say("answer", generation=offer["generation"], answer="v=0")
    following = await township.until("offer")
    assert following["generation"] == offer["generation"] + 1
    assert "a=msid:v1 mic" in following["offer"]
    await township.say("subscribe", restart=True)
    assert (await township.until("offer"))["generation"] == following["generation"] + 1


async def test_a_bad_offer_is_refused_and_the_room_goes_on(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    await page.say("publish", offer="nonsense", generation=1)
    refused = await page.until("refused")
    assert (refused["what"], refused["code"], refused["field"]) == ("publish", "bad-offer", "offer")
    assert refused["detail"].startswith("音视频连接描述有误")
    await page.say("publish", offer="v=0" + "x" * 33_000, generation=2)
    assert (await page.until("refused"))["code"] == "offer-too-large"
    await page.say("publish", offer=OFFER, generation=1)
    assert (await page.until("refused"))["field"] == "generation"
    await page.say("answer", generation=1, answer="v=0")
    assert (await page.until("refused"))["what"] == "answer"
    await page.say("enter", token="again")
    assert (await page.until("refused"))["what"] == "enter"
    await publish(page, 3)


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "已经入场"), ("en", "Entered already")])
async def test_a_refusal_speaks_the_language_of_the_page(
    stage: Stage, language: str, said: str
) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county", language)
    await page.say("enter", token="again")
    assert (await page.until("refused"))["detail"] == said


# The gate


async def test_a_party_waits_is_admitted_held_and_called(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    county, _, _ = await stage.all_three(reception)
    await stage.done("duty", reception, "begin")
    guests = [await stage.enter_guest(reception, await stage.guest(reception)) for _ in range(2)]
    for guest in guests:
        await guest.say("consent", given=True)
    routes = stage.engine.routes
    await county.room(lambda room: len(room["waiting"]) == 2)
    assert [line["seat"] for line in county.told[-1]["waiting"]] == ["v2", "v3"]
    assert routes[str(reception)]["v2"] == frozenset()
    waiting = (await stage.get("duty", "/api/receptions/waiting")).json()["items"]
    assert [(line["seat"], line["place"]) for line in waiting] == [("v2", 1), ("v3", 2)]
    assert (await stage.get("outsider", "/api/receptions/waiting")).json()["items"] == []
    await stage.until_told("reception.changed", lambda data: data["reception"]["waiting"] == 2)
    await stage.done("duty", reception, "admit", seat="v3")
    assert routes[str(reception)]["v3"] >= {"c1", "t1"}
    await stage.done("duty", reception, "call-next")
    assert routes[str(reception)]["v2"] >= {"c1", "v3"}
    await stage.done("duty", reception, "hold", seat="v3")
    assert routes[str(reception)]["v3"] == frozenset()
    assert not any("v3" in others for others in routes[str(reception)].values())
    empty = await stage.do("duty", reception, "call-next")
    assert (empty.status_code, empty.json()["field"]) == (422, "seat")
    for seat in ("v9", "c1"):
        refused = await stage.do("duty", reception, "hold", seat=seat)
        assert (refused.status_code, refused.json()["field"]) == (422, "seat")
    assert (await stage.do("township", reception, "admit", seat="v3")).status_code == 403


async def test_nobody_receives_a_seat_that_has_not_agreed(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    county, _, village = await stage.all_three(reception)
    await stage.done("duty", reception, "begin")
    assert "v1" in stage.engine.routes[str(reception)]["c1"]
    await village.say("consent", given=False)
    await county.room(lambda room: room["sites"][2]["consent"] is False)
    assert "v1" not in stage.engine.routes[str(reception)]["c1"]
    assert stage.engine.routes[str(reception)]["v1"] == {"c1", "t1"}


async def test_words_hands_and_lines_are_shown(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    county, township, _ = await stage.all_three(reception)
    guest = await stage.enter_guest(reception, await stage.guest(reception))
    await township.say("chat", words="材料已收到")
    assert (await county.until("chat"))["words"] == "材料已收到"
    await county.say("chat", words="请稍候")
    heard = await guest.until("chat")
    assert (heard["seat"], heard["words"]) == ("c1", "请稍候"), "a host talks with the gate"
    await township.say("hand", raised=True)
    await township.say("mute", mic=False, camera=True)
    await township.say("quality", up=2, down=3, audio_only=True)
    room = await county.room(lambda room: any(one["quality"] is not None for one in room["people"]))
    (one,) = [one for one in room["people"] if one["seat"] == "t1"]
    assert (one["hand"], one["mic"], one["camera"]) == (True, True, False)
    assert one["quality"] == {"up": 2, "down": 3, "audio_only": True}
    stage.engine.tell(MediaEvent("speaking", str(reception), "t1", {"speaking": True}))
    await county.room(lambda room: any(one["speaking"] for one in room["people"]))


# Losses


async def test_a_session_that_ends_in_the_middle_ends_the_page(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    await stage.turn("update accounts.session set ended_at = now()")
    await page.say("ping")
    assert (await page.until("closed"))["why"] == "signed-out"
    assert await page.closing() == 4401
    await stage.until(lambda: (str(reception), "c1") in stage.engine.removed)


async def test_a_silent_page_is_signed_out_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "WATCH_SECONDS", 0.05)
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    await stage.turn("update accounts.session set ended_at = now()")
    assert await page.closing() == 4401


async def test_a_flood_ends_its_page_and_no_other(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    other = await stage.enter("township", reception, "township")
    for _ in range(25):
        await page.say("ping")
    assert await page.closing() == 4429
    await other.say("ping")
    await other.until("pong")


async def test_a_page_without_a_line_keeps_its_seat_and_the_wall_hears(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "GRACE_SECONDS", 0.1)
    reception = (await stage.book())["reception"]
    county, _, village = await stage.all_three(reception)
    await stage.until_told("reception.changed", _lights(True, True, True))
    await village.drop()
    await county.room(lambda room: not room["sites"][2]["present"])
    await stage.until_told("reception.changed", _lights(True, True, False))
    await stage.until(lambda: (str(reception), "v1") in stage.engine.removed)
    back = await stage.enter("village", reception, "village")
    assert back.told[-1]["seat"] == "v1"


def _lights(*expected: bool):  # type: ignore[no-untyped-def]
    wanted = list(expected)
    return lambda data: [site["present"] for site in data["reception"]["sites"]] == wanted


async def test_leaving_ends_the_media_at_once(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    await page.say("leave")
    assert await page.closing() == 1000
    await stage.until(lambda: (str(reception), "c1") in stage.engine.removed)


async def test_when_the_worker_dies_pages_publish_anew_in_their_seats(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    pages = await stage.all_three(reception)
    await stage.done("duty", reception, "begin")
    stage.engine.lose()
    for page in pages:
        await page.until("republish")
    assert stage.engine.routes[str(reception)]["c1"] == {"t1", "v1"}
    await publish(pages[0])


async def test_while_no_worker_is_there_the_room_says_so_and_comes_back(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("duty", reception, "county")
    stage.engine.down = True
    await page.say("publish", offer=OFFER, generation=1)
    assert (await page.until("refused"))["code"] == "engine-down"
    stage.engine.lose()
    await stage.until(lambda: not stage.signalling.rooms[reception].has_media)
    stage.engine.down = False
    await page.until("republish")
    await publish(page, 2)
    assert (await stage.record(reception))["state"] == "waiting"


async def test_a_room_nobody_came_back_to_is_dark_on_the_wall(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a restart of the app: what the database says is compared with who is there."""
    reception = (await stage.book())["reception"]
    await stage.enter("duty", reception, "county")
    await stage.until_told("reception.changed", _lights(True, False, False))
    stage.signalling.rooms.clear()
    await stage.signalling.settle(reception)
    assert json.dumps((await stage.told("reception.changed"))[-1]).count("true") == 0


async def test_a_case_that_moves_takes_its_reception_along(stage: Stage) -> None:
    """The village that it leaves is still a site of it, and goes on hearing of it."""
    case = await stage.case()
    record = await stage.book(case=case)
    neighbour = "361123002002"
    await stage.cases.done("township", case, "facts", place=neighbour)
    await stage.signalling.settle(record["reception"])
    assert await stage.told("reception.left") == []
    entries = {entry.type: entry.audience for entry in await stage.journal()}
    assert {neighbour, "361123002001"} <= set(entries["reception.changed"])


async def test_a_case_that_becomes_hidden_takes_its_reception_from_the_village(
    stage: Stage,
) -> None:
    case = await stage.case()
    record = await stage.book(case=case)
    await stage.cases.done("township", case, "facts", type="family")
    await stage.signalling.settle(record["reception"])
    (left,) = await stage.told("reception.left")
    assert left == {"left": record["reception"]}
    entries = {entry.type: entry.audience for entry in await stage.journal()}
    assert entries["reception.left"] == ("361123002001",)


async def test_settling_twice_tells_once(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    await stage.enter("duty", reception, "county")
    await stage.until_told("reception.changed", _lights(True, False, False))
    before = len(await stage.journal())
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(stage.signalling.settle(reception))
    assert len(await stage.journal()) == before
