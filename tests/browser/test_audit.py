"""The auditor's page, as an auditor with a browser uses it."""

import asyncio
import json
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Download, Page, expect

from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.cast import PASSWORD


async def looked_at(house: House, page: Page) -> None:
    """Something on record: an officer reads a list and asks for a case that is not there."""
    await house.sign_in(page, "duty")
    assert (await page.request.get(f"{house.url}/api/cases")).status == 200
    assert (await page.request.get(f"{house.url}/api/cases/987654")).status == 404


async def opened(house: House, page: Page) -> None:
    await looked_at(house, page)
    await page.goto(f"{house.url}/signin")
    await page.fill("#in-login", "auditor")
    await page.fill("#in-password", PASSWORD)
    await page.click("button[type=submit]")
    await page.wait_for_url(f"{house.url}/audit")
    await expect(page.locator("#rows tbody tr")).not_to_have_count(0)


async def content(taken: Download) -> str:
    return await asyncio.to_thread(Path(await taken.path()).read_text)


@pytest.mark.browser
async def test_auditor_lands_on_the_audit_and_finds_a_refusal(
    house: House, page_for: PageFor
) -> None:
    page = (await page_for()).page
    await opened(house, page)
    await page.fill("#in-case", "987654")
    await page.click("form button[type=submit]")
    row = page.locator("#rows tbody tr")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text("被拒绝")
    await expect(row).to_contain_text("987654")
    await page.fill("#in-case", "not a number")
    await page.click("form button[type=submit]")
    await expect(page.locator("#in-case-why")).to_have_text("请填写数字")


@pytest.mark.browser
async def test_auditor_verifies_and_takes_rows_and_checkpoint_along(
    house: House, page_for: PageFor
) -> None:
    page = (await page_for()).page
    await opened(house, page)
    await page.click("#check")
    await expect(page.locator("#said")).to_contain_text("完好")
    async with page.expect_download() as taken:
        await page.click("#export")
    lines = (await content(await taken.value)).splitlines()
    assert "access.refused" in {json.loads(line).get("what") for line in lines[1:]}
    async with page.expect_download() as taken:
        await page.click("#checkpoint")
    assert json.loads(await content(await taken.value))["seq"] > 0


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_page_is_readable_for_everybody(
    house: House, page_for: PageFor, language: str
) -> None:
    page = (await page_for()).page
    await opened(house, page)
    await page.goto(f"{house.url}/audit?lang={language}")
    await expect(page.locator("#rows tbody tr")).not_to_have_count(0)
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
