"""Whose eyes the database is read with: an officer's own, or the house's for a seat alone.

A guest has no session, and an officer may be booked where the case is none of theirs; what they may
do is decided by `party` and `judge`, never by this.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from command.accounts.role import Actor
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
        database, actor = self._eyes(party)
        async with database.transaction(actor) as conn:
            yield conn

    @asynccontextmanager
    async def snapshot(self, party: Party) -> AsyncIterator[Connection]:
        """Raises DatabaseBusy."""
        database, actor = self._eyes(party)
        async with database.snapshot(actor) as conn:
            yield conn

    def _eyes(self, party: Party) -> tuple[Database, Actor | None]:
        is_seat = party.actor is None or party.by_seat
        return (self.house, None) if is_seat else (self.db, party.actor)
