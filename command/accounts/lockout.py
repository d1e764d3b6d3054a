"""Tries to sign in: how many, from where, before somebody must wait.

A login is shut for the address that failed, not for its owner elsewhere: whoever guesses locks
out only themselves. Guesses from many addresses are slowed together, but an address from which
the login has signed in before stays out of that. Unknown logins are counted alike.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from command.accounts import session_store
from command.accounts.source import Source
from command.base.db import Database
from command.base.problem import TooManyTries
from command.base.words import Words

COUNT_FOR = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=30)
MOST_HERE = 5  # for one login from one address
MOST_FOR_LOGIN = 20  # for one login from everywhere
MOST_FROM_ADDRESS = 60  # for all logins from one address
WORDS = Words("连续输错,请 15 分钟后再试", "Too many wrong tries; come again in 15 minutes")


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed tries that still count, before this one. `is_known`: signed in from here before."""

    here: int
    for_login: int
    from_address: int
    is_known: bool

    @property
    def is_shut(self) -> bool:
        if self.here >= MOST_HERE:
            return True
        crowded = self.for_login >= MOST_FOR_LOGIN or self.from_address >= MOST_FROM_ADDRESS
        return crowded and not self.is_known


async def claim(db: Database, login: str, source: Source, at: datetime) -> None:
    """Count a try as failed until it succeeds. Raises TooManyTries, which is not counted."""
    async with db.transaction() as conn:
        counted = session_store.Counted(login, source.address, at - COUNT_FOR, at - KNOWN_FOR)
        if Tries(*await session_store.claim_try(conn, counted, at)).is_shut:
            raise TooManyTries(WORDS)
