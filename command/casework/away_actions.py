"""Deeds that lead a matter before somebody else and back: a body outside, a hearing.

`at` is an aware instant. Each returns the JSON answer, kept for repeats.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from command.base.clock import china_date, midnight_after
from command.base.db import Connection, Database
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import away_store, outside
from command.casework.away_happened import (
    CaseCameBack,
    CaseTransferred,
    HearingCalled,
    HearingConcluded,
)
from command.casework.case import Case
from command.casework.deadline import Deadline
from command.casework.deadlines import resolve_by, visit_by
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.means import Means, promise_of
from command.casework.outside import Outcome as Back
from command.casework.outside import Way
from command.casework.terms import DeadlineName, Deed

LATEST_HEARING = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Called:
    """When and where a hearing is, and about what."""

    held_on: datetime
    spot: str
    words: str


async def transfer(db: Database, target: Target, way: Way, hand: Hand) -> bytes:
    """To a court, an arbitration, another body in law. Raises InvalidInput naming `due`."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        due = outside.outside_by(way, await promise_of(conn), hand.at)
        await away_store.send(conn, case.case_id, way, hand.by.account_id, hand.at)
        fact = CaseTransferred(at=hand.at, body=str(way.body), outside_by=due)
        facts = {"body": str(way.body), "called": way.name.strip()}
        if way.reference.strip():
            facts["reference"] = way.reference.strip()
        return Outcome([fact], words=way.words.strip(), facts=facts)

    return await carry_out(db, Deed.TRANSFER, target, decide, hand)


async def come_back(means: Means, target: Target, how: Back, result: str, hand: Hand) -> bytes:
    """What has come of it there; not taken, it is handled here again under a new promise."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        promise = await promise_of(conn, means.count)
        fact = (
            CaseCameBack(at=hand.at, visit_by=visit_by(promise, hand.at))
            if how is Back.DECIDED
            else CaseCameBack(
                at=hand.at, resolve_by=resolve_by(case.facts.difficulty, promise, hand.at)
            )
        )
        said = result.strip()
        await away_store.take_back(conn, case.case_id, how, said, hand.by.account_id, hand.at)
        return Outcome([fact], words=said, facts={"outcome": str(how)})

    return await carry_out(means.db, Deed.COME_BACK, target, decide, hand)


async def hear(db: Database, target: Target, called: Called, hand: Hand) -> bytes:
    """A hearing is called: a grave or complex matter is argued before it is answered.

    Raises InvalidInput naming `held`.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        if not hand.at < called.held_on <= hand.at + LATEST_HEARING:
            raise InvalidInput(
                Words("听证时间须在现在之后、三个月之内", "A hearing lies within three months"),
                field="held",
            )
        due = midnight_after(china_date(called.held_on))
        line = Deadline(DeadlineName.HEARING_BY, hand.at, due, provisional=False)
        spot, words = called.spot.strip(), called.words.strip()
        values = (case.case_id, called.held_on, spot, words, hand.by.account_id, hand.at)
        await away_store.call_hearing(conn, *values)
        facts = {"held": called.held_on.isoformat(), "spot": spot}
        return Outcome([HearingCalled(at=hand.at, hearing_by=line)], words=words, facts=facts)

    return await carry_out(db, Deed.HEAR, target, decide, hand)


async def conclude_hearing(
    db: Database, target: Target, who: str, minutes: str, hand: Hand
) -> bytes:
    """Its minutes, and who took part."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        values = (case.case_id, who.strip(), minutes.strip(), hand.by.account_id, hand.at)
        await away_store.conclude_hearing(conn, *values)
        return Outcome([HearingConcluded(at=hand.at)], words=minutes.strip())

    return await carry_out(db, Deed.CONCLUDE_HEARING, target, decide, hand)
