"""The county on a database of this test's own."""

from collections.abc import AsyncIterator

import pytest

from command.base.db import Database
from tests.casework import stage as staging


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[staging.Stage]:
    """The casework API with its cast."""
    async with staging.opened(database) as opened:
        yield opened
