"""Receptions on a real server on a free port: the casework and video routes, their cast, pages.

Media are a fake in memory. Everything waits for a condition or a signal, each with a timeout.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx2
import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from command.accounts.session import actor_of, authenticator
from command.base import clock, http, journal
from command.base.db import Database
from command.base.journal import Entry
from command.base.settings import Settings
from command.casework.views import ENDPOINTS as CASEWORK
from command.places import book
from command.video import socket as video_socket
from command.video.ground import Ground
from command.video.ice import Relays
from command.video.media.engine import MediaEngine
from command.video.signalling import SEAT_COOKIE, Signalling
from command.video.views import ENDPOINTS as VIDEO
from tests import cast as casting
from tests import vaults
from tests.casework.stage import Stage as CaseStage
from tests.casework.stage import opened as casework
from tests.ground import KNOWN
from tests.live.stage import Server
from tests.video.fake_engine import FakeEngine

SECONDS = 10.0
LEVELS = ("county", "township", "village")
RELAYS = Relays(("turn:relay.example:3478?transport=udp",), "a shared secret")
Json = dict[str, Any]


@dataclass
class Page:
    """One browser page in a room."""

    socket: ClientConnection
    told: list[Json] = field(default_factory=list)

    async def say(self, kind: str, **more: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **more}))

    async def hear(self) -> Json:
        async with asyncio.timeout(SECONDS):
            told: Json = json.loads(await self.socket.recv())
        self.told.append(told)
        return told

    async def until(self, kind: str, holds: Callable[[Json], bool] = lambda told: True) -> Json:
        """Listen until a signal of this kind of which the condition holds."""
        while True:
            told = await self.hear()
            if told["type"] == kind and holds(told):
                return told

    async def room(self, holds: Callable[[Json], bool]) -> Json:
        return await self.until("room", holds)

    async def closing(self) -> int:
        try:
            while True:
                await self.hear()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    async def drop(self) -> None:
        """Lose the line without a word."""
        self.socket.transport.abort()
        await self.socket.wait_closed()


@dataclass
class Stage:
    """The server; `cases` is the casework API of the same database and cast."""

    db: Database
    cases: CaseStage
    client: httpx2.AsyncClient
    signalling: Signalling
    engine: FakeEngine
    url: str
    pages: list[Page] = field(default_factory=list)

    @property
    def cast(self) -> casting.Cast:
        return self.cases.cast

    async def get(self, who: str, path: str, **query: Any) -> httpx2.Response:
        return await self.client.get(path, params=query, headers=self.cast.headers(who))

    async def post(self, who: str | None, path: str, body: Any, **more: Any) -> httpx2.Response:
        headers = self.cast.headers(who) if who else {}
        headers = {**headers, "idempotency-key": secrets.token_hex(8), **more}
        return await self.client.post(path, json=body, headers=headers)

    async def case(self, **changes: Any) -> int:
        """A case in handling by rsj."""
        case = int((await self.cases.report(**changes))["case"])
        await self.cases.done("dispatcher", case, "accept")
        await self.cases.done("lead", case, "sign-for")
        return case

    async def book(self, who: str = "duty", case: int | None = None, **changes: Any) -> Json:
        """A booked reception; its record."""
        found = case if case is not None else await self.case()
        answer = await self.post(who, "/api/receptions", a_booking(found, **changes))
        assert answer.status_code == 201, answer.text
        record: Json = answer.json()["reception"]
        return record

    async def record(self, reception: int, who: str = "duty") -> Json:
        answer = await self.get(who, f"/api/receptions/{reception}")
        assert answer.status_code == 200, answer.text
        record: Json = answer.json()["reception"]
        return record

    async def do(
        self, who: str | None, reception: int, deed: str, cookie: str = "", **body: Any
    ) -> httpx2.Response:
        """A deed at the present version; with a seat's `cookie` as its guest."""
        if "version" not in body:
            body["version"] = (await self.record(reception))["version"]
        path = f"/api/receptions/{reception}/{deed}"
        if cookie:
            return await self.post(None, f"{path}?as=guest", body, cookie=cookie)
        return await self.post(who, path, body)

    async def done(self, who: str | None, reception: int, deed: str, **body: Any) -> Json:
        answer = await self.do(who, reception, deed, **body)
        assert answer.status_code == 200, answer.text
        record: Json = answer.json()["reception"]
        return record

    async def token(self, who: str | None, reception: int, level: str, cookie: str = "") -> str:
        path = f"/api/receptions/{reception}/seats"
        if cookie:
            answer = await self.post(None, f"{path}?as=guest", {"site": level}, cookie=cookie)
        else:
            answer = await self.post(who, path, {"site": level})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    async def guest(self, reception: int, who: str = "duty", level: str = "village") -> str:
        """The Cookie header of a guest who has exchanged a link."""
        link = await self.post(who, f"/api/receptions/{reception}/guests", {"site": level})
        assert link.status_code == 201, link.text
        secret = link.json()["url"].partition("#")[2]
        answer = await self.post(None, "/api/guests", {"secret": secret})
        assert answer.status_code == 200, answer.text
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{SEAT_COOKIE}=")
        return str(cookie.partition(";")[0])

    async def dial(
        self, reception: int, cookie: str, *, origin: str | None = None, language: str = "zh-CN"
    ) -> Page:
        """A page that has not yet entered."""
        query = f"?lang={language}" + ("&as=guest" if SEAT_COOKIE in cookie else "")
        address = f"{self.url.replace('http', 'ws', 1)}/reception/{reception}/signal{query}"
        headers = {"Cookie": cookie} if cookie else {}
        socket = await connect(
            address,
            origin=origin or self.url,  # type: ignore[arg-type]
            additional_headers=headers,
            proxy=None,
            close_timeout=1,
            max_size=None,
        )
        page = Page(socket)
        self.pages.append(page)
        return page

    async def enter(self, who: str, reception: int, level: str, language: str = "zh-CN") -> Page:
        """Somebody of the cast in the room, told what it looks like."""
        token = await self.token(who, reception, level)
        page = await self.dial(reception, self.cast.person(who).cookie, language=language)
        await page.say("enter", token=token)
        await page.until("entered")
        return page

    async def enter_guest(self, reception: int, cookie: str) -> Page:
        token = await self.token(None, reception, "village", cookie=cookie)
        page = await self.dial(reception, cookie)
        await page.say("enter", token=token)
        await page.until("entered")
        return page

    async def all_three(self, reception: int) -> tuple[Page, Page, Page]:
        """Duty officer, township officer and village cadre at their sites, agreed to be heard."""
        pages = (
            await self.enter("duty", reception, "county"),
            await self.enter("township", reception, "township"),
            await self.enter("village", reception, "village"),
        )
        for page in pages:
            await page.say("consent", given=True)
        for page in pages:
            await page.room(lambda room: all(site["consent"] for site in room["sites"]))
        return pages

    async def turn(self, sql: str) -> None:
        """Change what no deed changes: the time at which something ends."""
        async with self.cases.house.transaction() as conn:
            await conn.execute(sql)

    async def journal(self) -> list[Entry]:
        async with self.cases.house.reading() as conn:
            return await journal.read_after(conn, 0)

    async def told(self, name: str) -> list[Json]:
        """The data of every event of this name."""
        return [json.loads(entry.data) for entry in await self.journal() if entry.type == name]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition of this process holds; looked at in every turn of the loop."""
        async with asyncio.timeout(SECONDS):
            while not holds():  # noqa: ASYNC110 - a condition of many, without an event
                await asyncio.sleep(0.005)

    async def until_told(self, name: str, holds: Callable[[Json], bool]) -> None:
        async with asyncio.timeout(SECONDS):
            while not any(holds(data) for data in await self.told(name)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)


def soon(minutes: int = 30) -> str:
    return (clock.now() + timedelta(minutes=minutes)).isoformat()


def a_booking(case: int, **changes: Any) -> Json:
    return {"case": case, "starts_at": soon(), **changes}


def outcome(stage: Stage, **changes: Any) -> Json:
    """One promise of the lead's officer."""
    day = clock.china_date(clock.now()) + timedelta(days=3)
    promise = {
        "agency": "rsj",
        "officer": stage.cast.lead.account_id,
        "words": "核实并补发工资",
        "due": day.isoformat(),
    }
    return {"commitments": [{**promise, **changes}], "conclusion": "三方当场约定"}


@asynccontextmanager
async def opened(db: Database, media: MediaEngine | None = None) -> AsyncIterator[Stage]:
    """Load the county, serve its casework and receptions, and run the rooms.

    With `media` that engine carries them, and the stage's fake one hears nothing.
    """
    async with casework(db) as cases, hall_of(db) as hall:
        engine = FakeEngine()
        app = await _app(db, hall, media or engine)
        running = asyncio.create_task(app.state.signalling.run())
        try:
            async with _serving(app) as url, httpx2.AsyncClient(base_url=url) as client:
                stage = Stage(db, cases, client, app.state.signalling, engine, url)
                try:
                    yield stage
                finally:
                    for page in stage.pages:
                        await page.socket.close()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _app(db: Database, hall: Database, engine: MediaEngine) -> Starlette:
    routes = http.routes([*CASEWORK, *VIDEO], authenticator(db))
    app = Starlette(routes=[*routes, *video_socket.ROUTES])
    app.state.db = db
    app.state.settings = Settings.from_environment({})
    app.state.vault = vaults.shared()
    async with db.reading() as conn:
        app.state.places = await book.load(conn)
    present = partial(actor_of, db=db)
    ground = Ground(db, hall)
    app.state.signalling = Signalling(ground, engine, present, lambda: app.state.places, RELAYS)
    return app


@asynccontextmanager
async def hall_of(db: Database) -> AsyncIterator[Database]:
    """The login of receptions on the database that `db` serves."""
    opened = await Database.open(KNOWN[db.address.database].hall, size=4, reserved=0)
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def _serving(app: Starlette) -> AsyncIterator[str]:
    config = uvicorn.Config(
        app,
        port=0,
        lifespan="off",
        log_config=None,
        loop="asyncio",
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        timeout_graceful_shutdown=3,
    )
    server = Server(config)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(SECONDS):
            await server.listening.wait()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await task


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
