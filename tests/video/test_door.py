"""Pages at the door of a reception: connected while devices are looked at, seen by nobody."""

from command.video.media.engine import MediaEvent
from tests.video.stage import Page, Stage
from tests.video.test_signalling import OFFER, publish


async def _at_the_door(stage: Stage, who: str, reception: int) -> Page:
    page = await stage.dial(reception, stage.cast.person(who).cookie)
    await page.say("knock")
    assert (await page.until("door"))["ice"][0]["username"].partition(":")[2].startswith("door-")
    return page


async def test_at_the_door_one_is_connected_and_neither_seen_nor_routed(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    county, township, _ = await stage.all_three(reception)
    await publish(county)
    await stage.done("duty", reception, "begin")
    page = await _at_the_door(stage, "lead", await _asked(stage, reception))
    offer = await page.until("offer")
    assert "a=msid:c1 mic" in offer["offer"]
    await page.say("answer", generation=1, answer="v=0")
    await publish(township)
    stage.engine.tell(MediaEvent("tracks", str(reception), "t1", {"tracks": ["mic"]}))
    assert "a=msid:t1 mic" in (await page.until("offer"))["offer"]
    for kind, more in (("chat", {"words": "x"}), ("publish", {"offer": OFFER, "generation": 1})):
        await page.say(kind, **more)
        assert (await page.until("refused"))["code"] == "not-entered"
    await page.say("ping")
    await page.until("pong")
    assert set(stage.engine.routes[str(reception)]) == {"c1", "t1", "v1"}
    assert not any(told["type"] == "room" for told in page.told)
    await county.say("hand", raised=True)
    room = await county.room(lambda room: bool(room["people"][0]["hand"]))
    assert [one["seat"] for one in room["people"]] == ["c1", "t1", "v1"]


async def _asked(stage: Stage, reception: int) -> int:
    """The lead's officer is asked to the county's site."""
    account = stage.cast.lead.account_id
    await stage.done("duty", reception, "ask", account=account, site="county")
    return reception


async def test_what_was_connected_at_the_door_is_the_seats(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    county = await stage.enter("duty", reception, "county")
    await publish(county)
    await county.say("consent", given=True)
    await county.room(lambda room: room["sites"][0]["consent"] is True)
    await stage.done("duty", reception, "begin", reason="村里停电(虚构)")
    page = await _at_the_door(stage, "township", reception)
    await page.until("offer")
    await page.say("answer", generation=1, answer="v=0")
    token = await stage.token("township", reception, "township")
    routes = stage.engine.routes[str(reception)]
    assert routes["t1"] == {"c1"}, "keyframes come meanwhile"
    await page.say("enter", token=token)
    assert (await page.until("entered"))["seat"] == "t1"
    ((door, seat),) = stage.engine.reseated
    assert (door[:5], seat) == ("door-", "t1")
    await page.say("ping")
    await page.until("pong")
    assert [told["type"] for told in page.told].count("offer") == 1
    stage.engine.tell(MediaEvent("tracks", str(reception), "c1", {"tracks": ["mic"]}))
    assert (await page.until("offer"))["generation"] == 2


async def test_whoever_has_no_site_or_no_token_does_not_pass_the_door(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.dial(reception, stage.cast.person("lead").cookie)
    await page.say("knock")
    assert await page.closing() == 4403, "sees the case, sits nowhere"
    page = await _at_the_door(stage, "duty", reception)
    await page.say("enter", token="x" * 43)
    assert await page.closing() == 4403
    await stage.until(lambda: bool(stage.engine.removed))
    assert stage.signalling.rooms[reception].doors == set()


async def test_the_newest_page_of_a_person_is_at_the_door(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    older = await _at_the_door(stage, "duty", reception)
    other = await _at_the_door(stage, "township", reception)
    newer = await _at_the_door(stage, "duty", reception)
    assert await older.closing() == 4409
    for page in (newer, other):
        await page.say("ping")
        await page.until("pong")
    await newer.say("enter", token=await stage.token("duty", reception, "county"))
    await newer.until("entered")
    again = await _at_the_door(stage, "duty", reception)
    await newer.say("ping")
    await newer.until("pong")
    await again.say("enter", token=await stage.token("duty", reception, "county"))
    await again.until("entered")
    assert await newer.closing() == 4409, "only who enters takes the seat"


async def test_the_door_ends_with_the_session_the_reception_and_the_worker(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    county = await stage.enter("duty", reception, "county")
    await publish(county)
    page = await _at_the_door(stage, "township", reception)
    await page.until("offer")
    stage.engine.lose()
    await county.until("republish")
    await publish(county, 2)
    stage.engine.tell(MediaEvent("tracks", str(reception), "c1", {"tracks": ["mic"]}))
    assert (await page.until("offer"))["generation"] == 1, "with another worker it begins anew"
    out = await _at_the_door(stage, "village", reception)
    session = stage.cast.actor("village").account_id
    await stage.turn(f"update accounts.session set ended_at = now() where account_id = {session}")
    await out.say("ping")
    assert await out.closing() == 4401
    told = {"side": "petitioner", "reason": "没有来"}
    await stage.done("duty", reception, "no-show", **told)
    assert await page.closing() == 4410
