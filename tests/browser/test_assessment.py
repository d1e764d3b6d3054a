"""The assessment page: a unit appeals, two persons void, an interview is held and signed (R55)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from command.assessment import reader
from command.base import clock
from command.base.addresses import Addresses
from command.base.clock import china_date
from tests.assessment.stage import Stage
from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.ground import house_of, keeper_of


@pytest.fixture
async def house(fresh: Addresses, tmp_path: Path) -> AsyncIterator[House]:
    """A centre of this test's own, so that its counts are its own."""
    async with houses.opened(fresh, tmp_path) as opened:
        yield opened


@pytest.fixture
async def stage(house: House) -> AsyncIterator[Stage]:
    """Where a test writes visits, and the login that reads the journal."""
    db = house.app.state.db
    async with (
        house_of(db) as owner,
        keeper_of(db) as keeper,
        httpx2.AsyncClient(base_url=house.url) as client,
    ):
        yield Stage(client, house.cast, owner, keeper)


async def at(house: House, page_for: PageFor, login: str, **options: Any) -> Page:
    page = (await page_for(**options)).page
    await house.sign_in(page, login)
    await page.goto(f"{house.url}/assessment")
    await expect(page.locator("#strikes")).to_be_visible()
    return page


async def said(page: Page, deed: str, words: str) -> None:
    """The first entry's deed, with a reason."""
    await page.locator(f"[data-deed={deed}]").first.click()
    await page.fill("#in-words", words)
    await page.click("form.ask button[type=submit]")
    await expect(page.locator("#said")).to_contain_text("已办理")


async def test_r55_an_appeal_is_heard_and_the_entry_voided_by_two(
    house: House, stage: Stage, page_for: PageFor
) -> None:
    await stage.visited(at=clock.now() - timedelta(hours=1))
    await reader.tick(stage.keeper, clock.now())
    unit = await at(house, page_for, "lead")
    await expect(unit.locator("#export")).to_have_count(0)
    await said(unit, "appeal", "回访时款项在途(虚构)")
    await expect(unit.locator("#strikes")).to_contain_text("申诉中")
    first = await at(house, page_for, "supervisor")
    await first.locator("[data-deed=propose-void]").click()
    await first.click("form.ask button[type=submit]")
    await expect(first.locator("#in-words-why")).to_contain_text("至少四个字")
    await first.fill("#in-words", "款项次日到账(虚构)")
    await first.click("form.ask button[type=submit]")
    await expect(first.locator("#strikes")).to_contain_text("等待另一人审批")
    await expect(first.locator("[data-deed=approve-void]")).to_have_count(0)
    second = await at(house, page_for, "leader")
    await said(second, "approve-void", "同意,记录有误(虚构)")
    await expect(second.locator("#strikes")).to_contain_text("已撤销")
    stranger = await at(house, page_for, "support")
    await expect(stranger.locator("#strikes")).to_contain_text("没有记录")


async def test_r55_an_interview_is_recorded_and_signed_by_both(
    house: House, stage: Stage, page_for: PageFor
) -> None:
    then = clock.now() - timedelta(days=20)
    for _ in range(3):
        await stage.visited(at=then)
    await reader.tick(stage.keeper, then)
    await reader.tick(stage.keeper, clock.now())
    page = await at(house, page_for, "supervisor")
    year = str(china_date(then).year)
    await page.fill("#in-year", year)
    await page.click("#year button")
    await expect(page.locator("#counts")).to_contain_text("已达3次,约谈")
    await page.locator("[data-deed=record]").click()
    await page.fill("#in-talker", "领导辛")
    await page.fill("#in-held_on", china_date(clock.now()).isoformat())
    await page.fill("#in-rectify_by", "2020-01-01")
    await page.fill("#in-minutes", "三次不满意,分析原因,限期整改(虚构)。")
    await page.click("form.ask button[type=submit]")
    await expect(page.locator("#in-rectify_by-why")).to_contain_text("不早于")
    await page.fill("#in-rectify_by", "2099-12-31")
    await page.click("form.ask button[type=submit]")
    await expect(page.locator("#interviews")).to_contain_text("已约谈待签字")
    officer = await at(house, page_for, "lead")
    await officer.fill("#in-year", year)
    await officer.click("#year button")
    await officer.locator("[data-deed=sign]").click()
    await officer.click("form.ask button[type=submit]")
    await expect(officer.locator("#interviews")).to_contain_text("已签字")
    await expect(officer.locator("#interviews")).to_contain_text("三次不满意")
    async with page.expect_download() as taken:
        await page.click("#export button")
    assert (await taken.value).suggested_filename == f"ratings-{year}-01-01-{year}-12-31.csv"


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_page_is_accessible_and_fits_a_phone(
    house: House, stage: Stage, page_for: PageFor, language: str
) -> None:
    await stage.visited(at=clock.now() - timedelta(hours=1))
    await reader.tick(stage.keeper, clock.now())
    visitor = await page_for(viewport={"width": 360, "height": 740})
    page = visitor.page
    await house.sign_in(page, "supervisor")
    await page.goto(f"{house.url}/assessment?lang={language}")
    await page.locator("[data-deed=propose-void]").click()
    found = await Axe().run(page)
    assert found.response["violations"] == []
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert await page.evaluate(wide)
    assert visitor.errors == []
