"""The wall in a real browser: what a person in the room would see, and what must never happen."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PageFor
from tests.browser.visitor import Visitor
from tests.static.stage import (
    NOW,
    ORIGIN,
    Stage,
    a_card,
    a_part,
    a_stage,
    ago,
    ahead,
    iso,
    villages,
)

PAYLOADS = [
    "${window.ran=1}",
    "`);window.ran=1;//",
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
]
VIEW = "() => { const { lat, lng } = map_wall.getCenter(); return [lat, lng, map_wall.getZoom()]; }"
CALM = {"acknowledged": ago(minutes=1)}
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
WALL = {"width": 1920, "height": 1080}


@pytest.fixture
async def visitor(page_for: PageFor) -> AsyncIterator[Visitor]:
    """Somebody at a wall; afterwards the console must be clean and no other host asked."""
    made = await page_for(viewport=WALL)
    await made.page.clock.install(time=NOW)
    yield made
    assert made.errors == []
    assert made.hosts == {ORIGIN.removeprefix("http://")}


async def hang(visitor: Visitor, stage: Stage, address: str = "/wall") -> Page:
    """Open the wall on the stage and wait until it shows the snapshot."""
    await stage.put_on(visitor.page)
    await visitor.page.goto(ORIGIN + address)
    await expect(visitor.page.locator("path.township").first).to_be_attached()
    await stage.pass_time(visitor.page, 1)
    return visitor.page


async def turn(page: Page, stage: Stage) -> None:
    """Let a frame that was sent be drawn."""
    await stage.pass_time(page, 1)


def marks(page: Page) -> Any:
    return page.locator(".case:not([hidden])")


async def test_four_payloads_as_titles_stay_text_and_nothing_runs(visitor: Visitor) -> None:
    places = villages()[:4]
    cards = [
        a_card(n + 1, title=title, place=place.code, why=title, spot=title)
        for n, (title, place) in enumerate(zip(PAYLOADS, places, strict=True))
    ]
    page = await hang(visitor, a_stage(cards))
    titles = await page.locator("#feed h3").all_inner_texts()
    assert sorted(titles) == sorted(PAYLOADS)
    for mark in await page.locator(".spot:has(.case)").all():
        await mark.focus()
        told = await page.locator(".balloon p").first.inner_text()
        assert told in PAYLOADS
        assert told in (await mark.get_attribute("aria-label") or "")
    assert await page.evaluate("window.ran") is None
    assert await page.locator("#feed img, #side img, .balloon img").count() == 0


async def test_payload_with_the_wall_is_text_in_the_scene_and_beside_the_map(
    visitor: Visitor,
) -> None:
    cards = [
        a_card(1, level=1, title=PAYLOADS[3], why=PAYLOADS[0]),
        a_card(2, title=PAYLOADS[2], lon=None, lat=None, precision="none", **CALM),
    ]
    page = await hang(visitor, a_stage(cards))
    await expect(page.locator(".grave h3")).to_have_text(PAYLOADS[3])
    await expect(page.locator(".unplaced-list li")).to_have_text(PAYLOADS[2])
    assert await page.evaluate("window.ran") is None


async def test_wall_greys_after_three_seconds_of_silence_and_recovers(visitor: Visitor) -> None:
    stage = a_stage([a_card(1)])
    page = await hang(visitor, stage)
    await stage.pass_time(page, 2)
    await expect(page.locator(".badge.ok")).to_contain_text("实时")
    await stage.pass_time(page, 4, beating=False)
    await expect(page.locator("body")).to_have_class("wall is-stale")
    await expect(page.locator(".strip")).to_contain_text("秒前的数据")
    await expect(page.locator(".badge.ok")).to_have_count(0)
    filtered = "() => getComputedStyle(document.querySelector('main')).filter"
    assert "grayscale(1)" in await page.evaluate(filtered)
    stage.beat()
    await stage.pass_time(page, 2)
    await expect(page.locator("body")).to_have_class("wall")
    await expect(page.locator(".strip")).to_have_count(0)


async def test_no_more_than_twenty_pulse(visitor: Visitor) -> None:
    places = villages()
    cards = [a_card(n + 1, place=places[5 * n].code) for n in range(40)]
    page = await hang(visitor, a_stage(cards))
    assert await page.locator(".case .ring").count() == 20


async def test_what_moves_begins_when_the_first_picture_stands(visitor: Visitor) -> None:
    stage = a_stage([a_card(1)])
    page = await hang(visitor, stage)
    await expect(page.locator(".case .ring")).to_have_count(1)
    await stage.pass_time(page, 2)
    moving = "(ring) => getComputedStyle(ring).animationName"
    assert await page.locator(".case .ring").evaluate(moving) == "pulse"
    slow = "(path) => getComputedStyle(path).transitionProperty"
    assert await page.locator("path.township").first.evaluate(slow) == "fill"


async def test_marks_of_a_crowd_that_are_only_counted_have_no_element(visitor: Visitor) -> None:
    stage = a_stage([a_card(n, **CALM) for n in range(1, 11)])
    page = await hang(visitor, stage)
    await expect(page.locator(".spot:has(.case)")).to_have_count(6)
    stage.event("case.closed", a_card(10, state="closed", version=9))
    await turn(page, stage)
    await expect(page.locator(".rest")).to_have_text("+3")
    await expect(page.locator(".spot:has(.case)")).to_have_count(6)


async def test_ground_is_not_drawn_anew_while_the_map_moves_a_little(visitor: Visitor) -> None:
    page = await hang(visitor, a_stage([a_card(1, **CALM)]))
    drawn = "() => document.querySelector('.leaflet-land-pane svg').getAttribute('viewBox')"
    before = await page.evaluate(drawn)
    await page.evaluate("() => map_wall.panBy([60, 40], { animate: false })")
    assert await page.evaluate(drawn) == before
    await page.evaluate("() => map_wall.panBy([600, 0], { animate: false })")
    assert await page.evaluate(drawn) != before
    await page.evaluate("() => map_wall.setZoom(map_wall.getZoom() + 1, { animate: false })")
    _, _, wide, high = (await page.evaluate(drawn)).split(" ")
    size = "() => [map_wall.getSize().x, map_wall.getSize().y]"
    seen_wide, seen_high = await page.evaluate(size)
    assert float(wide) > seen_wide
    assert float(high) > seen_high


async def test_pulse_ends_when_somebody_answers_and_returns_with_an_escalation(
    visitor: Visitor,
) -> None:
    stage = a_stage([])
    page = await hang(visitor, stage)
    stage.event("case.opened", a_card(1))
    await turn(page, stage)
    await expect(page.locator(".case .ring")).to_have_count(1)
    await expect(page.locator("#feed h2")).to_contain_text("未应答 1")
    stage.event("case.acknowledged", a_card(1, acknowledged=iso(stage.now), version=2))
    await turn(page, stage)
    await expect(page.locator(".case .ring")).to_have_count(0)
    risen = {"escalated": iso(stage.now), "level": 3, "why": "人数 2→30", "version": 3}
    stage.event("case.escalated", a_card(1, **risen))
    await turn(page, stage)
    await expect(page.locator(".case .ring")).to_have_count(1)
    await expect(page.locator("#feed .why")).to_contain_text("人数 2→30")
    assert await marks(page).count() == 1, "the same mark, changed in place"


async def test_unplaced_are_counted_and_listed_and_totals_add_up(visitor: Visitor) -> None:
    cards = [a_card(n, **CALM) for n in range(1, 4)]
    lost = {"lon": None, "lat": None, "precision": "none", "place": "361123112003"}
    cards.append(a_card(4, title="枫林镇土地征收反映", **lost, **CALM))
    page = await hang(visitor, a_stage(cards))
    await expect(page.locator(".unplaced")).to_contain_text("未定位 1 件")
    await expect(page.locator(".unplaced-list li")).to_have_text("枫林镇土地征收反映")
    assert await marks(page).count() == 3
    figures = await page.locator(".figures div").all_inner_texts()
    assert "4\n在办" in figures
    rows = await page.locator(".tally b").all_inner_texts()
    assert sum(map(int, rows)) == 4


async def test_crowd_at_one_village_is_fanned_and_the_rest_counted(visitor: Visitor) -> None:
    cards = [a_card(n, level=1 + n % 4, **CALM) for n in range(1, 11)]
    page = await hang(visitor, a_stage(cards))
    shown = await marks(page).count()
    assert shown == 6
    await expect(page.locator(".rest")).to_have_text(f"+{len(cards) - shown}")
    boxes = [box for m in await page.locator(".case:not([hidden]) .mark").all()
             if (box := await m.bounding_box())]  # fmt: skip
    centres = [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes]
    for i, (x, y) in enumerate(centres):
        for other_x, other_y in centres[i + 1 :]:
            assert abs(x - other_x) + abs(y - other_y) > 20


async def test_approximate_position_is_hollow(visitor: Visitor) -> None:
    cards = [
        a_card(1, precision="approximate", **CALM),
        a_card(2, precision="surveyed", place=villages()[90].code, **CALM),
    ]
    page = await hang(visitor, a_stage(cards))
    assert await page.locator(".mark.hollow").count() == 1
    await expect(page.locator("[data-case='1'] .mark")).to_have_class("mark l4 hollow")


async def test_map_does_not_move_by_updates(visitor: Visitor) -> None:
    stage = a_stage([a_card(1, **CALM)])
    page = await hang(visitor, stage)
    before = await page.evaluate(VIEW)
    for n, place in enumerate(villages()[::40]):
        stage.event("case.opened", a_card(10 + n, place=place.code))
    await turn(page, stage)
    assert await marks(page).count() > 4
    assert await page.evaluate(VIEW) == before


async def test_map_obeys_the_operator_and_goes_home_after_a_minute_alone(
    visitor: Visitor,
) -> None:
    stage = a_stage([a_card(1, **CALM)])
    await visitor.page.emulate_media(reduced_motion="reduce")
    page = await hang(visitor, stage)
    home = await page.evaluate(VIEW)
    await page.locator("#map_wall").click(position={"x": 60, "y": 60})
    await page.evaluate("() => map_wall.panBy([400, 0], { animate: false })")
    away = await page.evaluate(VIEW)
    assert away != home
    await stage.pass_time(page, 50)
    assert await page.evaluate(VIEW) == away
    await stage.pass_time(page, 15)
    assert await page.evaluate(VIEW) == home


async def test_grave_matter_takes_the_map_and_gives_it_back(visitor: Visitor) -> None:
    stage = a_stage([])
    await visitor.page.emulate_media(reduced_motion="reduce")
    page = await hang(visitor, stage)
    home = await page.evaluate(VIEW)
    lead = a_part("应急管理局", since=ago(minutes=2))
    stage.event("case.opened", a_card(1, level=2, title="水库下游转移", lead=lead))
    await turn(page, stage)
    await expect(page.locator(".grave h3")).to_have_text("水库下游转移")
    await expect(page.locator(".grave .parts")).to_contain_text("未签收")
    assert (await page.evaluate(VIEW))[2] > home[2] + 1
    await stage.pass_time(page, 31)
    await expect(page.locator(".grave")).to_have_count(0)
    assert await page.evaluate(VIEW) == home


async def test_townships_are_tinted_by_open_cases_in_their_class(visitor: Visitor) -> None:
    cards = [a_card(n, **CALM) for n in range(1, 6)]
    page = await hang(visitor, a_stage(cards))
    classes = await page.locator("path.township").evaluate_all(
        "(paths) => paths.map((path) => Number(path.dataset.class))"
    )
    assert sorted(classes)[-2:] == [0, 3], "five open cases are class 3 of 1, 2, 4, 8, ..."
    await expect(page.locator(".place-name", has_text="冰溪街道")).to_have_text("冰溪街道5")


async def test_township_wall_looks_at_its_township(visitor: Visitor) -> None:
    stage = a_stage([a_card(1, **CALM)], place="361123002", scope="361123002")
    stage.scope = "361123002"
    page = await hang(visitor, stage)
    await expect(page.locator("#top small")).to_have_text("冰溪街道")
    assert (await page.evaluate(VIEW))[2] > 11.5
    assert await page.locator("path.township:not(.elsewhere)").count() == 1
    assert await page.locator("path.outline").count() == 1, "the county's outline is public"
    assert await page.locator(".tally span").all_inner_texts() == ["万柳洲社区"]


async def test_late_and_unsigned_are_inverted_and_never_in_a_level_colour(
    visitor: Visitor,
) -> None:
    card = a_card(1, due=ago(hours=5), opened=ago(days=6), overdue=True)
    page = await hang(visitor, a_stage([card | {"escalated": ago(minutes=1)}]))
    chips = page.locator("#feed .card .chip")
    assert await chips.all_inner_texts() == ["未签收", "办结 超 5 时 0 分"]
    ink = "(chip) => getComputedStyle(chip).backgroundColor"
    assert {await chip.evaluate(ink) for chip in await chips.all()} == {"rgb(232, 237, 242)"}


@pytest.mark.parametrize(
    ("status", "words", "link"),
    [(401, "尚未登录", 1), (403, "此账号不能看大屏", 1), (503, "出错了", 0)],
)
async def test_wall_says_in_words_why_it_shows_nothing(
    page_for: PageFor, status: int, words: str, link: int
) -> None:
    visitor = await page_for(viewport=WALL)
    stage = a_stage([])
    stage.answers["/api/session"] = (status, {"code": "refused"})
    await stage.put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/wall")
    await expect(visitor.page.locator(".plea h2")).to_have_text(words)
    assert await visitor.page.locator(".plea a[href^='/signin']").count() == link
    assert await visitor.page.locator(".badge.ok").count() == 0


async def test_revoked_kiosk_is_told_so_at_once_and_after_a_reload(page_for: PageFor) -> None:
    visitor = await page_for(viewport=WALL)
    await visitor.page.clock.install(time=NOW)
    stage = a_stage([a_card(1)], role="kiosk", account=0)
    page = await hang(visitor, stage)
    await stage.sockets[-1].close(code=4003)
    await expect(page.locator(".plea h2")).to_have_text("此大屏链接已停用")
    await expect(page.locator("body")).to_have_class("wall is-stale")
    stage.answers["/api/session"] = (401, {"code": "not-signed-in"})
    await page.reload()
    await expect(page.locator(".plea h2")).to_have_text("此大屏链接已停用")


async def test_empty_wall_says_so_in_words(visitor: Visitor) -> None:
    page = await hang(visitor, a_stage([], demo=False))
    await expect(page.locator("#feed .empty")).to_have_text("近 24 小时没有新发或升级的事项")
    told = await page.locator("#side .empty").all_inner_texts()
    assert told == ["全部已签收", "三日内没有到期的事项", "没有在办事项"]
    await expect(page.locator(".demo")).to_have_count(0)


async def test_demo_is_named_and_english_and_day_can_be_asked_for(visitor: Visitor) -> None:
    page = await hang(visitor, a_stage([a_card(1)]), "/wall?lang=en&theme=day")
    await expect(page.locator(".demo")).to_have_text("Demo data, all fictitious")
    await expect(page.locator("html")).to_have_class("day")
    await expect(page.locator("#feed h2")).to_contain_text("New and escalated")
    await page.get_by_role("button", name="中文").click()
    await stage_turn(page)
    await expect(page.locator("#feed h2")).to_contain_text("新发与升级")


async def stage_turn(page: Page) -> None:
    await page.clock.run_for(600)


async def test_muted_choice_is_remembered_and_a_blocked_sound_is_said(visitor: Visitor) -> None:
    page = await hang(visitor, a_stage([a_card(1)]))
    switch = page.locator(".switches button").first
    first = await switch.inner_text()
    assert first in ("声音被拦截,点此开启", "声音开")
    await switch.click()
    await stage_turn(page)
    if first != "声音开":
        await expect(switch).to_have_text("声音开")
        await switch.click()
        await stage_turn(page)
    await expect(switch).to_have_text("静音")
    assert await page.evaluate("localStorage.getItem('muted')") == "yes"


@pytest.mark.parametrize("theme", ["night", "day"])
async def test_every_text_of_the_wall_has_contrast_7_to_1(visitor: Visitor, theme: str) -> None:
    cards = [
        a_card(n, level=n, kind="incident", place=villages()[50 * n].code, why="人数 2→9", **CALM)
        for n in range(1, 5)
    ]
    cards.append(a_card(9, lead=None, due=ahead(hours=4)))
    page = await hang(visitor, a_stage(cards), f"/wall?theme={theme}")
    low = await page.evaluate(CONTRAST)
    assert low == []


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1366, 768), (360, 740)])
async def test_nothing_leaves_the_page_at_any_size(
    page_for: PageFor, size: tuple[int, int]
) -> None:
    visitor = await page_for(viewport={"width": size[0], "height": size[1]})
    await visitor.page.clock.install(time=NOW)
    cards = [
        a_card(n, title="冰溪街道约60人聚集反映欠薪" * 2, why="很长的理由" * 6)
        for n in range(1, 30)
    ]
    page = await hang(visitor, a_stage(cards))
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    if size[0] > 900:
        assert await page.evaluate("document.documentElement.scrollHeight") <= size[1]
        await expect(page.locator("#feed .more")).not_to_be_empty()
        more = await page.locator("#feed .more").inner_text()
        boxes = [await card.bounding_box() for card in await page.locator("#feed .card").all()]
        shown = sum(box is not None and box["x"] < size[0] / 10 for box in boxes)
        assert more == f"另有 {29 - shown} 件"
    assert visitor.errors == []
