"""Our modules alone in a real Chromium: an origin that serves the static folder and nothing more.

Test files import the fixture `modules`.
"""

import mimetypes
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, Route

from tests.browser.conftest import PageFor
from tests.static.stage import STATIC

ORIGIN = "http://127.0.0.1:9"  # the port is never asked: every request is answered here
EMPTY = "<!doctype html><title>modules</title><link rel='icon' href='data:,'>"


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
async def modules(page_for: PageFor) -> AsyncIterator[Page]:
    """A page whose modules can be imported; what its console complains of fails the test."""
    visitor = await page_for()
    await visitor.context.route(f"{ORIGIN}/**", serve)
    await visitor.page.goto(f"{ORIGIN}/")
    yield visitor.page
    assert visitor.errors == []
