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
    """`house` is the login of receptions: it reaches the cases that have one, and no other."""

    db: Database
    house: Database

    @asynccontextmanager
    async def transaction(self, party: Party) -> AsyncIterator[Connection]:
        """Raises DatabaseBusy."""
        database = self.db if party.actor is not None else self.house
        async with database.transaction(party.actor) as conn:
            yield conn

    @asynccontextmanager
    async def snapshot(self, party: Party) -> AsyncIterator[Connection]:
        """Raises DatabaseBusy."""
        database = self.db if party.actor is not None else self.house
        async with database.snapshot(party.actor) as conn:
            yield conn
