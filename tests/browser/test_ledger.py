"""A ledger as an administrator takes it over in a browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import FilePayload, expect

from command.base.addresses import Addresses
from command.base.book import XLSX
from command.base.postgres import Server
from command.ledger.workbook import read_book
from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.trust_scene import at
from tests.ledger.sheets import HEADINGS, a_book, a_row, spoilt


@pytest.fixture(scope="module")
async def house(
    server: Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with houses.ground(server) as ground, houses.opened(ground, folder) as opened:
        yield opened


def handed(content: bytes) -> FilePayload:
    return {"name": "信访台账2023.xlsx", "mimeType": XLSX, "buffer": content}


async def test_a_ledger_is_read_on_trial_put_right_and_taken_over(
    house: House, page_for: PageFor
) -> None:
    page = await at(house, page_for, "system_admin", "/ledger")
    await page.click("#ask button[type=submit]")
    await expect(page.locator("#in-file-why")).to_have_text("请选择文件")
    await page.set_input_files("#in-file", handed("编号,内容\n".encode()))
    await page.click("#ask button[type=submit]")
    await expect(page.locator("#in-file-why")).to_contain_text("CSV")

    headings = ["情况说明" if name == "主要内容" else name for name in HEADINGS]
    rows = [*(a_row(number) for number in range(1, 8)), spoilt(10), spoilt(18)]
    await page.set_input_files("#in-file", handed(a_book(rows, headings)))
    await page.click("#ask button[type=submit]")
    await expect(page.locator("#in-columns")).to_contain_text("请指定哪一列是主要内容")
    await page.select_option("select[data-heading=情况说明]", "words")
    await page.click("#columns button[type=submit]")
    await expect(page.locator("#counts")).to_contain_text("共 9 行,可导入 7 行,不能导入 2 行")
    await expect(page.locator("#faults li").first).to_contain_text("没有这个村")

    async with page.expect_download() as taken:
        await page.click("#faulty")
    path = Path(await (await taken.value).path())
    faulty = read_book(await asyncio.to_thread(path.read_bytes))
    assert len(faulty.rows) == 3 + 2

    await page.click("#import")
    await expect(page.locator("#said")).to_contain_text("已导入 7 行;不能导入 2 行")
    done = page.locator("#imports li").first
    await expect(done).to_have_attribute("data-state", "finished")
    await expect(done).to_contain_text("7 / 7")
    found = await Axe().run(page)
    assert found.response["violations"] == []
    await page.set_viewport_size({"width": 360, "height": 740})
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert await page.evaluate(wide)
