"""Handing a case over: acceptance and assignment, by the mandates or by a dispatcher's own word.

Departing from the mandates takes a reason, which stays in the timeline.
"""

from datetime import datetime
from typing import Any

from command.accounts.role import Actor
from command.base.db import Connection, Database
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import posts
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.happened import CaseAccepted, CaseAssigned, Happened
from command.casework.means import Choice
from command.casework.routing import Routing, chosen_by_hand
from command.casework.terms import Deed, State


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


async def _hand_over(db: Database, deed: Deed, target: Target, choice: Choice, hand: Hand) -> bytes:
    async def decide(conn: Connection, case: Case) -> Outcome:
        suggested = await posts.suggested_routing(conn, case, hand.at)
        routing = await _chosen(conn, choice, suggested, hand.at)
        reason = _reason(choice, routing, suggested)
        return _outcome(case, (routing, suggested), reason, hand.at)

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


def _reason(choice: Choice, routing: Routing, suggested: Routing) -> str:
    reason = choice.reason.strip()
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


def _outcome(case: Case, chosen: tuple[Routing, Routing], reason: str, at: datetime) -> Outcome:
    """`chosen` is what was decided and what the mandates say; a difference stays on record."""
    routing, suggested = chosen
    happened: list[Happened] = [CaseAssigned(at=at, parts=routing.parts(at))]
    if case.state is State.REGISTERED:
        happened.insert(0, CaseAccepted(at=at))
    facts: dict[str, Any] = {
        "lead": routing.lead.agency_id,
        "supports": [post.agency_id for post in routing.supports],
        "routing": routing.why.kept,
        "line": routing.line,
    }
    if routing.lead.agency_id != suggested.lead.agency_id:
        facts["instead_of"] = suggested.lead.agency_id
    return Outcome(happened, words=reason, facts=facts)
