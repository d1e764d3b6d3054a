"""Other logins of a test's own database: the house, which sees every row, and the keeper."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from command.base.addresses import Addresses
from command.base.db import Database

KNOWN: dict[str, Addresses] = {}
"""Addresses by the name of the database, while its test runs."""


@asynccontextmanager
async def house_of(db: Database) -> AsyncIterator[Database]:
    """The owner's pool on the database that `db` serves."""
    opened = await Database.open(KNOWN[db.address.database].owner, size=4, reserved=0)
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def keeper_of(db: Database) -> AsyncIterator[Database]:
    """The keeper's pools on the database that `db` serves."""
    opened = await Database.open(KNOWN[db.address.database].keeper, size=2, reserved=1)
    try:
        yield opened
    finally:
        await opened.close()
