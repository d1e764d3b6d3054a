"""Screens that are shared, machines without devices, devices that end in the middle."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.feeds import a_feed, seated
from tests.browser.house import House
from tests.browser.reception_party import PATIENCE
from tests.browser.reception_scene import (
    Scene,
    arrived,
    begun,
    clock,
    house,
    inside,
    scene,
    shown,
)
from tests.browser.test_reception import LOUD, booked

__all__ = ["house"]  # fixtures

HERTZ = 440
SCREEN = "--auto-select-desktop-capture-source=Entire screen"
NO_DEVICES = """
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("", "NotFoundError");
  };
"""
NO_SHARE = """
  navigator.mediaDevices.getDisplayMedia = async () => {
    throw new DOMException("", "NotReadableError");
  };
"""
OWNED = """
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (what) => {
    const caught = await ask(what);
    globalThis.owned = [...(globalThis.owned ?? []), ...caught.getTracks()];
    return caught;
  };
"""
UNPLUG = """(kind) => {
  const track = owned.filter((one) => one.kind === kind && one.readyState === "live").at(-1);
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
"""What a browser does when a device is pulled out."""
SCREEN_TRACK = "() => document.querySelector('video[data-kind=screen]').srcObject.getTracks()[0].id"


@pytest.fixture(scope="module")
async def fed(
    browser_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    feed = a_feed(tmp_path_factory.mktemp("feed"), "all", HERTZ, 90)
    async with seated(browser_path, feed, SCREEN) as browser:
        yield browser


async def test_a_shared_screen_is_seen_by_all_until_it_is_stopped(
    house: House, fed: Browser
) -> None:
    async with scene(house, fed) as here:
        await here.gather(village=True)
        host, township, guest = (here.page(site) for site in ("county", "township", "village"))
        await township.click(".bar [data-do=share]")
        await expect(township.locator("[data-do=share]")).to_contain_text("共享中")
        for page in (host, guest):
            assert await shown(page, "t1", kind="screen") > 0
            await expect(page.locator(".doc")).to_contain_text("街道己 的共享")
            await expect(page.locator(".bar [data-do=share]")).to_be_disabled()
        track = await host.evaluate(SCREEN_TRACK)
        assert await arrived(host, track) > 0
        assert await shown(host, "t1", await clock(host)) > 0, "the camera goes on beside it"

        await township.click(".bar [data-do=share]")
        for page in (host, guest):
            await expect(page.locator(".doc")).to_have_count(0)
            await expect(page.locator(".bar [data-do=share]")).to_be_enabled()
        await guest.click(".bar [data-do=share]")
        assert await shown(host, "v1", kind="screen") > 0, "another may share now"
        assert [party.visitor.errors for party in here.parties.values()] == [[], [], []]


async def test_a_screen_that_cannot_be_shared_is_said(house: House, fed: Browser) -> None:
    async with scene(house, fed, township=NO_SHARE) as here:
        await here.gather()
        await here.page("township").click(".bar [data-do=share]")
        await expect(here.page("township").locator("#toast")).to_have_text("没有共享成功。")
        await expect(here.page("county").locator(".doc")).to_have_count(0)


async def test_without_any_device_one_still_sees_hears_and_writes(
    house: House, fed: Browser
) -> None:
    async with scene(house, fed, township=NO_DEVICES) as here:
        host = await here.party("county", "duty")
        _, here.reception = await booked(house, host.page)
        host.reception = here.reception
        await inside(host)
        party = await here.party("township", "township")
        await party.open()
        await expect(party.page.locator("[data-trouble=mic]")).to_contain_text("没有找到麦克风")
        await expect(party.page.locator("[data-trouble=camera]")).to_contain_text("没有找到摄像头")
        await expect(party.page.locator(".check")).to_contain_text("没有麦克风也能进入")
        await party.enter()
        await begun(host.page, "村里停电(虚构)")
        assert (await party.sees("c1"))["moved"] > 1
        assert await party.hears("c1", HERTZ) > LOUD
        seen = host.page.locator("[data-level=township]")
        await expect(seen.locator(".vid")).to_contain_text("摄像头未开")
        await expect(seen.locator(".pp li")).to_contain_text("街道己")
        await party.page.click("[data-tab=chat]")
        await party.page.fill("#chat", "我这里没有麦克风")
        await party.page.press("#chat", "Enter")
        await host.page.click("[data-tab=chat]")
        await expect(host.page.locator(".log")).to_contain_text("我这里没有麦克风")


async def test_a_camera_pulled_out_costs_the_picture_and_not_the_voice(
    house: House, fed: Browser
) -> None:
    async with scene(house, fed, township=OWNED) as here:
        await here.gather()
        host, township = here.page("county"), here.page("township")
        await shown(host, "t1")
        await township.evaluate(UNPLUG, "video")
        await expect(township.locator("#toast")).to_contain_text("没有找到摄像头")
        await expect(township.locator("[data-do=camera]")).to_contain_text("已关闭")
        await _no_picture(here)
        assert await here.parties["county"].hears("t1", HERTZ) > LOUD

        await township.click("[data-do=camera]")
        assert await shown(host, "t1", await clock(host)) > 0, "plugged in again"
        await township.evaluate(UNPLUG, "audio")
        await expect(township.locator("#toast")).to_contain_text("没有找到麦克风")
        await expect(township.locator("[data-do=mic]")).to_contain_text("没有设备")
        assert await shown(host, "t1", await clock(host)) > 0, "the picture goes on"


async def _no_picture(here: Scene) -> None:
    tile = here.page("county").locator("[data-level=township]")
    await expect(tile.locator("video")).to_have_count(0, timeout=PATIENCE)
    await expect(tile.locator(".vid")).to_contain_text("摄像头未开")
