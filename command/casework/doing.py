"""How every deed runs: one transaction, the case locked and judged, saved, its facts told last.

A key seen before gets the answer given before. Knows no particular deed and no HTTP.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from command.accounts.role import Actor
from command.base import idempotency, journal
from command.base.db import Connection, Database
from command.base.event import Event
from command.base.idempotency import RequestKey
from command.casework import access, judge, store, timeline, trail_store
from command.casework.announce import announce
from command.casework.card import card_of
from command.casework.case import Case, evolve
from command.casework.happened import Happened
from command.casework.stale import demand_version
from command.casework.terms import Deed
from command.casework.timeline import Note


@dataclass(frozen=True, slots=True)
class Target:
    """The case a person acts on, as the version they have seen."""

    case_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and under which key of the client."""

    by: Actor
    at: datetime
    key: RequestKey


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a deed makes happen, and what its line in the timeline says."""

    happened: Sequence[Happened]
    words: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    photos: Sequence[str] = ()


Decide = Callable[[Connection, Case], Awaitable[Outcome]]
_encoder = msgspec.json.Encoder()


async def carry_out(db: Database, deed: Deed, target: Target, decide: Decide, hand: Hand) -> bytes:
    """Do the deed and return `{"card": ...}`, the case after it.

    Raises NoSuchCase, StaleCase, NotPermitted, WrongState, and what `decide` raises.
    """
    async with db.transaction(hand.by, reserved=deed is Deed.ESCALATE) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        case = await access.case_for(conn, hand.by, target.case_id, for_change=True)
        demand_version(case, target.version)
        judge.demand(case, hand.by, deed, hand.at)
        after, events = await apply(conn, case, await decide(conn, case), hand.by)
        reply = _encoder.encode({"card": card_of(after)})
        await idempotency.keep_reply(conn, hand.key, reply)
        await journal.append(conn, events)
        return reply


async def apply(
    conn: Connection, case: Case, outcome: Outcome, by: Actor | None
) -> tuple[Case, list[Event]]:
    """Fold the facts into the case and save it with its timeline; returns what to tell.

    `by` None is the house itself.
    """
    after, events = case, []
    for fact in outcome.happened:
        moved = evolve(after, fact)
        await trail_store.add_step(conn, after, moved, fact.deed)
        events += announce(fact, after, moved, by.agency_name if by else str(timeline.HOUSE))
        after = moved
    await store.save(conn, case, after)
    await note(conn, after, outcome, by)
    return after, events


async def note(conn: Connection, case: Case, outcome: Outcome, by: Actor | None) -> None:
    """One line a fact; words, facts and photos stand on the last of them."""
    *first, last = outcome.happened
    for fact in first:
        await timeline.add_entry(conn, case.case_id, Note(fact.at, fact.name, by))
    line = Note(last.at, last.name, by, outcome.words, outcome.facts)
    entry_id = await timeline.add_entry(conn, case.case_id, line)
    if by is not None:
        await timeline.attach_photos(conn, outcome.photos, by, case.case_id, entry_id)
