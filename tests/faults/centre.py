"""The real `yushan serve` on a data folder of its own, with fsync, killed and started again.

People and walls come to it as in real use: one-time links, sign-in, kiosk links.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from command.base import addresses, db, postgres, postgres_files
from command.base.db import Connection
from tests.running import Running, started, succeed

PASSWORD = "七里街的老槐树-1958"
PAUSE = 0.02  # between two attempts at a door that is shut
QUIET = {"YUSHAN_LOG_LEVEL": "error"}  # nobody reads the log while it runs
AWAY = (429, 503)


@dataclass
class Centre:
    """`is_up` is set while a server listens; `cuts` counts requests that got no answer."""

    data: Path
    stack: AsyncExitStack
    client: httpx2.AsyncClient
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    cuts: int = 0
    running: Running | None = None

    @property
    def url(self) -> str:
        assert self.running is not None
        return self.running.url

    async def start(self) -> None:
        opening = started("serve", data=self.data, **QUIET)
        self.running = await asyncio.to_thread(self.stack.enter_context, opening)
        self.is_up.set()

    async def kill(self) -> None:
        """SIGKILL to the app; its database outlives it. Then start it on the same folder."""
        assert self.running is not None
        self.is_up.clear()
        self.running.stop(signal.SIGKILL)
        await self.start()

    async def stop(self) -> int:
        """End it in order; the exit code."""
        assert self.running is not None
        self.is_up.clear()
        return await asyncio.to_thread(self.running.stop)

    def postmaster(self) -> postgres_files.PidFile:
        told = postgres_files.read_pid_file(self.data / "postgres")
        assert told is not None
        return told

    def kill_database(self) -> None:
        """SIGKILL to the postmaster; the app is there and must start it again."""
        os.kill(self.postmaster().pid, signal.SIGKILL)

    async def post(self, path: str, body: Any, cookie: str = "", key: str = "") -> httpx2.Response:
        """One answer to one key, however often the server goes away meanwhile."""
        headers = {"cookie": cookie, "idempotency-key": key}
        sent = {name: value for name, value in headers.items() if value}
        while True:
            await self.is_up.wait()
            try:
                answer = await self.client.post(f"{self.url}{path}", json=body, headers=sent)
            except httpx2.TransportError:
                self.cuts += 1
                await asyncio.sleep(PAUSE)
                continue
            if answer.status_code not in AWAY:
                return answer
            await asyncio.sleep(PAUSE)

    async def hire(self, login: str, role: str, agency: str) -> str:
        """An account by its one-time link; the cookie of its session."""
        more = ("--name", f"测试{login}", "--role", role, "--agency", agency)
        told = await asyncio.to_thread(succeed, "user", "add", login, *more, data=self.data)
        token = told.split("/welcome#")[1].split()[0]
        invited = await self.post(f"/api/invitations/{token}", {"password": PASSWORD})
        assert invited.status_code == 200, invited.text
        given = await self.post("/api/session", {"login": login, "password": PASSWORD})
        assert given.status_code == 200, given.text
        return given.headers["set-cookie"].partition(";")[0]

    async def hang_wall(self, place: str, by: str) -> str:
        """A wall at `place`; the cookie that its link was exchanged for."""
        made = await self.post("/api/kiosks", {"place": place, "label": "大屏"}, by, f"k-{place}")
        assert made.status_code == 201, made.text
        path = made.json()["url"].removeprefix(self.url)
        opened = await self.client.get(f"{self.url}{path}")
        assert opened.status_code == 303, opened.text
        return opened.headers["set-cookie"].partition(";")[0]

    @asynccontextmanager
    async def looking_inside(self) -> AsyncIterator[Connection]:
        """A connection to the database itself, beside the app."""
        told, data = self.postmaster(), self.data / "postgres"
        server = postgres.Server(told.socket_dir, told.port, 0, told.pid, True, data)
        conn = await db.connect(addresses.embedded(server).owner)
        try:
            yield conn
        finally:
            await conn.close()


@asynccontextmanager
async def opened(data: Path) -> AsyncIterator[Centre]:
    """A fresh centre with its first server; whatever runs at the end is killed."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx2.AsyncClient(timeout=20, trust_env=False))
        centre = Centre(data, stack, client)
        await centre.start()
        yield centre
