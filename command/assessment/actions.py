"""What people do to entries and interviews, one function a deed, each in one transaction.

`at` is an aware instant. Every deed is on record; a key seen before gets the answer given before.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.assessment import judge, store
from command.assessment.strike import Deed, Record, State, Strike, Talk, TalkDeed, TalkState
from command.audit.record import What
from command.audit.record import record as put_on_record
from command.base import idempotency, journal
from command.base.clock import china_date
from command.base.db import Connection, Database
from command.base.event import SYSTEM, Event, agency_scope
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput, NotFound
from command.base.words import Words


class NoSuchStrike(NotFound):
    zh = "没有找到这条记录"
    en = "There is no such entry"


class NoSuchInterview(NotFound):
    zh = "没有找到这次约谈"
    en = "There is no such interview"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and under which key of the client."""

    by: Actor
    at: datetime
    key: RequestKey


Change = Callable[[Connection, Strike], Awaitable[State]]
TalkChange = Callable[[Connection, Talk], Awaitable[TalkState]]


async def appeal(db: Database, strike_id: int, words: str, hand: Hand) -> bytes:
    """What the unit or the officer has against the entry; until it is decided it does not count."""

    async def change(conn: Connection, strike: Strike) -> State:
        await store.add_appeal(conn, strike, words.strip(), hand.by.account_id, hand.at)
        return await _moved(conn, strike, State.APPEALED)

    return await _strike_deed(db, strike_id, Deed.APPEAL, change, hand)


async def dismiss(db: Database, strike_id: int, words: str, hand: Hand) -> bytes:
    """The appeal has no ground: the time for one is over, and the entry counts."""

    async def change(conn: Connection, strike: Strike) -> State:
        by = hand.by.account_id
        await store.decide_appeal(conn, strike, words.strip(), by, hand.at, upheld=False)
        over = min(strike.appeal_until, hand.at)
        return await _moved(conn, replace(strike, appeal_until=over), State.PENDING)

    return await _strike_deed(db, strike_id, Deed.DISMISS, change, hand)


async def propose_void(db: Database, strike_id: int, why: str, hand: Hand) -> bytes:
    """One person's proposal; another one decides."""

    async def change(conn: Connection, strike: Strike) -> State:
        await store.add_voiding(conn, strike, why.strip(), hand.by.account_id, hand.at)
        return strike.state

    return await _strike_deed(db, strike_id, Deed.PROPOSE_VOID, change, hand)


async def decide_void(
    db: Database, strike_id: int, approved: bool, words: str, hand: Hand
) -> bytes:
    """The second person's word; an appeal that waited is upheld with it."""

    async def change(conn: Connection, strike: Strike) -> State:
        by, said = hand.by.account_id, words.strip()
        assert strike.proposal is not None  # the judge has looked
        await store.decide_voiding(conn, strike.proposal, said, by, hand.at, approved=approved)
        if not approved:
            return strike.state
        if strike.state is State.APPEALED:
            await store.decide_appeal(conn, strike, said, by, hand.at, upheld=True)
        return await _moved(conn, strike, State.VOIDED)

    deed = Deed.APPROVE_VOID if approved else Deed.REFUSE_VOID
    return await _strike_deed(db, strike_id, deed, change, hand)


async def record(db: Database, interview_id: int, said: Record, hand: Hand) -> bytes:
    """What was said in an interview, to be signed by whom it concerns."""

    async def change(conn: Connection, talk: Talk) -> TalkState:
        _demand_days(said, talk, hand.at)
        await store.record_talk(conn, talk, said, hand.by.account_id, hand.at)
        return TalkState.HELD

    return await _talk_deed(db, interview_id, TalkDeed.RECORD, change, hand)


async def sign(db: Database, interview_id: int, hand: Hand) -> bytes:
    """The unit's people sign for the unit, the officer for themselves, or both at once."""

    async def change(conn: Connection, talk: Talk) -> TalkState:
        unit, officer = judge.signs(talk, hand.by)
        signed = replace(
            talk,
            unit_signed_at=hand.at if unit else talk.unit_signed_at,
            officer_signed_at=hand.at if officer else talk.officer_signed_at,
        )
        if signed.is_signed:
            signed = replace(signed, state=TalkState.SIGNED)
        await store.sign_talk(conn, signed, (unit, officer), hand.by.account_id, hand.at)
        return signed.state

    return await _talk_deed(db, interview_id, TalkDeed.SIGN, change, hand)


async def _moved(conn: Connection, strike: Strike, state: State) -> State:
    await store.move_strike(conn, replace(strike, state=state))
    return state


async def _strike_deed(
    db: Database, strike_id: int, deed: Deed, change: Change, hand: Hand
) -> bytes:
    """Raises NoSuchStrike, NotPermitted, WrongMoment, and what `change` raises."""
    async with db.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        strike = await store.find_strike(conn, strike_id, for_change=True)
        if strike is None:
            raise NoSuchStrike()
        refused = judge.refusal(strike, hand.by, deed, hand.at)
        if refused is not None:
            raise refused
        state = await change(conn, strike)
        reply = {"strike": strike_id, "state": str(state)}
        told = Event(
            f"strike.{_PAST[deed]}",
            hand.at,
            strike.county,
            (agency_scope(strike.agency_id),),
            data={"strike": strike_id, "year": strike.year},
        )
        return await _kept(conn, f"strike:{strike_id}", deed, reply, told, hand)


async def _talk_deed(
    db: Database, interview_id: int, deed: TalkDeed, change: TalkChange, hand: Hand
) -> bytes:
    """Raises NoSuchInterview, NotPermitted, WrongMoment, and what `change` raises."""
    async with db.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        talk = await store.find_talk(conn, interview_id)
        if talk is None:
            raise NoSuchInterview()
        refused = judge.talk_refusal(talk, hand.by, deed)
        if refused is not None:
            raise refused
        state = await change(conn, talk)
        reply = {"interview": interview_id, "state": str(state)}
        told = Event(
            f"interview.{_PAST[deed]}",
            hand.at,
            talk.county,
            (agency_scope(talk.agency_id) if talk.agency_id else SYSTEM,),
            data={"interview": interview_id, "year": talk.year},
        )
        return await _kept(conn, f"interview:{interview_id}", deed, reply, told, hand)


async def _kept(
    conn: Connection,
    target: str,
    deed: Deed | TalkDeed,
    reply: Mapping[str, object],
    told: Event,
    hand: Hand,
) -> bytes:
    """On record, kept for repeats, and told last."""
    by = hand.by
    await put_on_record(
        conn,
        What.ASSESSED,
        by.account_id,
        hand.at,
        target=target,
        detail={"deed": str(deed)},
        unit=by.agency_id,
    )
    encoded = msgspec.json.encode(reply)
    await idempotency.keep_reply(conn, hand.key, encoded)
    await journal.append(conn, [told])
    return encoded


def _demand_days(said: Record, talk: Talk, at: datetime) -> None:
    """An interview lies between the task and now, what is to be put right after it."""
    if not china_date(talk.owed_at) <= said.held_on <= china_date(at):
        raise InvalidInput(
            Words("约谈日期应在任务产生之后、今天之前", "After the task, not after today"),
            field="held_on",
        )
    if said.rectify_by < said.held_on:
        raise InvalidInput(
            Words("整改期限不能早于约谈日期", "It cannot be put right before it was said"),
            field="rectify_by",
        )


_PAST: dict[Deed | TalkDeed, str] = {
    Deed.APPEAL: "appealed",
    Deed.DISMISS: "dismissed",
    Deed.PROPOSE_VOID: "void_proposed",
    Deed.APPROVE_VOID: "voided",
    Deed.REFUSE_VOID: "void_refused",
    TalkDeed.RECORD: "held",
    TalkDeed.SIGN: "signed",
}
