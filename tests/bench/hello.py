"""The least that this kind of server can be: a bare answer. The floor of starts and of memory.

Imports nothing of ours; prints its port once it answers.
"""

import asyncio
import socket
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


class Server(uvicorn.Server):
    """Tells its port when it has started."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


if __name__ == "__main__":
    app = Starlette(routes=[Route("/", hello)])
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", loop="asyncio")
    with suppress(KeyboardInterrupt):
        asyncio.run(Server(config).serve())
