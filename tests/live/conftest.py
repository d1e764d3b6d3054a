"""The stream with its cast, on a database of this test's own."""

from collections.abc import AsyncIterator

import pytest

from command.base.addresses import Addresses
from command.base.db import Database
from tests import cast as casting
from tests.cast import Cast
from tests.live import stage as staging


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await casting.cast(database)


@pytest.fixture
async def stage(database: Database, fresh: Addresses, cast: Cast) -> AsyncIterator[staging.Stage]:
    async with staging.opened(database, fresh) as opened:
        yield opened
