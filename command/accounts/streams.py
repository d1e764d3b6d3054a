"""Streams on record: who opened which, and who was refused one, before its first frame leaves.

A wall's own stream is no row: nobody reads by it, and it would write one at every reconnection.
"""

from datetime import datetime

from command.accounts.presence import Presence
from command.audit.record import Fact, What, record
from command.base.db import Database

FORBIDDEN = 403


async def keep(db: Database, path: str, presence: Presence, at: datetime, is_refused: bool) -> None:
    """Commit the row for the socket at `path`, a pattern. Raises DatabaseBusy."""
    actor = presence.actor
    if not is_refused and not actor.account_id:
        return
    what = What.REFUSED if is_refused else What.STREAM_OPENED
    detail: dict[str, Fact] = {"session": presence.session_id}
    if is_refused:
        detail["status"] = FORBIDDEN
    async with db.reading() as conn:
        await record(
            conn,
            what,
            actor.account_id or None,
            at,
            target=f"GET {path}",
            detail=detail,
            unit=actor.agency_id,
        )
