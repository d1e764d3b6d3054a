"""Janus, the peer of the media bench: the distribution's own, with VideoRoom over its WebSocket.

Its settings are its defaults, but for what a bench needs: one address, one port, no log. It takes
no loopback address, so everybody in the bench uses another one of this machine.
"""

import asyncio
import secrets
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tests.bench.figure import WrongResult

START_SECONDS = 20.0
ANSWER_SECONDS = 20.0
PUBLISHERS = 20


class NoJanus(Exception):
    """There is no Janus; the text says what to do."""


GENERAL = """general: {{
  plugins_folder = "{plugins}"
  transports_folder = "{transports}"
  session_timeout = 0
  debug_level = 2
  debug_timestamps = false
}}
nat: {{
  ice_lite = true
  ice_enforce_list = "{address}"
  ipv6 = false
}}
media: {{ ipv6 = false }}
plugins: {{ disable = "{plugin_others}" }}
transports: {{ disable = "{transport_others}" }}
"""
SOCKET = """general: {{
  json = "compact"
  ws = true
  ws_port = {port}
  ws_ip = "127.0.0.1"
  wss = false
}}
"""


@asynccontextmanager
async def janus(folder: Path, address: str) -> AsyncIterator[tuple[int, str]]:
    """Its process, reached at `address`, and the URL of its WebSocket. Raises NoJanus."""
    program = shutil.which("janus")
    if program is None:
        raise NoJanus("no Janus to compare with: apt-get install janus")
    port = _free_port()
    settings = folder / f"janus-{port}"
    _configure(settings, address, port)
    process = await asyncio.create_subprocess_exec(
        program,
        "--configs-folder",
        str(settings),
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await _until_there(port, process)
        yield process.pid, f"ws://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _configure(settings: Path, address: str, port: int) -> None:
    home = next(
        (one for one in Path("/usr/lib").glob("**/janus") if (one / "plugins").is_dir()), None
    )
    if home is None:
        raise NoJanus("Janus has no plugins here: apt-get install --reinstall janus")
    text = GENERAL.format(
        address=address,
        plugins=home / "plugins",
        transports=home / "transports",
        plugin_others=_others(home / "plugins", "libjanus_videoroom"),
        transport_others=_others(home / "transports", "libjanus_websockets"),
    )
    settings.mkdir(parents=True)
    (settings / "janus.jcfg").write_text(text)
    (settings / "janus.transport.websockets.jcfg").write_text(SOCKET.format(port=port))


def _others(folder: Path, wanted: str) -> str:
    return ",".join(sorted(one.name for one in folder.glob("*.so") if one.stem != wanted))


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        number: int = probe.getsockname()[1]
        return number


async def _until_there(port: int, process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(START_SECONDS):
            while process.returncode is None:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                    continue
                writer.close()
                return
    except TimeoutError as late:
        raise WrongResult("Janus does not listen") from late
    raise WrongResult(f"Janus ended (code {process.returncode})")


class Session:
    """One WebSocket with one session; every request waits for its answer."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._numbers = count(1)
        self._session = 0

    async def begin(self) -> None:
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]

    async def attach(self) -> int:
        """A handle on VideoRoom."""
        asked = {"janus": "attach", "plugin": "janus.plugin.videoroom"}
        handle: int = (await self._ask(asked))["data"]["id"]
        return handle

    async def say(self, handle: int, body: Any, jsep: Any = None) -> tuple[Any, str]:
        """A request to the plugin: its data, and the SDP that came with it."""
        asked = {"janus": "message", "handle_id": handle, "body": body}
        told = await self._ask(asked | ({"jsep": jsep} if jsep else {}))
        data = told.get("plugindata", {}).get("data", {})
        if "error" in data:
            raise WrongResult(f"Janus: {data['error']}")
        return data, told.get("jsep", {}).get("sdp", "")

    async def _ask(self, asked: dict[str, Any]) -> Any:
        name = f"{next(self._numbers)}"
        asked |= {"transaction": name} | ({"session_id": self._session} if self._session else {})
        await self._wire.send(msgspec.json.encode(asked).decode())
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                told = msgspec.json.decode(await self._wire.recv())
                if told.get("transaction") == name and told["janus"] != "ack":
                    break
        if told["janus"] == "error":
            raise WrongResult(f"Janus: {told['error']['reason']}")
        return told


@asynccontextmanager
async def session(url: str) -> AsyncIterator[Session]:
    async with connect(
        url,
        subprotocols=["janus-protocol"],  # type: ignore[list-item]
        max_size=None,
        proxy=None,
        compression=None,
    ) as wire:
        made = Session(wire)
        await made.begin()
        yield made


def room_number() -> int:
    return secrets.randbelow(2**31) + 1
