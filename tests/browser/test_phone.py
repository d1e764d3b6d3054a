"""A village cadre's phone in a real browser: three taps, no signal, sent once."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Page, expect

from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.cast import VILLAGE

SMALL = {"width": 360, "height": 740}


async def in_hand(house: House, page_for: PageFor, **options: Any) -> Visitor:
    visitor = await page_for(viewport=SMALL, has_touch=True, **options)
    await house.sign_in(visitor.page, "village")
    await visitor.page.goto(f"{house.url}/phone")
    await expect(visitor.page.locator("h1")).to_have_text("我的任务")
    await expect(visitor.page.locator("h2").first).to_contain_text("截至")
    return visitor


async def cases(house: House, page: Page) -> list[dict[str, Any]]:
    told = await page.request.get(f"{house.url}/api/cases?queue=all")
    items: list[dict[str, Any]] = (await told.json())["items"]
    return items


def a_photo(folder: Path) -> Path:
    path = folder / "large.jpg"
    Image.new("RGB", (2400, 1800), (90, 120, 80)).save(path)
    return path


async def test_report_without_signal_waits_and_is_sent_once(
    house: House, page_for: PageFor, tmp_path: Path
) -> None:
    visitor = await in_hand(house, page_for)
    page = visitor.page
    before = len(await cases(house, page))
    await page.tap("[data-tab=report]")
    await visitor.context.set_offline(True)
    await page.tap("[data-tile=disaster]")
    await page.set_input_files(".shots input", a_photo(tmp_path))
    await expect(page.locator(".shots figure")).to_have_count(1)
    await page.tap("#send")
    letter = page.locator(".letter")
    await expect(letter).to_have_attribute("data-state", "waiting")
    await expect(letter).to_contain_text("尚未送达")
    async with page.expect_response("**/api/reports") as answered:
        await visitor.context.set_offline(False)
    assert (await answered.value).status == 201
    await expect(letter).to_have_attribute("data-state", "delivered")
    await expect(letter).to_contain_text("YS")
    await page.tap(".wide")  # once more, and nothing more happens
    await expect(letter).to_have_count(1)
    now = await cases(house, page)
    assert len(now) == before + 1
    case = max(item["case"] for item in now)
    file = await (await page.request.get(f"{house.url}/api/cases/{case}")).json()
    assert file["card"]["place"] == VILLAGE
    assert len(file["entries"][0]["photos"]) == 1


async def test_unsent_report_survives_a_closed_page_and_lies_sealed(
    house: House, page_for: PageFor
) -> None:
    visitor = await in_hand(house, page_for)
    page = visitor.page
    before = len(await cases(house, page))
    await page.route("**/api/reports", lambda route: route.abort())
    await page.tap("[data-tab=report]")
    await page.tap("[data-tile=dispute]")
    await page.fill("#say", "屋后排水沟又堵了")
    await page.tap("#send")
    await expect(page.locator(".letter")).to_have_attribute("data-state", "waiting")
    again = await visitor.context.new_page()
    await page.close()
    await again.goto(f"{house.url}/phone")
    await again.tap("[data-tab=outbox]")
    await expect(again.locator(".letter")).to_have_attribute("data-state", "delivered")
    assert len(await cases(house, again)) == before + 1


async def test_lost_answer_makes_no_second_case(house: House, page_for: PageFor) -> None:
    page = (await in_hand(house, page_for)).page
    before = len(await cases(house, page))
    lost: list[int] = []

    async def lose_first(route: Any) -> None:
        if lost:
            await route.continue_()
            return
        answer = await route.fetch()
        lost.append(answer.status)
        await route.abort()

    await page.route("**/api/reports", lose_first)
    await page.tap("[data-tab=report]")
    await page.tap("[data-tile=traffic]")
    await page.tap("#send")
    await expect(page.locator(".letter")).to_have_attribute(
        "data-state", "delivered", timeout=15_000
    )
    assert lost == [201], "the server had done it, only the answer was lost"
    assert len(await cases(house, page)) == before + 1


async def test_signing_by_one_tap_can_be_taken_back(house: House, page_for: PageFor) -> None:
    page = (await in_hand(house, page_for)).page
    report = {
        "kind": "dispute",
        "type": "neighbour",
        "words": "两家为院墙争执。",
        "headcount": 2,
        "place": VILLAGE,
        "channel": "grid",
    }
    key = {"idempotency-key": houses.new_key()}
    duty = (await page_for()).page
    await house.sign_in(duty, "duty")
    made = await (
        await duty.request.post(f"{house.url}/api/reports", data=report, headers=key)
    ).json()
    case = made["case"]
    body = {"version": 1, "lead": f"c{VILLAGE}", "supports": [], "reason": "社区就近"}
    key = {"idempotency-key": houses.new_key()}
    told = await duty.request.post(f"{house.url}/api/cases/{case}/accept", data=body, headers=key)
    assert told.ok, await told.text()
    tap = page.locator(f"[data-sign='{case}']")
    await expect(tap).to_have_text("签收")  # it came by the stream
    await tap.tap()
    await page.locator(".undo button").tap()
    await expect(page.locator(".undo")).to_have_count(0)
    await expect(tap).to_be_enabled()
    async with page.expect_response("**/sign-for") as answered:
        await tap.tap()
    assert (await answered.value).status == 200
    await expect(tap).to_have_count(0)


@pytest.mark.parametrize("tab", ["tasks", "report", "outbox", "me"])
@pytest.mark.parametrize("theme", ["day", "night"])
async def test_tabs_pass_axe_fit_and_are_large_enough(
    house: House, page_for: PageFor, tab: str, theme: str
) -> None:
    visitor = await in_hand(house, page_for)
    page = visitor.page
    await page.goto(f"{house.url}/phone?theme={theme}")
    await page.tap(f"[data-tab={tab}]")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    small = await page.evaluate(
        """[...document.querySelectorAll("button, a")].filter((one) => one.offsetParent)
        .map((one) => one.getBoundingClientRect())
        .filter(({ width, height }) => Math.min(width, height) < 44).length"""
    )
    assert small == 0
    assert visitor.errors == []
