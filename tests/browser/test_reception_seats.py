"""Whose seat it is: the newest tab of its holder's, nobody else's; and what reaches others of one
who has gone."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.house import House
from tests.browser.reception_party import PATIENCE
from tests.browser.reception_scene import (
    TRACK,
    Scene,
    arrived,
    clock,
    fed,
    house,
    inside,
    scene,
    shown,
)
from tests.browser.test_reception import PHONE, deed, guest_link

__all__ = ["fed", "house"]  # fixtures

REPLACED = "本座位已在另一个窗口打开。"
SIGNED_OUT = "登录已过期,请重新登录。"
USED = "这个链接已用过或已失效。"


@pytest.fixture
async def here(house: House, fed: Browser) -> AsyncIterator[Scene]:
    async with scene(house, fed) as opened:
        yield opened


async def test_the_newest_tab_has_the_seat_and_the_older_says_so(here: Scene) -> None:
    await here.gather()
    older = here.page("township")
    newer = await here.parties["township"].visitor.context.new_page()
    await newer.goto(older.url)
    await newer.check("[name=agree]")
    await newer.click("#enter")
    await expect(newer.locator(".bar")).to_be_visible(timeout=PATIENCE)
    await expect(older.locator(".over")).to_contain_text(REPLACED)
    assert await older.locator("video").count() == 0, "the older shows nobody any more"
    await shown(here.page("county"), "t1", await clock(here.page("county")))
    await expect(here.page("county").locator("[data-level=township] .pp li")).to_have_count(1)

    await older.click("#return")
    await expect(older.locator(".bar")).to_be_visible(timeout=PATIENCE)
    await expect(newer.locator(".over")).to_contain_text(REPLACED)


async def test_somebody_else_gets_no_seat_and_learns_nothing(here: Scene) -> None:
    await here.gather()
    address = here.page("county").url
    other = await here.party("other", "outsider")
    await other.page.goto(address)
    await expect(other.page.locator(".over")).to_contain_text("没有这场接访")
    key = {"idempotency-key": "an-outsider-0001"}
    path = f"{here.house.url}/api/receptions/{here.reception}/seats"
    refused = await other.page.request.post(path, data={"site": "township"}, headers=key)
    assert refused.status == 404
    stranger = await here.party("stranger", "")
    await stranger.page.goto(address)
    door = f"{here.house.url}/signin?next=%2Freception%3Fid%3D{here.reception}"
    await expect(stranger.page).to_have_url(door)


async def test_a_link_opens_one_seat_in_one_browser(here: Scene) -> None:
    await here.gather()
    link = await guest_link(here.page("county"))
    guest = await here.party("village", "", **PHONE)
    await inside(guest, link)
    thief = await here.party("thief", "", **PHONE)
    await thief.page.goto(link)
    await expect(thief.page.locator("#root")).to_contain_text(USED)
    await thief.page.goto(f"{here.house.url}/reception?id={here.reception}&guest")
    await expect(thief.page.locator(".over")).to_be_visible()
    await expect(guest.page.locator(".gate")).to_be_visible()
    again = await guest.visitor.context.new_page()
    await again.goto(link)
    await expect(again.locator("#enter")).to_be_visible()
    await expect(here.page("county").locator(".wt li", has_text="来访人")).to_have_count(1)


async def test_a_session_that_ends_in_the_middle_is_said_and_its_media_end(here: Scene) -> None:
    await here.gather(village=True)
    host, township = here.page("county"), here.page("township")
    track = await _receiving(host, "t1")
    await township.request.delete(f"{here.house.url}/api/session")
    await expect(township.locator(".over")).to_contain_text(SIGNED_OUT, timeout=PATIENCE)
    await expect(township.locator(".over a", has_text="重新登录")).to_be_visible()
    await _hears_no_more(host, track, "township")
    await expect(host.locator(".top .state")).to_have_text("接访中")


async def test_who_leaves_or_takes_back_consent_reaches_nobody(here: Scene) -> None:
    await here.gather(village=True)
    host, township = here.page("county"), here.page("township")
    track = await _receiving(host, "t1")
    await township.click(".bar .me button:has-text('撤回同意')")
    await expect(host.locator("[data-level=township]")).to_contain_text("已撤回同意")
    await _hears_no_more(host, track, "township")
    await township.click(".bar .me button:has-text('同意接入')")
    await shown(host, "t1", await clock(host))

    track = await _receiving(host, "t1")
    await deed(township, "leave", confirm=True)
    await expect(township.locator(".over")).to_contain_text("您已离开,座位保留。")
    await _hears_no_more(host, track, "township")


async def _receiving(page: Page, seat: str) -> str:
    """The track of another's camera, of which packets come in."""
    await shown(page, seat, await clock(page))
    track: str = await page.evaluate(TRACK, seat)
    assert await arrived(page, track) > 0
    return track


async def _hears_no_more(page: Page, track: str, site: str) -> None:
    """No picture stands there; while the village is still shown nothing more has come in."""
    await expect(page.locator(f"[data-level={site}] video")).to_have_count(0, timeout=PATIENCE)
    await shown(page, "v1", await clock(page) + 1_000)
    before = await arrived(page, track)
    await shown(page, "v1", await clock(page) + 1_000)
    assert await arrived(page, track) in {0, before}
