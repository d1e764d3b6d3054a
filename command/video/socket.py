"""The socket of a reception: `/reception/{id}/signal`. Who is there, from where; then its signals.

A foreign origin is refused before accepting (403); everything else gets a close code of ours, so
that the page can say what happened. Every message is judged anew.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import msgspec
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from command.base import clock, logs
from command.base.problem import DatabaseBusy
from command.base.words import read_in
from command.video import signal
from command.video.access import NoSuchReception
from command.video.closing import Close
from command.video.connection import Connection
from command.video.reception import WrongReceptionState
from command.video.seat import NotYourSeat
from command.video.signal import Closed, Enter, Knock
from command.video.signalling import Signalling

LOG = logs.log("video.socket")
ENTER_SECONDS = 5.0
WATCH_SECONDS = 5.0
FAREWELL_SECONDS = 2.0
AT_ONCE = 20
A_SECOND = 5.0


class Ended(Exception):
    """The connection is to be closed with `code`."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class Bucket:
    """Twenty messages at once, then five a second."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._left, self._counted = float(AT_ONCE), self._loop.time()

    def take(self) -> None:
        """Raises Ended when there were too many."""
        now = self._loop.time()
        self._left = min(AT_ONCE, self._left + (now - self._counted) * A_SECOND) - 1
        self._counted = now
        if self._left < 0:
            raise Ended(Close.FLOOD)


async def endpoint(websocket: WebSocket) -> None:
    """`/reception/{id}/signal`; with `?as=guest` the seat's cookie counts, not the session's.

    `lang` is the language of the page: a browser sends its own with a socket, not the page's.
    """
    read_in(websocket.query_params.get("lang", ""))
    if not _own_origin(websocket):
        await websocket.close()
        return
    await websocket.accept()
    signalling: Signalling = websocket.app.state.signalling
    code = Close.BUSY
    try:
        code = await _attend(websocket, signalling)
    except Ended as ended:
        code = ended.code
    except (DatabaseBusy, TimeoutError):
        code = Close.BUSY
    except Exception:
        LOG.exception("failed")
    await _close(websocket, code)


def _own_origin(websocket: WebSocket) -> bool:
    """Browsers always say their origin; whatever says none sends no cookie by itself either."""
    origin = websocket.headers.get("origin")
    public = websocket.app.state.settings.public_origins
    own = urlsplit(origin or "").netloc == websocket.headers.get("host", "")
    return origin is None or own or origin in public


async def _attend(websocket: WebSocket, signalling: Signalling) -> Close:
    """From the door to the end; the code to close with."""
    bucket = Bucket()
    connection = await _admitted(websocket, signalling, bucket)
    at_once = True
    try:
        ended = await _serve(websocket, signalling, connection, bucket)
        at_once = ended is not None
        return connection.code or ended or Close.LEFT
    finally:
        await asyncio.shield(signalling.drop(connection, at_once=at_once))


async def _admitted(websocket: WebSocket, signalling: Signalling, bucket: Bucket) -> Connection:
    is_guest = websocket.query_params.get("as") == "guest"
    reception_id = int(websocket.path_params["reception_id"])
    cookies = dict(websocket.cookies)
    party = await signalling.party_of(cookies, is_guest, clock.now())
    if party is None:
        raise Ended(Close.SIGNED_OUT)
    connection = Connection(party, cookies, is_guest)
    with _closing():
        reception = await signalling.find(reception_id, connection)
        if reception.is_over:
            raise Ended(Close.OVER)
        said = await _entrance(websocket, bucket)
        if isinstance(said, Enter):
            await signalling.enter(connection, reception_id, said.token)
        else:
            await signalling.knock(connection, reception)
    return connection


@contextmanager
def _closing() -> Iterator[None]:
    """What keeps a page outside closes its connection with a code."""
    try:
        yield
    except NoSuchReception as reason:
        raise Ended(Close.NO_SUCH_RECEPTION) from reason
    except NotYourSeat as reason:
        raise Ended(Close.NOT_YOUR_SEAT) from reason
    except WrongReceptionState as reason:
        raise Ended(Close.OVER) from reason


async def _entrance(websocket: WebSocket, bucket: Bucket) -> Enter | Knock:
    """The first message, within five seconds."""
    try:
        async with asyncio.timeout(ENTER_SECONDS):
            said = await _next(websocket, bucket)
    except TimeoutError as reason:
        raise Ended(Close.PROTOCOL) from reason
    if not isinstance(said, Enter | Knock):
        raise Ended(Close.PROTOCOL)
    return said


async def _serve(
    websocket: WebSocket, signalling: Signalling, connection: Connection, bucket: Bucket
) -> Close | None:
    """Listen, send and watch until one of them ends; None when the line was lost."""
    tasks = [
        asyncio.create_task(_listen(websocket, signalling, connection, bucket)),
        asyncio.create_task(_send(websocket, connection)),
        asyncio.create_task(_watch(signalling, connection)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        sender = tasks[1]
        if connection.code is not None and not sender.done():
            await asyncio.wait([sender], timeout=FAREWELL_SECONDS)
        return _outcome(tasks, connection)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _outcome(tasks: list["asyncio.Task[None]"], connection: Connection) -> Close | None:
    for task in tasks:
        failure = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(failure, Ended):
            return failure.code
        if failure is not None and not isinstance(failure, WebSocketDisconnect):
            raise failure
    return connection.code


async def _listen(
    websocket: WebSocket, signalling: Signalling, connection: Connection, bucket: Bucket
) -> None:
    while connection.is_open:
        said = await _next(websocket, bucket)
        if not await signalling.still(connection):
            _sign_out(connection)
            return
        if isinstance(said, Enter) and signalling.is_at_door(connection):
            with _closing():
                await signalling.enter(connection, connection.reception_id, said.token)
        else:
            await signalling.hear(connection, said)


async def _send(websocket: WebSocket, connection: Connection) -> None:
    while (text := await connection.next()) is not None:
        await websocket.send_text(text)


async def _watch(signalling: Signalling, connection: Connection) -> None:
    """A page that says nothing is signed out too, to the second of its end."""
    while connection.is_open:
        left = (connection.party.expires_at - clock.now()).total_seconds()
        await asyncio.sleep(max(0.0, min(WATCH_SECONDS, left)))
        try:
            holds = await signalling.still(connection) and connection.holds(clock.now())
        except DatabaseBusy:
            continue
        if not holds:
            _sign_out(connection)


def _sign_out(connection: Connection) -> None:
    connection.send(Closed(why="signed-out"))
    connection.end(Close.SIGNED_OUT)


async def _next(websocket: WebSocket, bucket: Bucket) -> signal.ClientSignal:
    """The next signal. Raises Ended for what is none, WebSocketDisconnect without a page."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    bucket.take()
    text = message.get("text")
    if text is None or len(text.encode()) > signal.MESSAGE_BYTES:
        raise Ended(Close.PROTOCOL)
    try:
        return signal.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as reason:
        raise Ended(Close.PROTOCOL) from reason


async def _close(websocket: WebSocket, code: Close) -> None:
    try:
        async with asyncio.timeout(FAREWELL_SECONDS):
            await websocket.close(int(code), code.name.lower().replace("_", "-"))
    except (RuntimeError, TimeoutError, OSError, WebSocketDisconnect):
        LOG.debug("already closed", code=int(code))


ROUTES = (
    WebSocketRoute("/reception/{reception_id:int}/signal", endpoint, name="reception_signal"),
)
