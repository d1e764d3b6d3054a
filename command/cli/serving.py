"""A server process from its app to goodbye, on a port that is bound already (`binding.py`).

Signals end it in order: sockets, app, database. Refuses to know which data it serves.
"""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import uvicorn

from command.base import embedded
from command.base.http_protocol import PromptProtocol
from command.base.settings import Settings
from command.base.upkeep import Loop, keep_running
from command.cli import media_workers
from command.cli.binding import url_of
from command.live.socket import LiveProtocol

GRACE_SECONDS = 3  # without it one idle connection under TLS holds the exit for half a minute
KEEP_ALIVE_SECONDS = 75
FRAME_BYTES = 64 * 1024  # what a client may send at once; screens send only short ones


class Server(uvicorn.Server):
    """uvicorn without its own signals, which it would raise again after its shutdown."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell_started = started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell_started()

    def ask_to_exit(self) -> None:
        """The first time in order, the second time without waiting for clients."""
        self.force_exit = self.should_exit
        self.should_exit = True

    def swap_certificate(self, settings: Settings) -> None:
        """New connections get the certificate that now lies in the files."""
        if self.config.ssl is not None and settings.tls_cert:
            self.config.ssl.load_cert_chain(settings.tls_cert, settings.tls_key)


async def serve(
    settings: Settings, app: Any, bound: socket.socket, then: Callable[[str], Awaitable[None]]
) -> None:
    """Serve until a signal; `then` is called with our URL once we accept connections."""
    started = asyncio.Event()
    server = Server(_config(settings, app), started.set)

    async def afterwards() -> None:
        await started.wait()
        await then(url_of(settings, bound))

    with _signals_to(server, settings):
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(afterwards())]
            if not settings.database_url:
                work = partial(embedded.keep_alive, settings.data)
                beside.append(group.create_task(keep_running(Loop("postgres"), work)))
            if settings.media_workers:
                carry = media_workers.of(settings).run
                beside.append(group.create_task(keep_running(Loop("media workers"), carry)))
            await server.serve(sockets=[bound])
            for task in beside:
                task.cancel()


@contextmanager
def _signals_to(server: Server, settings: Settings) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.ask_to_exit)
    if settings.has_tls:
        loop.add_signal_handler(signal.SIGHUP, server.swap_certificate, settings)
    yield


def _config(settings: Settings, app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PromptProtocol,
        loop="asyncio",  # `auto` takes whatever happens to be installed
        ws=LiveProtocol,
        ws_max_size=FRAME_BYTES,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies or settings.public_origins),
        forwarded_allow_ips=[*settings.proxies, "127.0.0.1", "::1"],
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )
