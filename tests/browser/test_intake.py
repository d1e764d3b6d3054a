"""A clerk registers in a real browser, by keyboard alone: a simple case, one with parties, one that
is known already."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from command.base.addresses import Addresses
from command.base.postgres import Server
from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.test_desk import WORDS, at_desk, choose_type_and_place, reported

MOST_FIELDS = 12
PHONE = "13900006666"


@pytest.fixture(scope="module")
async def house(
    server: Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("intake")
    async with houses.ground(server) as ground, houses.opened(ground, folder) as opened:
        yield opened


async def look_at(page: Page, name: str) -> None:
    """Keep a picture for a person's eyes where YUSHAN_TEST_PICTURES says."""
    folder = os.environ.get("YUSHAN_TEST_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def fields_shown(page: Page) -> int:
    """Questions that are visible: a group of radios is one."""
    fields = page.locator("dialog[open] .field:not(.photos):visible")
    return await fields.count()


async def words_and_count(page: Page, words: str, people: str) -> None:
    await page.keyboard.type(words)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.type(people)
    await expect(page.locator("#f-title")).not_to_have_value("")


async def test_simple_case_by_keyboard_alone_in_twelve_fields(
    house: House, page_for: PageFor
) -> None:
    page = (await at_desk(house, page_for, "clerk")).page
    began = time.perf_counter()
    await choose_type_and_place(page)
    await words_and_count(page, WORDS, "12")
    assert await fields_shown(page) <= MOST_FIELDS
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#receipt-number")).to_contain_text("YS")
    print(f"simple case by keyboard: {time.perf_counter() - began:.1f} s (goal 60)")


async def test_known_matter_is_shown_and_the_report_joins_it_by_keyboard(
    house: House, page_for: PageFor
) -> None:
    page = (await at_desk(house, page_for, "clerk")).page
    reporter = {"name": "甄虚构", "phone": PHONE}
    case = await reported(house, page, reporter=reporter, type="noise", words="楼上半夜装修")
    await choose_type_and_place(page)
    await words_and_count(page, "楼上邻居半夜装修,睡不着", "3")
    await page.fill("#f-phone", PHONE)
    await page.keyboard.press("Control+Enter")
    known = page.locator("dialog[open] .match").filter(has_text="电话相同")
    await expect(known).to_contain_text("楼上半夜装修")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await look_at(page, "known")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(f"input[value='joined:{case}']")).to_be_checked()
    await page.keyboard.press("Control+Enter")
    number = page.locator("#receipt-number")
    await expect(number).to_contain_text("YS")
    receipt = await number.inner_text()
    await page.keyboard.press("Enter")
    await expect(page.locator("#case .said")).to_contain_text("楼上邻居半夜装修")
    await expect(page.locator("#case .said")).to_contain_text(receipt)
    await expect(page.locator(".ev")).to_contain_text("再次反映")
    await look_at(page, "joined")


async def two_parties(page: Page) -> None:
    """A firm it is against and somebody who came for the reporter, whose phone is wrong yet."""
    await page.locator("dialog[open] .people summary").press("Enter")
    await page.fill("#f-address", "虚构村一组")
    for number, (part, name) in enumerate((("respondent", "示例公司"), ("agent", "代某"))):
        await page.get_by_role("button", name="Add a party").press("Enter")
        await page.select_option(f"#f-party-{number}-part", part)
        await page.fill(f"#f-party-{number}-name", name)
    await page.select_option("#f-party-0-nature", "organisation")
    await page.fill("#f-party-1-phone", "123")


async def the_rest(page: Page) -> None:
    await page.select_option("#f-channel", "hotline_12345")
    await page.fill("#f-reference", "0099")
    await page.fill("#f-type", "噪声")
    await page.keyboard.press("Enter")
    await page.fill("#f-place", "wlz")
    await expect(page.locator("#f-place-list li[aria-selected=true]")).to_contain_text("万柳洲")
    await page.keyboard.press("Enter")
    await page.fill("#f-words", "夜间有施工声音")
    await page.fill("#f-headcount", "1")


async def test_parties_are_written_down_and_shown_masked(house: House, page_for: PageFor) -> None:
    page = (await at_desk(house, page_for, "duty", "?lang=en")).page
    await page.keyboard.press("n")
    await two_parties(page)
    await the_rest(page)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".people .why.wrong")).to_contain_text("phone")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await look_at(page, "parties")
    await page.fill("#f-party-1-phone", "13900009999")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("dialog[open] .known")).to_contain_text("near in place and time")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#receipt-number")).to_contain_text("YS")
    await page.keyboard.press("Enter")
    said = page.locator("#case .said")
    for shown in ("示例公司", "代**", "139****9999", "0099"):
        await expect(said).to_contain_text(shown)
