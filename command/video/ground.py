"""Whose eyes the database is read with: an officer's own, or the house's for guests and upkeep.

A guest has no session; what a guest may do is decided by `party` and `judge`, never by this.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from command.base.db import Connection, Database
from command.video.party import Party


@dataclass(frozen=True, slots=True)
class Ground:
    """`house` may lock any case; without one of its own it is the same database."""

    db: Database
    house: Database

    @asynccontextmanager
    async def transaction(self, party: Party) -> AsyncIterator[Connection]:
        """Raises DatabaseBusy."""
        database = self.db if party.actor is not None else self.house
        async with database.transaction() as conn:
            yield conn

    @asynccontextmanager
    async def snapshot(self, party: Party) -> AsyncIterator[Connection]:
        """Raises DatabaseBusy."""
        database = self.db if party.actor is not None else self.house
        async with database.snapshot() as conn:
            yield conn
