"""Bad input from a real page, in a reception that runs: each ends in words or a closed door, the
others go on seeing, the case is untouched."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.house import House, new_key
from tests.browser.reception_party import PATIENCE
from tests.browser.reception_scene import Scene, clock, fed, house, scene, shown
from tests.browser.test_reception import patience

__all__ = ["fed", "house", "patience"]  # fixtures

SOCKETS = """
  const Socket = globalThis.WebSocket;
  globalThis.sockets = [];
  globalThis.codes = [];
  globalThis.answers = [];
  globalThis.WebSocket = class extends Socket {
    constructor(...how) {
      super(...how);
      globalThis.sockets.push(this);
      this.addEventListener("close", ({ code }) => globalThis.codes.push(code));
      this.addEventListener("message", ({ data }) => globalThis.answers.push(JSON.parse(data)));
    }
  };
"""
SAY = "(message) => sockets.at(-1).send(message)"
TELL = "(message) => sockets.at(-1).send(JSON.stringify(message))"
KNOCK = """async ([path, message]) => {
  const address = location.origin.replace("http", "ws") + path;
  const socket = new WebSocket(address);
  await new Promise((done) => { socket.onopen = done; });
  socket.send(message);
  return new Promise((done) => { socket.onclose = ({ code }) => done(code); });
}"""
"""Another socket of the same browser; the code that it is closed with."""
STAY = """([path, message]) => {
  globalThis.stays = new WebSocket(location.origin.replace("http", "ws") + path);
  globalThis.stays.onopen = () => globalThis.stays.send(message);
}"""
FLOOD = '() => { for (let n = 0; n < 60; n += 1) sockets.at(-1).send(\'{"type":"ping"}\'); }'
GIANT = "() => sockets.at(-1).send('x'.repeat(70_000))"
CANDIDATES = """() => connections.filter((one) => one.connectionState === "connected")
  .flatMap((one) => [...one.remoteDescription.sdp.matchAll(/^a=candidate:.*$/gm)])
  .map(([line]) => line.split(" ")[4])"""
FOREIGN = """async () => {
  const mine = connections.find((one) => one.localDescription?.sdp.includes("a=sendonly"));
  const lines = "a=candidate:1 1 udp 2130706431 203.0.113.9 9 typ host\\r\\n"
    + "a=candidate:2 1 tcp 1 198.51.100.7 22 typ host tcptype active\\r\\n";
  const offer = mine.localDescription.sdp.replace(/(a=mid:0\\r\\n)/, `$1${lines}`);
  sockets.at(-1).send(JSON.stringify({ type: "publish", generation: 900, offer }));
}"""


@pytest.fixture
async def here(house: House, fed: Browser) -> AsyncIterator[Scene]:
    async with scene(house, fed, township=SOCKETS) as opened:
        await opened.gather()
        yield opened


async def test_bad_input_ends_in_words_and_the_room_goes_on(here: Scene) -> None:
    host, bad = here.page("county"), here.page("township")
    await shown(host, "t1")
    before = await _file(here)
    said = bad.locator("#toast")
    for number, (offer, words) in enumerate(
        (
            ("v=0\r\nm=garbage", "音视频连接描述有误"),
            ("v=0\r\n" + "a=x\r\n" * 9_000, "连接描述过长"),
        ),
        500,
    ):
        await bad.evaluate(TELL, {"type": "publish", "generation": number, "offer": offer})
        await expect(said).to_contain_text(words)
    await bad.evaluate(TELL, {"type": "companion", "given": True, "label": "13800000000"})
    await expect(said).to_contain_text("号码")
    await bad.evaluate(FOREIGN)
    await bad.wait_for_function("() => answers.some((one) => one.generation === 900)")
    assert not {"203.0.113.9", "198.51.100.7"} & set(await bad.evaluate(CANDIDATES))
    await shown(host, "t1", await clock(host))
    await shown(bad, "c1", await clock(bad))
    assert await _file(here) == before
    assert here.parties["county"].visitor.errors == []


async def test_tokens_of_others_and_used_ones_open_nothing(here: Scene) -> None:
    bad = here.page("township")
    path = f"/reception/{here.reception}/signal"
    fresh = await _token(here, "county", "county")
    for token in (fresh, "x" * 43, ""):
        message = f'{{"type": "enter", "token": "{token}"}}'
        assert await bad.evaluate(KNOCK, [path, message]) == 4403
    own = await _token(here, "township", "township")
    newer = await here.parties["township"].visitor.context.new_page()
    await newer.add_init_script(SOCKETS)
    await newer.goto(f"{here.house.url}/desk")
    enter = f'{{"type": "enter", "token": "{own}"}}'
    await newer.evaluate(STAY, [path, enter])
    await expect(bad.locator(".over")).to_contain_text("本座位已在另一个窗口打开。")
    assert await bad.evaluate(KNOCK, [path, enter]) == 4403, "good once"
    await newer.close()
    await bad.click("#return")
    await expect(bad.locator(".bar")).to_be_visible(timeout=PATIENCE)
    await shown(here.page("county"), "t1", await clock(here.page("county")))


@pytest.mark.parametrize(("deed", "code"), [(FLOOD, 4429), (GIANT, 1009)], ids=["many", "long"])
async def test_too_much_is_said_and_the_page_comes_back_to_its_seat(
    here: Scene, deed: str, code: int
) -> None:
    host, bad = here.page("county"), here.page("township")
    await shown(host, "t1")
    await bad.evaluate(deed)
    await expect(bad.locator(".away")).to_contain_text("连接中断,正在恢复")
    assert code in await bad.evaluate("() => codes")
    await expect(bad.locator(".away")).to_have_count(0, timeout=PATIENCE)
    await expect(host.locator("[data-level=township] .pp li")).to_have_count(1)
    await shown(host, "t1", await clock(host))


@pytest.mark.parametrize("message", ["{", '{"type": "own the room"}'])
async def test_what_is_no_signal_closes_the_door_and_says_so(here: Scene, message: str) -> None:
    host, bad = here.page("county"), here.page("township")
    await bad.evaluate(SAY, message)
    await expect(bad.locator(".over")).to_contain_text("连接出错,请刷新页面。")
    await expect(host.locator("[data-level=township]")).to_contain_text("未接入")
    await expect(host.locator(".top .state")).to_have_text("接访中")
    await bad.click("#return")
    await expect(bad.locator(".bar")).to_be_visible(timeout=PATIENCE)
    await shown(host, "t1", await clock(host))


async def _file(here: Scene) -> dict[str, Any]:
    """The case as the host reads it: its card and its course."""
    answer = await here.page("county").request.get(f"{here.house.url}/api/cases/{here.case}")
    told = await answer.json()
    return {name: told[name] for name in ("card", "entries", "tasks")}


async def _token(here: Scene, who: str, site: str) -> str:
    path = f"{here.house.url}/api/receptions/{here.reception}/seats"
    headers = {"idempotency-key": new_key()}
    answer = await here.page(who).request.post(path, data={"site": site}, headers=headers)
    assert answer.status == 201, await answer.text()
    return str((await answer.json())["token"])
