"""The workers beside a server: started with it, started again when they die, ended with it.

Their environment names no database and no key. Refuses to know what they carry.
"""

import asyncio
import socket
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from ipaddress import ip_address
from pathlib import Path

from command.base import logs
from command.base.settings import Settings
from command.cli import media_addresses
from command.cli.beside import FAREWELL, PAUSES, SHORT_LIFE, environment

LOG = logs.log("media")
OUTSIDE = ("192.0.2.1", "2001:db8::1")  # addresses of documentation, beyond every router


def of(settings: Settings) -> "Workers":
    """Those that the settings ask for; on localhost they are reached there only."""
    addresses = media_addresses.checked(settings.public_ips) or _addresses(settings)
    port = settings.media_port
    if port is None:
        port = 0 if settings.is_local else media_addresses.FIRST_PORT
    return Workers(settings.media_sockets, port, addresses)


def _addresses(settings: Settings) -> list[str]:
    if settings.is_local:
        return media_addresses.loopback()
    with suppress(ValueError):
        if not ip_address(settings.host).is_unspecified:
            return [settings.host]
    return [one for one in map(_own, OUTSIDE) if one] or media_addresses.loopback()


def _own(outside: str) -> str | None:
    """Our address on the way to that one; nothing is sent."""
    family = socket.AF_INET6 if ":" in outside else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
            probe.connect((outside, 9))
            found: str = probe.getsockname()[0]
            return found
    except OSError:
        return None


class Workers:
    """`sockets` say how many there are; `port` 0 gives each a free one."""

    def __init__(self, sockets: Sequence[Path], port: int, addresses: Sequence[str]) -> None:
        self._sockets = sockets
        self._port = port
        self._addresses = addresses

    async def run(self) -> None:
        """Keep every worker alive until cancelled."""
        async with asyncio.TaskGroup() as group:
            for index in range(len(self._sockets)):
                group.create_task(self._keep(index), name=f"media-{index}")

    async def _keep(self, index: int) -> None:
        clock, pause = asyncio.get_running_loop().time, PAUSES[0]
        while True:
            began = clock()
            code = await self._live(index)
            lived = clock() - began
            LOG.error("media worker died", index=index, code=code, lived=round(lived, 1))
            pause = PAUSES[0] if lived > SHORT_LIFE else min(pause * 4, PAUSES[1])
            await asyncio.sleep(pause)

    async def _live(self, index: int) -> int:
        """One life of a worker; it ends when we do, whatever becomes of us."""
        process = await asyncio.create_subprocess_exec(
            *self.command(index),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the server, which then ends us
        )
        try:
            return await process.wait()
        finally:
            await _end(process)

    def command(self, index: int) -> list[str]:
        addresses = [part for one in self._addresses for part in ("--public-ip", one)]
        place = str(self._sockets[index])
        return [
            *(sys.executable, "-m", "command", "media", "--attached"),
            *("--index", str(index), "--socket", place, "--port", str(self._port)),
            *addresses,
        ]


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(FAREWELL):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
