"""Documents on a database of this test's own."""

from collections.abc import AsyncIterator

import pytest

from command.base.db import Database
from tests.casework.stage import Stage
from tests.documents import stage as staging


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Casework and documents with their cast."""
    async with staging.opened(database) as opened:
        yield opened
