"""The browser's feed: comes back by itself, goes on where it was, says how old the picture is."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, Route, WebSocketRoute

from command.base.addresses import Addresses
from command.base.db import Database
from command.base.event import ScopeKey
from command.live.hub import Hub
from command.live.live import Live
from command.live.tail import Tail
from tests.browser.conftest import PageFor
from tests.browser.visitor import Visitor
from tests.casework import stage as casework
from tests.cast import COUNTY
from tests.live.replay import state_hash
from tests.live.stage import SECONDS, serving
from tests.live.test_law import fresh_state
from tests.static.modules import ORIGIN, serve

AT = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
EPOCH = "3f2b8c1e-5d0a-4c47-9e0e-0a6f5a1f9d10"
START = """async (screen) => {
  const { Feed } = await import("/static/js/wire/feed.js");
  const { empty, apply } = await import("/static/js/thought/state.js");
  const { hash } = await import("/static/js/thought/hash.js");
  window.seen = { frames: [], ages: [], status: [] };
  window.state = empty();
  window.told = () => hash(window.state);
  window.feed = new Feed({
    screen,
    onFrame: (frame) => { seen.frames.push(frame); window.state = apply(window.state, frame); },
    onAge: (seconds, isStale) => seen.ages.push([seconds, isStale]),
    onStatus: (status) => seen.status.push(status),
    hash: window.told,
  });
}"""


@dataclass
class FarEnd:
    """The other end of the browser's sockets, played by the test."""

    page: Page
    sockets: list[WebSocketRoute] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    session: int = 200

    async def start(self, screen: str = "wall") -> None:
        await self.page.route_web_socket("**/live?*", self._take)
        await self.page.route("**/api/session", self._session)
        await self.page.evaluate(START, screen)
        await self.dialled(1)

    def _take(self, socket: WebSocketRoute) -> None:
        socket.on_message(lambda text: self.heard.append(json.loads(text)))
        self.sockets.append(socket)
        self.changed.set()

    async def _session(self, route: Route) -> None:
        await route.fulfill(status=self.session, json={})

    async def dialled(self, times: int) -> dict[str, str]:
        """Wait for the n-th connection, while the page's clock runs; what it asked for."""
        async with asyncio.timeout(SECONDS):
            while len(self.sockets) < times:
                await self.page.clock.run_for(100)
        query = parse_qs(urlsplit(self.sockets[-1].url).query)
        return {name: values[0] for name, values in query.items()}

    async def send(self, *frames: dict[str, Any]) -> None:
        """Send frames and wait until the page has had its turn with them."""
        for frame in frames:
            self.sockets[-1].send(json.dumps(frame))
        await self.page.evaluate("() => new Promise((done) => queueMicrotask(done))")

    async def seen(self, name: str) -> list[Any]:
        found: list[Any] = await self.page.evaluate("(name) => seen[name]", name)
        return found

    async def taken(self, count: int) -> list[int]:
        """Numbers of the events handed on, when `count` frames have been."""
        await self.page.wait_for_function("(count) => seen.frames.length >= count", arg=count)
        return [f["seq"] for f in await self.seen("frames") if "." in f["type"]]

    async def status(self, phase: str) -> dict[str, Any]:
        await self.page.wait_for_function("(phase) => feed.phase === phase", arg=phase)
        last: dict[str, Any] = (await self.seen("status"))[-1]
        return last


@pytest.fixture
async def visitor(page_for: PageFor) -> Visitor:
    """An empty page of our origin whose clock stands still until the test moves it."""
    made = await page_for()
    await made.context.route(f"{ORIGIN}/**", serve)
    await made.page.clock.install(time=AT)
    await made.page.goto(f"{ORIGIN}/")
    return made


@pytest.fixture
async def far(visitor: Visitor) -> AsyncIterator[FarEnd]:
    made = FarEnd(visitor.page)
    yield made
    assert visitor.errors == []


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def hello(seq: int = 120, prev: int = 118) -> dict[str, Any]:
    facts = {"epoch": EPOCH, "seq": seq, "prev": prev, "heartbeat": 1.0, "scope": COUNTY}
    return {"type": "hello", **facts, "expires": iso(AT + timedelta(hours=12)), "now": iso(AT)}


def snapshot(seq: int = 120, prev: int = 118) -> dict[str, Any]:
    facts = {"seq": seq, "prev": prev, "part": 1, "parts": 1, "items": []}
    return {"type": "snapshot", **facts}


def event(seq: int, prev: int) -> dict[str, Any]:
    facts = {"at": iso(AT), "place": COUNTY, "case": 1, "data": {}}
    return {"seq": seq, "prev": prev, "type": "case.progressed", **facts}


def heartbeat(seq: int, seconds: float = 0, late: float = 0) -> dict[str, Any]:
    at = AT + timedelta(seconds=seconds)
    as_of = at - timedelta(seconds=late)
    return {"type": "heartbeat", "seq": seq, "now": iso(at), "as_of": iso(as_of)}


async def test_it_asks_for_everything_first_and_later_for_what_follows(far: FarEnd) -> None:
    await far.start()
    assert await far.dialled(1) == {"v": "1", "screen": "wall"}
    await far.send(hello(), snapshot(), event(121, 118), event(125, 121), heartbeat(130))
    assert await far.taken(5) == [121, 125]
    assert (await far.status("live"))["code"] == 0
    await far.sockets[-1].close(code=1012)
    assert (await far.status("waiting"))["code"] == 1012
    asked = await far.dialled(2)
    assert asked == {"v": "1", "screen": "wall", "epoch": EPOCH, "since": "130"}
    await far.send(hello(130, 125), event(131, 125))
    assert await far.taken(7) == [121, 125, 131]


async def test_a_double_is_not_handed_on_and_a_gap_makes_it_ask_again(far: FarEnd) -> None:
    await far.start()
    await far.send(hello(), snapshot(), event(121, 118), event(121, 118), event(124, 123))
    assert (await far.dialled(2))["since"] == "121"
    await far.send(hello(121, 121), event(123, 121), event(124, 123))
    assert await far.taken(6) == [121, 123, 124]


async def test_a_server_in_another_scope_makes_it_ask_for_everything(far: FarEnd) -> None:
    await far.start()
    await far.send(hello(), snapshot())
    await far.sockets[-1].close(code=4202)
    assert (await far.dialled(2))["since"] == "120"
    await far.send(hello(120, 7))
    assert "since" not in await far.dialled(3)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (4001, "live.signed_out"),
        (4003, "live.revoked"),
        (4008, "live.misuse"),
        (4026, "live.old_page"),
    ],
)
async def test_a_40xx_code_ends_it_for_good(far: FarEnd, code: int, reason: str) -> None:
    await far.start()
    await far.send(hello(), snapshot())
    await far.sockets[-1].close(code=code)
    status = await far.status("stopped")
    assert (status["code"], status["reason"]) == (code, reason)
    await far.page.clock.run_for(120_000)
    assert len(far.sockets) == 1


async def test_silence_makes_the_picture_stale_and_then_dials_again(far: FarEnd) -> None:
    await far.start()
    await far.send(hello(), snapshot(), heartbeat(120))
    await far.taken(3)
    await far.page.clock.run_for(2_500)
    assert not any(stale for _, stale in await far.seen("ages"))
    await far.page.clock.run_for(1_000)
    seconds, stale = (await far.seen("ages"))[-1]
    assert (stale, 3 < seconds < 4) == (True, True)
    assert (await far.dialled(2))["since"] == "120"
    await far.send(hello(120, 118), heartbeat(120))
    await far.page.clock.run_for(250)
    assert (await far.seen("ages"))[-1][1] is False


async def test_heartbeats_without_fresh_data_do_not_keep_a_wall_alive(far: FarEnd) -> None:
    await far.start()
    await far.send(hello(), snapshot())
    for second in range(6):
        await far.send(heartbeat(120, second, late=second))
        await far.taken(3 + second)
        await far.page.clock.run_for(1_000)
    ages = await far.seen("ages")
    assert ages[3][1] is False
    assert ages[-1][1] is True
    assert 5 < ages[-1][0] < 7
    assert len(far.sockets) == 1


async def test_it_tells_the_server_what_it_shows(far: FarEnd) -> None:
    await far.start()
    await far.send(hello(), snapshot(), event(121, 118))
    await far.taken(3)
    for second in range(6):
        await far.send(heartbeat(121, second))
        await far.page.clock.run_for(1_000)
    told = await far.page.evaluate("told()")
    assert far.heard[-1] == {"type": "ack", "seq": 121, "hash": told}
    assert 1 <= len(far.heard) <= 3


async def test_a_refused_handshake_of_somebody_signed_out_ends_it(visitor: Visitor) -> None:
    await visitor.page.route("**/api/session", lambda route: route.fulfill(status=401, json={}))
    await visitor.page.evaluate(START, "desk")
    await visitor.page.wait_for_function("() => feed.phase === 'stopped'")
    assert await visitor.page.evaluate("seen.status.at(-1).reason") == "live.signed_out"
    assert any("WebSocket" in error for error in visitor.errors)


async def test_waiting_doubles_with_full_jitter_up_to_fifteen_seconds(visitor: Visitor) -> None:
    delays = await visitor.page.evaluate(
        """async () => {
          const { delay } = await import("/static/js/wire/feed.js");
          return [0, 1, 3, 20].map((attempt) => [delay(attempt, 0), delay(attempt, 1)]);
        }"""
    )
    assert delays == [[250, 500], [250, 1000], [250, 4000], [250, 15000]]


async def test_over_a_restart_of_the_real_server_the_state_is_a_fresh_snapshot(
    page_for: PageFor, database: Database, fresh: Addresses
) -> None:
    """Real sockets, real deeds, a real Chromium; the hash is the checker's of a fresh snapshot."""
    visitor = await page_for()
    async with casework.opened(database) as people:
        case = (await people.report(kind="incident"))["case"]
        async with running(database, fresh) as live, serving(live) as url:
            port = urlsplit(url).port
            assert port is not None
            await open_page(visitor, port, people.cast.person("duty").cookie)
            await reach(visitor.page, await people_do(people, case, "sign-for"))
        await people_do(people, case, "progress", words="已到现场")
        await people.answered(case)
        await people.report(kind="dispute", level=2)
        async with running(database, fresh) as live, serving(live, port=port):
            last = await people_do(people, case, "resolve", words="已支付")
            await reach(visitor.page, last)
            assert live.hub.counts["snapshots"] == 0
            told = await visitor.page.evaluate("told()")
            assert told == state_hash(await fresh_state(database, ScopeKey(COUNTY)))
            await visitor.page.evaluate("feed.stop()")


def running(database: Database, fresh: Addresses) -> Any:
    return Live(database, fresh.web, tail=Tail(Hub(), fresh.web)).running()


async def open_page(visitor: Visitor, port: int, cookie: str) -> None:
    """The empty page at the address of the live server, signed in."""
    name, _, value = cookie.partition("=")
    held = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "secure": True}
    await visitor.context.add_cookies([held])  # type: ignore[list-item]
    await visitor.page.goto(f"http://127.0.0.1:{port}/")
    await visitor.page.evaluate(START, "wall")


async def people_do(people: casework.Stage, case: int, deed: str, **body: Any) -> int:
    """A deed of the lead's; the journal's number after it."""
    await people.done("lead", case, deed, **body)
    return int((await people.rows("select seq from journal.counter"))[0]["seq"])


async def reach(page: Page, seq: int) -> None:
    await page.wait_for_function("(seq) => state.cursor.seq >= seq", arg=seq, timeout=20_000)


ASKS = """async () => {
  const { ask } = await import("/static/js/wire/ask.js");
  const { get } = await import("/static/js/wire/api.js");
  await ask("/api/session");
  await get("/api/session");
}"""


async def test_a_page_that_asks_by_itself_says_how_long_nobody_touched_it(visitor: Visitor) -> None:
    told: list[str | None] = []

    async def session(route: Route) -> None:
        told.append(route.request.headers.get("x-idle"))
        await route.fulfill(json={})

    await visitor.page.route("**/api/session", session)
    await visitor.page.evaluate(ASKS)
    await visitor.page.clock.run_for(90_000)
    await visitor.page.evaluate(ASKS)
    await visitor.page.mouse.click(5, 5)
    await visitor.page.evaluate(ASKS)
    assert told == [None, None, "90", "90", None, None]
