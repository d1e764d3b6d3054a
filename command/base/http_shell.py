"""The outer shell of every request: an id, a log line, security headers, a last catch.

Pure ASGI around the routes. It refuses to know any route, and writes no query string, body,
name or address into the log.
"""

import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import structlog

from command.base import logs, words
from command.base.http import document
from command.base.metrics import Metrics
from command.base.problem import AddressTooLong, InternalError, Refusal, WrongHost

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOG = logs.log("http")
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'self'"
)
SECURITY_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LONGEST_PATH = 1000
UNCOUNTED = ("/api/sealed", "/sealed")  # anybody may read the figures: they tell of no complaint
HSTS = "max-age=31536000"
QUIET = ("/healthz", "/readyz", "/metrics", "/static")  # asked every few seconds, or many at once


class Shell:
    """Wraps the app. `hosts` are the names it answers to; empty means any name."""

    def __init__(self, app: App, *, metrics: Metrics, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.metrics = metrics
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        # The id is ours alone: one sent by a client could forge lines of the log.
        scope["request_id"] = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request=scope["request_id"]):
            if scope["type"] == "http":
                await _Answer(self, scope, send).run(receive)
            elif self.why_not(scope):
                await send({"type": "websocket.close", "code": 4003})
            else:
                await self.app(scope, receive, send)

    def why_not(self, scope: Scope) -> Refusal | None:
        """A page of another name that resolves to this machine must not reach it (rebinding)."""
        if self.hosts and host_name(_header(scope, b"host")) not in self.hosts:
            return WrongHost()
        return AddressTooLong() if len(scope["path"]) > LONGEST_PATH else None


class _Answer:
    """One request on its way out: headers added, status noted, failures caught."""

    def __init__(self, shell: Shell, scope: Scope, send: Send) -> None:
        self.shell = shell
        self.scope = scope
        self.outer = send
        self.status = 0
        self.began = time.perf_counter()

    async def run(self, receive: Receive) -> None:
        try:
            if refusal := self.shell.why_not(self.scope):
                await _refuse(self.scope, self.send, refusal)
            else:
                await self.shell.app(self.scope, receive, self.send)
        except Exception:
            LOG.exception("failed", method=self.scope["method"], route=route_of(self.scope))
            if not self.status:
                await _refuse(self.scope, self.send, InternalError())
        finally:
            self._report(time.perf_counter() - self.began)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._added(message)]
        await self.outer(message)

    def _added(self, message: Message) -> list[tuple[bytes, bytes]]:
        added = {**SECURITY_HEADERS, "x-request-id": self.scope["request_id"]}
        if self.scope.get("scheme") == "https":
            added["strict-transport-security"] = HSTS
        if self.scope["path"].startswith("/api/"):
            added["cache-control"] = "no-store"
        present = {name.lower() for name, _ in message.get("headers", ())}
        pairs = [(name.encode(), value.encode()) for name, value in added.items()]
        return [pair for pair in pairs if pair[0] not in present]

    def _report(self, seconds: float) -> None:
        method, route = self.scope["method"], route_of(self.scope)
        if self.scope["path"].startswith(UNCOUNTED):
            return
        self.shell.metrics.answered(method, route, self.status, seconds)
        say = LOG.debug if route.startswith(QUIET) else LOG.info
        say(
            "answered",
            method=method,
            route=route,
            status=self.status,
            ms=round(seconds * 1000, 1),
            account=self.scope.get("account_id"),
        )


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    words.read_in(_header(scope, b"accept-language"))
    body = document(refusal, scope["request_id"])
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def route_of(scope: Scope) -> str:
    """The route's pattern, never the path: paths carry ids and one-time tokens."""
    route = getattr(scope.get("route"), "path", None)
    return route if isinstance(route, str) else "unrouted"


def host_name(header: str) -> str:
    """`localhost:8000` -> `localhost`, `[::1]:8000` -> `::1`."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


def _header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""
