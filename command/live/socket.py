"""The socket: `/live`. Who is asking, from where, for what; then the viewer and its acks.

Refuses before accepting: a wrong origin, nobody signed in, a scope that is not theirs (403).
Trade errors become close codes here and nowhere else.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from command.accounts.presence import Presence
from command.base import clock, logs
from command.base.event import ScopeKey
from command.base.problem import DatabaseBusy
from command.live import frame, joining
from command.live.audience import Screen, scope_of, screen_of
from command.live.closing import Close
from command.live.frame import MESSAGES, Ack
from command.live.joining import Asked, NotKnown
from command.live.link import EXTENSION, Link, LiveProtocol, PoliteLink
from command.live.live import Live
from command.live.viewer import Shown, Viewer

__all__ = ["MESSAGES", "ROUTES", "LiveProtocol", "endpoint"]

LOG = logs.log("live.socket")
PATH = "/live"
ACK_BYTES = 512
ACKS_AT_ONCE = 20
ACKS_A_SECOND = 2.0
NUMBER = re.compile(r"^[0-9]{1,15}\Z")
EPOCH = re.compile(r"^[0-9a-f-]{36}\Z")
_ack = msgspec.json.Decoder(Ack)


class Misuse(Exception):
    """The client sends what it must not."""


@dataclass(frozen=True, slots=True)
class Admitted:
    presence: Presence
    scope: ScopeKey
    screen: Screen


async def endpoint(websocket: WebSocket) -> None:
    """`/live?v=1&epoch=E&since=S&screen=wall|desk|phone&scope=<place inside one's own>`."""
    live: Live = websocket.app.state.live
    try:
        admitted = await _admit(websocket, live)
    except DatabaseBusy:
        # Not a 403, which a screen takes for good: it is told to come back.
        await websocket.accept()
        await websocket.close(Close.BUSY, "busy")
        return
    if admitted is None:
        await websocket.close()
        return
    await websocket.accept()
    asked = _asked(websocket)
    if asked is None:
        await websocket.close(Close.PROTOCOL, "protocol")
        return
    async with _linked(websocket) as link:
        viewer = Viewer(link, admitted.presence, admitted.scope, admitted.screen)
        await _attend(websocket, viewer, asked, live)


async def _admit(websocket: WebSocket, live: Live) -> Admitted | None:
    """Whoever may listen, on record; None refuses with 403. Raises DatabaseBusy."""
    if not _own_origin(websocket):
        return None
    at = clock.now()
    presence = await live.present(websocket.cookies, at)
    if presence is None:
        return None
    screen = screen_of(presence, websocket.query_params.get("screen"))
    scope = scope_of(presence.actor, websocket.query_params.get("scope"))
    await live.record(presence, at, scope is None or screen is None)
    return None if scope is None or screen is None else Admitted(presence, scope, screen)


def _own_origin(websocket: WebSocket) -> bool:
    """Browsers always say their origin; whatever says none sends no cookie by itself either."""
    origin = websocket.headers.get("origin")
    public = websocket.app.state.settings.public_origins
    own = urlsplit(origin or "").netloc == websocket.headers.get("host", "")
    return origin is None or own or origin in public


def _asked(websocket: WebSocket) -> Asked | None:
    """Where the client stands; None when it speaks another version or makes no sense."""
    query = websocket.query_params
    epoch, since = query.get("epoch"), query.get("since")
    if query.get("v") != frame.VERSION:
        return None
    if (since is not None and not NUMBER.match(since)) or (epoch and not EPOCH.match(epoch)):
        return None
    return Asked(epoch, int(since) if since is not None else None)


@asynccontextmanager
async def _linked(websocket: WebSocket) -> AsyncIterator[Link]:
    """The fast way where our protocol runs, else the polite one with its sender."""
    link = websocket.scope.get("extensions", {}).get(EXTENSION)
    if link is not None:
        link.tune()
        yield link
        return
    polite = PoliteLink(websocket.send)
    sender = asyncio.create_task(polite.run())
    try:
        yield polite
    finally:
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)


async def _attend(websocket: WebSocket, viewer: Viewer, asked: Asked, live: Live) -> None:
    serving = asyncio.create_task(_serve(websocket, viewer, asked, live))
    try:
        await _listen(websocket, viewer)
    except Misuse:
        live.hub.drop(viewer, Close.MISUSE)
    finally:
        live.hub.leave(viewer)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def _serve(websocket: WebSocket, viewer: Viewer, asked: Asked, live: Live) -> None:
    try:
        await joining.open_scope(live.hub, live.library, viewer.scope)
        live.hub.join(viewer)
        if not await _still_there(websocket, viewer, live):
            live.hub.drop(viewer, _ended_code(viewer))
            return
        await joining.serve(viewer, asked, live.hub, live.library)
    except (DatabaseBusy, NotKnown):
        live.hub.drop(viewer, Close.BUSY)
    except Exception:
        LOG.exception("failed")
        live.hub.drop(viewer, Close.BUSY)


async def _still_there(websocket: WebSocket, viewer: Viewer, live: Live) -> bool:
    """What ended between the door and the hub was told before the hub knew this viewer."""
    present = await live.present(websocket.cookies, clock.now())
    return present is not None and present.session_id == viewer.presence.session_id


def _ended_code(viewer: Viewer) -> Close:
    is_wall = viewer.presence.kiosk_id is not None
    return Close.SCOPE_REVOKED if is_wall else Close.NOT_SIGNED_IN


async def _listen(websocket: WebSocket, viewer: Viewer) -> None:
    """Acks until the client goes; always in receive, or pings would go unanswered."""
    loop = asyncio.get_running_loop()
    left, counted = float(ACKS_AT_ONCE), loop.time()
    while (message := await websocket.receive())["type"] != "websocket.disconnect":
        left = min(ACKS_AT_ONCE, left + (loop.time() - counted) * ACKS_A_SECOND) - 1
        counted = loop.time()
        if left < 0:
            raise Misuse
        viewer.shown = _shown(message.get("text"))


def _shown(text: str | None) -> Shown:
    if text is None or len(text) > ACK_BYTES:
        raise Misuse
    try:
        ack = _ack.decode(text)
    except msgspec.MsgspecError as reason:
        raise Misuse from reason
    if ack.hash is not None and len(ack.hash) > 64:
        raise Misuse
    return Shown(ack.seq, ack.hash, clock.now())


ROUTES = (WebSocketRoute(PATH, endpoint, name="live"),)
