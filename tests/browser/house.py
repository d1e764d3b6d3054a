"""The real centre on a free port of this machine, with the cast signed up, for a real browser.

Everything a visitor meets is the product's own: server, database, sockets, pages.
"""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from command.app import create_app
from command.base import addresses, clock, db, postgres
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.cli import binding, serving
from tests import vaults
from tests.cast import PASSWORD, Cast, cast


@dataclass(frozen=True, slots=True)
class House:
    """Where the centre stands and who works in it."""

    url: str
    cast: Cast
    app: Any

    async def sign_in(self, page: Page, login: str) -> None:
        """Sign in as the page would: the cookie is then this browser's."""
        answer = await page.request.post(
            f"{self.url}/api/session", data={"login": login, "password": PASSWORD}
        )
        assert answer.status == 200, await answer.text()


def new_key() -> str:
    """An idempotency key nobody has used."""
    return secrets.token_hex(8)


@asynccontextmanager
async def ground(server: postgres.Server) -> AsyncIterator[Addresses]:
    """A migrated database for a house that several tests share; the template must exist."""
    name = f"t_{secrets.token_hex(6)}"
    conn = await db.connect(server.address())
    try:
        source = addresses.embedded(server).owner.database
        await conn.execute(
            f"create database {name} owner {addresses.OWNER_ROLE}"
            f" template {source} strategy file_copy"
        )
        yield addresses.embedded(server, name)
        await conn.execute(f"drop database {name} with (force)")
    finally:
        await conn.close()


@asynccontextmanager
async def opened(where: Addresses, folder: Path, **chosen: Any) -> AsyncIterator[House]:
    """The centre from its first request to its last; the cast is loaded before it opens."""
    people = await hired(where)
    async with standing(where, folder, people, **chosen) as house:
        yield house


async def hired(where: Addresses) -> Cast:
    """The cast, loaded into an empty centre."""
    database = await Database.open(where.web)
    try:
        return await cast(database, clock.now())
    finally:
        await database.close()


@asynccontextmanager
async def standing(
    where: Addresses, folder: Path, people: Cast, *, port: int = 0, **chosen: Any
) -> AsyncIterator[House]:
    """The centre over a database that has its cast; on a port of before it is a restart.

    `chosen` are other settings by name.
    """
    settings = replace(Settings(data=folder), port=port, **chosen)
    app = create_app(settings, where, vault=vaults.shared())
    bound = binding.bind(settings)
    async with _serving(app, settings, bound):
        yield House(f"http://localhost:{bound.getsockname()[1]}", people, app)


@asynccontextmanager
async def _serving(app: Any, settings: Settings, bound: socket.socket) -> AsyncIterator[None]:
    started = asyncio.Event()
    server = serving.Server(serving._config(settings, app), started.set)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[bound]))
        await asyncio.wait_for(started.wait(), 20)
        try:
            yield
        finally:
            server.ask_to_exit()
