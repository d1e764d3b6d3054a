"""How every deed on a reception runs: one transaction, case and reception locked, told last.

A key seen before gets the answer given before. Knows no particular deed and no HTTP.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from command.base import idempotency, journal
from command.base.db import Connection
from command.base.event import Event
from command.base.idempotency import RequestKey
from command.base.problem import Conflict
from command.base.words import Words, encode
from command.casework import timeline
from command.casework.case import Case
from command.casework.timeline import Note
from command.places.book import PlaceBook
from command.video import access, announce, judge, store
from command.video.ground import Ground
from command.video.party import Party
from command.video.reception import Reception
from command.video.record import RecordReply
from command.video.telling import record_of
from command.video.terms import Deed


class StaleReception(Conflict):
    code = "stale-reception"
    zh = "接访已被他人更新"
    en = "Somebody else has changed the reception"


@dataclass(frozen=True, slots=True)
class Means:
    """What the app has at hand."""

    ground: Ground
    book: PlaceBook


@dataclass(frozen=True, slots=True)
class Target:
    """The reception a party acts on, as the version they have seen."""

    reception_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and under which key of the client."""

    by: Party
    at: datetime
    key: RequestKey


@dataclass(frozen=True, slots=True)
class Scene:
    """What a deed decides on; `when` is the line of the table that the party uses."""

    reception: Reception
    case: Case
    when: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reception after it, the case when it has changed too, and what both tell."""

    after: Reception
    case: Case | None = None
    words: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    events: Sequence[Event] = ()


Decide = Callable[[Connection, Scene], Awaitable[Outcome]]


async def carry_out(means: Means, deed: Deed, target: Target, decide: Decide, hand: Hand) -> bytes:
    """Do the deed and return `{"reception": ...}` as the party may read it.

    Raises NoSuchReception, StaleReception, NotPermitted, WrongReceptionState, and what `decide`
    raises; whatever it raises, nothing of either room is kept.
    """
    async with means.ground.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        found = await access.reception_for(conn, hand.by, target.reception_id, for_change=True)
        reception, case = found
        judge.demand_role(reception, hand.by, deed)
        demand_version(reception, target.version)
        when = judge.line_for(reception, hand.by, deed)
        outcome = await decide(conn, Scene(reception, case, when))
        after, events = await apply(conn, deed, Scene(reception, case, when), outcome, hand)
        reply = encoded(after, outcome.case or case, hand.by, means.book)
        await idempotency.keep_reply(conn, hand.key, reply)
        await journal.append(conn, [*outcome.events, *events])
        return reply


async def apply(
    conn: Connection, deed: Deed, scene: Scene, outcome: Outcome, hand: Hand
) -> tuple[Reception, list[Event]]:
    """Save the reception and its line in the case's timeline; returns what to tell.

    A deed that keeps the state (admit, hold, ask) is told by who is present, not here.
    """
    before, name = scene.reception, announce.EVENTS.get(deed)
    case = outcome.case or scene.case
    after = announce.as_told(outcome.after, case) if name else outcome.after
    await store.save(conn, before, after, hand.at)
    if deed in announce.NOTES:
        facts = {"reception": after.reception_id, **outcome.facts}
        line = Note(hand.at, announce.NOTES[deed], hand.by.actor, outcome.words, facts)
        await timeline.add_entry(conn, case.case_id, line)
    if name is None:
        return after, []
    return after, announce.events_of(name, before, after, hand.at)


def demand_version(reception: Reception, version: int) -> None:
    """Raises StaleReception unless the party has seen the reception as it is now."""
    if reception.version != version:
        raise StaleReception(
            Words(
                f"现为第{reception.version}版,请核对后再办理",
                f"It is at version {reception.version} now: look again first",
            ),
            field="version",
            extra={"version": reception.version, "state": str(reception.state)},
        )


def encoded(reception: Reception, case: Case, party: Party, book: PlaceBook) -> bytes:
    return encode(RecordReply(record_of(reception, case, party, book)))


def keyed(key: RequestKey, by: Party) -> RequestKey:
    """The key as the party's own; guests share the account 0."""
    return replace(key, account_id=by.actor.account_id if by.actor else 0)
