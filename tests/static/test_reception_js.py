"""A reception's page without its server: the door, the room, what may be done."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.chromium import arguments
from tests.browser.conftest import PageFor
from tests.browser.visitor import Visitor, visit
from tests.static.reception_stage import (
    FAKE,
    ID,
    Reception,
    a_person,
    a_reception,
    a_record,
    people,
)
from tests.static.reception_stage import a_room as room
from tests.static.stage import ORIGIN, a_stage

LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
NO_SCROLL = "() => document.documentElement.scrollWidth <= innerWidth"
SIZES = "() => [...document.querySelectorAll('.site')].map((s) => {"
SIZES += (
    " const box = s.getBoundingClientRect(); return [box.width, box.height].map(Math.round); })"
)


@pytest.fixture(scope="module")
async def faked(browser_path: Any) -> AsyncIterator[Browser]:
    """A Chromium whose camera and microphone are made up, and who says yes to both."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path, args=[*arguments(), *FAKE], headless=True
        )
        yield browser
        await browser.close()


@pytest.fixture
async def visitor(faked: Browser) -> AsyncIterator[Visitor]:
    made = await visit(faked, viewport=LAPTOP, permissions=["camera", "microphone"])
    yield made
    await made.context.close()
    assert made.errors == []


async def entered(visitor: Visitor, reception: Reception, address: str = "") -> Page:
    await reception.put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/reception?id={ID}{address}")
    await visitor.page.check("[name=agree]")
    await visitor.page.click("#enter")
    await expect(visitor.page.locator(".bar")).to_be_visible()
    return visitor.page


async def test_door_waits_for_consent_and_tells_the_room_of_it(visitor: Visitor) -> None:
    reception = a_reception()
    await reception.put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/reception?id={ID}")
    await expect(visitor.page.locator("#enter")).to_be_disabled()
    await expect(visitor.page.get_by_text("同意接入后才能进入")).to_be_visible()
    await visitor.page.check("[name=agree]")
    await visitor.page.click("#enter")
    await expect(visitor.page.locator(".site")).to_have_count(3)
    assert await reception.until("consent") == [{"type": "consent", "given": True}]
    assert reception.said("mute")[0] == {"type": "mute"} | dict.fromkeys(
        ("mic", "camera"), False
    ) | {"screen": True}
    (offer,) = await reception.until("publish")
    kinds = [line.split()[0] for line in offer["offer"].splitlines() if line.startswith("m=")]
    assert kinds == ["m=audio", "m=video"]


async def test_three_sites_are_equal_and_nothing_is_wider_than_the_screen(visitor: Visitor) -> None:
    page = await entered(visitor, a_reception())
    for size in (LAPTOP, {"width": 1920, "height": 1080}, {"width": 3840, "height": 2160}, PHONE):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        boxes = await page.evaluate(SIZES)
        widths, heights = zip(*boxes, strict=True)
        assert max(widths) - min(widths) <= 1, size
        assert max(heights) - min(heights) <= 1, size
        assert await page.evaluate(NO_SCROLL), size


PICTURES = """() => [...document.querySelectorAll('.site .vid')]
  .map((one) => Math.round(one.getBoundingClientRect().height))"""
CUT = """() => [...document.querySelectorAll('.site .ft .one, .roster .one')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


@pytest.mark.parametrize("size", [LAPTOP, {"width": 1920, "height": 1080}])
async def test_many_people_cut_no_word_and_take_no_picture(
    visitor: Visitor, size: dict[str, int]
) -> None:
    more = [
        a_person("c2", "county", "赵明甲", role="duty_officer"),
        a_person("c3", "county", "陈志强", role="agency_officer"),
        a_person("t2", "township", "周司法"),
    ]
    beside = {"companions": [{"id": 1, "label": "家属", "given": True}]}
    crowd = [one | beside if one["seat"] == "v1" else one for one in people()] + more
    await visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
    page = await entered(visitor, a_reception(room=room(people=crowd)))
    await expect(page.locator("[data-level=county] .pp li")).to_have_count(3)
    for _ in ("zh", "en"):
        assert await page.evaluate(CUT) == []
        assert max(heights := await page.evaluate(PICTURES)) - min(heights) <= 1
        await page.keyboard.press("l")


async def test_a_phone_turns_the_language_and_keeps_the_way_in_on_the_screen(
    visitor: Visitor,
) -> None:
    page = visitor.page
    await page.set_viewport_size({"width": 360, "height": 740})
    reception = a_reception(a_record("booked", host=False))
    await reception.put_on(page)
    await page.goto(f"{ORIGIN}/reception?id={ID}&guest")
    await page.click(".top nav button[lang=en]")
    await expect(page.locator("#enter")).to_contain_text("Enter")
    await expect(page.locator("#enter")).to_be_in_viewport(ratio=1)


async def test_a_phone_takes_consent_back_and_says_who_sits_beside(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 360, "height": 740})
    reception = a_reception(a_record(host=False), seat="v1", site="village", host=False)
    page = await entered(visitor, reception, "&guest")
    await page.click("button:has-text('撤回同意')")
    assert (await reception.until("consent"))[-1]["given"] is False
    await page.click("[data-do=companions]")
    await expect(page.locator("dialog[open]")).to_contain_text("每一位都要本人同意")


async def test_nobody_is_called_when_nobody_waits(visitor: Visitor) -> None:
    reception = a_reception()
    page = await entered(visitor, reception)
    await page.click("[data-tab=waiting]")
    call = page.locator(".pane .peek .btn", has_text="叫下一位")
    await expect(call).to_be_disabled()
    turn = {"seat": "v1", "name": "村民代表", "place": 1, "estimate_minutes": 5}
    reception.tell(room(2, waiting=[turn]))
    await expect(call).to_be_enabled()
    reception.tell(room(3, waiting=[turn | {"place": 0}]))  # held back
    await expect(call).to_be_disabled()


async def test_nobody_speaks_to_a_room_that_does_not_sit(visitor: Visitor) -> None:
    reception = a_reception(a_record("waiting"), room=room(state="waiting"))
    page = await entered(visitor, reception)
    await expect(page.locator("[data-level=village] .vid")).to_contain_text("接访尚未开始")
    await expect(page.locator(".site.talk")).to_have_count(0)
    reception.tell(room(2))
    await expect(page.locator(".site.talk")).to_have_count(1)
    reception.tell(room(3, "closing"))
    await expect(page.locator("[data-level=village] .vid")).to_contain_text("会见已结束")
    await expect(page.locator(".site.talk")).to_have_count(0)


async def test_a_waiting_party_is_told_with_its_devices(visitor: Visitor) -> None:
    gated = [
        a_person("v3", "village", "村民甲", admitted=False, mic=False),
        a_person("v4", "village", "村民乙", admitted=False),
    ]
    waiting = [
        {"seat": one["seat"], "name": one["name"], "place": place, "estimate_minutes": 15}
        for place, one in enumerate(gated, 1)
    ]
    reception = a_reception(room=room(people=[*people(), *gated], waiting=waiting))
    page = await entered(visitor, reception)
    await page.keyboard.press("w")
    await expect(page.locator(".wt li").nth(0)).to_contain_text("没有麦克风")
    await expect(page.locator(".wt li").nth(1)).to_contain_text("设备通过")


async def test_end_says_what_is_missing_until_the_outcome_is_complete(visitor: Visitor) -> None:
    page = await entered(visitor, a_reception())
    end = page.locator("[data-do=finish]")
    await expect(end).to_be_disabled()
    await expect(end).to_contain_text("尚无承诺或结论")
    await page.keyboard.press("a")
    await expect(end).to_contain_text("承诺未填全")
    await page.fill("[name=words-1]", "到场丈量")
    await page.fill("[name=agency-1]", "自然")
    await expect(end).to_contain_text("承诺未填全")
    await page.fill("[name=agency-1]", "自然资源局")
    await page.select_option("[name=officer-1]", "31")
    month = "() => new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10)"
    await page.fill("[name=due-1]", await page.evaluate(month))
    await expect(end).to_be_enabled()
    await page.click(".top h1")
    await page.keyboard.press("e")
    await expect(page.locator("dialog[open]")).to_contain_text("到场丈量")


async def test_begin_without_a_site_asks_for_a_reason(visitor: Visitor) -> None:
    reception = a_reception(a_record("waiting"))
    reception.room = room(state="waiting", people=people()[:2])
    page = await entered(visitor, reception)
    await page.click("[data-do=begin]")
    dialog = page.locator("dialog[open]")
    await expect(dialog).to_contain_text("村会场 尚未到场")
    await page.keyboard.press("Control+Enter")
    await expect(dialog).to_be_visible()
    await page.fill("#reason", "村里停电")
    await expect(dialog.locator(".field.wrong")).to_have_count(0)


async def test_gated_party_sees_its_place_and_no_site(visitor: Visitor) -> None:
    reception = a_reception(a_record("waiting", host=False), seat="v1", site="village", host=False)
    waiting = {"seat": "v1", "name": "村民代表", "place": 2, "estimate_minutes": 20}
    gated = a_person("v1", "village", "村民代表", admitted=False)
    reception.room = room(state="waiting", people=[gated], waiting=[waiting])
    page = await entered(visitor, reception)
    await expect(page.locator(".gate")).to_contain_text("第 2 位")
    await expect(page.locator(".gate")).to_contain_text("20 分钟")
    await expect(page.locator(".site")).to_have_count(0)
    reception.tell(reception.room | {"version": 2, "people": people(), "waiting": []})
    await expect(page.locator(".site")).to_have_count(3)


async def test_keys_do_what_they_say_and_rest_while_somebody_writes(visitor: Visitor) -> None:
    reception = a_reception()
    page = await entered(visitor, reception)
    await page.keyboard.press("m")
    await expect(page.locator("[data-do=mic]")).to_contain_text("已静音")
    await page.keyboard.press("h")
    await page.keyboard.press("c")
    await expect(page.locator("#chat")).to_be_focused()
    await page.keyboard.type("hm")
    await page.keyboard.press("Enter")
    await expect(page.locator("#chat")).to_have_value("")
    assert await reception.until("chat") == [{"type": "chat", "words": "hm"}]
    assert reception.said("mute")[-1] == {"type": "mute", "mic": True}
    assert len(reception.said("hand")) == 1


async def test_words_of_others_stay_text(visitor: Visitor) -> None:
    reception = a_reception()
    page = await entered(visitor, reception)
    evil = "<img src=x onerror=window.hurt=1>"
    line = {"type": "chat", "id": 1, "seat": "v1", "name": evil, "words": evil, "at": "2026-11-24"}
    reception.tell(line | {"at": "2026-11-24T00:20:00Z"})
    await page.click("[data-tab=chat]")
    await expect(page.locator(".log li p")).to_contain_text(evil)
    assert await page.evaluate("window.hurt") is None


async def test_newer_tab_takes_the_seat_and_the_older_says_so(visitor: Visitor) -> None:
    reception = a_reception()
    page = await entered(visitor, reception)
    reception.tell({"type": "replaced"})
    await reception.sockets[-1].close(code=4409, reason="replaced")
    await expect(page.locator(".over")).to_contain_text("已在另一个窗口打开")
    await expect(page.locator("#return")).to_have_text("在这里继续")
    assert len(reception.sockets) == 1
    await expect(page.locator(".top")).not_to_contain_text("已进行")  # what it no longer knows
    await expect(page.locator(".top .lights, .top .state")).to_have_count(0)


async def test_lost_line_comes_back_to_the_same_seat_with_a_new_token(visitor: Visitor) -> None:
    reception = a_reception()
    page = await entered(visitor, reception)
    await reception.sockets[-1].close(code=1011, reason="gone")
    await expect(page.locator(".away")).to_be_visible()
    await expect(page.locator(".away")).to_have_count(0)
    assert len(await reception.until("enter", 2)) == 2


async def test_reload_goes_back_to_the_seat_without_asking(visitor: Visitor) -> None:
    reception = a_reception()
    page = await entered(visitor, reception)
    await page.reload()
    await expect(page.locator(".site")).to_have_count(3)
    assert len(await reception.until("enter", 2)) == 2


async def test_refused_devices_are_named_and_do_not_close_the_door(page_for: PageFor) -> None:
    visitor = await page_for(viewport=LAPTOP, permissions=[])  # no devices in this Chromium
    reception = a_reception()
    await reception.put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/reception?id={ID}")
    troubles = visitor.page.locator(".trouble")
    await expect(troubles).to_have_count(2)
    await visitor.page.check("[name=agree]")
    await visitor.page.click("#enter")
    await expect(visitor.page.locator(".site")).to_have_count(3)
    assert (await reception.until("mute"))[0]["mic"] is True


async def test_guest_link_without_its_secret_says_so(page_for: PageFor) -> None:
    visitor = await page_for(viewport=PHONE)
    stage = a_stage([])
    await stage.put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/guest")
    await expect(visitor.page.locator("#root")).to_contain_text("链接不完整")


async def test_guest_secret_leaves_the_address_before_it_is_exchanged(page_for: PageFor) -> None:
    visitor = await page_for(viewport=PHONE)
    stage = a_stage([])
    stage.answers["/api/guests"] = (410, {"code": "gone", "title": "链接已用过"})
    await stage.put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/guest#geheim")
    await expect(visitor.page.locator(".why")).to_have_text("这个链接已用过或已失效。")
    await expect(visitor.page.get_by_text("正在打开您的座位")).to_have_count(0)
    await expect(visitor.page.locator(".next li")).to_have_count(3)
    await visitor.page.get_by_role("button", name="English").click()
    await expect(visitor.page.locator(".why")).to_contain_text("has been used or has ended")
    assert visitor.page.url == f"{ORIGIN}/guest"
