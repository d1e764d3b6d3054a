"""Giving and answering tasks. Giving runs inside the transaction of the reception that ends.

The caller appends the events; nothing here knows what a reception is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.accounts import store as accounts
from command.accounts.role import Actor
from command.base.db import Connection, Database
from command.base.event import Event
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import doing, task
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.happened import Task, TaskAnswered
from command.casework.task import Commitment, Named, Source
from command.casework.terms import Deed


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to a task, in words of the case plane; without a number the oldest open one."""

    task: int | None
    words: str


async def give(
    conn: Connection,
    case: Case,
    commitments: Sequence[Commitment],
    source: Source,
    hand: Hand,
    field: str,
) -> tuple[Case, list[Event]]:
    """Make a task of each commitment; the case is locked. Returns what the caller must tell.

    Raises InvalidInput naming `field[n]`, WrongState for a closed case.
    """
    events: list[Event] = []
    for number, commitment in enumerate(commitments):
        where = f"{field}[{number}]"
        task.check(commitment, where, hand.at)
        named = await _named(conn, commitment, where)
        fact = task.given(case, commitment, named, source, hand.at)
        facts = {
            "task": fact.task.number,
            "agency": fact.task.agency_id,
            "officer": fact.task.officer_name,
            "due": commitment.due.isoformat(),
        }
        outcome = Outcome([fact], words=fact.task.words, facts=facts)
        case, told = await doing.apply(conn, case, outcome, hand.by)
        events += told
    return case, events


async def answer(
    db: Database, target: Target, said: Said, by: Actor, at: datetime, key: RequestKey
) -> bytes:
    """The agency says what came of its task; the task's clock stops."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        words = said.words.strip()
        if len(words) < task.FEWEST_LETTERS:
            raise InvalidInput(Words("请填写答复", "Write an answer"), field="words")
        held = _named_task(case, said.task, by.agency_id)
        if held is None or not held.is_open or held.agency_id != by.agency_id:
            raise InvalidInput(
                Words("本单位没有这项待答复的任务", "Your agency has no such task to answer"),
                field="task",
            )
        fact = TaskAnswered(at=at, task=held.number, answer=words, by=by.account_id)
        return Outcome([fact], words=words, facts={"task": held.number})

    return await carry_out(db, Deed.ANSWER, target, decide, Hand(by, at, key))


def _named_task(case: Case, number: int | None, agency: str) -> Task | None:
    """The task of a number, or the agency's oldest open one."""
    if number is not None:
        return case.task(number)
    own = [held for held in case.open_tasks if held.agency_id == agency]
    return min(own, key=lambda held: held.number, default=None)


async def _named(conn: Connection, commitment: Commitment, where: str) -> Named:
    agency = await accounts.find_agency(conn, commitment.agency_id)
    if agency is None:
        raise InvalidInput(
            Words("没有这个单位", "There is no such agency"), field=f"{where}.agency"
        )
    officers = await accounts.officers_of(conn, commitment.agency_id)
    for officer in officers:
        if officer.account_id == commitment.officer_id and officer.can_sign:
            return Named(agency.short_name, officer)
    raise InvalidInput(
        Words("该单位没有这位可承办的人员", "Nobody of this number in the agency can take it"),
        field=f"{where}.officer",
    )
