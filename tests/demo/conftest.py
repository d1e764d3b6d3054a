"""One prepared demo a run; every test gets a copy of its database and of its data folder."""

import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from command.base import addresses, clock, db, postgres
from command.base.addresses import Addresses
from command.base.db import Database
from command.demo.prepare import prepare
from tests import vaults


@dataclass(frozen=True, slots=True)
class Demo:
    """A prepared demo: where its database is, its data folder, and the passwords by login."""

    found: Addresses
    data: Path
    passwords: dict[str, str]


@pytest.fixture(scope="session")
async def prepared(
    server: postgres.Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> Demo:
    """The demo as a first start leaves it; nobody stays connected to it."""
    data = tmp_path_factory.mktemp("demo")
    found = await _clone(server, template, "demo_prepared")
    opened = await Database.open(found.owner)
    try:
        passwords = await prepare(opened, data, vaults.shared(), clock.now())
    finally:
        await opened.close()
    return Demo(found, data, passwords)


@pytest.fixture
async def demo(server: postgres.Server, prepared: Demo, tmp_path: Path) -> AsyncIterator[Demo]:
    """A copy of the prepared demo, for one test."""
    name = f"demo_{secrets.token_hex(6)}"
    found = await _clone(server, prepared.found, name)
    shutil.copytree(prepared.data, tmp_path, dirs_exist_ok=True)
    yield Demo(found, tmp_path, prepared.passwords)
    await _admin(server, f"drop database {name} with (force)")


@pytest.fixture
async def played_in(demo: Demo) -> AsyncIterator[Database]:
    """Pools of the owner on the demo's database: its people have no sessions."""
    opened = await Database.open(demo.found.owner)
    yield opened
    await opened.close()


async def _clone(server: postgres.Server, source: Addresses, name: str) -> Addresses:
    await _admin(
        server,
        f"create database {name} owner {addresses.OWNER_ROLE}"
        f" template {source.owner.database} strategy file_copy",
    )
    return addresses.embedded(server, name)


async def _admin(server: postgres.Server, statement: str) -> None:
    address = server.address()
    conn = await db.connect(address)
    try:
        await conn.execute(statement)
    finally:
        await conn.close()
