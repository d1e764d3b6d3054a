"""Deeds on a case's clocks: asking for time, deciding on it, letting a paused clock go on.

`at` is an aware instant. Each returns the JSON answer, kept for repeats.
"""

from dataclasses import dataclass
from datetime import datetime

from command.accounts.role import Actor
from command.base.db import Connection
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput, NotPermitted
from command.base.words import Words
from command.casework import asking, request_store
from command.casework.asking import Asked
from command.casework.case import Case, WrongState
from command.casework.clock_happened import ClockAsked, ClockRefused, ClockResumed
from command.casework.deadline import resumed
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.means import Means, promise_of
from command.casework.terms import DeadlineName, Deed, Wish


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no to the request that waits, and what the citizen is told."""

    is_granted: bool
    words: str


async def ask(
    means: Means, target: Target, asked: Asked, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """The lead asks for a pause, an extension or another class, with the reason."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        number = await request_store.next_number(conn, case)
        wanted = asking.request(case, asking.plain(asked), number, by.account_id, at)
        await request_store.add(conn, case, wanted)
        facts = {"request": number, "wish": str(asked.wish), "deadline": str(asked.deadline)}
        if wanted.asked.days is not None:
            facts["days"] = str(wanted.asked.days)
        fact = ClockAsked(at=at, number=number, by=by.account_id, wish=asked.wish)
        return Outcome([fact], words=asked.words.strip(), facts=facts)

    return await carry_out(means.db, Deed.ASK_TIME, target, decide, Hand(by, at, key))


async def decide_on(
    means: Means, target: Target, said: Decision, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """Somebody other than who asked says yes or no; a no says why."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        wanted = await request_store.waiting(conn, case)
        if wanted is None:
            raise WrongState(Words("没有待审批的申请", "No request waits"))
        if wanted.asked_by == by.account_id:
            raise NotPermitted(
                Words("申请人不能审批自己的申请", "Nobody decides on their own request")
            )
        words = said.words.strip()
        if len(words) < 2:
            raise InvalidInput(
                Words("请写明审批意见", "Say why, for the citizen will be told"), field="words"
            )
        promise = await promise_of(conn, means.count)
        fact = (
            asking.granted(case, wanted, promise, at)
            if said.is_granted
            else ClockRefused(at=at, wish=wanted.asked.wish)
        )
        decided = request_store.Decided(said.is_granted, words, by.account_id, at)
        await request_store.decide(conn, case, wanted.number, decided)
        facts = {"request": wanted.number, "wish": str(wanted.asked.wish)}
        if wanted.asked.wish is Wish.DIFFICULTY and said.is_granted:
            pair = [str(case.facts.difficulty), str(wanted.asked.difficulty)]
            return Outcome([fact], words=words, facts={**facts, "difficulty": pair})
        return Outcome([fact], words=words, facts=facts)

    return await carry_out(means.db, Deed.DECIDE_TIME, target, decide, Hand(by, at, key))


async def resume(means: Means, target: Target, by: Actor, at: datetime, key: RequestKey) -> bytes:
    """What was waited for is there: the promise goes on, longer by the days it stood still."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        promise = await promise_of(conn, means.count)
        line = case.deadline(DeadlineName.RESOLVE_BY)
        if line is None or not line.is_paused:
            raise WrongState(Words("时限没有暂停", "The deadline does not stand still"))
        return Outcome([ClockResumed(at=at, deadline=resumed(line, promise.calendar, at))])

    return await carry_out(means.db, Deed.RESUME_CLOCK, target, decide, Hand(by, at, key))
