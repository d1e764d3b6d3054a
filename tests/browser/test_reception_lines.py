"""When the lines of a reception change or break: the address of a browser changes, the network it
is in changes, the line is too thin for a picture."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from command.base.addresses import Addresses
from command.base.postgres import Server
from tests.browser.feeds import Feed, a_feed, seated
from tests.browser.nat import Nat
from tests.browser.reception_party import PATIENCE
from tests.browser.reception_scene import Scene, carried, clock, scene, shown
from tests.browser.relay import free_ports
from tests.browser.test_reception import LOUD

HERTZ = 440
THIN = 110_000.0  # bit/s: enough for a voice and what ICE and feedback need, not for a picture
LINES = """() => connections.filter((one) => one.connectionState === "connected")
  .map((one) => /a=ice-ufrag:(\\S+)/.exec(one.localDescription.sdp)[1])"""
"""The ICE user names of the open connections of a page: a restart gives new ones."""
REST_ENDS = 60_000  # ms
STEPS = {4: ("良好", 0.0), 3: ("一般", 0.19), 2: ("较弱", 0.37), 1: ("很差", 0.65)}
"""What is said of each step, and seconds each way that bring it about."""
LOOK = """(line) => {
  const off = getComputedStyle(document.body).getPropertyValue("--border");
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.background = off;
  const empty = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const bars = [...line.querySelectorAll(".sig i")]
    .map((bar) => getComputedStyle(bar).backgroundColor);
  const { color, backgroundColor, borderTopWidth } = getComputedStyle(line.querySelector("b"));
  return [bars.filter((bar) => bar !== empty), color, backgroundColor, borderTopWidth];
}"""
"""Bars that are filled, and how the word looks."""


@dataclass
class Broken:
    """A reception whose county sits behind a router of ours."""

    scene: Scene
    nat: Nat

    @property
    def county(self) -> Page:
        return self.scene.page("county")

    @property
    def township(self) -> Page:
        return self.scene.page("township")


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Feed:
    return a_feed(tmp_path_factory.mktemp("feed"), "all", HERTZ, 90)


@pytest.fixture(scope="module")
async def fed(browser_path: Path, feed: Feed) -> AsyncIterator[Browser]:
    async with seated(browser_path, feed) as browser:
        yield browser


@pytest.fixture
async def broken(
    server: Server, template: Addresses, fed: Browser, tmp_path: Path
) -> AsyncIterator[Broken]:
    async with _behind(server, fed, tmp_path) as found:
        await found.scene.gather()
        await shown(found.county, "t1")
        await shown(found.township, "c1")
        yield found


@asynccontextmanager
async def _behind(server: Server, fed: Browser, folder: Path) -> AsyncIterator[Broken]:
    (port,) = free_ports(1)
    nat = await Nat(port).open()
    try:
        async with (
            carried(server, folder, media_port=port) as house,
            scene(house, fed, county=nat.script) as here,
        ):
            yield Broken(here, nat)
    finally:
        nat.close()


async def test_a_browser_whose_address_changes_is_followed(broken: Broken) -> None:
    before = await broken.county.evaluate(LINES)
    assert len(broken.nat.ways) >= 2, "the county's media take the way round"
    broken.nat.change()
    since = [await clock(page) for page in (broken.county, broken.township)]
    assert await shown(broken.township, "c1", since[1]) > 0
    assert await shown(broken.county, "t1", since[0]) > 0
    assert await broken.county.evaluate(LINES) == before, "followed, with no restart"
    assert broken.scene.parties["county"].visitor.errors == []


async def test_a_browser_in_another_network_restarts_its_lines(broken: Broken) -> None:
    before = await broken.county.evaluate(LINES)
    broken.nat.kill()
    since = [await clock(page) for page in (broken.county, broken.township)]
    await broken.county.evaluate("() => dispatchEvent(new Event('online'))")
    assert await shown(broken.township, "c1", since[1]) > 0
    assert await shown(broken.county, "t1", since[0]) > 0
    after = await broken.county.evaluate(LINES)
    assert len(before) == len(after) == 2
    assert not set(before) & set(after), "ICE began anew on both lines"
    people = broken.township.locator("[data-level=county] .pp li")
    await expect(people).to_have_count(1)


async def test_a_dead_line_is_noticed_without_being_told(broken: Broken) -> None:
    broken.nat.kill()
    since = [await clock(page) for page in (broken.county, broken.township)]
    assert await shown(broken.township, "c1", since[1]) > 0
    assert await shown(broken.county, "t1", since[0]) > 0


async def test_four_steps_of_a_line_are_said_and_shown(broken: Broken) -> None:
    line = broken.township.locator("[data-level=county] .line")
    own = broken.county.locator("[data-level=county] .line")
    seen = []
    for step, (word, delay) in STEPS.items():
        broken.nat.delay = delay
        for one in (line, own):
            await expect(one).to_have_class(f"line n{step}", timeout=PATIENCE)
            await expect(one.locator("b")).to_have_text(word)
        seen.append(await line.evaluate(LOOK))
    assert [len(bars) for bars, *_ in seen] == [4, 3, 2, 1]
    assert len({tuple(look) for _, *look in seen}) == 4, seen


async def test_the_voice_goes_on_where_a_picture_cannot(broken: Broken) -> None:
    county = broken.township.locator("[data-level=county]")
    await expect(county.locator(".line b")).to_have_text("良好", timeout=PATIENCE)
    broken.nat.uplink = THIN
    await expect(county).to_contain_text("线路较弱,画面暂停,语音继续", timeout=PATIENCE)
    await expect(county.locator("video")).to_have_count(0)
    await expect(county.locator(".line")).to_contain_text("语音优先")
    party = broken.scene.parties["township"]
    assert await party.hears("c1", HERTZ) > LOUD
    broken.nat.uplink = None
    await expect(county.locator("video")).to_have_count(1, timeout=REST_ENDS)
    since = await clock(broken.township)
    assert await shown(broken.township, "c1", since) > 0
