"""Receptions on a wall, as a person in the room would see them: three lights, time, who waits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PageFor
from tests.browser.visitor import Visitor
from tests.static.reception_stage import a_record
from tests.static.stage import COUNTY, NOW, ORIGIN, VILLAGE, Stage, a_card, a_stage, ago, ahead
from tests.static.test_wall_js import WALL, hang, turn

TOWNSHIP = VILLAGE[:9]
DESK_LIST = """async ([receptions, now]) => {
  const { todays } = await import("/static/js/picture/desk_reception.js");
  const { render } = await import("/static/vendor/lit-html-3.3.3/lit-html.js");
  const { translator } = await import("/static/js/thought/i18n.js");
  const { receptions: words } = await import("/static/js/thought/words_reception.js");
  const view = { t: translator("zh", words), receptions, parties: [], now: Date.parse(now) };
  const page = document.createElement("div");
  render(todays(view), page);
  return [...page.querySelectorAll("small")].map((line) => line.textContent);
}"""
PLACES = {"county": COUNTY, "township": TOWNSHIP, "village": VILLAGE}


def a_hearing(number: int, state: str = "in_session", *there: str, **facts: Any) -> dict[str, Any]:
    """An open reception as the stream tells it; it names nobody."""
    sites = [
        {"level": level, "place": place, "present": level in there}
        for level, place in PLACES.items()
    ]
    told: dict[str, Any] = {
        "id": number,
        "case": number,
        "state": state,
        "title": f"第{number}件土地承包纠纷",
        "place": VILLAGE,
        "starts_at": ago(minutes=20),
        "began_at": ago(minutes=12) if state == "in_session" else None,
        "sites": sites,
        "waiting": 0,
    }
    return told | facts


@pytest.fixture
async def visitor(page_for: PageFor) -> AsyncIterator[Visitor]:
    made = await page_for(viewport=WALL)
    await made.page.clock.install(time=NOW)
    yield made
    assert made.errors == []


def a_wall(*hearings: dict[str, Any], **me: Any) -> Stage:
    stage = a_stage([a_card(n, acknowledged=ago(minutes=1)) for n in (1, 2, 3)], **me)
    stage.items += [{"reception": hearing} for hearing in hearings]
    return stage


def tell(stage: Stage, kind: str, hearing: dict[str, Any]) -> None:
    before, stage.seq = stage.seq, stage.seq + 1
    frame = {"seq": stage.seq, "prev": before, "type": kind, "at": ago(), "place": VILLAGE}
    stage.send(frame | {"case": hearing["case"], "data": {"reception": hearing}})


def rows(page: Page) -> Any:
    return page.locator(".receptions li")


@pytest.mark.parametrize("scope", [COUNTY, TOWNSHIP])
async def test_wall_shows_three_lights_the_time_and_who_waits(visitor: Visitor, scope: str) -> None:
    running = a_hearing(1, "in_session", "county", "township", waiting=2)
    booked = a_hearing(2, "booked", starts_at=ahead(hours=1))
    stage = a_wall(booked, running, scope=scope, place=scope)
    page = await hang(visitor, stage)
    await expect(page.locator(".receptions h2")).to_contain_text("1 场")
    await expect(page.locator(".receptions h2")).to_contain_text("等候 2")
    first, second = rows(page).nth(0), rows(page).nth(1)
    await expect(first).to_contain_text("第1件土地承包纠纷")
    await expect(first).to_contain_text("12")
    await expect(first).to_contain_text("等候 2")
    lit = "(row) => [...row.querySelectorAll('.lamps i')].map((i) => i.classList.contains('on'))"
    assert await first.evaluate(lit) == [True, True, False]
    await expect(first.locator(".lamps i").nth(2)).to_contain_text("未接入")
    await expect(second).to_contain_text("已预约 09:20")
    assert await second.evaluate(lit) == [False] * 3


async def test_desk_lists_how_long_a_reception_has_run_and_not_of_one_that_waits(
    visitor: Visitor,
) -> None:
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    running = a_record("in_session", began_at="2026-11-24T00:00:00Z", waiting=0)
    booked = a_record("booked", reception=8, waiting=0)
    told = await visitor.page.evaluate(DESK_LIST, [[running, booked], "2026-11-24T00:12:40Z"])
    assert [" ".join(line.split()) for line in told] == ["接访中 · 12′40″", "已预约"]


async def test_light_goes_on_when_a_site_comes_and_the_row_goes_when_it_is_over(
    visitor: Visitor,
) -> None:
    stage = a_wall(a_hearing(1, "waiting", "county"), a_hearing(2, "booked"))
    page = await hang(visitor, stage)
    lit = "(row) => row.querySelectorAll('.lamps .on').length"
    assert await rows(page).first.evaluate(lit) == 1
    tell(stage, "reception.changed", a_hearing(1, "waiting", *PLACES, waiting=1))
    await turn(page, stage)
    assert await rows(page).first.evaluate(lit) == 3
    await expect(rows(page).first).to_contain_text("等候 1")
    moved = a_hearing(2, "booked", starts_at=ahead(hours=2))
    tell(stage, "reception.moved", moved)
    await turn(page, stage)
    await expect(rows(page).nth(1)).to_contain_text("10:20")
    tell(stage, "reception.cancelled", a_hearing(2, "cancelled"))
    tell(stage, "reception.closed", a_hearing(1, "closed"))
    await turn(page, stage)
    await expect(page.locator(".receptions")).to_have_count(0)


async def test_a_long_title_is_read_whole(visitor: Visitor) -> None:
    title = "冰溪街道万柳洲社区安置房项目拖欠三十七名务工人员工资及材料款纠纷"
    page = await hang(visitor, a_wall(a_hearing(1, "in_session", *PLACES, title=title, waiting=3)))
    told = rows(page).first.locator(".what")
    await expect(told).to_have_text(title)
    cut = (
        "(one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1"
    )
    assert not await told.evaluate(cut)


async def test_panel_of_receptions_stays_within_the_wall(visitor: Visitor) -> None:
    stage = a_wall(*(a_hearing(n, "in_session", *PLACES, waiting=n) for n in range(1, 8)))
    page = await hang(visitor, stage)
    await expect(rows(page)).to_have_count(4)
    for size in (WALL, {"width": 3840, "height": 2160}):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        await turn(page, stage)
        inside = "(box) => box.scrollWidth <= box.clientWidth"
        assert await page.locator(".receptions").evaluate(inside), size
        cut = "(rows) => rows.filter((row) => row.scrollWidth > row.clientWidth + 1).length"
        assert await rows(page).evaluate_all(cut) == 0, size
