"""The only way to a matter: the database shows it or not; what it hides is *not found*.

The same words for a number never given, for a closed one, and for one of another unit.
"""

from command.accounts.role import Actor
from command.base.db import Connection
from command.base.words import Words
from command.sealed import store
from command.sealed.matter import Matter, NoSuchMatter, Transfer


async def matter_for(conn: Connection, matter: str, *, for_change: bool = False) -> Matter:
    """The matter, held until the transaction ends when it will be changed. Raises NoSuchMatter."""
    found = await store.find(conn, matter, hold=for_change)
    if found is None:
        raise NoSuchMatter(Words("没有这个事项", "There is no such matter"))
    return found


async def received_for(conn: Connection, transfer: str, by: Actor) -> Transfer:
    """An approved abstract that came to the actor's agency, held. Raises NoSuchMatter."""
    found = await store.hold_transfer(conn, transfer)
    if found is None or found.to_agency != by.agency_id or found.approved_at is None:
        raise NoSuchMatter(Words("没有这份摘要", "There is no such abstract"))
    return found
