"""How a reception ends: the host with its outcome, the petitioner's side whenever it wants."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.house import House
from tests.browser.reception_party import PATIENCE
from tests.browser.reception_scene import Scene, fed, house, scene
from tests.browser.test_reception import deed

__all__ = ["fed", "house"]  # fixtures

CONCLUSION = "当场答复:工资核对后补发(虚构)"


@pytest.fixture
async def here(house: House, fed: Browser) -> AsyncIterator[Scene]:
    async with scene(house, fed) as opened:
        await opened.gather(village=True)
        yield opened


async def test_a_host_ends_with_an_outcome_and_reads_what_is_missing(here: Scene) -> None:
    host = here.page("county")
    end = host.locator(".bar [data-do=finish]")
    await expect(end).to_be_disabled()
    await expect(end).to_contain_text("尚无承诺或结论")
    await host.keyboard.press("e")
    await expect(host.locator("dialog[open]")).to_have_count(0)
    await host.locator(".out .add").click()
    await expect(end).to_contain_text("承诺未填全")
    await host.fill("[name=words-1]", "到场核对")
    await host.fill("[name=conclusion]", CONCLUSION)
    await expect(end).to_be_disabled()
    await host.click(".crow .x")
    await expect(end).to_be_enabled()
    await expect(end).to_contain_text("登记结果并结束")

    await deed(host, "finish", confirm=True)
    await expect(host.locator(".over")).to_contain_text(CONCLUSION, timeout=PATIENCE)
    await expect(here.page("township").locator(".over")).to_contain_text(CONCLUSION)
    await _reads_what_came_of_it(here.page("village"))


async def test_the_petitioners_side_ends_whenever_it_wants(here: Scene) -> None:
    host, township, guest = (here.page(site) for site in ("county", "township", "village"))
    await expect(township.locator(".bar [data-do=endNow]")).to_have_count(0)
    await expect(guest.locator(".bar [data-do=endNow]")).to_contain_text("随时可以结束")
    await deed(host, "pause")
    await expect(guest.locator(".bar [data-do=endNow]")).to_be_enabled()
    await deed(guest, "endNow", confirm=True)
    for page in (host, township, guest):
        await expect(page.locator(".top .state")).to_have_text("待填结果", timeout=PATIENCE)
        await _nobody_is_seen(page)
    end = host.locator(".bar [data-do=finish]")
    await expect(end).to_be_disabled()
    await host.fill("[name=conclusion]", CONCLUSION)
    await deed(host, "finish", confirm=True)
    await _reads_what_came_of_it(guest)


async def _reads_what_came_of_it(guest: Page) -> None:
    """The outcome in words, who was there, and how the matter is followed from here."""
    left = guest.locator(".over")
    await expect(left).to_contain_text("接访已结束。", timeout=PATIENCE)
    await expect(left.locator(".agreed")).to_contain_text(CONCLUSION)
    await expect(left.locator(".came li")).to_have_count(3)
    await expect(left.locator(".next")).to_contain_text("YS")
    await guest.reload()
    await expect(left.locator(".agreed")).to_contain_text(CONCLUSION, timeout=PATIENCE)


async def _nobody_is_seen(page: Page) -> None:
    """Nothing of the others is shown any more; oneself is."""
    await expect(page.locator(".site video:not(.own)")).to_have_count(0)
