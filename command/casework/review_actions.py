"""Deeds of a review: the citizen's asking, a hearing of it, and what the organ above says.

`at` is an aware instant. Each returns the JSON answer, kept for repeats.
"""

from dataclasses import dataclass
from datetime import date

from command.base.clock import midnight_before
from command.base.db import Connection
from command.casework import away_store, posts, review, review_store
from command.casework.case import Case
from command.casework.deadlines import resolve_by
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.means import Means, promise_of
from command.casework.review import Asked, Review, Verdict
from command.casework.review_happened import ReviewAsked, ReviewConcluded, ReviewHeard
from command.casework.terms import DeadlineName, Deed


@dataclass(frozen=True, slots=True)
class Heard:
    """A hearing of a re-review: its days, its place, who took part, its minutes."""

    begun: date
    ended: date
    spot: str
    present: str
    minutes: str


async def ask(means: Means, target: Target, asked: Asked, hand: Hand) -> bytes:
    """The citizen asks for a review, or for the re-review of one.

    Raises NoFurtherReview, InvalidInput naming `asked`.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        promise = await promise_of(conn, means.count)
        stage = review.next_stage(case, await review_store.of_case(conn, case.case_id))
        on = review.demand_in_time(case, stage, asked, promise, hand.at)
        made = Review(case.redo_count, stage, asked, hand.at)
        await review_store.ask(conn, case.case_id, made, on, hand.by.account_id)
        fact = ReviewAsked(
            at=hand.at,
            stage=stage,
            parts=await posts.still_there(conn, case, hand.at),
            review_by=review.review_by(promise, hand.at),
        )
        facts = {"stage": stage, "organ": asked.organ.strip(), "on": on.isoformat()}
        return Outcome([fact], words=asked.words.strip(), facts=facts)

    return await carry_out(means.db, Deed.ASK_REVIEW, target, decide, hand)


async def hear(means: Means, target: Target, held: Heard, hand: Hand) -> bytes:
    """A hearing of a re-review was held; its days are left out. Raises InvalidInput."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        line = case.deadline(DeadlineName.REVIEW_BY)
        assert line is not None  # the state says so
        promise = await promise_of(conn, means.count)
        longer = review.heard(line, held.begun, held.ended, promise, hand.at)
        about, minutes = "复核听证", held.minutes.strip()
        by, begun = hand.by.account_id, midnight_before(held.begun)
        values = (begun, held.spot.strip(), about, by, hand.at)
        await away_store.call_hearing(conn, case.case_id, *values)
        await away_store.conclude_hearing(
            conn, case.case_id, held.present.strip(), minutes, by, hand.at
        )
        facts = {"from": held.begun.isoformat(), "to": held.ended.isoformat()}
        return Outcome([ReviewHeard(at=hand.at, review_by=longer)], words=minutes, facts=facts)

    return await carry_out(means.db, Deed.HEAR_REVIEW, target, decide, hand)


async def conclude(means: Means, target: Target, said: Verdict, words: str, hand: Hand) -> bytes:
    """The opinion of the organ above: upheld, or changed and handled again."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        due = None
        if said is Verdict.CHANGED:
            promise = await promise_of(conn, means.count)
            due = resolve_by(case.facts.difficulty, promise, hand.at)
        opinion = words.strip()
        values = (said, opinion, hand.by.account_id, hand.at)
        await review_store.conclude(conn, case.case_id, *values)
        fact = ReviewConcluded(at=hand.at, resolve_by=due)
        return Outcome([fact], words=opinion, facts={"verdict": str(said)})

    return await carry_out(means.db, Deed.CONCLUDE_REVIEW, target, decide, hand)
