"""Receptions at a duty officer's desk in a real browser: today's, who waits, moved, cancelled."""

from datetime import timedelta
from typing import Any

from playwright.async_api import Page, expect

from command.base import clock
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.test_desk import at_desk, posted, reported

LAPTOP = {"width": 1366, "height": 768}


async def a_booking(house: House, page: Page) -> tuple[int, int]:
    """A case with a reception an hour from now, as the signed-in person books it."""
    case = await reported(house, page)
    body = {"case": case, "starts_at": (clock.now() + timedelta(minutes=20)).isoformat()}
    record: Any = await posted(house, page, "/api/receptions", body, "reception")
    return case, int(record["reception"])


async def test_booking_is_moved_and_cancelled_from_its_case(
    house: House, page_for: PageFor
) -> None:
    duty = await at_desk(house, page_for, "duty", viewport=LAPTOP)
    case, reception = await a_booking(house, duty.page)
    page = duty.page
    await page.goto(f"{house.url}/desk?case={case}")
    await page.click(".rcp [data-do=move]")
    dialog = page.locator("dialog[open]")
    await expect(dialog).to_contain_text("来访人也看得到")
    day = (clock.china_date(clock.now()) + timedelta(days=3)).isoformat()
    await page.fill("#starts", f"{day}T09:30")
    await dialog.locator(".choices label").nth(0).click()
    await page.fill("#reason", "来访人当天有事(虚构)")
    await page.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.locator(".rcp")).to_contain_text(f"{day[5:]} 09:30")
    line = page.locator(".ev li", has_text="接访改期")
    await expect(line).to_contain_text("来访人当天有事(虚构)")
    await expect(line).to_contain_text(f"{day[5:]} 09:30")
    await expect(line).to_contain_text("来访方")
    await page.click(".rcp [data-do=cancel]")
    await dialog.locator(".choices label").nth(1).click()
    await page.fill("#reason", "已现场办结(虚构)")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".rcp [data-do=book]")).to_be_visible()
    gone = page.locator(".ev li", has_text="取消接访")
    await expect(gone).to_contain_text("接访方")
    await gone.locator("a").click()
    await expect(page).to_have_url(f"{house.url}/reception?id={reception}")
    await expect(page.locator(".over")).to_contain_text("已现场办结(虚构)")


async def test_township_sees_its_reception_of_today_and_may_not_change_it(
    house: House, page_for: PageFor
) -> None:
    duty = await at_desk(house, page_for, "duty", viewport=LAPTOP)
    case, _ = await a_booking(house, duty.page)
    township = await at_desk(house, page_for, "township", f"?case={case}", viewport=LAPTOP)
    page = township.page
    await expect(page.locator(".rcps li").first.locator(".lamps i")).to_have_count(3)
    await expect(page.locator(".rcp .enter").last).to_have_text("进入")
    await page.click(".rcp [data-do=cancel]")
    await expect(page.locator("#toast")).to_contain_text("只有主持人可以取消预约")
    await expect(page.locator("dialog[open]")).to_have_count(0)
