"""The wall over a long history, in a real Chromium at 1920x1080: first paint, update, pan.

The real `yushan serve`; beside an empty page that has nothing but the map's shell.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Browser, Locator, Page, TimeoutError, async_playwright

from command.base import clock, journal
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.event import Event, ScopeKey, audience_of
from command.casework import store as casework
from command.casework.card import Card
from tests import cast
from tests.bench import history
from tests.bench.centre import centre, serving
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.process import python, running
from tests.bench.scale import Scale
from tests.browser import chromium

PAINT_GOAL, SCRIPT_GOAL = Goal(most=400), Goal(most=2)
PAN_GOAL = Goal(least=59.5)  # 60, as far as three seconds can tell
VIEWPORT = {"width": 1920, "height": 1080}
WAIT_MILLISECONDS = 30_000
UPDATES_A_SECOND = 10
SETTLE_SECONDS = 1.5
OURS, PEER = "wall", "empty page with the map's shell (peer)"
CARD, MARK = "#feed article", ".leaflet-cases-pane .leaflet-marker-icon"
SHELL = ".leaflet-pane"

PAINTED = """(() => {
  const look = () => {
    if (!SELECTORS.every((one) => document.querySelector(one))) requestAnimationFrame(look);
    else requestAnimationFrame(() => setTimeout(() => {
      document.documentElement.dataset.paintedAt = performance.now();
      console.debug("painted");
    }));
  };
  requestAnimationFrame(look);
})()"""
PAN = """(seconds) => new Promise((done) => {
  let began, frames = 0;
  const step = (now) => {
    began ??= now;
    const passed = (now - began) / 1000;
    if (passed >= seconds) return done(frames / passed);
    frames += 1;
    const way = passed * 2 * Math.PI / 3;
    window.map_wall.panBy([Math.round(8 * Math.cos(way)), Math.round(8 * Math.sin(way))],
      { animate: false });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""

Found = dict[tuple[str, str, str], list[float]]


def run(scale: Scale, folder: Path) -> list[Figure]:
    found: Found = defaultdict(list)
    with centre(folder / "data") as ground:
        superuser = ground.postgres.address(database=ground.addresses.owner.database)
        past = (scale.cases, scale.open_cases, clock.now())
        asyncio.run(history.fill(ground.addresses, superuser, *past))
        with serving(ground.data) as served, running(python("tests.bench.shell"), "shell") as shell:
            sites = Sites(served.url, ground.cookie, f"http://127.0.0.1:{shell.line()}")
            asyncio.run(_measure(sites, ground.addresses, scale, found))
    goals = {"first paint": PAINT_GOAL, "script of one update": SCRIPT_GOAL, "pan": PAN_GOAL}
    return [
        Figure(what, subject, unit, tuple(values), goals.get(what) if subject == OURS else None)
        for (what, subject, unit), values in found.items()
    ]


class Sites(msgspec.Struct, frozen=True):
    """The wall with its Cookie header, and the empty page."""

    wall: str
    cookie: str
    shell: str


async def _measure(sites: Sites, found_at: Addresses, scale: Scale, found: Found) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.arguments(), headless=True
        )
        try:
            for _ in range(scale.paints):
                async with _opened_wall(browser, sites) as page:
                    found["first paint", OURS, "ms"].append(await _paint(page))
                async with _opened_shell(browser, sites) as page:
                    found["first paint", PEER, "ms"].append(await _paint(page))
            await _update(browser, sites, found_at, scale, found)
            await _pan(browser, sites, scale, found)
        finally:
            await browser.close()


@asynccontextmanager
async def _opened_wall(browser: Browser, sites: Sites) -> AsyncIterator[Page]:
    """The wall with an empty cache, drawn: cards and marks are there."""
    name, _, value = sites.cookie.partition("=")
    home = sites.wall.replace(
        "http://", "https://"
    )  # its name wants TLS; a browser trusts localhost
    cookie = {"name": name, "value": value, "url": home, "secure": True, "httpOnly": True}
    async with _opened(browser, f"{sites.wall}/wall", [CARD, MARK], cookie) as page:
        yield page


@asynccontextmanager
async def _opened_shell(browser: Browser, sites: Sites) -> AsyncIterator[Page]:
    async with _opened(browser, sites.shell, [SHELL]) as page:
        yield page


@asynccontextmanager
async def _opened(
    browser: Browser, url: str, selectors: list[str], cookie: Any = None
) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    try:
        if cookie:
            await context.add_cookies([cookie])
        await context.add_init_script(PAINTED.replace("SELECTORS", str(selectors)))
        page = await context.new_page()
        await asyncio.sleep(SETTLE_SECONDS)  # the browser's own pages start with a window
        await _drawn(page, url)
        yield page
    finally:
        await context.close()


async def _drawn(page: Page, url: str) -> None:
    """The page tells by itself: looking for it would load a selector engine into what is timed."""
    try:
        async with page.expect_console_message(
            lambda said: said.text == "painted", timeout=WAIT_MILLISECONDS
        ):
            await page.goto(url)
    except TimeoutError as late:
        raise WrongResult(f"{url} was not drawn") from late


async def _until(there: Locator, otherwise: str) -> None:
    try:
        await there.wait_for(timeout=WAIT_MILLISECONDS)
    except TimeoutError as late:
        raise WrongResult(otherwise) from late


async def _paint(page: Page) -> float:
    """Milliseconds from the beginning of the navigation until everything was drawn."""
    return float(await page.evaluate("document.documentElement.dataset.paintedAt"))


# Updates


async def _update(
    browser: Browser, sites: Sites, found_at: Addresses, scale: Scale, found: Found
) -> None:
    database = await Database.open(found_at.web, size=2, reserved=1)
    try:
        async with _opened_wall(browser, sites) as page:
            for _ in range(scale.rounds):
                idle, busy = await _scripts(page, database, scale)
                found["script of one update", OURS, "ms"].append(busy - idle)
                found["script of one update", "idle wall (subtracted)", "ms"].append(idle)
    finally:
        await database.close()


async def _scripts(page: Page, database: Database, scale: Scale) -> tuple[float, float]:
    """Script milliseconds for each update: of an idle wall in the same time, and with updates."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable")
    card = await _shown_card(page, database)
    readings = [await _script_seconds(devtools)]
    for is_busy in (False, True):
        for number in range(scale.updates):
            if is_busy:
                await _retitle(database, card, f"第{number + 1}次更新")
            await asyncio.sleep(1 / UPDATES_A_SECOND)
        readings.append(await _script_seconds(devtools))
    listed = page.locator(f'{CARD}[data-case="{card.case}"]')
    last = listed.filter(has_text=f"第{scale.updates}次更新")
    await _until(last, "the wall does not show the last update")
    await _retitle(database, card, card.title)
    await _until(listed.filter(has_text=card.title), "the wall does not show the old title")
    idle, busy = readings[1] - readings[0], readings[2] - readings[1]
    return idle / scale.updates * 1000, busy / scale.updates * 1000


async def _shown_card(page: Page, database: Database) -> Card:
    """The first case in the wall's list."""
    number = int(await page.evaluate(f"document.querySelector('{CARD}').dataset.case"))
    async with database.reading() as conn:
        cards = await casework.open_cards(conn, ScopeKey(cast.COUNTY))
    return next(card for card in cards if card.case == number)


async def _retitle(database: Database, card: Card, title: str) -> None:
    data = {"card": msgspec.to_builtins(card) | {"title": title}, "by": "测试"}
    scopes = audience_of(card.place, [])
    event = Event("case.facts_updated", clock.now(), card.place, scopes, card.case, data)
    async with database.transaction() as conn:
        await journal.append(conn, [event])


async def _script_seconds(devtools: Any) -> float:
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "ScriptDuration"))


# Pan


async def _pan(browser: Browser, sites: Sites, scale: Scale, found: Found) -> None:
    for _ in range(scale.rounds):
        for subject, opened in ((OURS, _opened_wall), (PEER, _opened_shell)):
            async with opened(browser, sites) as page:
                rate = float(await page.evaluate(PAN, scale.pan_seconds))
                found["pan", subject, "fps"].append(rate)
