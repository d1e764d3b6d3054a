"""Receptions on a database of this test's own."""

from collections.abc import AsyncIterator

import pytest

from command.base.db import Database
from tests.video import stage as staging


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[staging.Stage]:
    async with staging.opened(database) as opened:
        yield opened
