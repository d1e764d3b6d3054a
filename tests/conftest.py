"""One embedded server a run, one migrated template; a clone for each test that needs a database.

The folder is in memory where there is room, with fsync off; fault tests start their own.
"""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from command.base import addresses, db, migrate, postgres
from command.base.addresses import Addresses
from command.base.db import Database
from tests import ground, vaults

ROOM_NEEDED = 2 * 1024**3


def _fast_folder() -> Path:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_NEEDED
    return Path(tempfile.mkdtemp(prefix="yushan-test-", dir=memory if roomy else None))


@pytest.fixture(scope="session", autouse=True)
async def vault_lines() -> AsyncIterator[None]:
    """Lines to the vault of this run are closed in the loop that opened them."""
    yield
    await vaults.leave()


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[postgres.Server]:
    """A running embedded server without fsync."""
    folder = _fast_folder()
    running = await asyncio.to_thread(postgres.start, folder / "postgres", durable=False)
    try:
        yield running
    finally:
        await asyncio.to_thread(postgres.stop, running)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def template(server: postgres.Server) -> Addresses:
    """A migrated, empty database that clones are made from; nobody stays connected to it."""
    found = await addresses.prepare_embedded(server)
    await migrate.migrate(found.owner)
    return found


@pytest.fixture
async def fresh(server: postgres.Server, template: Addresses) -> AsyncIterator[Addresses]:
    """Addresses of a migrated database of this test's own."""
    name = f"t_{secrets.token_hex(6)}"
    conn = await db.connect(server.address())
    try:
        await conn.execute(
            f"create database {name} owner {addresses.OWNER_ROLE}"
            f" template {template.owner.database} strategy file_copy"
        )
        ground.KNOWN[name] = addresses.embedded(server, name)
        yield ground.KNOWN[name]
        await conn.execute(f"drop database {name} with (force)")
    finally:
        await conn.close()


@pytest.fixture
async def house(fresh: Addresses) -> AsyncIterator[Database]:
    """Pools of the owner, who sees every row, on a database of this test's own."""
    opened = await Database.open(fresh.owner, size=4, reserved=2)
    yield opened
    await opened.close()


@pytest.fixture
async def database(fresh: Addresses) -> AsyncIterator[Database]:
    """Pools of the web role on a database of this test's own."""
    opened = await Database.open(fresh.web)
    yield opened
    await opened.close()
