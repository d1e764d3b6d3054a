"""What the handling unit does with a matter: accept, note, answer, visit and close, recuse, accuse.

`hand.at` is aware. Every function returns `Done` as JSON and raises NoSuchMatter, StaleMatter and
WrongStep beside what it names.
"""

from collections.abc import Sequence
from datetime import datetime

from command.base.db import Connection
from command.casework.terms import Satisfaction
from command.sealed import store
from command.sealed.doing import Done, Hand, Means, Target, carry_out, note
from command.sealed.filing import Accusation, accused_agencies, pairs, staffed
from command.sealed.handling import handling_unit
from command.sealed.matter import (
    ANSWER_WITHIN,
    Matter,
    StaleMatter,
    demand_move,
    demand_other,
)
from command.sealed.store import Saved
from command.sealed.terms import Deed
from command.sealed.transitions import DISSATISFIED, ELSEWHERE


async def accept(means: Means, target: Target, hand: Hand) -> bytes:
    """The unit takes it on; it answers within 60 calendar days."""

    async def change(conn: Connection, matter: Matter) -> Done:
        due = hand.at + ANSWER_WITHIN
        return await _moved(conn, means, matter, Deed.ACCEPT, "", hand, due_at=due)

    return await carry_out(means, Deed.ACCEPT, target, change, hand)


async def add_note(means: Means, target: Target, words: str, hand: Hand) -> bytes:
    async def change(conn: Connection, matter: Matter) -> Done:
        return await _moved(conn, means, matter, Deed.NOTE, words, hand)

    return await carry_out(means, Deed.NOTE, target, change, hand)


async def answer(means: Means, target: Target, words: str, hand: Hand) -> bytes:
    """What the complainant is told; they read it by their query code."""

    async def change(conn: Connection, matter: Matter) -> Done:
        return await _moved(conn, means, matter, Deed.ANSWER, words, hand)

    return await carry_out(means, Deed.ANSWER, target, change, hand)


async def close(
    means: Means, target: Target, satisfaction: Satisfaction, words: str, hand: Hand
) -> bytes:
    """A visit by somebody who did not answer; dissatisfied, it goes on. Raises SamePerson."""

    async def change(conn: Connection, matter: Matter) -> Done:
        demand_other(matter.answered_by, hand.by.account_id)
        said = str(satisfaction)
        return await _moved(conn, means, matter, Deed.CLOSE, words, hand, satisfaction=said)

    return await carry_out(means, Deed.CLOSE, target, change, hand)


async def recuse(means: Means, target: Target, hand: Hand) -> bytes:
    """The actor leaves the matter for good."""

    async def change(conn: Connection, matter: Matter) -> Done:
        done = await _moved(conn, means, matter, Deed.RECUSE, "", hand)
        await store.add_recusal(conn, matter.matter, hand.by.account_id, hand.at)
        return done

    return await carry_out(means, Deed.RECUSE, target, change, hand)


async def accuse(means: Means, target: Target, accused: Sequence[Accusation], hand: Hand) -> bytes:
    """More accused: whoever is one of them now, or under them, has lost the matter at the commit.

    When another unit is the lowest above them all, it starts there anew. Raises InvalidInput,
    NobodyAbove.
    """

    async def change(conn: Connection, matter: Matter) -> Done:
        unit = await _unit_above(conn, matter, accused)
        when = "" if unit == matter.handling else ELSEWHERE
        state = demand_move(matter.state, Deed.ACCUSE, when)
        await note(conn, means, matter.matter, Deed.ACCUSE, "", hand)
        if not await store.accuse(conn, matter, pairs(accused), unit, state, hand.at):
            raise StaleMatter(field="version")
        return Done(matter.matter, state, matter.version + 1)

    return await carry_out(means, Deed.ACCUSE, target, change, hand)


async def _unit_above(conn: Connection, matter: Matter, more: Sequence[Accusation]) -> str:
    known = (await store.accused_of(conn, [matter.matter]))[matter.matter]
    named = [*more, *(Accusation(party.agency_id) for party in known)]
    return handling_unit(await accused_agencies(conn, named), await staffed(conn)).agency_id


async def _moved(  # noqa: PLR0913, PLR0917 - two facts belong to one deed each
    conn: Connection,
    means: Means,
    matter: Matter,
    deed: Deed,
    words: str,
    hand: Hand,
    due_at: datetime | None = None,
    satisfaction: str | None = None,
) -> Done:
    """Through the state table: the timeline first, then the matter itself."""
    when = DISSATISFIED if satisfaction == Satisfaction.DISSATISFIED else ""
    state = demand_move(matter.state, deed, when)
    await note(conn, means, matter.matter, deed, words, hand)
    saved = Saved(state, deed, hand.by.account_id, due_at, satisfaction)
    return Done(matter.matter, state, await store.save(conn, matter, saved, hand.at))
