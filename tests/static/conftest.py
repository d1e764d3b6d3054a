"""Our modules alone in a real Chromium: an origin that serves the static folder and nothing else."""

import mimetypes
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route

from tests.browser.conftest import browser_path, chromium

__all__ = ["browser_path", "chromium"]

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "static"
ORIGIN = "http://127.0.0.1:9"  # the port is never asked: every request is answered here
EMPTY = "<!doctype html><title>modules</title>"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


async def serve(route: Route) -> None:
    """A file of the static folder, or the empty page."""
    path = route.request.url.split("?")[0].partition("/static/")[2]
    file = STATIC / path
    if not path:
        await route.fulfill(body=EMPTY, content_type="text/html")
    elif file.is_file():
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        await route.fulfill(body=file.read_bytes(), content_type=media)
    else:
        await route.fulfill(status=404)


@pytest.fixture
async def modules(chromium: Browser) -> AsyncIterator[Page]:
    """A page of an origin whose modules can be imported; its errors fail the test."""
    context = await chromium.new_context()
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await context.route(f"{ORIGIN}/**", serve)
    await page.goto(f"{ORIGIN}/")
    yield page
    await context.close()
    assert errors == []
