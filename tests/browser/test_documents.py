"""A document from the desk to the officer's folder; a template from its page to a version."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from command.base.addresses import Addresses
from command.base.clock import china_date, now
from command.base.postgres import Server
from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.test_desk import at_desk, posted, reported
from tests.browser.trust_scene import at
from tests.documents.stage import Pdf


@pytest.fixture(scope="module")
async def house(
    server: Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with houses.ground(server) as ground, houses.opened(ground, folder) as opened:
        yield opened


async def test_a_notice_is_looked_at_issued_and_taken_as_pdf(
    house: House, page_for: PageFor, tmp_path: Path
) -> None:
    visitor = await at_desk(house, page_for, "duty")
    page = visitor.page
    case = await reported(house, page)
    await posted(house, page, f"/api/cases/{case}/accept", {"version": 1}, "card")
    await page.goto(f"{house.url}/desk?case={case}")
    await page.click("#documents [data-do=issue]")
    dialog = page.locator("dialog[open]")
    await expect(dialog.locator("input[value=acceptance]")).to_be_checked()
    await page.keyboard.press("Control+Enter")
    await expect(dialog.locator(".paper h3")).to_have_text("信访事项受理告知书")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await page.keyboard.press("Control+Enter")
    number = f"玉社治受〔{china_date(now()).year}〕1号"
    line = page.locator("#documents li")
    await expect(line).to_contain_text(number)
    async with page.expect_download() as taken:
        await line.locator("[data-do=takePdf]").click()
    file = tmp_path / "copy.pdf"
    await (await taken.value).save_as(file)
    assert number in Pdf(file.read_bytes()).text
    await page.keyboard.press("l")
    await expect(line).to_contain_text("Notice of acceptance")
    assert visitor.errors == []


async def test_a_template_is_changed_looked_at_and_saved_from_a_day_on(
    house: House, page_for: PageFor
) -> None:
    page = await at(house, page_for, "system_admin", "/templates")
    await page.select_option("#in-kind", "order")
    await page.fill("#in-body", "| 事项 | {不存在} |")
    await page.click("#look")
    await expect(
        page.locator("#said, .why.bad").filter(has_text="没有“不存在”这个字段")
    ).to_be_visible()
    await page.fill("#in-body", "| 事项 | {事项} |")
    await page.click("#look")
    await expect(page.locator("#shown dd")).to_have_text("〔事项〕")
    await page.fill("#in-from", f"{china_date(now()) + timedelta(days=30)}")
    await page.fill("#in-why", "简化格式")
    await page.click("#template [type=submit]")
    await expect(page.locator("#versions [data-version='1']")).to_contain_text("未生效")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
