"""People beside a seat: heard only when each of them agreed, on record with what they said."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from command.video import room
from command.video.companion import MOST_COMPANIONS, Companion
from tests.cast import AT
from tests.video.stage import Json, Page, Stage
from tests.video.test_room import a_hall, a_sitter


def beside(given: bool, **facts: Any) -> tuple[Companion, ...]:
    return (replace(Companion(1, "家属", given, AT), **facts),)


def test_seat_is_received_only_while_everybody_beside_it_agrees() -> None:
    for companions, heard in (
        (beside(True), True),
        (beside(False), False),
        (beside(False, left_at=AT), True),
    ):
        hall = a_hall(a_sitter("c1"), a_sitter("v1", companions=companions))
        assert ("v1" in room.routes(hall)["c1"]) is heard


async def _until(page: Page, holds: Callable[[list[Json]], bool]) -> list[Json]:
    told = await page.room(lambda room: holds(room["people"][-1]["companions"]))
    found: list[Json] = told["people"][-1]["companions"]
    return found


async def test_family_beside_a_guest_is_asked_and_kept_on_record(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    cookie = await stage.guest(reception)
    county = await stage.enter("duty", reception, "county")
    guest = await stage.enter_guest(reception, cookie)
    for page in (county, guest):
        await page.say("consent", given=True)
    await county.room(lambda room: room["sites"][2]["consent"] is True)
    await stage.done("duty", reception, "begin", reason="乡级未到")
    routes = stage.engine.routes[str(reception)]
    assert routes["c1"] == {"v1"}
    await guest.say("companion", label="家属", given=False)
    (one,) = await _until(county, lambda found: len(found) == 1)
    assert (one["label"], one["given"]) == ("家属", False)
    assert stage.engine.routes[str(reception)]["c1"] == frozenset()
    assert (await stage.record(reception))["sites"][2]["consent"] is False
    await guest.say("companion", id=one["id"], given=True)
    await _until(county, lambda found: found[0]["given"])
    assert stage.engine.routes[str(reception)]["c1"] == {"v1"}
    await guest.say("companion", id=one["id"], given=False, left=True)
    await _until(county, lambda found: found == [])
    assert stage.engine.routes[str(reception)]["c1"] == {"v1"}
    items = (await stage.get("duty", f"/api/receptions/{reception}/seats")).json()["items"]
    (kept,) = [line for line in items if line["role"] == "companion"]
    assert (kept["site"], kept["name"]) == ("village", "家属")
    assert [word["given"] for word in kept["words"]] == [False, True]


async def test_what_is_refused_is_told_to_that_page_alone(stage: Stage) -> None:
    reception = (await stage.book())["reception"]
    page = await stage.enter("village", reception, "village")
    other = await stage.enter("duty", reception, "county")
    await other.say("companion", label="同事", given=True)
    told = await page.room(lambda room: bool(room["people"][-1]["companions"]))
    theirs = told["people"][-1]["companions"][0]["id"]
    for said in ({"id": 999, "given": True}, {"id": theirs, "given": False}):
        await page.say("companion", **said)
        assert (await page.until("refused"))["field"] == "id"
    await page.say("companion", label="张三13800000000", given=True)
    assert (await page.until("refused"))["field"] == "label"
    for _ in range(MOST_COMPANIONS + 1):
        await page.say("companion", label="村民", given=True)
    assert (await page.until("refused"))["what"] == "companion"
    rows = await stage.cases.rows("select from video.companion where seat = 'v1'")
    assert len(rows) == MOST_COMPANIONS
