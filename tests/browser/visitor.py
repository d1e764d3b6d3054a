"""One person at one screen: a page, what its console complained of, whom it asked.

Collects facts for a test to assert on; decides nothing.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request

INSIDE = {"data", "blob", "about"}


@dataclass
class Visitor:
    """A browser context of its own with one page."""

    context: BrowserContext
    page: Page
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def listen(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.context.on("request", self._note_host)
        self.page.on("websocket", lambda socket: self.hosts.add(urlsplit(socket.url).netloc))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _note_host(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in INSIDE:
            self.hosts.add(address.netloc)


async def visit(browser: Browser, **options: Any) -> Visitor:
    """Open a context with these Playwright options (viewport, storage_state, ...) and a page."""
    context = await browser.new_context(**options)
    visitor = Visitor(context, await context.new_page())
    visitor.listen()
    return visitor
