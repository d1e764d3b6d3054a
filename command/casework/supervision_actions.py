"""Deeds of supervision: demanding something of a unit, its written answer, and the lifting.

`at` is an aware instant. Each returns the JSON answer, kept for repeats.
"""

from dataclasses import dataclass
from datetime import date

from command.base.db import Connection, Database
from command.base.problem import InvalidInput, NotPermitted
from command.base.words import Words
from command.casework import judge, supervision
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.happened import (
    Part,
)
from command.casework.supervision import Demand, Grade, Step, Supervision
from command.casework.supervision_happened import (
    InstructionGiven,
    SupervisionAnswered,
    SupervisionLifted,
    SupervisionRaised,
)
from command.casework.terms import Deed, PartKind


@dataclass(frozen=True, slots=True)
class Wish:
    """What is demanded of a unit, of the lead when none is named, until the end of a day."""

    step: Step
    agency_id: str | None
    words: str
    due: date


@dataclass(frozen=True, slots=True)
class Said:
    """Words on a supervision; without a number on the only one they can be meant for."""

    number: int | None
    words: str


async def supervise(db: Database, target: Target, wish: Wish, hand: Hand) -> bytes:
    """Remind, order or list a unit: a new supervision, or the unit's open one a step further.

    Raises InvalidInput naming the field.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        part = _addressed(case, wish.agency_id)
        demand = _demand(wish, hand)
        held = next((one for one in case.open_supervisions if _is_of(one, part)), None)
        made = (
            supervision.given(demand, len(case.supervisions) + 1, part, hand.at)
            if held is None
            else supervision.raised(held, demand, hand.at)
        )
        fact = SupervisionRaised(at=hand.at, supervision=made)
        return Outcome([fact], words=made.words, facts=facts_of(made, wish.due))

    return await carry_out(db, Deed.SUPERVISE, target, decide, hand)


async def instruct(db: Database, target: Target, wish: Wish, hand: Hand) -> bytes:
    """A leader's word on a case, for a unit to carry out and answer."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        part = _addressed(case, wish.agency_id)
        demand = _demand(wish, hand)
        made = supervision.given(demand, len(case.supervisions) + 1, part, hand.at)
        fact = InstructionGiven(at=hand.at, supervision=made)
        return Outcome([fact], words=made.words, facts=facts_of(made, wish.due))

    return await carry_out(db, Deed.INSTRUCT, target, decide, hand)


async def reply(db: Database, target: Target, said: Said, hand: Hand) -> bytes:
    """The unit's written answer; the clock stops, the supervision stays until it is lifted."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        waiting = [
            one
            for one in case.supervisions
            if one.is_waiting and one.agency_id == hand.by.agency_id
        ]
        held = _meant(waiting, said.number)
        done = supervision.answered(held, said.words, hand.by.account_id, hand.at)
        fact = SupervisionAnswered(at=hand.at, supervision=done)
        return Outcome([fact], words=done.answer, facts={"supervision": done.number})

    return await carry_out(db, Deed.REPLY, target, decide, hand)


async def lift(db: Database, target: Target, said: Said, hand: Hand) -> bytes:
    """It is over, with the reason; a leader lifts what they have instructed themselves.

    Raises NotPermitted, InvalidInput naming the field.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        held = _meant(case.open_supervisions, said.number)
        if not judge.may_lift(held, hand.by):
            raise NotPermitted(Words("只能解除自己作出的批示", "Only one's own instruction"))
        done = supervision.lifted(held, said.words, hand.by.account_id, hand.at)
        fact = SupervisionLifted(at=hand.at, supervision=done)
        facts = {"supervision": done.number, "grade": str(held.grade)}
        return Outcome([fact], words=done.lifted_why, facts=facts)

    return await carry_out(db, Deed.LIFT, target, decide, hand)


def _addressed(case: Case, agency_id: str | None) -> Part:
    """The unit it is for, with the officer who is named there now."""
    part = case.lead if agency_id is None else case.part_of(agency_id)
    if part is None or part.part is PartKind.COPY:
        raise InvalidInput(
            Words("该单位在本件中没有承办职责", "This agency has no part to be held to"),
            field="agency",
        )
    return part


def _is_of(one: Supervision, part: Part) -> bool:
    return one.grade is not Grade.INSTRUCTED and one.agency_id == part.agency_id


def _demand(wish: Wish, hand: Hand) -> Demand:
    return Demand(wish.step, wish.words, wish.due, hand.by.account_id, hand.by.name)


def _meant(found: "list[Supervision] | tuple[Supervision, ...]", number: int | None) -> Supervision:
    """Raises InvalidInput when none or several can be meant."""
    if number is None and len(found) == 1:
        return found[0]
    held = next((one for one in found if one.number == number), None)
    if held is None:
        raise InvalidInput(
            Words("请选择一项未了结的督办或批示", "Choose one that is open"), field="number"
        )
    return held


def facts_of(made: Supervision, due: date) -> dict[str, str | int]:
    """What its line in the timeline says."""
    return {
        "supervision": made.number,
        "grade": str(made.grade),
        "agency": made.agency_id,
        "officer": made.officer_name,
        "due": due.isoformat(),
    }
