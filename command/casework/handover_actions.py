"""Handing a case over: acceptance, assignment and ruling, by the mandates or by a person's word.

Departing from the mandates takes a reason, which stays in the timeline. Each supporter is given
a task, an officer and a day.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from command.accounts.role import Actor
from command.base.db import Connection, Database
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import posts
from command.casework.case import Case
from command.casework.deadlines import Promise, answer_by
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.happened import (
    CaseAccepted,
    CaseAssigned,
    CaseRuled,
    Happened,
    Part,
    Task,
)
from command.casework.means import Choice, promise_of
from command.casework.routing import Routing, chosen_by_hand
from command.casework.sharing import Ask, Asking, return_by, tasks_for
from command.casework.terms import DeadlineName, Deed, PartKind, State


async def accept(
    db: Database, target: Target, choice: Choice, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """Take the matter in, in law, and hand it to its lead agency."""
    return await _hand_over(db, Deed.ACCEPT, target, choice, Hand(by, at, key))


async def assign(
    db: Database, target: Target, choice: Choice, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """Hand the case to a lead and its supporters; a registered case is accepted with it."""
    return await _hand_over(db, Deed.ASSIGN, target, choice, Hand(by, at, key))


async def rule(
    db: Database, target: Target, choice: Choice, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """The referee's word after the second return: who answers, and that is final."""
    return await _hand_over(db, Deed.RULE, target, choice, Hand(by, at, key))


async def _hand_over(db: Database, deed: Deed, target: Target, choice: Choice, hand: Hand) -> bytes:
    async def decide(conn: Connection, case: Case) -> Outcome:
        suggested = await posts.suggested_routing(conn, case, hand.at)
        routing = await _chosen(conn, choice, suggested, hand.at)
        reason = _reason(choice, routing, suggested, deed)
        promise = await promise_of(conn)
        parts = routing.parts(hand.at, return_by(promise, hand.at))
        tasks = tasks_of(case, parts, choice.asks, hand)
        made = CaseRuled if deed is Deed.RULE else CaseAssigned
        handed = made(at=hand.at, parts=parts, tasks=tasks)
        return _outcome(case, (routing, suggested), reason, promise, handed)

    return await carry_out(db, deed, target, decide, hand)


async def _chosen(conn: Connection, choice: Choice, suggested: Routing, at: datetime) -> Routing:
    if choice.lead is None:
        if choice.supports:
            raise InvalidInput(
                Words(
                    "指定协办单位时须指定牵头单位", "Name a lead agency with the supporting ones"
                ),
                field="lead",
            )
        return suggested
    staffed = await posts.staffed(conn, [choice.lead, *choice.supports], at)
    return chosen_by_hand(choice.lead, choice.supports, staffed)


def tasks_of(
    case: Case, parts: Sequence[Part], asks: Sequence[Ask], hand: Hand
) -> tuple[Task, ...]:
    """A task for each supporter without one. Raises InvalidInput naming the field of an ask."""
    supports = {part.agency_id for part in parts if part.part is PartKind.SUPPORT}
    for number, ask in enumerate(asks):
        if ask.agency_id not in supports:
            raise InvalidInput(
                Words("该单位不是协办单位", "This agency is no supporter"),
                field=f"asks[{number}].agency",
            )
    ground = ground_for(case, hand.by)
    return tasks_for(ground, parts, {ask.agency_id: ask for ask in asks}, hand.at)


def ground_for(case: Case, by: Actor) -> Asking:
    """What a supporter of the case is asked on the ground of."""
    promise = case.deadline(DeadlineName.RESOLVE_BY)
    assert promise is not None  # every case is opened with one
    return Asking(case.tasks, promise, by.account_id)


def _reason(choice: Choice, routing: Routing, suggested: Routing, deed: Deed) -> str:
    reason = choice.reason.strip()
    if deed is Deed.RULE and len(reason) < 2:
        raise InvalidInput(Words("裁定须写明理由", "A ruling takes a reason"), field="reason")
    if routing.lead.agency_id != suggested.lead.agency_id and len(reason) < 2:
        named = suggested.lead.agency_name
        raise InvalidInput(
            Words(
                f"与职责清单(牵头:{named})不同,须写明理由",
                f"The mandates name {named} to lead: say why another",
            ),
            field="reason",
        )
    return reason


def _outcome(
    case: Case,
    chosen: tuple[Routing, Routing],
    reason: str,
    promise: Promise,
    handed: CaseAssigned,
) -> Outcome:
    """`chosen` is what was decided and what the mandates say; a difference stays on record."""
    routing, suggested = chosen
    happened: list[Happened] = [handed]
    if case.state is State.REGISTERED:
        due = answer_by(case.kind, promise, handed.at)
        happened.insert(0, CaseAccepted(at=handed.at, answer_by=due))
    facts: dict[str, Any] = {
        "lead": routing.lead.agency_id,
        "supports": [post.agency_id for post in routing.supports],
        "routing": routing.why.kept,
        "line": routing.line,
    }
    if routing.lead.agency_id != suggested.lead.agency_id:
        facts["instead_of"] = suggested.lead.agency_id
    return Outcome(happened, words=reason, facts=facts)
