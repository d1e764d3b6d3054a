"""Up, down and beside: a lead refers a case up, hands it down, asks for help, lets others know.

The clocks go on as they are: a case that changes hands has not begun anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from command.accounts.role import Actor
from command.base.db import Connection, Database
from command.base.idempotency import RequestKey
from command.base.problem import Conflict, InvalidInput
from command.base.words import Words
from command.casework import posts, trail_store
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.handover_actions import ground_for
from command.casework.happened import (
    CaseAssigned,
    CaseCopied,
    CaseHandedDown,
    CaseReferredUp,
    Part,
    TaskAsked,
)
from command.casework.means import promise_of
from command.casework.routing import (
    NobodyToAssign,
    Post,
    UnstaffedAgency,
    centres_over,
    part_of,
)
from command.casework.sharing import Ask, return_by, task_for
from command.casework.terms import Deed, PartKind

FEWEST_LETTERS = 2


class ThereAndBack(Conflict):
    """The same two levels would pass a case to and fro."""

    code = "there-and-back"
    zh = "同一事项不能在上下级之间来回"
    en = "A case does not go to and fro between two levels"


@dataclass(frozen=True, slots=True)
class Favour:
    """What the lead asks of another agency, until the end of a day of China."""

    agency_id: str
    words: str
    due: date | None


async def refer_up(
    db: Database, target: Target, reason: str, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """The nearest centre above that somebody can sign for leads from now on.

    Raises ThereAndBack when it had handed the case down, NobodyToAssign.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        why = _reason(reason)
        lead = _lead_of(case)
        steps = await trail_store.steps_of(conn, case.case_id)
        if any(s.agency_id == lead and s.way == Deed.HAND_DOWN for s in steps):
            raise ThereAndBack(
                Words(
                    "上级交下的事项不能再上报,确不属职责的请在期限内退回",
                    "Handed down from above: return it in time, do not refer it up again",
                )
            )
        chain = centres_over(case.facts.place)
        above = chain[chain.index(lead) + 1 :]
        staffed = await posts.staffed(conn, above, at)
        post = next((staffed[agency] for agency in above if agency in staffed), None)
        if post is None:
            raise NobodyToAssign()
        return await _moved(conn, case, post, CaseReferredUp, why, at)

    return await carry_out(db, Deed.REFER_UP, target, decide, Hand(by, at, key))


async def hand_down(
    db: Database,
    target: Target,
    to: str,
    reason: str,
    hand: Hand,
) -> bytes:
    """A centre below, over the place of the case, leads from now on.

    Raises ThereAndBack when it had referred the case up, UnstaffedAgency, InvalidInput.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        why = _reason(reason)
        chain = centres_over(case.facts.place)
        if to not in chain[: chain.index(_lead_of(case))]:
            raise InvalidInput(
                Words("只能交给事项所在地的下级中心", "Only a centre below, over the place"),
                field="to",
            )
        steps = await trail_store.steps_of(conn, case.case_id)
        if any(s.from_agency == to and s.way == Deed.REFER_UP for s in steps):
            raise ThereAndBack(
                Words("该中心已将此事项上报,不能再交下", "That centre has referred it up"),
                field="to",
            )
        post = (await posts.staffed(conn, [to], hand.at)).get(to)
        if post is None:
            raise UnstaffedAgency(field="to")
        return await _moved(conn, case, post, CaseHandedDown, why, hand.at)

    return await carry_out(db, Deed.HAND_DOWN, target, decide, hand)


async def copy(db: Database, target: Target, to: Sequence[str], reason: str, hand: Hand) -> bytes:
    """Let agencies know of the case: each by a named person, with nothing to do.

    Raises InvalidInput naming the agency that has a part already, UnstaffedAgency.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        why = _reason(reason)
        staffed = await posts.staffed(conn, to, hand.at)
        for number, agency in enumerate(to):
            where = f"to[{number}]"
            if case.part_of(agency) is not None or agency in to[:number]:
                raise InvalidInput(
                    Words("该单位已在本件中", "This agency has a part already"), field=where
                )
            if agency not in staffed:
                raise UnstaffedAgency(field=where)
        parts = tuple(part_of(staffed[agency], PartKind.COPY, hand.at) for agency in to)
        copied = CaseCopied(at=hand.at, parts=parts)
        return Outcome([copied], words=why, facts={"copies": list(to)})

    return await carry_out(db, Deed.COPY, target, decide, hand)


async def ask(db: Database, target: Target, favour: Favour, hand: Hand) -> bytes:
    """Another agency supports from now on, with a task, a named officer and a day of its own.

    Raises InvalidInput naming the field, UnstaffedAgency.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        post = (await posts.staffed(conn, [favour.agency_id], hand.at)).get(favour.agency_id)
        if post is None:
            raise UnstaffedAgency(field="to")
        if post.agency_id == _lead_of(case):
            raise InvalidInput(
                Words("牵头单位不能请求自己协办", "The lead does not ask itself"), field="to"
            )
        part = part_of(post, PartKind.SUPPORT, hand.at)
        wish = Ask(favour.agency_id, favour.words, favour.due)
        task = task_for(ground_for(case, hand.by), len(case.tasks) + 1, part, wish, hand.at)
        facts = {"task": task.number, "agency": task.agency_id, "officer": task.officer_name}
        return Outcome([TaskAsked(at=hand.at, task=task)], words=task.words, facts=facts)

    return await carry_out(db, Deed.ASK, target, decide, hand)


async def _moved(
    conn: Connection,
    case: Case,
    post: Post,
    made: type[CaseAssigned],
    why: str,
    at: datetime,
) -> Outcome:
    """The case under a new lead; supporters keep their parts and their tasks."""
    until = return_by(await promise_of(conn), at)
    lead = replace(part_of(post, PartKind.LEAD, at), return_by=until)
    fact = made(at=at, parts=(lead, *_supports(case, post.agency_id)))
    facts = {"lead": post.agency_id, "from": _lead_of(case)}
    return Outcome([fact], words=why, facts=facts)


def _supports(case: Case, lead: str) -> tuple[Part, ...]:
    return tuple(
        part for part in case.parts if part.part is PartKind.SUPPORT and part.agency_id != lead
    )


def _lead_of(case: Case) -> str:
    assert case.lead is not None  # the judge has asked
    return case.lead.agency_id


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明理由", "Say why"), field="reason")
    return reason
