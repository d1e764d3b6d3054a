"""A relay for browsers behind hard firewalls: coturn as a county would run it, on loopback.

Time-limited credentials by a shared secret; over UDP, TCP and TLS. Without the program a test
fails and says what to install.
"""

import asyncio
import os
import secrets
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from command.base import certificates, clock

LOCAL = "127.0.0.1"
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Relay:
    """Where it listens and the secret it shares with the centre."""

    port: int
    tls_port: int
    secret: str
    log: Path

    def url(self, line: str) -> str:
        """The address over `udp`, `tcp` or `tls`."""
        if line == "tls":
            return f"turns:{LOCAL}:{self.tls_port}?transport=tcp"
        return f"turn:{LOCAL}:{self.port}?transport={line}"


def program() -> str:
    """The path of coturn's server; raises AssertionError with what to install."""
    found = shutil.which(
        "turnserver", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/bin"
    )
    assert found, (
        "coturn is not installed, receptions behind firewalls go untested: apt-get install coturn"
    )
    return found


def free_ports(count: int) -> list[int]:
    taken = [socket.create_server((LOCAL, 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in taken]
    for one in taken:
        one.close()
    return ports


@asynccontextmanager
async def a_relay(folder: Path) -> AsyncIterator[Relay]:
    """Runs until the block ends."""
    port, tls_port = free_ports(2)
    relay = Relay(port, tls_port, secrets.token_hex(16), folder / "relay.log")
    with relay.log.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            program(), *_arguments(relay, folder), stdout=log, stderr=asyncio.subprocess.STDOUT
        )
    try:
        for each in (port, tls_port):
            await _listening(each)
        yield relay
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


def _arguments(relay: Relay, folder: Path) -> Sequence[str]:
    now = clock.now()
    authority = certificates.make_authority("测试", ["localhost"], [ip_address(LOCAL)], now)
    leaf = certificates.make_leaf(authority, ["localhost"], [ip_address(LOCAL)], now)
    (folder / "relay.crt").write_bytes(leaf.certificate)
    (folder / "relay.key").write_bytes(leaf.key)
    return (
        "-n", "--no-cli", "--log-file=stdout", f"--pidfile={folder / 'relay.pid'}",
        f"--userdb={folder / 'relay.db'}", f"--listening-ip={LOCAL}", f"--relay-ip={LOCAL}",
        f"--listening-port={relay.port}", f"--tls-listening-port={relay.tls_port}",
        f"--cert={folder / 'relay.crt'}", f"--pkey={folder / 'relay.key'}",
        "--use-auth-secret", f"--static-auth-secret={relay.secret}", "--realm=yushan.test",
        "--allow-loopback-peers", "--no-multicast-peers", "--fingerprint",
    )  # fmt: skip


async def _listening(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection(LOCAL, port)
            except ConnectionError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
