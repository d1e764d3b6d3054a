"""Leaves: somebody's account ends, or an agency does, and others answer for what they held.

Each in one transaction of the keeper's login, which sees every case and no words of reporters:
administrators see none. Locks are taken in everybody's order (cases, then people), so that an
assignment at the same instant waits or is refused (ADR 19). `at` is aware.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from command.accounts import retirement_store, session_store
from command.accounts import store as accounts
from command.accounts.account import Account
from command.accounts.actions import account_of, demand_admin, note
from command.accounts.ending import account_ended
from command.accounts.posting_actions import demand_other
from command.accounts.role import Actor
from command.audit.record import What, record
from command.base import journal
from command.base.db import Connection, Database
from command.base.event import Event
from command.base.problem import Conflict, InvalidInput
from command.base.words import Words
from command.casework import doing, leaving, leaving_store, posts
from command.casework.case import Case
from command.casework.doing import Outcome
from command.casework.happened import CaseHandedOn
from command.casework.leaving import Heirs, Leaving, handed_on
from command.casework.means import promise_of
from command.casework.routing import NobodyToAssign, Post
from command.casework.rule_happened import CaseDisowned
from command.casework.sharing import return_by
from command.casework.terms import PartKind

MOST_TRIES = 5
FEWEST_LETTERS = 2


class StillBusy(Conflict):
    code = "still-busy"
    zh = "正在不断收到新的事项,请稍后再试"
    en = "New cases keep coming in; try again in a moment"


@dataclass(frozen=True, slots=True)
class Wish:
    """To whom of the same agency, None for whoever is on duty there; `ends` closes the account."""

    to: int | None
    why: str
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """Why, and who is meant to follow: a person of the same agency, or another agency."""

    why: str
    to: Post | None = None
    successor: str | None = None


class _Late(Exception):
    """Cases came in between looking and locking."""


async def leave(
    keeping: Database, account_id: int, wish: Wish, by: Actor | None, at: datetime
) -> int:
    """Hand on every open case of a person; with `ends` their account and sessions end with it.

    Returns how many cases changed hands.

    Raises NotPermitted, NoSuchAccount, OwnAccount, LastAdministrator, InvalidInput, NobodyToAssign.
    """
    demand_admin(by)
    why = _reason(wish.why)
    for _ in range(MOST_TRIES):
        try:
            async with keeping.transaction() as conn:
                await leaving_store.one_at_a_time(conn)
                account = await demand_other(conn, account_id, by)
                to = await _named(conn, account, wish.to)
                gone = Leaving(account.agency_id, account.account_id)
                count, events = await _hand_on(conn, gone, Plan(why, to), at)
                detail: dict[str, int | bool | str] = {"cases": count, "ended": wish.ends}
                await note(conn, What.CASES_HANDED_ON, account_id, by, at, detail)
                if wish.ends:
                    events += await _end(conn, account, by, at)
                await journal.append(conn, events)
                return count
        except _Late:
            continue
    raise StillBusy()


async def _end(conn: Connection, account: Account, by: Actor | None, at: datetime) -> list[Event]:
    await accounts.disable_account(conn, account.account_id, at)
    await session_store.end_sessions_of_account(conn, account.account_id, at)
    await note(conn, What.ACCOUNT_DISABLED, account.account_id, by, at)
    return [account_ended(account.account_id, account.county, at)]


async def retire_due(keeping: Database, at: datetime) -> int:
    """End every agency whose day has come; how many."""
    async with keeping.reading() as conn:
        due = await retirement_store.due(conn, at)
    for agency_id in due:
        await retire(keeping, agency_id, at)
    return len(due)


async def retire(keeping: Database, agency_id: str, at: datetime) -> int:
    """End an agency whose day has come; its open cases go to its successor. How many did."""
    for _ in range(MOST_TRIES):
        try:
            async with keeping.transaction() as conn:
                await leaving_store.one_at_a_time(conn)
                wanted = await retirement_store.lock_due(conn, agency_id, at)
                if wanted is None:
                    return 0
                plan = Plan(wanted.why, successor=wanted.successor)
                count, events = await _hand_on(conn, Leaving(agency_id), plan, at)
                await retirement_store.end(conn, agency_id, at)
                detail: dict[str, int | bool | str] = {"cases": count, "to": wanted.successor}
                target = f"agency:{agency_id}"
                what = What.AGENCY_RETIRED
                await record(conn, what, wanted.asked_by, at, target=target, detail=detail)
                await journal.append(conn, events)
                return count
        except _Late:
            continue
    raise StillBusy()


async def _hand_on(
    conn: Connection, gone: Leaving, plan: Plan, at: datetime
) -> tuple[int, list[Event]]:
    """Every open case of who is gone in other hands, one fact each; what to tell of it."""
    cases = await leaving_store.lock_held(conn, gone)
    if await leaving_store.hold_and_look(conn, gone) - {case.case_id for case in cases}:
        raise _Late
    until = return_by(await promise_of(conn), at)
    events: list[Event] = []
    for held in cases:
        case, told = await _disowned(conn, held, gone, plan, at)
        events += told
        heirs = await _heirs(conn, case, gone, plan, at)
        if told and heirs == Heirs(None, case.charge_id):
            continue  # owned, and nothing else
        fact = handed_on(case, gone, heirs, until, at)
        outcome = Outcome([fact], words=plan.why, facts=_facts(case, fact, gone))
        events += (await doing.apply(conn, case, outcome, None))[1]
    return len(cases), events


async def _disowned(
    conn: Connection, case: Case, gone: Leaving, plan: Plan, at: datetime
) -> tuple[Case, list[Event]]:
    """Nobody inherits a leader's word: the case is free for the next one who owns it."""
    if case.ownership is None or not await _is_gone(conn, case.ownership.leader_id, gone):
        return case, []
    facts = {"leader": case.ownership.leader}
    return await doing.apply(conn, case, Outcome([CaseDisowned(at=at)], plan.why, facts), None)


async def _heirs(conn: Connection, case: Case, gone: Leaving, plan: Plan, at: datetime) -> Heirs:
    post = None
    if gone.leads(case) or gone.helps(case):
        post = plan.to or await _post(conn, case, gone, plan, at)
    return Heirs(post, await _charge(conn, case, gone, at))


async def _post(conn: Connection, case: Case, gone: Leaving, plan: Plan, at: datetime) -> Post:
    """Who follows: the agency's own, the successor, by the mandates, the nearest centre."""
    if gone.account_id is not None:
        own = await posts.stand_in(conn, gone.agency_id, gone.account_id, at)
        if own is not None:
            return own
    if plan.successor is not None:
        found = await posts.staffed(conn, [plan.successor], at)
        if found:
            return found[plan.successor]
    if gone.leads(case):
        return await posts.lead_without(conn, case, gone.agency_id, at)
    near = await posts.nearest_centre(conn, case.facts.place, gone.agency_id, at)
    if near is None:
        raise NobodyToAssign()
    return near


async def _charge(conn: Connection, case: Case, gone: Leaving, at: datetime) -> int:
    """Who is in charge of a case that is not handed over yet; whoever was, if they stay."""
    if not leaving.waits(case):
        return case.charge_id
    if not await _is_gone(conn, case.charge_id, gone):
        return case.charge_id
    found = await posts.in_charge(conn, case.facts.place, gone, at)
    if found is None:
        raise NobodyToAssign()
    return found


async def _is_gone(conn: Connection, account_id: int, gone: Leaving) -> bool:
    held = await account_of(conn, account_id)
    return held.agency_id == gone.agency_id and gone.account_id in (None, held.account_id)


async def _named(conn: Connection, account: Account, to: int | None) -> Post | None:
    """Raises InvalidInput unless `to` works in the same agency and can sign."""
    if to is None:
        return None
    officers = await accounts.officers_of(conn, account.agency_id)
    agency = await accounts.find_agency(conn, account.agency_id)
    for one in officers:
        if one.account_id == to != account.account_id and one.can_sign and agency is not None:
            return Post(agency.agency_id, agency.short_name, one.account_id, one.name)
    raise InvalidInput(
        Words("须为同一单位可以签收的其他人员", "Somebody else of the same agency who can sign"),
        field="to",
    )


def _facts(case: Case, fact: CaseHandedOn, gone: Leaving) -> dict[str, Any]:
    """Who followed whom, by names on screens."""
    follows = (
        (old.officer_name, new.officer_name)
        for old in case.parts
        for new in fact.parts
        if old.agency_id == new.agency_id and old.officer_id != new.officer_id
    )
    pair = next(follows, None)
    facts: dict[str, Any] = {"officer": list(pair)} if pair else {}
    lead = next((part.agency_id for part in fact.parts if part.part is PartKind.LEAD), None)
    if fact.to_agency and lead is not None:
        facts["lead"] = lead
        facts["from"] = gone.agency_id
    return facts


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明理由", "Say why"), field="why")
    return reason
