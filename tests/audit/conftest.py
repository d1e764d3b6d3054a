"""The stage of every test of the audit."""

from collections.abc import AsyncIterator

import pytest

from command.base import postgres
from command.base.addresses import Addresses
from tests.audit.stage import Stage, staged


@pytest.fixture
async def stage(fresh: Addresses, server: postgres.Server) -> AsyncIterator[Stage]:
    async with staged(fresh, server.address("postgres", fresh.owner.database)) as stage:
        yield stage
