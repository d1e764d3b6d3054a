"""What the tests of the ground share: the whole app in process, asked through its ASGI door."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from command.app import create_app
from command.base.addresses import Addresses
from command.base.settings import Settings
from tests import vaults


@pytest.fixture
async def app(fresh: Addresses, tmp_path: Path) -> AsyncIterator[Starlette]:
    made = create_app(Settings(data=tmp_path), fresh, vault=vaults.shared())
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as opened:
        yield opened
