"""Supervision: what is demanded of a unit beside its promise, step by step and one way only.

A reminder (催办), an order (督办) that is ordinary, with a yellow or a red card, a listing
(挂牌督办); and a leader's instruction (批示). The colours are words, never a screen's. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from command.base.clock import china_date, midnight_after
from command.base.drawing import drawn
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.terms import PartKind, Term

LONGEST_DAYS = 90
FEWEST_LETTERS = 2


class Grade(StrEnum):
    """How far a supervision has gone; each further one is graver."""

    INSTRUCTED = "instructed"
    REMINDED = "reminded"
    ORDINARY = "ordinary"
    YELLOW = "yellow"
    RED = "red"
    LISTED = "listed"
    LIFTED = "lifted"


class Step(StrEnum):
    """What is done to a supervision; names as in the body of a request."""

    INSTRUCT = "instruct"
    REMIND = "remind"
    ORDER = "order"
    YELLOW_CARD = "yellow-card"
    RED_CARD = "red-card"
    LIST = "list"
    REPLY = "reply"
    LIFT = "lift"


GRADES = {
    Grade.INSTRUCTED: Term("领导批示", "Instructed"),
    Grade.REMINDED: Term("催办", "Reminded"),
    Grade.ORDINARY: Term("督办", "Supervised"),
    Grade.YELLOW: Term("黄牌督办", "Supervised, yellow card"),
    Grade.RED: Term("红牌督办", "Supervised, red card"),
    Grade.LISTED: Term("挂牌督办", "Listed"),
    Grade.LIFTED: Term("已解除", "Lifted"),
}
STEPS = {
    Step.INSTRUCT: Term("批示", "Instruct"),
    Step.REMIND: Term("催办", "Remind"),
    Step.ORDER: Term("督办", "Order"),
    Step.YELLOW_CARD: Term("黄牌督办", "Yellow card"),
    Step.RED_CARD: Term("红牌督办", "Red card"),
    Step.LIST: Term("挂牌督办", "List"),
    Step.REPLY: Term("书面回复", "Reply"),
    Step.LIFT: Term("解除", "Lift"),
}


class Who(StrEnum):
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    UNIT = "unit"  # people of the unit it is addressed to
    GIVER = "giver"  # the supervisor; a leader's own instruction the leader too


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table; `after` None keeps the grade."""

    deed: Step
    before: tuple[Grade | None, ...]
    after: Grade | None
    who: Who
    needs: str
    when: str = ""


OPEN_GRADES = tuple(grade for grade in Grade if grade is not Grade.LIFTED)
ORDERED = (Grade.ORDINARY, Grade.YELLOW, Grade.RED)
_DEMAND = "a unit with a part and its named officer, a reason, a day"
MOVES: tuple[Move, ...] = (
    Move(Step.INSTRUCT, (None,), Grade.INSTRUCTED, Who.LEADER, _DEMAND),
    Move(Step.REMIND, (None,), Grade.REMINDED, Who.SUPERVISOR, _DEMAND),
    Move(Step.ORDER, (None, Grade.REMINDED), Grade.ORDINARY, Who.SUPERVISOR, _DEMAND),
    Move(
        Step.YELLOW_CARD,
        (Grade.REMINDED, Grade.ORDINARY),
        Grade.YELLOW,
        Who.SUPERVISOR,
        _DEMAND,
    ),
    Move(
        Step.RED_CARD,
        (Grade.REMINDED, Grade.ORDINARY, Grade.YELLOW),
        Grade.RED,
        Who.SUPERVISOR,
        _DEMAND,
    ),
    Move(Step.LIST, ORDERED, Grade.LISTED, Who.SUPERVISOR, _DEMAND),
    Move(Step.REPLY, OPEN_GRADES, None, Who.UNIT, "not answered yet, words"),
    Move(Step.LIFT, OPEN_GRADES, Grade.LIFTED, Who.GIVER, "a reason"),
)
HOUSE_WORDS = {
    Step.REMIND: Words(
        "系统提醒:办理时限将到,请抓紧办理并书面回复进展",
        "The house reminds: the time is nearly used; answer in writing how far it is",
    ),
    Step.ORDER: Words(
        "系统督办:办理时限已到,请书面回复超期原因和办结时间",
        "The house orders: the time is over; answer in writing why, and when it will be done",
    ),
}
DONE = Words("事项已办结,提醒自动结束", "It is done; the reminder ends with it")
DEMANDING = (Step.REMIND, Step.ORDER, Step.YELLOW_CARD, Step.RED_CARD, Step.LIST)


@dataclass(frozen=True, slots=True)
class Supervision:
    """What is demanded of a unit, numbered from 1 within the case. Words are of the case plane;
    what the house demands has no `given_by`.

    `raised` counts how often it went a step further: each time anew until `due_at`.
    """

    number: int
    grade: Grade
    agency_id: str
    agency_name: str
    officer_id: int
    officer_name: str
    words: str
    given_at: datetime
    given_by: int | None
    giver: str
    due_at: datetime
    raised: int = 0
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: int | None = None
    lifted_at: datetime | None = None
    lifted_by: int | None = None
    lifted_why: str = ""

    @property
    def is_open(self) -> bool:
        return self.lifted_at is None

    @property
    def is_reminder_of_house(self) -> bool:
        return self.is_open and self.given_by is None and self.grade is Grade.REMINDED

    @property
    def is_waiting(self) -> bool:
        """The unit owes an answer."""
        return self.is_open and self.answered_at is None


class Part(Protocol):
    """What is looked at of an agency's part in a case."""

    @property
    def agency_id(self) -> str: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def part(self) -> PartKind: ...
    @property
    def officer_id(self) -> int: ...
    @property
    def officer_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Demand:
    """What somebody demands at a step: of which unit, in which words, until the end of a day."""

    step: Step
    words: str
    due: date
    by: int | None
    giver: str


def find(grade: Grade | None, step: Step) -> Move | None:
    """The line for a step, or None when the move is illegal."""
    return next((m for m in MOVES if m.deed is step and grade in m.before), None)


def given(demand: Demand, number: int, part: Part, at: datetime) -> Supervision:
    """A new supervision of a unit. Raises InvalidInput naming the field."""
    due_at = _due(demand, at)
    return Supervision(
        number=number,
        grade=_after(None, demand.step),
        agency_id=part.agency_id,
        agency_name=part.agency_name,
        officer_id=part.officer_id,
        officer_name=part.officer_name,
        words=_words(demand.words),
        given_at=at,
        given_by=demand.by,
        giver=demand.giver,
        due_at=due_at,
    )


def raised(held: Supervision, demand: Demand, at: datetime) -> Supervision:
    """A step further: what was answered before is in the timeline, and a new answer is due."""
    return replace(
        held,
        grade=_after(held.grade, demand.step),
        words=_words(demand.words),
        given_at=at,
        given_by=demand.by,
        giver=demand.giver,
        due_at=_due(demand, at),
        raised=held.raised + 1,
        answer="",
        answered_at=None,
        answered_by=None,
    )


def answered(held: Supervision, words: str, by: int, at: datetime) -> Supervision:
    """The unit's written answer. Raises InvalidInput."""
    said = _words(words)
    return replace(held, answer=said, answered_at=at, answered_by=by)


def lifted(held: Supervision, why: str, by: int, at: datetime) -> Supervision:
    """It is over, for a reason; there is no way back. Raises InvalidInput."""
    said = _words(why)
    grade = _after(held.grade, Step.LIFT)
    return replace(held, grade=grade, lifted_at=at, lifted_by=by, lifted_why=said)


def fallen(held: Supervision, at: datetime) -> Supervision:
    """A reminder of the house ends with what it reminded of; nobody lifts it."""
    return replace(held, grade=Grade.LIFTED, lifted_at=at, lifted_why=str(DONE))


def by_house(
    held: Supervision | None, number: int, part: Part, demand: Demand, at: datetime
) -> Supervision | None:
    """What the house demands of a unit; None when it is held to as much already."""
    if held is None:
        return given(demand, number, part, at)
    return raised(held, demand, at) if find(held.grade, demand.step) is not None else None


def following(held: Sequence[Supervision], parts: Sequence[Part]) -> tuple[Supervision, ...]:
    """What is demanded follows the case: to the officer the unit names now, or to the new lead."""
    handling = {part.agency_id: part for part in parts if part.part is not PartKind.COPY}
    lead = next((part for part in parts if part.part is PartKind.LEAD), None)
    return tuple(
        _addressed(one, part)
        if one.is_open and (part := handling.get(one.agency_id, lead)) is not None
        else one
        for one in held
    )


def gravest(held: Iterable[Supervision]) -> Grade | None:
    """How far the gravest open one has gone."""
    order = list(Grade)
    grades = [one.grade for one in held if one.is_open]
    return max(grades, key=order.index, default=None)


def drawing() -> str:
    """Its part of `docs/states.md`."""
    return drawn(_HEAD, MOVES, GRADES, STEPS, (Grade.LIFTED,), {OPEN_GRADES: "any open"})


_HEAD = """# States of a supervision

Drawn from `command/casework/supervision.py` (`drawing()`); a test compares them. One way only: no
step leads back to a milder one. The colours are words; colours of a screen stand for levels.
"""


def _addressed(held: Supervision, part: Part) -> Supervision:
    return replace(
        held,
        agency_id=part.agency_id,
        agency_name=part.agency_name,
        officer_id=part.officer_id,
        officer_name=part.officer_name,
    )


def _after(grade: Grade | None, step: Step) -> Grade:
    move = find(grade, step)
    if move is None or move.after is None:
        now = GRADES[grade] if grade else Term("未督办", "not supervised")
        raise InvalidInput(
            Words(
                f"现为“{now.zh}”,不能{STEPS[step].zh}:只能逐级加重",
                f"{STEPS[step].en}: not from {now.en}; it only gets graver",
            ),
            field="step",
        )
    return move.after


def _due(demand: Demand, at: datetime) -> datetime:
    days = (demand.due - china_date(at)).days
    if not 0 <= days <= LONGEST_DAYS:
        raise InvalidInput(
            Words(f"回复期限须从今天起、{LONGEST_DAYS}天之内", "The day lies within 90 days"),
            field="due",
        )
    return midnight_after(demand.due)


def _words(text: str) -> str:
    words = text.strip()
    if len(words) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明内容", "Say it in words"), field="words")
    return words
