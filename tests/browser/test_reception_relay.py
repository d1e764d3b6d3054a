"""Browsers that may speak to a relay only: media still arrives, over UDP, TCP and TLS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from command.base.addresses import Addresses
from command.base.postgres import Server
from command.cli import media_workers
from tests.browser import house as houses
from tests.browser.feeds import Feed, a_feed
from tests.browser.reception_party import PATIENCE, Party, a_party
from tests.browser.reception_scene import KEEP
from tests.browser.relay import Relay, a_relay
from tests.browser.test_reception import admitted, booked

RELAY_ONLY = "globalThis.icePolicy = 'relay';"
TRUST = ("--ignore-certificate-errors",)
"""The relay's certificate is of an authority that only this test knows."""
LINES = """() => Promise.all((globalThis.connections ?? []).map(async (one) => {
  const stats = [...(await one.getStats()).values()];
  const pair = stats.find((s) => s.type === "candidate-pair" && s.nominated);
  const own = stats.find((s) => s.id === pair?.localCandidateId);
  return own ? `${own.candidateType} ${own.relayProtocol}` : null;
}))"""
"""How each open connection of the page reaches the server."""


@pytest.fixture(scope="module")
async def relay(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Relay]:
    async with a_relay(tmp_path_factory.mktemp("relay")) as running:
        yield running


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Feed]:
    folder = tmp_path_factory.mktemp("feeds")
    return {"county": a_feed(folder, "county", 440, 90), "township": a_feed(folder, "t", 660, 128)}


@pytest.mark.browser
@pytest.mark.parametrize("line", ["udp", "tcp", "tls"])
async def test_media_arrives_through_a_relay_alone(
    line: str,
    relay: Relay,
    server: Server,
    template: Addresses,
    browser_path: Path,
    feeds: dict[str, Feed],
    tmp_path: Path,
) -> None:
    chosen = {"turn_urls": (relay.url(line),), "turn_secret": relay.secret}
    async with (
        houses.ground(server) as ground,
        houses.opened(ground, tmp_path, **chosen) as house,
        AsyncExitStack() as stack,
    ):
        carrying = asyncio.create_task(media_workers.of(house.app.state.settings).run())
        try:
            desk = await a_party(stack, browser_path, house, 0, feeds["county"], "duty", TRUST)
            _, desk.reception = await booked(house, desk.page)
            other = await a_party(
                stack, browser_path, house, desk.reception, feeds["township"], "township", TRUST
            )
            await _inside(desk)
            await _inside(other)
            await _begun(desk.page)
            assert (await desk.sees("t1"))["moved"] > 1
            assert (await other.sees("c1"))["moved"] > 1
            assert await desk.page.evaluate(LINES) == [f"relay {line}"] * 2
        finally:
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)


async def _inside(party: Party) -> None:
    await party.page.add_init_script(RELAY_ONLY + KEEP)
    await party.open()
    await party.enter()


async def _begun(host: Page) -> None:
    """The host lets everybody in and begins without the village, saying why."""
    await host.click("[data-tab=waiting]")
    if await host.locator(".wt li", has_text="街").count():
        await admitted(host, "街")
    await host.click(".bar [data-do=begin]")
    await host.fill("#reason", "村里停电(虚构)")
    await host.keyboard.press("Control+Enter")
    await expect(host.locator(".top .state")).to_have_text("接访中", timeout=PATIENCE)
