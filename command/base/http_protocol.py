"""HTTP connections whose request head must come in time; slow heads would hold sockets for ever.

uvicorn waits for a head without end. Refuses to know any route; a slow body is not its business:
a photo over a village's radio link takes as long as it takes.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PromptProtocol(HttpToolsProtocol):
    """Closes a connection whose head is not complete `HEAD_SECONDS` after it was opened, or after
    the first byte of a later request. Idle connections end by uvicorn's own keep-alive time."""

    HEAD_SECONDS = 10.0
    _overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._overdue is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._overdue = self.loop.call_later(self.HEAD_SECONDS, self.transport.close)

    def _head_is_there(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None
