"""Servers to compare: our hub without a database, and its peers. One process each.

`python -m tests.bench.servers NAME` prints its port. What arrives on /feed goes to all readers.
"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from command.accounts.presence import Presence
from command.accounts.role import Actor, Role
from command.base.db import Address, Database
from command.base.event import ScopeKey
from command.base.journal import Entry, Position
from command.base.settings import Settings
from command.live import frame
from command.live.hub import Hub, Rules
from command.live.live import Live
from command.live.socket import ROUTES, LiveProtocol
from command.live.tail import Tail

EPOCH = "00000000-0000-4000-8000-000000000000"
SCOPE = ScopeKey("361123")
HUB_PATH = f"/live?v=1&epoch={EPOCH}&since=0&screen=wall"
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
NOWHERE = Address("", 0, "", "")


def entry_of(seq: int, data: str) -> Entry:
    return Entry(seq, AT, "case.progressed", "361123002001", 1, (SCOPE,), data)


def envelope_bytes() -> int:
    """What our frame puts around an event's data, so that every server sends the same size."""
    return len(frame.event_body(entry_of(1000, ""))) + len('{"seq":1000,"prev":999,}')


# Our hub


class Fed(Tail):
    """A tail that reads no journal: the feed publishes."""

    async def follow(self) -> None:
        self.hub.begin(Position(EPOCH, 0))
        self.hub.scope(SCOPE, 0)
        await asyncio.Event().wait()


async def _anyone(cookies: object, at: datetime) -> Presence:
    actor = Actor(0, "kiosk", "测试大屏", Role.KIOSK, "", "", SCOPE)
    return Presence(actor, 1, 1, datetime.max.replace(tzinfo=UTC), "361123")


def hub_app(window: float) -> Starlette:
    """The real hub, socket and protocol; only the journal is left out."""
    hub = Hub(Rules(window=window))
    nowhere = cast(Database, None)  # every reader resumes from the ring
    live = Live(nowhere, NOWHERE, _anyone, tail=Fed(hub, NOWHERE))

    async def feed(websocket: WebSocket) -> None:
        await websocket.accept()
        async for text in _texts(websocket):
            assert hub.position is not None
            hub.publish([entry_of(hub.position.seq + 1, text)])

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with live.running():
            yield

    app = Starlette(routes=[*ROUTES, WebSocketRoute("/feed", feed)], lifespan=lifespan)
    app.state.live = live
    app.state.settings = Settings(data=Path())
    return app


async def _texts(websocket: WebSocket) -> AsyncIterator[str]:
    try:
        while True:
            yield await websocket.receive_text()
    except WebSocketDisconnect:
        return


# Peers


def loop_app() -> Starlette:
    """What one writes first: `await send_text` to one after the other."""
    readers: set[WebSocket] = set()

    async def read(websocket: WebSocket) -> None:
        await websocket.accept()
        readers.add(websocket)
        async for _ in _texts(websocket):
            pass
        readers.discard(websocket)

    async def feed(websocket: WebSocket) -> None:
        await websocket.accept()
        async for text in _texts(websocket):
            for reader in tuple(readers):
                await reader.send_text(text)

    return Starlette(routes=[WebSocketRoute("/feed", feed), WebSocketRoute("/live", read)])


async def serve_broadcast(bound: socket.socket) -> None:
    """`websockets.broadcast`, the library's own way."""
    readers: set[ServerConnection] = set()

    async def meet(connection: ServerConnection) -> None:
        assert connection.request is not None
        if connection.request.path == "/feed":
            with suppress(ConnectionClosed):  # the load just goes
                async for message in connection:
                    broadcast(readers, message)
            return
        readers.add(connection)
        try:
            await connection.wait_closed()
        finally:
            readers.discard(connection)

    async with serve(meet, sock=bound, compression=None) as server:
        await server.serve_forever()


# Running


def _bind() -> socket.socket:
    bound = socket.create_server(("127.0.0.1", 0), backlog=4096)
    bound.setblocking(False)
    return bound


async def _serve_app(app: Starlette, bound: socket.socket, protocol: Any) -> None:
    config = uvicorn.Config(
        app,
        loop="asyncio",
        ws=protocol,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    await uvicorn.Server(config).serve(sockets=[bound])


Serve = Callable[[socket.socket], Awaitable[None]]
SERVERS: dict[str, Serve] = {
    "hub": lambda bound: _serve_app(hub_app(0.0), bound, LiveProtocol),
    "hub-shipped": lambda bound: _serve_app(hub_app(Rules().window), bound, LiveProtocol),
    "broadcast": serve_broadcast,
    "loop": lambda bound: _serve_app(loop_app(), bound, "websockets-sansio"),
}


async def main(name: str) -> None:
    bound = _bind()
    print(bound.getsockname()[1], flush=True)
    await SERVERS[name](bound)


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
