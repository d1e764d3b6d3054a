"""Deeds at the ends of a case: declining it, recording that the citizen takes it back, reopening.

`at` is an aware instant. Each returns the JSON answer, kept for repeats.
"""

from dataclasses import dataclass, replace

from command.base.db import Connection, Database
from command.casework import agreement_store, away_store, posts, review_store
from command.casework.case import Case
from command.casework.deadline import Deadline
from command.casework.deadlines import Promise, deadlines_for, resolve_by
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.ending import DeclineGround
from command.casework.happened import Part
from command.casework.means import Means, promise_of
from command.casework.review import Verdict
from command.casework.routing import part_of
from command.casework.sharing import return_by
from command.casework.terms import Deed, PartKind
from command.casework.turn_happened import CaseDeclined, CaseReopened, CaseWithdrawn
from command.casework.visiting import Method


@dataclass(frozen=True, slots=True)
class Declining:
    """Why it is not accepted, and where the citizen should go instead."""

    ground: DeclineGround
    door: str
    words: str


async def decline(db: Database, target: Target, no: Declining, hand: Hand) -> bytes:
    """Not accepted, in law; nobody is asked to do anything."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        fact = CaseDeclined(at=hand.at, ground=no.ground)
        facts = {"declined": str(no.ground), "door": no.door.strip()}
        return Outcome([fact], words=no.words.strip(), facts=facts)

    return await carry_out(db, Deed.DECLINE, target, decide, hand)


async def withdraw(db: Database, target: Target, method: Method, words: str, hand: Hand) -> bytes:
    """The citizen takes it back, in their own words to a visitor; never the unit."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        said = words.strip()
        await away_store.end_all(conn, case.case_id, said, hand.by.account_id, hand.at)
        by = hand.by.account_id
        await agreement_store.end(conn, case.case_id, "withdrawn", said, by, hand.at)
        await review_store.conclude(conn, case.case_id, Verdict.WITHDRAWN, said, by, hand.at)
        facts = {"asked_by": str(method)}
        return Outcome([CaseWithdrawn(at=hand.at)], words=said, facts=facts)

    return await carry_out(db, Deed.WITHDRAW, target, decide, hand)


async def reopen(means: Means, target: Target, words: str, hand: Hand) -> bytes:
    """It was not over: back to whoever led it, with all that was done and a new promise.

    Raises NobodyToAssign.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        promise = await promise_of(conn, means.count)
        parts = await _hands(conn, case, promise, hand)
        clocks = _clocks(case, promise, hand) if parts else _from_the_start(case, promise, hand)
        fact = CaseReopened(at=hand.at, parts=parts, deadlines=clocks, charge_id=hand.by.account_id)
        return Outcome([fact], words=words.strip(), facts={"round": case.redo_count + 1})

    return await carry_out(means.db, Deed.REOPEN, target, decide, hand)


async def _hands(conn: Connection, case: Case, promise: Promise, hand: Hand) -> tuple[Part, ...]:
    """The agency that led, with whoever takes a case there now; by the mandates when it cannot."""
    if case.lead is None:
        return ()
    found = await posts.staffed(conn, [case.lead.agency_id], hand.at)
    post = found.get(case.lead.agency_id)
    if post is None:
        post = (await posts.suggested_routing(conn, case, hand.at)).lead
    lead = part_of(post, PartKind.LEAD, hand.at)
    return (replace(lead, return_by=return_by(promise, hand.at)),)


def _clocks(case: Case, promise: Promise, hand: Hand) -> tuple[Deadline, ...]:
    return (resolve_by(case.facts.difficulty, promise, hand.at),)


def _from_the_start(case: Case, promise: Promise, hand: Hand) -> tuple[Deadline, ...]:
    return deadlines_for(case.kind, case.facts.difficulty, promise, hand.at)
