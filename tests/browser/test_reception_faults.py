"""When the machinery of a reception breaks: a worker is killed, and everybody is back in their seat
while incidents go on as if nothing had been."""

import os
import signal
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from command.base.addresses import Addresses
from command.base.postgres import Server
from tests.browser.reception_party import PATIENCE
from tests.browser.reception_scene import Scene, carried, clock, fed, scene, shown
from tests.browser.test_reception import a_case
from tests.browser.test_wall_live import Line
from tests.browser.visitor import visit
from tests.video.test_media_workers import pid_behind

__all__ = ["fed"]  # fixtures

SEATS = {"county": "c1", "township": "t1", "village": "v1"}


@pytest.mark.parametrize("workers", [1, 2], ids=["restarted", "another"])
async def test_a_killed_worker_costs_nobody_their_seat_and_no_incident(
    workers: int, server: Server, template: Addresses, fed: Browser, tmp_path: Path
) -> None:
    async with (
        carried(server, tmp_path, media_workers=workers) as house,
        scene(house, fed) as here,
    ):
        await here.gather(village=True)
        await _all_seen(here, {})
        line = await _watching(here)
        _kill_the_one_with_the_room(here)
        since = {site: await clock(here.page(site)) for site in SEATS}
        cases = [await a_case(house, here.page("county")) for _ in range(3)]
        await _all_seen(here, since)
        for site, seat in SEATS.items():
            level = here.page(site).locator(f"[data-level={site}] .pp li")
            await expect(level).to_have_count(1)
            own = here.page(site).locator(f"video.own[data-seat={seat}]")
            await expect(own).to_have_count(1)
        await expect(here.page("county").locator(".top .state")).to_have_text("接访中")
        assert set(cases) <= set(line.told.cards)
        assert (set(line.verdicts), line.snapshots) == ({"take"}, 1), "no gap, no double"
        assert [party.visitor.errors for party in here.parties.values()] == [[], [], []]


async def _watching(here: Scene) -> Line:
    """A wall of the county, drawn, and what comes to it."""
    line = Line()
    visitor = await visit(here.browser, viewport={"width": 1366, "height": 768})
    visitor.page.on("websocket", line.listen)
    await here.house.sign_in(visitor.page, "leader")
    await visitor.page.goto(f"{here.house.url}/wall")
    await expect(visitor.page.locator(f"[data-case='{here.case}']").first).to_be_attached(
        timeout=PATIENCE
    )
    return line


def _kill_the_one_with_the_room(here: Scene) -> None:
    engine = here.house.app.state.signalling.engine
    os.kill(pid_behind(engine._pins[str(here.reception)].socket), signal.SIGKILL)


async def _all_seen(here: Scene, since: dict[str, float]) -> None:
    """Everybody is shown a picture of each of the others that came after `since`."""
    for site in SEATS:
        for other, seat in SEATS.items():
            if other != site:
                took = await shown(here.page(site), seat, since.get(site, 0.0))
                if since:
                    print(f"{site} sees {other} {took:.0f} ms after the kill")
