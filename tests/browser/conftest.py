"""The one Chromium of a run, and visitors who use it.

`page_for(viewport=..., storage_state=...)` gives a Visitor; its context closes with the test.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import NoChromium, arguments, find
from tests.browser.visitor import Visitor, visit

HERE = Path(__file__).parent
PageFor = Callable[..., Awaitable[Visitor]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """The Chromium to drive; a missing one fails with one line that says what to install."""
    try:
        return find()
    except NoChromium as reason:
        raise pytest.fail.Exception(str(reason), pytrace=False) from None


@pytest.fixture(scope="session")
async def chromium(browser_path: Path) -> AsyncIterator[Browser]:
    """A headless Chromium for the whole run."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path, args=arguments(), headless=True
        )
        yield browser
        await browser.close()


@pytest.fixture
async def page_for(chromium: Browser) -> AsyncIterator[PageFor]:
    """Opens visitors with Playwright's context options."""
    visitors: list[Visitor] = []

    async def opened(**options: object) -> Visitor:
        visitors.append(await visit(chromium, **options))
        return visitors[-1]

    yield opened
    for visitor in visitors:
        await visitor.context.close()
