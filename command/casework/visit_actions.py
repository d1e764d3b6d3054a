"""The return visit as a deed: each try is put on record, and the last one's result moves the case.

`at` is an aware instant. Returns the JSON answer, kept for repeats.
"""

from datetime import datetime

from command.accounts.role import Actor
from command.base.db import Connection
from command.base.idempotency import RequestKey
from command.casework import visit_store
from command.casework.case import Case
from command.casework.deadlines import resolve_by
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.happened import CaseVisited, VisitTried
from command.casework.means import Means, promise_of
from command.casework.terms import Deed, Satisfaction
from command.casework.visiting import Attempt, Try, next_try, result_of


async def visit(
    means: Means, target: Target, attempt: Attempt, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """Ask the citizen whether it is really solved; dissatisfaction sends the case back.

    What the citizen said stands with the visit alone: the timeline tells that there was one.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        made = await _tried(conn, case, attempt, at)
        await visit_store.add_try(conn, case, made, by.account_id, at)
        facts = {"visit": made.redo, "try": made.number, "method": str(made.method)}
        result = result_of(attempt, made)
        if result is None:
            words = attempt.words.strip()
            return Outcome([VisitTried(at=at, number=made.number)], words=words, facts=facts)
        await visit_store.add_result(conn, case, result, attempt, by.account_id, made.tried_at)
        return Outcome([await _visited(conn, means, case, result, at)], facts=facts)

    return await carry_out(means.db, Deed.VISIT, target, decide, Hand(by, at, key))


async def _tried(conn: Connection, case: Case, attempt: Attempt, at: datetime) -> Try:
    """The next try of the case's round."""
    tries = await visit_store.tries_of(conn, case.case_id)
    earlier = [one for one in tries if one.redo == case.redo_count]
    assert case.resolved_at is not None  # the state is resolved
    return next_try(case.redo_count, earlier, attempt, case.resolved_at, at)


async def _visited(
    conn: Connection, means: Means, case: Case, result: Satisfaction, at: datetime
) -> CaseVisited:
    """The result; dissatisfaction starts a new promise."""
    if result is not Satisfaction.DISSATISFIED:
        return CaseVisited(at=at, satisfaction=result)
    promise = await promise_of(conn, means.count)
    redo = resolve_by(case.facts.difficulty, promise, at)
    return CaseVisited(at=at, satisfaction=result, resolve_by=redo)
