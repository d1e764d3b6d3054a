"""Breaking the glass: a case out of one's reach, read for 60 minutes when a second person agrees.

Whether a receipt number belongs to a case is told to nobody; a conflict stays closed. The database
ends it by the clock, and every step is on record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from command.accounts.role import Actor
from command.base.db import Connection, Database
from command.base.problem import Conflict, NotFound
from command.base.words import Words
from command.casework.clock_store import QUERIES

LASTS = timedelta(minutes=60)
SHOWN = timedelta(days=7)


class NoSuchGlass(NotFound):
    zh = "没有找到这项申请"
    en = "There is no such request"


class NotWaiting(Conflict):
    code = "not-waiting"
    zh = "这项申请不在等您审批"
    en = "This request does not wait for your word"


@dataclass(frozen=True, slots=True)
class Glass:
    """A request as its asker or a second person sees it; `case_id` is set while it is open."""

    glass_id: int
    receipt: str
    reason: str
    asked_by: int
    asker: str
    unit: str
    asked_at: datetime
    approved_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    case_id: int | None

    def is_open(self, at: datetime) -> bool:
        return self.ends_at is not None and self.ended_at is None and at < self.ends_at


async def ask(db: Database, receipt: str, reason: str, by: Actor, at: datetime) -> int:
    """Ask for a case by receipt number; the id of the request, whether there is a case or not."""
    async with db.transaction(by) as conn:
        asked = receipt.strip().upper(), reason.strip()
        return int(await conn.fetchval(QUERIES["ask_glass"], *asked, at))


async def approve(db: Database, glass_id: int, by: Actor, at: datetime) -> None:
    """The second person agrees: 60 minutes from `at`. Raises NotWaiting."""
    async with db.transaction(by) as conn:
        if not await conn.fetchval(QUERIES["approve_glass"], glass_id, at, at + LASTS):
            raise NotWaiting(
                Words(
                    "须由县级的另一人审批,且只批一次", "Another person of the county's agrees, once"
                )
            )


async def end(db: Database, glass_id: int, by: Actor, at: datetime) -> None:
    """Give it back before its time. Raises NoSuchGlass."""
    async with db.transaction(by) as conn:
        if not await conn.fetchval(QUERIES["end_glass"], glass_id, at):
            raise NoSuchGlass()


async def shown(conn: Connection, at: datetime) -> list[Glass]:
    """One's own requests of a week, and at the county everybody's, the newest first."""
    rows = await conn.fetch(QUERIES["list_glasses"], at - SHOWN)
    return [Glass(**dict(row)) for row in rows]


async def is_opened(conn: Connection, case_id: int) -> bool:
    """Whether a broken glass opens the case to the one who acts, now."""
    return bool(await conn.fetchval(QUERIES["is_opened"], case_id))


async def close_ended(db: Database, at: datetime) -> int:
    """Put on record what has run out at `at`; the keeper's login only. How many."""
    async with db.transaction() as conn:
        return int(await conn.fetchval(QUERIES["close_glasses"], at))
