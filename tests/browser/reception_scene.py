"""A reception under way: one Chromium with fed devices, a page of its own for each party.

What every fault test begins with, and what it asks of a page. Refuses to know which fault comes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from command.base.addresses import Addresses
from command.base.postgres import Server
from command.cli import media_workers
from tests.browser import house as houses
from tests.browser.feeds import a_feed, seated
from tests.browser.house import House
from tests.browser.reception_party import PATIENCE, SIZES, Party
from tests.browser.test_reception import PHONE, admitted, booked, guest_link
from tests.browser.visitor import visit

MOST = 60.0  # seconds a test waits for media to come back on a machine that has other work
KEEP = """
  const made = RTCPeerConnection;
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends made {
    constructor(...how) { super(...how); globalThis.connections.push(this); }
  };
"""
NOW = "() => performance.now()"
SHOWN = """async ([seat, kind, since]) => {
  const soon = (ms) => new Promise((done) => setTimeout(done, ms));
  for (;;) {
    const video = document.querySelector(`video[data-seat="${seat}"][data-kind=${kind}]`);
    const frame = !video?.videoWidth ? await soon(50) : await Promise.race([soon(300),
      new Promise((done) => video.requestVideoFrameCallback((at, told) =>
        done({ at, received: told.receiveTime })))]);
    if (frame?.received > since) return frame.at - since;
  }
}"""
"""Milliseconds until a picture is shown whose last packet came after `since`."""
ARRIVED = """async (id) => {
  let packets = 0;
  for (const one of globalThis.connections) {
    if (one.connectionState === "closed") continue;
    for (const { type, trackIdentifier, packetsReceived } of (await one.getStats()).values()) {
      if (type === "inbound-rtp" && trackIdentifier === id) packets += packetsReceived;
    }
  }
  return packets;
}"""
"""Packets of a track that have reached this page."""
TRACK = """(seat) => document.querySelector(`video[data-seat="${seat}"][data-kind=camera]`)
  .srcObject.getTracks()[0].id"""


@pytest.fixture(scope="module")
async def fed(
    browser_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    """One Chromium whose every page has a camera and a microphone."""
    feed = a_feed(tmp_path_factory.mktemp("feed"), "all", 440, 90)
    async with seated(browser_path, feed) as browser:
        yield browser


@pytest.fixture(scope="module")
async def house(
    server: Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A centre that carries media."""
    async with carried(server, tmp_path_factory.mktemp("house")) as opened:
        yield opened


@dataclass
class Scene:
    """Parties by site: the county hosts, the township is a guest of theirs, the village perhaps."""

    house: House
    browser: Browser
    scripts: dict[str, str] = field(default_factory=dict)
    reception: int = 0
    case: int = 0
    parties: dict[str, Party] = field(default_factory=dict)

    def page(self, site: str) -> Page:
        return self.parties[site].page

    async def party(self, site: str, login: str, **options: Any) -> Party:
        """A page in a context of its own; signed in when there is a login."""
        visitor = await visit(self.browser, **(SIZES | options))
        await visitor.page.add_init_script(KEEP + self.scripts.get(site, ""))
        if login:
            await self.house.sign_in(visitor.page, login)
        self.parties[site] = Party(visitor, self.house, self.reception, None)
        return self.parties[site]

    async def gather(self, *, village: bool = False) -> None:
        """Book, enter, and begin: the host says why when the village is not asked."""
        host = await self.party("county", "duty")
        self.case, self.reception = await booked(self.house, host.page)
        host.reception = self.reception
        await inside(host)
        await inside(await self.party("township", "township"))
        if village:
            guest = await self.party("village", "", **PHONE)
            await inside(guest, await guest_link(host.page))
            await admitted(host.page, "来访人")
        await begun(host.page, "" if village else "村里停电(虚构)")

    async def close(self) -> None:
        for party in self.parties.values():
            await party.visitor.context.close()


async def inside(party: Party, address: str = "") -> None:
    await party.open(address)
    await party.enter()


async def begun(host: Page, reason: str = "") -> None:
    await host.click(".bar [data-do=begin]")
    await expect(host.locator("dialog[open]")).to_be_visible()
    if reason:
        await host.fill("#reason", reason)
    await host.keyboard.press("Control+Enter")
    await expect(host.locator(".top .state")).to_have_text("接访中", timeout=PATIENCE)


async def shown(page: Page, seat: str, since: float = 0.0, kind: str = "camera") -> float:
    """Milliseconds from `since` (the page's clock) until a picture that came later is shown."""
    async with asyncio.timeout(MOST):
        told: float = await page.evaluate(SHOWN, [seat, kind, since])
        return told


async def clock(page: Page) -> float:
    told: float = await page.evaluate(NOW)
    return told


async def arrived(page: Page, track: str) -> int:
    told: int = await page.evaluate(ARRIVED, track)
    return told


@asynccontextmanager
async def carried(server: Server, folder: Path, **chosen: Any) -> AsyncIterator[House]:
    """The centre with its media workers; the template must exist."""
    async with (
        houses.ground(server) as ground,
        houses.opened(ground, folder, **chosen) as opened,
    ):
        carrying = asyncio.create_task(media_workers.of(opened.app.state.settings).run())
        try:
            yield opened
        finally:
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)


@asynccontextmanager
async def scene(house: House, browser: Browser, **scripts: str) -> AsyncIterator[Scene]:
    """Nobody has come yet; `scripts` run in every page of the site they are named after."""
    opened = Scene(house, browser, scripts)
    try:
        yield opened
    finally:
        await opened.close()
