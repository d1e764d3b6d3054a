"""From a report to an open wall, in a real Chromium before the real centre.

Arrival is asserted within a generous bound; how long it took is measured and printed.
"""

import json
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from playwright.async_api import Page, WebSocket, expect

from command.base.addresses import Addresses
from command.places.jurisdiction import Level
from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.cast import OTHER_TOWNSHIP, TOWNSHIP, VILLAGE
from tests.live.replay import Told, step

WALL = {"width": 1920, "height": 1080}
SOON = 10_000  # ms within which whatever is promised must have happened
REPORTS = 50
OTHER_VILLAGE = f"{OTHER_TOWNSHIP}001"
PAYLOADS = [
    "${window.ran=1}",
    "`);window.ran=1;//",
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
]
NOTE_ARRIVALS = """() => {
  window.arrived = {};
  const look = () => {
    for (const { dataset: { case: id } } of document.querySelectorAll("#feed article"))
      if (!(id in window.arrived) && document.querySelector(`.case[data-case="${id}"]`))
        window.arrived[id] = Date.now();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true,
    attributes: true, attributeFilter: ["data-case"] });
}"""
ARRIVAL = """([id, most]) => new Promise((resolve, reject) => {
  const end = Date.now() + most;
  const look = () => {
    if (id in window.arrived) resolve(window.arrived[id]);
    else if (Date.now() > end) reject(new Error(`case ${id} is not on the wall`));
    else requestAnimationFrame(look);
  };
  look();
})"""


def villages(house: House) -> list[str]:
    """Codes of every village of the county that stands on the map."""
    book = house.app.state.places
    return [place.code for place in book.at_level(Level.VILLAGE) if place.lon is not None]


async def report(house: House, **facts: Any) -> int:
    """A clerk's report that is acknowledged; its case."""
    body = {
        "kind": "petition",
        "type": "wage_arrears",
        "words": "某安置房项目(虚构)拖欠工资。",
        "headcount": 3,
        "place": VILLAGE,
        "channel": "window",
    }
    headers = {**house.cast.headers("clerk"), "idempotency-key": houses.new_key()}
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{house.url}/api/reports", json=body | facts, headers=headers)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["case"])


async def wall_of(house: House, page_for: PageFor, place: str) -> Visitor:
    """A wall hung by its link, in step with the centre."""
    visitor = await page_for(viewport=WALL)
    headers = {**house.cast.headers("duty"), "idempotency-key": houses.new_key()}
    async with httpx2.AsyncClient(trust_env=False) as client:
        made = await client.post(
            f"{house.url}/api/kiosks", json={"place": place, "label": "大屏"}, headers=headers
        )
    assert made.status_code == 201, made.text
    token = made.json()["url"].partition("?")[2]
    await visitor.page.goto(f"{house.url}/wall?{token}")
    await in_step(visitor.page)
    return visitor


async def in_step(page: Page) -> None:
    await expect(page.locator(".badge.ok")).to_contain_text("实时", timeout=SOON)
    await expect(page.locator("path.township").first).to_be_attached(timeout=SOON)


async def shown(page: Page) -> set[int]:
    """Cases that the wall shows as card or mark."""
    ids = "all => all.map((one) => Number(one.dataset.case))"
    return set(await page.locator("#feed article, .case").evaluate_all(ids))


async def test_fifty_reports_arrive_as_card_and_mark(house: House, page_for: PageFor) -> None:
    wall = await wall_of(house, page_for, "361123")
    await wall.page.evaluate(NOTE_ARRIVALS)
    took = []
    for number, place in enumerate(villages(house)[::4][:REPORTS]):
        began = time.time()
        case = await report(house, place=place, title=f"第{number}件反映欠薪")
        took.append(await wall.page.evaluate(ARRIVAL, [str(case), SOON]) - began * 1000)
        card = wall.page.locator(f"#feed article[data-case='{case}'] h3")
        await expect(card).to_have_text(f"第{number}件反映欠薪")
    assert len(took) == REPORTS
    cuts = statistics.quantiles(took, n=20)
    print(f"\nreport to wall, {REPORTS}: median {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms")
    assert wall.errors == []
    assert wall.hosts == {urlsplit(house.url).netloc}


async def test_only_walls_and_desks_of_its_scope_show_it(house: House, page_for: PageFor) -> None:
    ours = await wall_of(house, page_for, TOWNSHIP)
    theirs = await wall_of(house, page_for, OTHER_TOWNSHIP)
    stranger = await page_for(viewport=WALL)
    await house.sign_in(stranger.page, "outsider")
    await stranger.page.goto(f"{house.url}/wall")
    await in_step(stranger.page)
    here, there = await report(house), await report(house, place=OTHER_VILLAGE)
    await expect(ours.page.locator(f"#feed [data-case='{here}']")).to_be_attached(timeout=SOON)
    await expect(theirs.page.locator(f"#feed [data-case='{there}']")).to_be_attached(timeout=SOON)
    assert there not in await shown(ours.page)
    assert here not in await shown(theirs.page)
    assert await shown(stranger.page) == set()
    await expect(stranger.page.locator("#feed .empty")).to_be_visible()
    await stranger.page.goto(f"{house.url}/desk")
    await expect(stranger.page.locator(".rows .empty")).to_be_visible()
    assert await stranger.page.locator("[data-case]").count() == 0
    for visitor in (ours, theirs, stranger):
        assert visitor.errors == []


async def test_four_payloads_as_titles_run_on_no_screen(house: House, page_for: PageFor) -> None:
    for payload in PAYLOADS:
        await report(house, title=payload, spot=payload, words=payload, level=3, kind="incident")
    wall = await wall_of(house, page_for, VILLAGE)
    cards = wall.page.locator("#feed h3")
    for payload in PAYLOADS:
        await expect(cards.get_by_text(payload, exact=True)).to_be_attached(timeout=SOON)
    visitors = [wall]
    for login, path in (("duty", "/desk?level=3"), ("village", "/phone")):
        visitor = await page_for(viewport=WALL)
        await house.sign_in(visitor.page, login)
        await visitor.page.goto(f"{house.url}{path}")
        for payload in PAYLOADS:
            row = visitor.page.locator("[data-case]").filter(has_text=payload).first
            await expect(row).to_be_visible(timeout=SOON)
        await visitor.page.locator("[data-case]").filter(has_text=PAYLOADS[3]).first.click()
        await expect(visitor.page.locator("h1, h2").get_by_text(PAYLOADS[3]).first).to_be_visible()
        visitors.append(visitor)
    for visitor in visitors:
        assert await visitor.page.evaluate("window.ran") is None
        assert await visitor.page.locator("img[src=x]").count() == 0
        assert visitor.errors == []


@dataclass
class Line:
    """What came to a page over its sockets, folded by the tests' own twin."""

    told: Told = field(default_factory=Told)
    verdicts: list[str] = field(default_factory=list)
    snapshots: int = 0

    def listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self.hear)

    def hear(self, text: str | bytes) -> None:
        frame = json.loads(text)
        verdict, self.told = step(self.told, frame)
        self.verdicts.append(verdict)
        self.snapshots += frame["type"] == "snapshot"


async def test_wall_says_stale_while_the_centre_is_away_and_goes_on_by_itself(
    fresh: Addresses, tmp_path: Path, page_for: PageFor
) -> None:
    people = await houses.hired(fresh)
    line = Line()

    async def watched(**options: Any) -> Visitor:
        visitor = await page_for(**options)
        visitor.page.on("websocket", line.listen)
        return visitor

    async with houses.standing(fresh, tmp_path, people) as house:
        before = await report(house)
        wall = await wall_of(house, watched, "361123")
        await expect(wall.page.locator(f"[data-case='{before}']").first).to_be_attached()
        assert wall.errors == []
    body = wall.page.locator("body")
    await expect(body).to_have_class("wall is-stale", timeout=SOON)
    await expect(wall.page.locator(".strip")).to_contain_text("秒前的数据")
    grey = "() => getComputedStyle(document.querySelector('main')).filter"
    assert "grayscale(1)" in await wall.page.evaluate(grey)
    assert before in await shown(wall.page), "what it knew stays readable"
    port = urlsplit(house.url).port or 0
    async with houses.standing(fresh, tmp_path, people, port=port) as again:
        after = [await report(again), await report(again, place=OTHER_VILLAGE)]
        for case in after:
            card = wall.page.locator(f"#feed article[data-case='{case}']")
            await expect(card).to_have_count(1, timeout=3 * SOON)
        await expect(body).to_have_class("wall", timeout=SOON)
        await in_step(wall.page)
        assert await shown(wall.page) == {before, *after}
        assert set(line.told.cards) == {before, *after}
        assert (set(line.verdicts), line.snapshots) == ({"take"}, 1), "no gap, no double"
    assert [error for error in wall.errors if "ERR_CONNECTION_REFUSED" not in error] == []
