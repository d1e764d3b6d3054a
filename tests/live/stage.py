"""The stream on a real server on a free port, its cast, and screens that fold what they are sent.

Everything waits for a condition or an event, each with a timeout.
"""

import asyncio
import contextlib
import json
import socket as sockets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from command.base import journal
from command.base.addresses import Addresses
from command.base.clock import now
from command.base.db import Database
from command.base.event import Event, audience_of
from command.base.http_static import file_routes
from command.base.settings import Settings
from command.live.hub import Hub, Rules
from command.live.live import Live
from command.live.socket import ROUTES, LiveProtocol
from command.live.tail import Tail
from tests.cast import VILLAGE
from tests.live.replay import Frame, Told, step

SECONDS = 10.0


class Server(uvicorn.Server):
    """Says when it listens, and leaves the signals to the test run."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@dataclass
class Stage:
    """One server with the hub that it serves."""

    db: Database
    live: Live
    url: str

    @property
    def hub(self) -> Hub:
        return self.live.hub

    @property
    def origin(self) -> str:
        return self.url.replace("ws://", "http://").removesuffix("/live")

    def dial(self, cookie: str, *, sock: Any = None, **query: Any) -> connect:
        """A plain connection; the query is `v=1` unless told otherwise."""
        asked = "&".join(f"{name}={value}" for name, value in {"v": 1, **query}.items())
        origin = query.pop("origin", self.origin)
        headers = {"Cookie": cookie} if cookie else {}
        return connect(
            f"{self.url}?{asked}",
            origin=origin,
            additional_headers=headers,
            proxy=None,
            close_timeout=1,
            max_size=None,
            sock=sock,
        )

    async def until(self, holds: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Wait until a condition of this process holds; looked at in every turn of the loop."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - a condition of many, without an event
                await asyncio.sleep(0.005)


@dataclass
class Glass:
    """A screen: it holds what it was told, and goes on from there when it dials again."""

    stage: Stage
    cookie: str
    screen: str = "wall"
    scope: str | None = None
    told: Told = field(default_factory=Told)
    frames: list[Frame] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    socket: ClientConnection | None = None

    async def dial(self, **query: Any) -> None:
        if self.told.ready and not self.told.gap:
            query = {"epoch": self.told.epoch, "since": self.told.seq, **query}
        if self.scope:
            query["scope"] = self.scope
        self.socket = await self.stage.dial(self.cookie, screen=self.screen, **query)

    async def hear(self, seconds: float = SECONDS) -> Frame:
        """The next frame, folded. Raises ConnectionClosed, TimeoutError."""
        assert self.socket is not None
        async with asyncio.timeout(seconds):
            frame: Frame = json.loads(await self.socket.recv())
        verdict, self.told = step(self.told, frame)
        self.verdicts.append(verdict)
        self.frames.append(frame)
        return frame

    async def until(self, holds: Callable[["Glass"], bool], seconds: float = SECONDS) -> None:
        async with asyncio.timeout(seconds):
            while not holds(self):
                await self.hear(seconds)

    async def reach(self, seq: int) -> None:
        """Listen until everything up to a number is here."""
        await self.until(lambda glass: glass.told.steady and glass.told.seq >= seq)

    async def closing(self) -> int:
        """Listen until the server closes; the code."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    async def dial_narrow(self) -> None:
        """Dial with as little room for unread bytes as the system allows."""
        narrow = sockets.socket()
        narrow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        narrow.setblocking(False)
        address = urlsplit(self.stage.url)
        await asyncio.get_running_loop().sock_connect(narrow, (address.hostname, address.port))
        await self.dial(sock=narrow)

    def freeze(self) -> None:
        """Read nothing more, as a sleeping browser does."""
        assert self.socket is not None
        self.socket.transport.pause_reading()

    def thaw(self) -> None:
        assert self.socket is not None
        self.socket.transport.resume_reading()

    async def drop(self) -> None:
        """Lose the connection without a word."""
        assert self.socket is not None
        self.socket.transport.abort()
        await self.socket.wait_closed()

    def events(self) -> list[int]:
        return [frame["seq"] for frame in self.frames if "." in frame["type"]]


async def _empty_page(request: Request) -> HTMLResponse:
    return HTMLResponse("<!doctype html><title>empty</title><link rel='icon' href='data:,'>")


@asynccontextmanager
async def serving(live: Live, *, protocol: Any = LiveProtocol, port: int = 0) -> AsyncIterator[str]:
    """Serve the stream, our modules and an empty page for them; gives the stream's address."""
    settings = Settings.from_environment({"YUSHAN_ORIGINS": "https://centre.example"})
    app = Starlette(routes=[*ROUTES, *file_routes(settings.static), Route("/", _empty_page)])
    app.state.live = live
    app.state.settings = settings
    config = uvicorn.Config(
        app,
        port=port,
        ws=protocol,
        lifespan="off",
        log_config=None,
        loop="asyncio",
        timeout_graceful_shutdown=3,
    )
    server = Server(config)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(SECONDS):
            await server.listening.wait()
        yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/live"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def opened(
    db: Database, addresses: Addresses, *, rules: Rules | None = None, **tail: Any
) -> AsyncIterator[Stage]:
    """The stream over `db`; the keywords are the Tail's. Serves with our protocol."""
    protocol = tail.pop("protocol", LiveProtocol)
    followed = Tail(Hub(rules or Rules()), addresses.web, **tail)
    live = Live(db, addresses.web, tail=followed)
    async with live.running(), serving(live, protocol=protocol) as url:
        yield Stage(db, live, url)


def an_event(type: str = "case.progressed", case: int = 1, place: str = VILLAGE) -> Event:
    """An event that changes no state: it has no card."""
    return Event(type, now(), place, audience_of(place, ["rsj"]), case, {"by": "人社局"})


async def append(db: Database, *events: Event) -> int:
    """Write events; the last number."""
    async with db.transaction() as conn:
        last = await journal.append(conn, events)
    assert last is not None
    return last


def instant(text: str) -> datetime:
    """An instant as the wire writes it."""
    return datetime.fromisoformat(text)
