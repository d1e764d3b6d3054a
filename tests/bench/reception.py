"""Receptions in a real Chromium: how soon one sees, how soon one is seen well, how far three sites
are apart, and how soon media are back when a line or a worker is lost.

The real `yushan serve` with its media worker; beside two connections of one page.
"""

import asyncio
import os
import signal
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page

from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from tests import cast
from tests.bench import joining
from tests.bench.centre import centre, serving
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.scale import Scale
from tests.browser import chromium
from tests.browser.feeds import a_feed, seated
from tests.browser.house import House
from tests.browser.nat import Nat
from tests.browser.reception_party import SIZES
from tests.browser.reception_scene import Scene, shown
from tests.browser.visitor import visit
from tests.cast import Cast
from tests.video.test_media_workers import pid_behind

OURS, FLOOR = "reception", "two connections of one page (floor)"
WORKER_PORT = """() => Number(/^a=candidate:.* (\\d+) typ host/m
  .exec(connections[0].currentRemoteDescription.sdp)[1])"""
STEPS = ("say enter", "entered", "first packet of video")
FRAMES = 60
Found = dict[tuple[str, str, str], list[float]]
GOALS = {
    "join to first frame": Goal(most=200),
    "join to first frame, p95": Goal(most=400),
    "uplink of 1 Mbps within 3 s": Goal(least=100),
    "changed address": Goal(most=3_000),
    "another network": Goal(most=3_000),
    "worker killed": Goal(most=5_000),
}


def run(scale: Scale, folder: Path) -> list[Figure]:
    found: Found = defaultdict(list)
    with centre(folder / "data") as ground:
        people = asyncio.run(_hired(ground.addresses))
        with serving(ground.data) as served:
            house = House(f"http://localhost:{served.port}", people, None)
            asyncio.run(_measure(house, ground.data, folder, scale, found))
    joins = sorted(found["join to first frame", OURS, "ms"])
    found["join to first frame, p95", OURS, "ms"] = [joins[int(0.95 * (len(joins) - 1))]]
    return [
        Figure(what, subject, unit, tuple(values), GOALS.get(what) if subject == OURS else None)
        for (what, subject, unit), values in found.items()
    ]


async def _hired(where: Addresses) -> Cast:
    database = await Database.open(where.web)
    try:
        at, names = clock.now(), ("duty", "township", "village")
        hired = [await cast.hire(database, one, *cast.ROLES[one][1:], at) for one in names]
        return Cast(dict(zip(names, hired, strict=True)))
    finally:
        await database.close()


async def _measure(house: House, data: Path, folder: Path, scale: Scale, found: Found) -> None:
    feed = a_feed(folder, "all", 440, 90)
    async with seated(chromium.find(), feed) as browser:
        await _joins(house, browser, scale, found)
        for _ in range(scale.breaks):
            await _breaks(house, browser, data, found)


# Joining


async def _joins(house: House, browser: Browser, scale: Scale, found: Found) -> None:
    """The village comes again and again to a reception that runs; then how far all are apart."""
    async with _running(house, browser) as here:
        visitor = await visit(browser, **SIZES)
        await house.sign_in(visitor.page, "village")
        for number in range(scale.joins):
            page = await visitor.context.new_page()
            await page.add_init_script(joining.MARKS)
            joined = await joining.join(page, here.page("county").url, "c1")
            _note(joined, found)
            await _floor(visitor.page, house, found)
            if number == scale.joins - 1:
                await _apart(here, page, found)
            await page.close()
        await visitor.context.close()


def _note(joined: joining.Join, found: Found) -> None:
    found["join to first frame", OURS, "ms"].append(joined.first)
    found["address to connected at the door", OURS, "ms"].append(joined.door)
    for step in STEPS:
        if step in joined.marks:
            found[f"join to {step}", OURS, "ms"].append(joined.marks[step])
    in_time = joined.uplink is not None and joined.uplink <= 3_000
    found["uplink of 1 Mbps within 3 s", OURS, "%"].append(100.0 if in_time else 0.0)
    if joined.uplink is not None:
        found["join to an uplink of 1 Mbps", OURS, "ms"].append(joined.uplink)


async def _floor(page: Page, house: House, found: Found) -> None:
    await page.goto(f"{house.url}/signin")
    found["join to first frame", FLOOR, "ms"].append(await page.evaluate(joining.FLOOR))


async def _apart(here: Scene, village: Page, found: Found) -> None:
    """Voice from picture at one site, one frame of the county's at the other two."""
    pages = (here.page("township"), village)
    one, other = await asyncio.gather(
        *(page.evaluate(joining.FRAMES, ["c1", FRAMES]) for page in pages)
    )
    found["one frame at two sites", OURS, "ms apart"] += joining.apart(one, other)
    for _ in range(FRAMES // 10):
        found["voice and picture", OURS, "ms apart"] += await joining.lips(village)


# Breaking


async def _breaks(house: House, browser: Browser, data: Path, found: Found) -> None:
    """One reception through everything: its county sits behind a router of ours."""
    nat = await Nat(0).open()
    try:
        async with _running(house, browser, behind=nat) as here:
            await _back(here, "changed address", nat.change, found)
            await _back(here, "another network", nat.kill, found)
        async with _running(house, browser) as here:
            await _back(here, "worker killed", lambda: _kill_worker(data), found)
    finally:
        nat.close()


def _kill_worker(data: Path) -> None:
    (path,) = Settings(data=data).media_sockets
    os.kill(pid_behind(path), signal.SIGKILL)


async def _back(here: Scene, what: str, does: Callable[[], None], found: Found) -> None:
    """Until each is shown a picture of the other that came after it."""
    does()
    at = time.time() * 1_000
    if what == "another network":
        await here.page("county").evaluate("() => dispatchEvent(new Event('online'))")
    took = await asyncio.gather(
        _shown_after(here.page("county"), "t1", at), _shown_after(here.page("township"), "c1", at)
    )
    found[what, OURS, "ms"].append(max(took))


async def _shown_after(page: Page, seat: str, at: float) -> float:
    return await shown(page, seat, at - await page.evaluate("() => performance.timeOrigin"))


@asynccontextmanager
async def _running(
    house: House, browser: Browser, behind: Nat | None = None
) -> AsyncIterator[Scene]:
    """County and township see each other."""
    here = Scene(house, browser)
    try:
        await here.gather()
        for site, seat in (("county", "t1"), ("township", "c1")):
            await shown(here.page(site), seat)
        if behind is not None:
            behind.port = await here.page("township").evaluate(WORKER_PORT)
            await _again_through(here, behind)
        yield here
    finally:
        await here.close()


async def _again_through(here: Scene, nat: Nat) -> None:
    """The county reloads its page and comes back by the way round."""
    page = here.page("county")
    await page.add_init_script(nat.script)
    await page.reload()
    at = time.time() * 1_000
    await _shown_after(page, "t1", at)
    await _shown_after(here.page("township"), "c1", at + 1_000)
    if len(nat.ways) < 2:
        raise WrongResult("the county's media do not take the way round")
