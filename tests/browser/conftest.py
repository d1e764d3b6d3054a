"""The one Chromium of a run, and visitors who use it.

`page_for(viewport=..., storage_state=...)` gives a Visitor; its context closes with the test.
`house` is the centre they visit.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from command.base.addresses import Addresses
from command.base.postgres import Server
from tests.browser import house as houses
from tests.browser.chromium import NoChromium, arguments, find
from tests.browser.house import House
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


@pytest.fixture(scope="module")
async def house(
    server: Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A centre that the tests of a file share."""
    folder = tmp_path_factory.mktemp("house")
    async with houses.ground(server) as ground, houses.opened(ground, folder) as opened:
        yield opened


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
