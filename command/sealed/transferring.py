"""Another unit is asked: by an abstract that one person writes and another approves.

The original never travels. The receiver sees the abstract, answers it, and learns nothing else.
"""

import msgspec

from command.accounts import store as accounts
from command.audit.record import What
from command.base import idempotency
from command.base.db import Connection
from command.base.problem import InvalidInput
from command.base.words import Words
from command.sealed import access, store
from command.sealed.doing import Done, Hand, Means, Target, carry_out, keep_record, note
from command.sealed.filing import NAME, WORDS
from command.sealed.handling import demand_outside
from command.sealed.matter import (
    Matter,
    NoSuchMatter,
    Transfer,
    WrongStep,
    demand_move,
    demand_other,
    new_id,
)
from command.sealed.redaction import check_abstract
from command.sealed.store import Saved
from command.sealed.terms import Deed

ABSTRACT, REPLY = "abstract", "reply"


class Replied(msgspec.Struct, frozen=True):
    transfer: str


async def draft(means: Means, target: Target, agency: str, words: str, hand: Hand) -> bytes:
    """An abstract for `agency`, waiting for a second person; returns `Done` as JSON.

    Raises NotRedacted, PersonalPattern, Accused, InvalidInput, WrongStep.
    """

    async def change(conn: Connection, matter: Matter) -> Done:
        state = demand_move(matter.state, Deed.ABSTRACT)
        await _demand_receiver(conn, matter, agency)
        text = check_abstract(words, *_original(means, matter))
        await _keep_draft(conn, means, matter.matter, agency, text, hand)
        await note(conn, means, matter.matter, Deed.ABSTRACT, "", hand)
        saved = Saved(state, Deed.ABSTRACT, hand.by.account_id)
        return Done(matter.matter, state, await store.save(conn, matter, saved, hand.at))

    return await carry_out(means, Deed.ABSTRACT, target, change, hand)


async def approve(means: Means, target: Target, transfer: str, hand: Hand) -> bytes:
    """A second person lets the abstract go. Raises SamePerson, Accused, WrongStep, NoSuchMatter."""

    async def change(conn: Connection, matter: Matter) -> Done:
        state = demand_move(matter.state, Deed.APPROVE)
        found = await store.hold_transfer(conn, transfer)
        if found is None or found.matter != matter.matter:
            raise NoSuchMatter(Words("没有这份摘要", "There is no such abstract"))
        if found.approved_at is not None:
            raise WrongStep(Words("这份摘要已经审批", "This abstract is approved already"))
        demand_other(found.made_by, hand.by.account_id)
        await _demand_receiver(conn, matter, found.to_agency)
        await store.approve(conn, transfer, hand.by.account_id, hand.at)
        await note(conn, means, matter.matter, Deed.APPROVE, "", hand)
        saved = Saved(state, Deed.APPROVE, hand.by.account_id)
        return Done(matter.matter, state, await store.save(conn, matter, saved, hand.at))

    return await carry_out(means, Deed.APPROVE, target, change, hand)


async def reply(means: Means, transfer: str, words: str, hand: Hand) -> bytes:
    """What the receiver found, once. Raises NoSuchMatter, WrongStep."""
    async with means.db.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        found = await access.received_for(conn, transfer, hand.by)
        if found.replied_at is not None:
            raise WrongStep(Words("这份摘要已经回复", "This abstract has its reply"))
        sealed = means.envelope.seal(words, transfer, REPLY)
        await store.reply(conn, transfer, sealed, hand.by.account_id, hand.at)
        await keep_record(conn, What.SEALED_CHANGED, Deed.REPLY, transfer, hand.by, hand.at)
        told = msgspec.json.encode(Replied(transfer))
        await idempotency.keep_reply(conn, hand.key, told)
        await store.tell(conn, found.matter, Deed.REPLY, hand.at)
        return told


async def _demand_receiver(conn: Connection, matter: Matter, agency_id: str) -> None:
    receiver = await accounts.find_agency(conn, agency_id)
    if receiver is None or agency_id == matter.handling:
        raise InvalidInput(Words("请选择另一个单位", "Choose another agency"), field="agency")
    known = (await store.accused_of(conn, [matter.matter]))[matter.matter]
    named = [await accounts.find_agency(conn, party.agency_id) for party in known]
    demand_outside(receiver, [one for one in named if one is not None])


def _original(means: Means, matter: Matter) -> tuple[str, str]:
    """The words of the complaint and the complainant's name, to look for in an abstract."""
    name = matter.name_sealed
    opened = means.envelope.open(name, matter.matter, NAME) if name else ""
    return means.envelope.open(matter.words_sealed, matter.matter, WORDS), opened


async def _keep_draft(
    conn: Connection, means: Means, matter: str, agency: str, text: str, hand: Hand
) -> None:
    transfer = new_id()
    sealed = means.envelope.seal(text, transfer, ABSTRACT)
    by, at = hand.by.account_id, hand.at
    made = Transfer(transfer, matter, agency, "", sealed, by, at, None, None, None, None)
    await store.add_transfer(conn, made)
