"""Deeds on two cases: merging them, taking them apart, linking them. Scope is asked of both.

Cases are locked in the order of their numbers, as everywhere. `at` is an aware instant.
"""

from collections.abc import Sequence

import msgspec

from command.base import idempotency, journal
from command.base.db import Connection, Database
from command.base.event import Event
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import (
    access,
    doing,
    judge,
    merge_store,
    merging,
    posts,
    report_store,
    timeline,
)
from command.casework.announce import linked
from command.casework.card import card_of
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target
from command.casework.means import Means, promise_of
from command.casework.merge_happened import CaseLinked
from command.casework.merging import CannotUnmerge, Hands, Merging
from command.casework.stale import demand_version
from command.casework.terms import Deed
from command.casework.timeline import Note


async def merge(db: Database, target: Target, into: str, words: str, hand: Hand) -> bytes:
    """The case goes into the one with the receipt `into`, with its tasks; its own clocks stop.

    Raises NoSuchCase, StaleCase, NotPermitted, WrongState, InvalidInput naming `into`.
    """
    async with db.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        other = await _other(conn, target, into, "into", hand)
        gone, kept = await _both(conn, target, other, hand, Deed.MERGE)
        judge.demand(kept, hand.by, Deed.JOIN, hand.at)
        into_it, it_takes = merging.merged(gone, kept, hand.at)
        said = words.strip()
        after, events = await doing.apply(
            conn, gone, Outcome([into_it], said, {"into": kept.receipt_number}), hand.by
        )
        _, more = await doing.apply(
            conn, kept, Outcome([it_takes], said, {"merged": gone.receipt_number}), hand.by
        )
        numbers = tuple(one.task.number for one in it_takes.moved)
        held = Merging(0, kept.case_id, gone.state, numbers, hand.at)
        await merge_store.add(conn, gone.case_id, held, said, hand.by.account_id)
        return await _answered(conn, after, [*events, *more], hand)


async def unmerge(means: Means, target: Target, words: str, hand: Hand) -> bytes:
    """The case is a matter of its own again. Raises CannotUnmerge, beside what `merge` raises."""
    async with means.db.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        await access.case_for(conn, hand.by, target.case_id)
        seen = await merge_store.present(conn, target.case_id)
        other = seen.into_id if seen else target.case_id
        gone, kept = await _both(conn, target, other, hand, Deed.UNMERGE)
        held = await merge_store.present(conn, gone.case_id)
        if held is None or held.into_id != kept.case_id:
            raise CannotUnmerge(Words("并案情况刚有变化", "The merge has just changed"))
        parts = await posts.still_there(conn, gone, hand.at)
        promise = await promise_of(conn, means.count)
        hands = Hands(parts, hand.by.account_id, promise)
        apart, rest = merging.unmerged(gone, kept, held, hands, hand.at)
        said = words.strip()
        await merge_store.undo(conn, gone.case_id, held, said, hand.by.account_id, hand.at)
        after, events = await doing.apply(
            conn, gone, Outcome([apart], said, {"out_of": kept.receipt_number}), hand.by
        )
        _, more = await doing.apply(
            conn, kept, Outcome([rest], said, {"released": gone.receipt_number}), hand.by
        )
        return await _answered(conn, after, [*events, *more], hand)


async def link(db: Database, target: Target, other: str, hand: Hand) -> bytes:
    """Two cases belong together; both say so. Raises InvalidInput naming `other`."""
    async with db.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        other_id = await _other(conn, target, other, "other", hand)
        case, second = await _both(conn, target, other_id, hand, Deed.LINK)
        ids = (case.case_id, second.case_id)
        if not await report_store.add_link(conn, *ids, hand.by.account_id, hand.at):
            raise InvalidInput(Words("两件事项已经关联", "They are linked already"), field="other")
        after, events = await doing.apply(conn, case, Outcome([CaseLinked(at=hand.at)]), hand.by)
        await timeline.add_entry(conn, second.case_id, Note(hand.at, CaseLinked.name, hand.by))
        if second.is_open:
            events = [*events, linked(second, hand.at, hand.by.agency_name)]
        return await _answered(conn, after, events, hand)


async def _other(conn: Connection, target: Target, receipt: str, field: str, hand: Hand) -> int:
    """The case of a receipt that the actor sees, another one than the target, which they see."""
    await access.case_for(conn, hand.by, target.case_id)
    found = await merge_store.case_of_receipt(conn, receipt)
    if found is None:
        raise InvalidInput(
            Words("您的辖区内没有这个受理编号", "No case in your scope has this number"),
            field=field,
        )
    if found == target.case_id:
        raise InvalidInput(Words("不能是事项自己", "It is this very case"), field=field)
    return found


async def _both(
    conn: Connection, target: Target, other: int, hand: Hand, deed: Deed
) -> tuple[Case, Case]:
    """The target as its version, judged, and the other case; both locked in their order."""
    found = {
        case_id: await access.case_for(conn, hand.by, case_id, for_change=True)
        for case_id in sorted({target.case_id, other})
    }
    case = found[target.case_id]
    demand_version(case, target.version)
    judge.demand(case, hand.by, deed, hand.at)
    return case, found[other]


async def _answered(conn: Connection, after: Case, events: Sequence[Event], hand: Hand) -> bytes:
    reply = msgspec.json.encode({"card": card_of(after)})
    await idempotency.keep_reply(conn, hand.key, reply)
    await journal.append(conn, list(events))
    return reply
