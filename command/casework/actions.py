"""What people do to a case, one function a deed; intake, handing over and visits stand beside.

Each reads the facts it needs, decides with pure functions, and lets `carry_out` save and tell.
`at` is an aware instant. Every function returns the JSON answer, kept for repeats.
"""

from datetime import datetime
from typing import Any

from command.accounts.role import Actor
from command.base.db import Connection, Database
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import agreement_store, judge, trail_store
from command.casework.case import Case, WrongState
from command.casework.deadlines import rule_by, visit_by
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.happened import (
    CaseAcknowledged,
    CaseClosed,
    CaseEscalated,
    CaseProgressed,
    CaseResolved,
    CaseReturned,
    CaseSigned,
)
from command.casework.marks import marks_in, noticed
from command.casework.means import (
    Means,
    No,
    Raised,
    Told,
    demand_jurisdiction,
    demand_near,
    promise_of,
)
from command.casework.position import ground_of
from command.casework.revision import Change, differences, revise
from command.casework.rule_happened import CaseInformed, PartReturned
from command.casework.sharing import return_by
from command.casework.terms import Deed, PartKind
from command.casework.title import check_public


async def sign_for(db: Database, target: Target, by: Actor, at: datetime, key: RequestKey) -> bytes:
    """An agency's receipt for its part; the lead's puts the case into handling."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        part = case.part_of(by.agency_id)
        kind = part.part if part else PartKind.SUPPORT
        return Outcome([CaseSigned(at=at, agency_id=by.agency_id, part=kind)])

    return await carry_out(db, Deed.SIGN_FOR, target, decide, Hand(by, at, key))


async def give_back(
    db: Database, target: Target, no: No, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """The lead's reasoned no; the case waits for the dispatcher, the second time for a ruling."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        why = _reason(no.reason, "reason")
        await trail_store.add_give_back(conn, case, no.ground, why, by.account_id, at)
        number = case.return_count + 1
        due = rule_by(await promise_of(conn), at) if number == judge.MOST_RETURNS else None
        facts = {"ground": str(no.ground), "number": number}
        return Outcome([CaseReturned(at=at, why=why, rule_by=due)], words=why, facts=facts)

    return await carry_out(db, Deed.RETURN, target, decide, Hand(by, at, key))


async def give_part_back(
    db: Database, target: Target, no: No, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """A supporter's reasoned no, once; whoever leads asks somebody else.

    Raises WrongState for the second time.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        why = _reason(no.reason, "reason")
        part = case.part_of(by.agency_id)
        assert part is not None  # the judge has asked
        if at >= return_by(await promise_of(conn), part.assigned_at):
            raise WrongState(judge.TOO_LATE)
        if not await trail_store.add_part_return(conn, case, by, no.ground, why, at):
            raise WrongState(
                Words("本单位已退回过一次,不得再次退回", "Your agency has returned it once")
            )
        fact = PartReturned(at=at, agency_id=by.agency_id, why=why)
        return Outcome([fact], words=why, facts={"ground": str(no.ground)})

    return await carry_out(db, Deed.RETURN_PART, target, decide, Hand(by, at, key))


async def update_facts(
    means: Means, case_id: int, change: Change, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """Correct what is known; a centre's people may move the place within their jurisdiction,
    an agency's within the township that has the case."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        ground = ground_of(change.place or case.facts.place, means.book)
        if change.place is not None:
            demand_jurisdiction(by, change.place)
            demand_near(by, case.facts.place, change.place)
        promise = await promise_of(conn, means.count)
        updated = revise(case, change, ground, promise, at)
        facts = differences(case.facts, updated.facts)
        return Outcome([updated], words=updated.why, facts=facts)

    target = Target(case_id, change.version)
    return await carry_out(means.db, Deed.FACTS, target, decide, Hand(by, at, key))


async def progress(
    db: Database, target: Target, told: Told, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """A line in the timeline: what has been done, with photos."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        words = told.words.strip()
        if not words and not told.photos:
            raise InvalidInput(
                Words("请填写进展或附上照片", "Write a word or add a photo"), field="words"
            )
        found = marks_in(words)
        facts: dict[str, Any] = dict(noticed(case.facts.marks, found))
        if told.percent is not None:
            if case.ownership is None:
                raise InvalidInput(
                    Words("只有领导包案事项填写进度", "Only a case that a leader owns has a share"),
                    field="percent",
                )
            facts["percent"] = [case.ownership.percent, told.percent]
        fact = CaseProgressed(at=at, marks=found, percent=told.percent)
        return Outcome([fact], words, facts, told.photos)

    return await carry_out(db, Deed.PROGRESS, target, decide, Hand(by, at, key))


async def escalate(
    db: Database, target: Target, raised: Raised, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """A graver level, with the reason in words; screens pulse until somebody acknowledges."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        if raised.level >= case.facts.level:
            raise InvalidInput(
                Words(
                    "升级须至少提高一级(1 级最高)",
                    "Escalating raises the level by one at least (1 is the gravest)",
                ),
                field="level",
            )
        why = _reason(raised.why, "why")
        facts = {"level": [int(case.facts.level), int(raised.level)]}
        return Outcome([CaseEscalated(at=at, level=raised.level, why=why)], words=why, facts=facts)

    return await carry_out(db, Deed.ESCALATE, target, decide, Hand(by, at, key))


async def acknowledge(
    db: Database, target: Target, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """Somebody has seen it: the pulse stops."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        return Outcome([CaseAcknowledged(at=at)])

    return await carry_out(db, Deed.ACKNOWLEDGE, target, decide, Hand(by, at, key))


async def inform(
    db: Database, target: Target, told: Told, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """The first report of a grave event has gone to the city, in these words."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        return Outcome([CaseInformed(at=at)], words=_said(told.words))

    return await carry_out(db, Deed.INFORM, target, decide, Hand(by, at, key))


async def resolve(
    db: Database, target: Target, told: Told, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """The lead says what the result is; a visit is due within three working days."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        due = visit_by(await promise_of(conn), at)
        await agreement_store.end(conn, case.case_id, "performed", "", by.account_id, at)
        resolved = CaseResolved(at=at, visit_by=due)
        return Outcome([resolved], words=_said(told.words), photos=told.photos)

    return await carry_out(db, Deed.RESOLVE, target, decide, Hand(by, at, key))


async def close(db: Database, target: Target, by: Actor, at: datetime, key: RequestKey) -> bytes:
    """The end of a visited case."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        return Outcome([CaseClosed(at=at)])

    return await carry_out(db, Deed.CLOSE, target, decide, Hand(by, at, key))


def _reason(text: str, field: str) -> str:
    """A reason that travels in frames: at least two letters, no personal pattern."""
    reason = check_public(text, field)
    if len(reason) < 2:
        raise InvalidInput(Words("请写明理由", "Say why"), field=field)
    return reason


def _said(text: str) -> str:
    words = text.strip()
    if len(words) < 2:
        raise InvalidInput(Words("请填写内容", "Say what was done"), field="words")
    return words
