"""The centre on a database of this test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from command.base.addresses import Addresses
from tests.sealed import stage as staging


@pytest.fixture
async def stage(fresh: Addresses, tmp_path: Path) -> AsyncIterator[staging.Stage]:
    """Everybody, and the whole app."""
    async with staging.opened(fresh, tmp_path) as opened:
        yield opened
