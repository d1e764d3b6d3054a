"""Workers beside a server: started again when they die, ended with it, without a database."""

import asyncio
import os
import signal
import socket
import struct
import sys
from pathlib import Path

import pytest

from command.base.settings import Settings
from command.cli import media_workers
from command.video.media.embedded import EmbeddedEngine

PATIENCE = 30.0


def pid_behind(path: Path) -> int:
    """The process that listens on a unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.connect(str(path))
        told = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    pid: int = struct.unpack("3i", told)[0]
    return pid


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_a_killed_worker_is_started_again_and_ends_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@nowhere/x")
    monkeypatch.setenv("YUSHAN_WEB_DATABASE_URL", "postgresql://secret@nowhere/x")
    settings = Settings(data=tmp_path / "data")
    engine = EmbeddedEngine(settings.media_sockets)
    supervising = asyncio.create_task(media_workers.of(settings).run())
    running = asyncio.create_task(engine.run())
    async with asyncio.timeout(PATIENCE):
        await engine.open_room("r")
        (path,) = settings.media_sockets
        first = pid_behind(path)
        assert b"secret" not in environment_of(first)
        events = engine.events()
        told = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        os.kill(first, signal.SIGKILL)
        assert (await told).kind == "worker_lost"
        await engine.open_room("r")
        second = pid_behind(path)
        assert second != first
        supervising.cancel()
        await asyncio.gather(supervising, return_exceptions=True)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


async def test_an_attached_worker_ends_when_its_server_is_gone(tmp_path: Path) -> None:
    words = ("-m", "command", "media", "--attached", "--socket", str(tmp_path / "m.sock"))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        assert b"UDP port" in await process.stdout.readline()
        process.stdin.close()
        assert await process.wait() == 0


async def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        number = str(taken.getsockname()[1])
        words = ("-m", "command", "media", "--port", number, "--socket", str(tmp_path / "m.sock"))
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, stderr=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(PATIENCE):
            _, said = await process.communicate()
    assert process.returncode == 1
    assert f"UDP port {number} cannot be had" in said.decode()


def test_on_a_network_workers_take_ports_from_40000_and_the_outer_addresses(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path, host="0.0.0.0", media_workers=2, public_ips=("198.51.100.7",)
    )
    command = media_workers.of(settings).command(1)
    assert command[command.index("--port") + 1] == "40000"
    assert command[command.index("--index") + 1] == "1"
    assert command[command.index("--public-ip") + 1] == "198.51.100.7"
