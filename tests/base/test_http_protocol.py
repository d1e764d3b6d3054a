"""Slow request heads are cut; slow bodies and slow answers are not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from command.base.http_protocol import PromptProtocol

PATIENCE = 10
HEAD = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n"


class Hasty(PromptProtocol):
    HEAD_SECONDS = 0.1


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/", _echo, methods=["POST"])])
    config = uvicorn.Config(
        app, port=0, http=Hasty, lifespan="off", log_config=None, log_level="error"
    )
    config.load()
    async with _listening(config) as number:
        yield number


@asynccontextmanager
async def _listening(config: uvicorn.Config) -> AsyncIterator[int]:
    state = uvicorn.Server(config).server_state
    server = await asyncio.get_running_loop().create_server(
        lambda: Hasty(config, state, {}), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), PATIENCE)


async def _said(reader: asyncio.StreamReader) -> bytes:
    return await asyncio.wait_for(reader.read(), PATIENCE)


async def _answer(reader: asyncio.StreamReader) -> bytes:
    return await asyncio.wait_for(reader.readuntil(b"ok"), PATIENCE)


@pytest.mark.parametrize("head", [b"", b"POST / HT", HEAD[:-2]])
async def test_a_head_that_does_not_end_is_cut(port: int, head: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)
    assert await _said(reader) == b""
    writer.close()


async def test_a_slow_body_is_waited_for(port: int) -> None:
    slow, late = await asyncio.open_connection("127.0.0.1", port)
    late.write(HEAD + b"o")
    await late.drain()
    other, silent = await asyncio.open_connection("127.0.0.1", port)
    assert await _said(other) == b""  # the time for a head is over
    late.write(b"k")
    assert b"200 OK" in await _answer(slow)
    late.close()
    silent.close()


async def test_a_later_request_on_the_same_connection_must_hurry_too(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"ok")
    assert b"200 OK" in await _answer(reader)
    writer.write(HEAD[:-2])
    assert await _said(reader) == b""
    writer.close()


async def test_an_idle_connection_after_an_answer_stays(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"ok")
    assert b"200 OK" in await _answer(reader)
    other, silent = await asyncio.open_connection("127.0.0.1", port)
    assert await _said(other) == b""
    writer.write(HEAD + b"ok")
    assert b"200 OK" in await _answer(reader)
    writer.close()
    silent.close()
