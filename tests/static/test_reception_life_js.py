"""A reception's page around its session: moved, called off, people changed, what is left of it."""

import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.visitor import Visitor
from tests.static.reception_stage import ID, Reception, a_person, a_reception, a_record, people
from tests.static.reception_stage import a_room as room
from tests.static.stage import ORIGIN, ahead
from tests.static.test_reception_js import entered, faked, visitor
from tests.static.test_reception_thought_js import ask, page

__all__ = ["faked", "page", "visitor"]
NOW = "Date.parse('2026-11-24T00:20:07Z')"
BEFORE = "Date.parse('2026-11-24T06:00:00Z')"
LONG = {"starts": "2026-11-25T09:00", "side": "petitioner", "reason": "当天有事"}
PROMISE = {
    "task": 1,
    "agency": "自然资源局",
    "officer": "赵**",
    "words": "到场丈量",
    "state": "open",
}
OUTCOME = {"commitments": [PROMISE | {"due": "2026-11-30T16:00:00Z"}], "conclusion": "约定复查"}


@pytest.mark.parametrize(
    ("kind", "change", "lacks"),
    [
        ("move", {}, []),
        ("move", {"starts": "2026-11-24T08:00"}, ["starts"]),
        ("move", {"starts": "2026-11-24T14:00"}, ["starts"]),
        ("move", {"starts": "2027-03-01T09:00"}, ["starts"]),
        ("move", {"starts": ""}, ["starts"]),
        ("cancel", {"starts": ""}, []),
        ("cancel", {"side": "", "reason": " 忙 "}, ["side", "reason"]),
    ],
)
async def test_change_says_what_it_lacks(
    page: Page, kind: str, change: dict[str, str], lacks: list[str]
) -> None:
    given = [kind, LONG | change]
    body = f"m.lacksOf(...given, {NOW}, {BEFORE})"
    assert await ask(page, "appointment", body, given) == lacks


async def test_clock_stops_with_the_session(page: Page) -> None:
    record = {"state": "closed", "began_at": "2026-11-24T00:00:00Z"}
    body = f"m.elapsed(m.outside(), given, {NOW})"
    assert await ask(page, "reception", body, record | {"ended_at": None}) == 1_207_000
    ended = record | {"ended_at": "2026-11-24T00:10:00Z"}
    assert await ask(page, "reception", body, ended) == 600_000


async def test_change_is_sent_as_an_instant_of_china(page: Page) -> None:
    sent = await ask(page, "appointment", "m.bodyFor('move', given)", LONG)
    said = {"side": "petitioner", "reason": "当天有事"}
    assert sent == said | {"starts_at": "2026-11-25T01:00:00Z"}
    assert await ask(page, "appointment", "m.bodyFor('cancel', given)", LONG) == said


def waiting(**facts: Any) -> Reception:
    reception = a_reception(a_record("waiting"))
    reception.room = room(state="waiting", **facts)
    return reception


async def _sent(page: Page, reception: Reception, deed: str) -> dict[str, Any]:
    """The body of a deed that the page does when the sheet is sent."""
    reception.stage.answers[f"/api/receptions/{ID}/{deed}"] = (200, {"reception": a_record()})
    path = f"/api/receptions/{ID}/{deed}"
    async with page.expect_request(lambda request: path in request.url) as told:
        await page.keyboard.press("Control+Enter")
    body: dict[str, Any] = json.loads((await told.value).post_data or "")
    return body


async def test_host_moves_the_booking_with_side_and_reason(visitor: Visitor) -> None:
    reception = waiting()
    page = await entered(visitor, reception)
    await page.click("[data-tab=waiting]")
    await page.click("[data-do=move]")
    await expect(page.locator("dialog[open]")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("dialog .wrong")).to_have_count(3)
    month = "() => new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 16)"
    await page.fill("#starts", await page.evaluate(month))
    await page.locator("dialog .choices label").nth(1).click()
    await page.fill("#reason", "领导赴现场")
    body = await _sent(page, reception, "move")
    assert (body["version"], body["side"], body["reason"]) == (3, "official", "领导赴现场")
    assert body["starts_at"].endswith("Z")
    await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_host_cancels_from_the_door_and_reads_it_back(visitor: Visitor) -> None:
    reception = a_reception(a_record("booked"))
    await reception.put_on(visitor.page)
    page = visitor.page
    await page.goto(f"{ORIGIN}/reception?id={ID}")
    await page.click("[data-do=calloff]")
    await page.locator("dialog .choices label").nth(0).click()
    await page.fill("#reason", "已自行和解")
    over = a_record("cancelled", side="petitioner", reason="已自行和解")
    reception.stage.answers |= {
        f"/api/receptions/{ID}": (200, over),
        f"/api/receptions/{ID}/cancel": (200, {"reception": over}),
    }
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".over")).to_contain_text("本场接访已取消")
    await expect(page.locator(".over")).to_contain_text("来访方提出取消")
    await expect(page.locator(".over")).to_contain_text("已自行和解")


async def test_host_asks_somebody_to_a_site_and_hands_over(visitor: Visitor) -> None:
    reception = a_reception()
    clerk = {"account": 6, "name": "孙**", "role": "window_clerk", "duty": [], "named": False}
    clerk |= {"can_sign": False, "can_attend": True, "can_host": False}
    leader = clerk | {"account": 7, "name": "周**", "role": "county_leader", "can_host": True}
    auditor = clerk | {"account": 8, "name": "蒋**", "role": "auditor", "can_attend": False}
    centre = {"items": [clerk, leader, auditor]}
    for level in ("361123", "361123002001"):
        reception.stage.answers[f"/api/agencies/c{level}/officers"] = (200, centre)
    page = await entered(visitor, reception)
    await page.click("[data-tab=waiting]")
    await page.click("[data-do=ask]")
    await page.select_option("#site", "village")
    offered = page.locator("#account option")
    await expect(offered).to_have_text(["选责任人", "孙**", "周**"])
    await page.select_option("#agency", "zrzyj")
    await page.select_option("#account", "31")
    body = await _sent(page, reception, "ask")
    assert body == {"version": 3, "account": 31, "site": "village"}
    await page.click("[data-do=handover]")
    await expect(offered).to_have_text(["选责任人", "周**"])
    await page.select_option("#account", "7")
    assert await _sent(page, reception, "hand-over") == {"version": 3, "account": 7}


async def test_chair_that_comes_to_us_brings_its_buttons(visitor: Visitor) -> None:
    reception = a_reception(a_record(host=False), seat="v2", site="village", host=False)
    page = await entered(visitor, reception)
    await expect(page.locator("[data-tab=waiting]")).to_have_count(0)
    mine = [one if one["seat"] != "v2" else one | {"host": True} for one in people()]
    reception.tell(room(2, people=mine))
    await expect(page.locator("[data-tab=waiting]")).to_have_count(1)
    await expect(page.locator(".out .add")).to_be_visible()


async def test_roster_says_who_agreed_and_sends_back_to_the_gate(visitor: Visitor) -> None:
    reception = a_reception()
    unsaid = a_person("v1", "village", "村民代表", role="petitioner", consent=None)
    reception.room = room(people=[*people()[:2], unsaid])
    page = await entered(visitor, reception)
    await page.click("[data-tab=waiting]")
    lines = page.locator(".roster li")
    await expect(lines).to_have_count(3)
    await expect(lines.nth(0)).to_contain_text("同意接入")
    await expect(lines.nth(0).locator("button")).to_have_count(0)
    await expect(lines.nth(2)).to_contain_text("未表态")
    path = f"/api/receptions/{ID}/hold"
    reception.stage.answers[path] = (200, {"reception": a_record()})
    async with page.expect_request(lambda request: path in request.url) as told:
        await lines.nth(2).locator("button").click()
    assert json.loads((await told.value).post_data or "")["seat"] == "v1"


async def test_whoever_sits_beside_us_is_written_down_with_what_they_say(visitor: Visitor) -> None:
    reception = a_reception()
    page = await entered(visitor, reception)
    await page.click("[data-do=companions]")
    await expect(page.locator("dialog[open]")).to_contain_text("每一位都要本人同意")
    await page.fill("#label", "家属")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#label")).to_have_value("")
    assert await reception.until("companion") == [
        {"type": "companion", "label": "家属", "given": True}
    ]
    beside = [{"id": 4, "label": "家属", "given": True}]
    mine = [one | {"companions": beside} if one["seat"] == "c1" else one for one in people()]
    reception.tell(room(2, people=mine))
    line = page.locator(".beside li")
    await expect(line).to_contain_text("同意接入")
    await line.locator("button").first.click()
    assert (await reception.until("companion", 2))[1] == {
        "type": "companion",
        "id": 4,
        "given": False,
    }
    mine[0]["companions"] = [beside[0] | {"given": False}]
    reception.tell(room(3, people=mine))
    site = page.locator(".site[data-level=county]")
    await expect(site).to_contain_text("同席 1 人")
    await expect(site).to_contain_text("已撤回同意")


async def test_chat_says_that_it_is_kept_nowhere(visitor: Visitor) -> None:
    page = await entered(visitor, a_reception())
    await page.click("[data-tab=chat]")
    await expect(page.locator(".pane.talk")).to_contain_text("不存档")


async def test_guest_reads_outcome_and_how_to_go_on_when_it_is_closed(visitor: Visitor) -> None:
    reception = a_reception(a_record(host=False), seat="v1", site="village", host=False)
    page = await entered(visitor, reception, "&guest")
    reception.tell(room(2, "closing"))
    await expect(page.locator(".out")).to_contain_text("主持人正在登记结果")
    closed = a_record("closed", host=False, outcome=OUTCOME, ended_at=ahead(minutes=1))
    reception.stage.answers[f"/api/receptions/{ID}"] = (200, closed)
    reception.tell({"type": "closed", "why": "closed"})
    await reception.sockets[-1].close(code=4410, reason="over")
    left = page.locator(".over")
    for words in ("到场丈量", "自然资源局 · 赵**", "2026-11-30 前", "约定复查", "查询码"):
        await expect(left).to_contain_text(words)
    await expect(left).to_contain_text("YS20261124-TEST0001")
    await expect(left.locator(".came li")).to_have_count(2)
    await expect(left.locator(".came li").nth(1)).to_contain_text("撤回同意")
    await expect(left.locator("a")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1366])
async def test_what_is_left_is_no_wider_than_the_screen(visitor: Visitor, width: int) -> None:
    reception = a_reception(a_record("closed", outcome=OUTCOME))
    await visitor.page.set_viewport_size({"width": width, "height": 740})
    await reception.put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/reception?id={ID}")
    await expect(visitor.page.locator(".came li")).to_have_count(2)
    wide = "() => document.documentElement.scrollWidth <= innerWidth"
    assert await visitor.page.evaluate(wide)
