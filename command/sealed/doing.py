"""How every deed on a matter runs: held and judged, saved, on record, told to the lane's journal.

One transaction under the actor's session; a key seen before gets the answer given before. The
house's journal hears nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.audit.record import What, record
from command.base import idempotency
from command.base.db import Connection, Database
from command.base.idempotency import RequestKey
from command.sealed import access, store
from command.sealed.envelope import Envelope
from command.sealed.matter import Matter, demand_version
from command.sealed.terms import Deed, State


@dataclass(frozen=True, slots=True)
class Means:
    db: Database
    envelope: Envelope
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The matter a person acts on, as the version they have seen."""

    matter: str
    version: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and under which key of the client."""

    by: Actor
    at: datetime
    key: RequestKey


class Done(msgspec.Struct, frozen=True):
    """The matter after a deed; nothing of what it says."""

    matter: str
    state: State
    version: int


Change = Callable[[Connection, Matter], Awaitable[Done]]


async def carry_out(means: Means, deed: Deed, target: Target, change: Change, hand: Hand) -> bytes:
    """Do the deed; returns `Done` as JSON. Raises NoSuchMatter, StaleMatter and what `change` does.

    `change` writes entry and matter; it may take the matter out of the actor's own sight.
    """
    async with means.db.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        matter = await access.matter_for(conn, target.matter, for_change=True)
        demand_version(matter, target.version)
        done = await change(conn, matter)
        what = What.SEALED_TRANSFERRED if deed is Deed.APPROVE else What.SEALED_CHANGED
        await keep_record(conn, what, deed, matter.matter, hand.by, hand.at)
        reply = msgspec.json.encode(done)
        await idempotency.keep_reply(conn, hand.key, reply)
        await store.tell(conn, matter.matter, deed, hand.at)
        return reply


async def keep_record(
    conn: Connection, what: What, deed: Deed, about: str, by: Actor | None, at: datetime
) -> None:
    """`about` is a matter or a transfer; `by` is None for a complainant who files alone."""
    who, unit = (by.account_id, by.agency_id) if by else (None, "")
    detail = {"deed": str(deed)}
    await record(conn, what, who, at, target=f"matter:{about}", detail=detail, unit=unit)


async def note(
    conn: Connection, means: Means, matter: str, deed: Deed, words: str, hand: Hand
) -> None:
    """One line of the timeline; its words are sealed."""
    sealed = means.envelope.seal(words, matter, str(deed)) if words else None
    by = hand.by.account_id, hand.by.name
    await store.add_entry(conn, matter, deed, by, sealed, hand.at)
