"""A reception in three real browsers with fed cameras and tones: from the booking at the desk to
its outcome on the case, and what happens when a device is refused or a tab is reloaded."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from command.base.addresses import Addresses
from command.base.postgres import Server
from command.cli import media_workers
from tests.browser import house as houses
from tests.browser.feeds import Feed, a_feed
from tests.browser.house import House
from tests.browser.reception_party import PATIENCE, Party, a_party
from tests.cast import VILLAGE

SEATS = {"county": "c1", "township": "t1", "village": "v1"}
LOUD = -60.0  # dB; a tone that arrives is far above, silence far below
NO_CAMERA = """
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (what) => {
    if (what.video) throw new DOMException("no", "NotAllowedError");
    return ask(what);
  };
"""
IN_A_MONTH = "() => new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10)"
PROMISE = "到场核对工资表并书面答复"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Three browsers that encode and decode are slow on a busy machine."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
async def house(
    server: Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with houses.ground(server) as ground, houses.opened(ground, folder) as opened:
        carrying = asyncio.create_task(media_workers.of(opened.app.state.settings).run())
        yield opened
        carrying.cancel()
        await asyncio.gather(carrying, return_exceptions=True)


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Feed]:
    folder = tmp_path_factory.mktemp("feeds")
    tones = {"county": (440, 90), "township": (660, 128), "village": (880, 200)}
    return {site: a_feed(folder, site, *how) for site, how in tones.items()}


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def posted(house: House, page: Page, path: str, body: Any) -> Any:
    key = {"idempotency-key": houses.new_key()}
    answer = await page.request.post(f"{house.url}{path}", data=body, headers=key)
    assert answer.ok, await answer.text()
    return await answer.json()


async def a_case(house: House, page: Page) -> int:
    report = {"kind": "petition", "type": "wage_arrears", "headcount": 3, "place": VILLAGE}
    words = "某安置房项目(虚构)拖欠三个月工资。"
    told = await posted(house, page, "/api/reports", report | {"words": words, "channel": "window"})
    return int(told["case"])


async def booked_by_keys(page: Page, house: House, case: int) -> int:
    """From the case on the desk: J, the form as it stands, Ctrl+Enter."""
    await page.goto(f"{house.url}/desk?case={case}")
    await expect(page.locator("[data-do=book]")).to_be_visible()
    await page.keyboard.press("j")
    await expect(page.locator("dialog[open] #f-starts")).to_be_visible()
    async with page.expect_response("**/api/receptions") as answered:
        await page.keyboard.press("Control+Enter")
    answer = await answered.value
    assert answer.status == 201, await answer.text()
    await expect(page.locator(".rcp a.enter")).to_be_visible()
    return int((await answer.json())["reception"]["reception"])


async def booked(house: House, page: Page) -> tuple[int, int]:
    """A case and its reception, soon; by the signed-in person of the page."""
    case = await a_case(house, page)
    wish = {"case": case, "starts_at": await soon(page)}
    told = await posted(house, page, "/api/receptions", wish)
    return case, int(told["reception"]["reception"])


async def soon(page: Page) -> str:
    """Five minutes from now, by the machine's clock."""
    told: str = await page.evaluate(
        "() => new Date(Date.now() + 300000).toISOString().replace(/\\.\\d+Z/, 'Z')"
    )
    return told


async def deed(page: Page, name: str, *, confirm: bool = False) -> None:
    button = page.locator(f".bar [data-do={name}]")
    await expect(button).to_be_enabled(timeout=PATIENCE)
    await button.click()
    if confirm:
        await expect(page.locator("dialog[open]")).to_be_visible()
        await page.keyboard.press("Control+Enter")


async def admitted(page: Page, name: str) -> None:
    """Whoever waits under this name is let in."""
    await page.click("[data-tab=waiting]")
    line = page.locator(".wt li", has_text=name)
    await expect(line).to_be_visible(timeout=PATIENCE)
    await line.locator(".btn").first.click()
    await expect(line).to_have_count(0)


async def see_and_hear_each_other(parties: dict[str, Party]) -> None:
    """Each decodes moving, light pictures of the other two and hears their tones."""
    for site, party in parties.items():
        for other, seat in SEATS.items():
            if other == site:
                continue
            picture = await party.sees(seat)
            assert picture["light"] > 40, f"{site} sees {other} black: {picture}"
            assert picture["moved"] > 1, f"{site} sees {other} stand still: {picture}"
            feed = parties[other].feed
            assert feed is not None
            loud = await party.hears(seat, feed.hertz)
            assert loud > LOUD, f"{site} does not hear {other}: {loud} dB"


async def guest_link(host: Page) -> str:
    """A one-time link, as the host makes it."""
    await host.click("[data-tab=waiting]")
    await host.click("text=生成一次性链接")
    await expect(host.locator("#guest-url")).to_be_visible()
    return await host.input_value("#guest-url")


async def gathered(
    house: House, path: Path, feeds: dict[str, Feed], stack: AsyncExitStack
) -> tuple[int, dict[str, Party]]:
    """A case booked at the desk, three parties inside, the guest at the gate."""
    county = await a_party(stack, path, house, 0, feeds["county"], "duty")
    case = await a_case(house, county.page)
    county.reception = await booked_by_keys(county.page, house, case)
    await county.open()
    await county.enter()
    township = await a_party(stack, path, house, county.reception, feeds["township"], "township")
    await township.open()
    await township.enter()
    guest = await a_party(stack, path, house, county.reception, feeds["village"], **PHONE)
    await guest.open(await guest_link(county.page))
    assert "#" not in guest.page.url, "a secret stays in no address"
    await guest.enter()
    return case, {"county": county, "township": township, "village": guest}


async def concluded(host: Page) -> None:
    """One promise with agency, person and day; then the end."""
    await host.locator(".out .add").click()
    await host.fill("[name=words-1]", PROMISE)
    await host.fill("[name=agency-1]", "人社局")
    people = host.locator("[name=officer-1] option")
    await expect(people).not_to_have_count(1)
    await host.select_option("[name=officer-1]", index=1)
    await host.fill("[name=due-1]", await host.evaluate(IN_A_MONTH))
    await deed(host, "finish", confirm=True)


async def test_three_sites_meet_from_the_booking_to_the_outcome_on_the_case(
    house: House, browser_path: Path, feeds: dict[str, Feed], stack: AsyncExitStack
) -> None:
    case, parties = await gathered(house, browser_path, feeds, stack)
    host, guest = parties["county"].page, parties["village"].page
    await expect(guest.locator(".gate")).to_be_visible()
    assert await parties["village"].hears("c1", 440) < LOUD, "a gated party hears nobody"
    await admitted(host, "来访人")
    await deed(host, "begin", confirm=True)
    await expect(host.locator(".top .state")).to_have_text("接访中")
    await see_and_hear_each_other(parties)

    await concluded(host)
    await expect(guest.locator(".over")).to_be_visible(timeout=PATIENCE)
    await expect(host.locator(".over")).to_contain_text(PROMISE)
    assert [party.visitor.errors for party in parties.values()] == [[], [], []]
    await host.goto(f"{house.url}/desk?case={case}")
    await expect(host.locator(".tasks")).to_contain_text(PROMISE)
    await expect(host.locator(".ev")).to_contain_text(PROMISE)


async def test_refused_camera_is_said_in_words_and_the_voice_still_goes(
    house: House, browser_path: Path, feeds: dict[str, Feed], stack: AsyncExitStack
) -> None:
    desk = await a_party(stack, browser_path, house, 0, feeds["county"], "duty")
    _, desk.reception = await booked(house, desk.page)
    await desk.page.add_init_script(NO_CAMERA)
    await desk.open()
    await expect(desk.page.locator("[data-trouble=camera]")).to_contain_text("摄像头被拒绝")
    await expect(desk.page.locator("[data-trouble=mic]")).to_have_count(0)
    await desk.enter()
    await expect(desk.page.locator("[data-do=mic]")).to_contain_text("已开启")
    await expect(desk.page.locator("[data-do=camera]")).to_contain_text("已关闭")
    await expect(desk.page.locator("[data-level=county] .pp")).to_contain_text("值")


async def test_machine_without_microphone_says_so_and_can_still_enter(
    house: House, browser_path: Path, stack: AsyncExitStack
) -> None:
    desk = await a_party(stack, browser_path, house, 0, None, "duty")
    _, desk.reception = await booked(house, desk.page)
    await desk.open()
    await expect(desk.page.locator("[data-trouble=mic]")).to_contain_text("没有找到麦克风")
    await desk.enter()
    await expect(desk.page.locator("[data-do=mic]")).to_contain_text("没有设备")


async def test_reloaded_tab_sits_in_the_same_seat_and_is_seen_again(
    house: House, browser_path: Path, feeds: dict[str, Feed], stack: AsyncExitStack
) -> None:
    desk = await a_party(stack, browser_path, house, 0, feeds["county"], "duty")
    _, desk.reception = await booked(house, desk.page)
    other = await a_party(stack, browser_path, house, desk.reception, feeds["township"], "township")
    await desk.open()
    await desk.enter()
    await other.open()
    await other.enter()
    await desk.page.click("[data-tab=waiting]")
    if await desk.page.locator(".wt li", has_text="街").count():
        await admitted(desk.page, "街")
    await desk.page.click(".bar [data-do=begin]")
    await desk.page.fill("#reason", "村里停电(虚构)")
    await desk.page.keyboard.press("Control+Enter")
    assert (await desk.sees("t1"))["moved"] > 1
    await other.page.reload()
    await expect(other.page.locator(".site")).to_have_count(3)
    assert (await desk.sees("t1"))["moved"] > 1
    assert (await other.sees("c1"))["moved"] > 1
    people = desk.page.locator("[data-level=township] .pp li")
    await expect(people).to_have_count(1)
