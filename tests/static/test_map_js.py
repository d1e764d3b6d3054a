"""What stands on the map so that each can be read: counts beside marks, a lighter side map."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.visitor import Visitor
from tests.static.stage import Stage, a_card, a_stage
from tests.static.test_wall_js import CALM, hang, marks, visitor

__all__ = ["visitor"]  # a fixture

NARROW = {"width": 920, "height": 900}  # leaves the map less than a side map's width
MANY = 241  # cases in all from which each group shows one mark


async def box(locator: Locator) -> dict[str, Any]:
    found = await locator.bounding_box()
    assert found is not None
    return dict(found)


def is_apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """They share at most a corner."""
    right = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return bool(min(right, down) <= 0 or right * down < 0.25 * one["width"] * one["height"])


async def narrow(page: Page, stage: Stage) -> None:
    """The window becomes small, and a second passes: Leaflet waits a little."""
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await stage.pass_time(page, 1)


async def test_the_count_of_a_crowd_stands_beside_its_mark(visitor: Visitor) -> None:
    page = await hang(visitor, a_stage([a_card(n, **CALM) for n in range(1, MANY + 1)]))
    await expect(page.locator(".rest")).to_have_text(f"+{MANY - 1}")
    assert is_apart(await box(page.locator(".case .mark")), await box(page.locator(".rest")))


async def test_a_side_map_shows_one_smaller_mark_for_a_group(visitor: Visitor) -> None:
    stage = a_stage([a_card(n, **CALM) for n in range(1, 5)])
    page = await hang(visitor, stage)
    assert await marks(page).count() == 4
    wide = await box(page.locator(".case .mark").first)
    await narrow(page, stage)
    await expect(page.locator(".small .rest")).to_have_text("+3")
    assert await marks(page).count() == 1
    assert (await box(page.locator(".case .mark")))["width"] < wide["width"]
    assert is_apart(await box(page.locator(".case .mark")), await box(page.locator(".rest")))


async def test_a_side_map_names_the_busy_townships_first(visitor: Visitor) -> None:
    stage = a_stage([a_card(n, **CALM) for n in range(1, 5)])
    page = await hang(visitor, stage)
    every = await page.locator(".place-name").count()
    await narrow(page, stage)
    await expect(page.locator(".small .place-name").first).to_be_attached()
    assert await page.locator(".place-name").count() <= every
    await expect(page.locator(".place-name", has_text="冰溪街道")).to_have_text("冰溪街道4")


async def test_a_name_is_never_under_a_mark(visitor: Visitor) -> None:
    page = await hang(visitor, a_stage([a_card(n, **CALM) for n in range(1, 8)]))
    above = """() => ["names", "cases"].map((name) =>
      Number(getComputedStyle(document.querySelector(`.leaflet-${name}-pane`)).zIndex))"""
    names, cases = await page.evaluate(above)
    assert names > cases


async def test_the_legend_covers_no_part_of_a_township(visitor: Visitor) -> None:
    stage = a_stage([a_card(1, **CALM)], place="361123002", scope="361123002")
    page = await hang(visitor, stage)
    own, legend = await box(page.locator("path.own")), await box(page.locator("#legend"))
    assert own["y"] + own["height"] <= legend["y"] + 4


async def test_a_mark_reached_by_keyboard_is_ringed_and_told_where_it_stands(
    visitor: Visitor,
) -> None:
    page = await hang(visitor, a_stage([a_card(1, **CALM)]))
    outline = "(one) => getComputedStyle(one).outlineStyle"
    assert await page.locator(".case .mark").evaluate(outline) == "none"
    while not await page.locator(".spot:focus-visible").count():
        await page.keyboard.press("Tab")
    assert await page.locator(".case .mark").evaluate(outline) == "solid"
    before = await box(page.locator(".balloon"))
    await page.evaluate("() => map_wall.panBy([0, 90], { animate: false })")
    told, mark = await box(page.locator(".balloon")), await box(page.locator(".case .mark"))
    assert told["y"] < before["y"] - 50
    assert 0 <= mark["y"] - (told["y"] + told["height"]) < 30


async def test_a_balloon_says_its_case_anew_and_goes_with_it(visitor: Visitor) -> None:
    stage = a_stage([a_card(1, **CALM)])
    page = await hang(visitor, stage)
    await page.locator(".case .mark").hover()
    await expect(page.locator(".balloon p").first).to_have_text("万柳洲社区邻里纠纷")
    stage.event("case.updated", a_card(1, title="改过的标题", version=2, **CALM))
    await stage.pass_time(page, 1)
    await expect(page.locator(".balloon p").first).to_have_text("改过的标题")
    stage.event("case.closed", a_card(1, state="closed", version=3, **CALM))
    await stage.pass_time(page, 1)
    await expect(page.locator(".case")).to_have_count(0)
    await expect(page.locator(".balloon")).to_be_hidden()
