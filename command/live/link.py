"""Links: the two ways of writing shared frames to one socket.

`LiveProtocol` writes them to the transport of uvicorn's own protocol; `PoliteLink` sends them one
by one through ASGI where another server runs us. Both refuse to know what frames mean.
"""

import asyncio
import contextlib
import socket
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from command.live import frame

EXTENSION = "yushan.link"
BUFFER_BYTES = 256 * 1024
KERNEL_BYTES = 128 * 1024
DEAD_MILLISECONDS = 20_000
FAREWELL_SECONDS = 1.0


class Link(Protocol):
    """One socket as the hub sees it."""

    def give(self, data: bytes) -> bool:
        """Write whole frames; False when the socket is closing or has too much waiting."""

    def waiting(self) -> int:
        """Bytes that the system has not taken yet."""

    async def room(self) -> None:
        """Wait until nothing is waiting any more."""

    def cut(self, code: int, reason: str) -> None:
        """Close with a code, at the latest after a second by force."""


class LiveProtocol(WebSocketsSansIOProtocol):
    """Puts itself into the ASGI scope as `extensions["yushan.link"]`, and is a Link.

    Its few private names of uvicorn are held by a contract test.
    """

    paused = False

    def handle_connect(self, event: Request) -> None:
        # One frame for many sockets cannot be compressed for each of them.
        self.conn.available_extensions = []
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    def pause_writing(self) -> None:
        super().pause_writing()
        self.paused = True

    def resume_writing(self) -> None:
        super().resume_writing()
        self.paused = False

    def tune(self) -> None:
        """Small buffers, so that a stalled reader is noticed here and not minutes later."""
        self.transport.set_write_buffer_limits(high=BUFFER_BYTES, low=0)
        raw = self.transport.get_extra_info("socket")
        with contextlib.suppress(OSError, AttributeError):  # not TCP, or not Linux
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_MILLISECONDS)

    def give(self, data: bytes) -> bool:
        if self.paused or self.close_sent or self.transport.is_closing():
            return False
        self.transport.write(data)
        return True

    def waiting(self) -> int:
        return self.transport.get_write_buffer_size()

    async def room(self) -> None:
        if self.waiting() and not self.transport.is_closing():
            # The transport tells of an empty buffer only after it has told of a full one.
            self.transport.set_write_buffer_limits(high=0)
        await self.writable.wait()
        self.transport.set_write_buffer_limits(high=BUFFER_BYTES, low=0)

    def cut(self, code: int, reason: str) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # The peer's answer closes earlier; a full buffer would keep a plain close waiting.
        self.close_timer = self.loop.call_later(FAREWELL_SECONDS, self.transport.abort)


Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class PoliteLink:
    """A Link over plain ASGI sends: slower, never wrong."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: deque[bytes] = deque()
        self._size = 0
        self._moved = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._farewell: tuple[int, str] | None = None

    def give(self, data: bytes) -> bool:
        if self._farewell or self._size > BUFFER_BYTES:
            return False
        self._queue.append(data)
        self._size += len(data)
        self._empty.clear()
        self._moved.set()
        return True

    def waiting(self) -> int:
        return self._size

    async def room(self) -> None:
        await self._empty.wait()

    def cut(self, code: int, reason: str) -> None:
        self._farewell = self._farewell or (code, reason)
        self._moved.set()

    async def run(self) -> None:
        """Send what is given until the farewell; the socket's task owns this."""
        while self._farewell is None:
            await self._moved.wait()
            self._moved.clear()
            while self._queue and self._farewell is None:
                await self._send_one(self._queue.popleft())
            if not self._queue:
                self._empty.set()
        code, reason = self._farewell
        self._empty.set()
        await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def _send_one(self, data: bytes) -> None:
        for text in frame.payloads(data):
            await self._send({"type": "websocket.send", "text": text.decode()})
        self._size -= len(data)
