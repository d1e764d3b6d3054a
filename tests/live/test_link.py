"""The contract with uvicorn: the few names of its protocol on which the fast way stands."""

import asyncio
import socket

from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.server import ServerProtocol

from command.base.db import Database
from command.live.link import BUFFER_BYTES, DEAD_MILLISECONDS, KERNEL_BYTES, LiveProtocol
from tests.cast import Cast
from tests.live.stage import Glass, Stage, an_event, append


async def nothing(scope: object, receive: object, send: object) -> None:
    """An app that is never called."""


async def test_uvicorn_still_has_the_names_we_use() -> None:
    config = Config(nothing, ws=LiveProtocol, log_config=None)
    config.load()
    assert config.ws_protocol_class is LiveProtocol
    protocol = LiveProtocol(config, ServerState(), {})
    assert isinstance(protocol.conn, ServerProtocol)
    assert isinstance(protocol.conn.available_extensions, list)
    assert isinstance(protocol.queue, asyncio.Queue)
    assert isinstance(protocol.writable, asyncio.Event)
    assert (protocol.close_sent, protocol.close_timer, protocol.read_paused) == (False, None, False)
    assert protocol.loop is asyncio.get_running_loop()
    for name in ("handle_connect", "pause_writing", "resume_writing"):
        assert callable(getattr(WebSocketsSansIOProtocol, name))


async def test_a_socket_has_our_protocol_small_buffers_and_no_compression(
    stage: Stage, cast: Cast, database: Database
) -> None:
    glass = Glass(stage, cast.person("duty").cookie)
    await glass.dial()
    await glass.until(lambda glass: glass.told.steady)
    (viewer,) = stage.hub.viewers
    link = viewer.link
    assert isinstance(link, LiveProtocol)
    raw = link.transport.get_extra_info("socket")
    assert raw.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * KERNEL_BYTES
    assert raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == DEAD_MILLISECONDS
    assert link.transport.get_write_buffer_limits() == (0, BUFFER_BYTES)
    assert glass.socket is not None
    assert glass.socket.protocol.extensions == []  # the client had offered it
    await glass.reach(await append(database, an_event()))


async def test_pings_are_answered_while_frames_flow(
    stage: Stage, cast: Cast, database: Database
) -> None:
    glass = Glass(stage, cast.person("duty").cookie)
    await glass.dial()
    await glass.until(lambda glass: glass.told.steady)
    assert glass.socket is not None
    pongs = []
    for _ in range(20):
        pongs.append(await glass.socket.ping())
        await glass.reach(await append(database, an_event()))
    async with asyncio.timeout(5):
        await asyncio.gather(*pongs)
    assert set(glass.verdicts) == {"take"}
