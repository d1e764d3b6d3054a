"""Assessment on a database of this test's own: its API, its cast, and visits that went badly."""

from collections.abc import AsyncIterator

import pytest

from command.base.db import Database
from tests.assessment import stage as staging


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[staging.Stage]:
    """The assessment API with its cast and the reader's login."""
    async with staging.opened(database) as opened:
        yield opened
