"""The lane's own socket, `/sealed/live`: what is open to whoever listens, looked up for each frame.

It never touches the journal or the stream of the walls. A matter that is closed to somebody is
missing from their next frame, and the page forgets it.
"""

import asyncio
from urllib.parse import urlsplit

import msgspec
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from command.accounts import session, streams
from command.accounts.presence import Presence
from command.accounts.role import Verb
from command.base import clock
from command.base.asyncapi import StreamMessage
from command.base.db import Database
from command.base.problem import DatabaseBusy, NotSignedIn
from command.sealed import store

PATH = "/sealed/live"
LOOK_SECONDS = 0.5
BEAT_SECONDS = 15.0
NOT_SIGNED_IN, MISUSE = 4001, 4008


class OpenItem(msgspec.Struct, frozen=True):
    """`id` is a matter or an abstract received."""

    id: str
    version: int


class Open(msgspec.Struct, frozen=True, tag="open"):
    """Everything that is open to the listener now; whatever is not in it is to be forgotten."""

    items: list[OpenItem]


MESSAGES = (StreamMessage("open", "server", "What is open to the listener now", Open),)


async def endpoint(websocket: WebSocket) -> None:
    """Refuses before accepting: a wrong origin, nobody signed in, a role without the verb (403)."""
    presence = await _admitted(websocket)
    if presence is None:
        await websocket.close()
        return
    await websocket.accept()
    telling = asyncio.create_task(_tell(websocket, presence))
    hearing = asyncio.create_task(_hear(websocket))
    try:
        await asyncio.wait((telling, hearing), return_when=asyncio.FIRST_COMPLETED)
    finally:
        telling.cancel()
        hearing.cancel()
        await asyncio.gather(telling, hearing, return_exceptions=True)


async def _admitted(websocket: WebSocket) -> Presence | None:
    origin = websocket.headers.get("origin")
    own = urlsplit(origin or "").netloc == websocket.headers.get("host", "")
    if origin is not None and not own and origin not in _public(websocket):
        return None
    db, at = _db(websocket), clock.now()
    try:
        present = await session.actor_of(websocket.cookies, at, db)
        if present is None:
            return None
        may_handle = present.actor.may(Verb.HANDLE_SEALED)
        await streams.keep(db, PATH, present, at, not may_handle)
    except DatabaseBusy:
        return None
    return present if may_handle else None


async def _tell(websocket: WebSocket, presence: Presence) -> None:
    """A frame whenever the picture changes, and at least every 15 s."""
    loop = asyncio.get_running_loop()
    told, at = b"", 0.0
    while True:
        try:
            frame = await _frame(_db(websocket), presence)
        except NotSignedIn:
            await websocket.close(NOT_SIGNED_IN, "not-signed-in")
            return
        except DatabaseBusy:
            frame = told
        if frame != told or loop.time() - at >= BEAT_SECONDS:
            await websocket.send_text(frame.decode())
            told, at = frame, loop.time()
        await asyncio.sleep(LOOK_SECONDS)


async def _frame(db: Database, presence: Presence) -> bytes:
    async with db.reading(presence.actor) as conn:
        seen = await store.pulse(conn)
    return msgspec.json.encode(Open([OpenItem(*one) for one in seen]))


async def _hear(websocket: WebSocket) -> None:
    """The client has nothing to say."""
    try:
        await websocket.receive_bytes()
    except (WebSocketDisconnect, KeyError):
        return
    await websocket.close(MISUSE, "misuse")


def _db(websocket: WebSocket) -> Database:
    db: Database = websocket.app.state.db
    return db


def _public(websocket: WebSocket) -> tuple[str, ...]:
    origins: tuple[str, ...] = websocket.app.state.settings.public_origins
    return origins


ROUTES = (WebSocketRoute(PATH, endpoint, name="sealed-live"),)
