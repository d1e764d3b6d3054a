"""`POST /api/cases/{id}/{deed}`: parse, act, answer with the card after the deed.

Every body carries the version the person has seen.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from command.accounts.role import Actor
from command.base.db import Database
from command.base.http import Call, Endpoint, Reply
from command.base.idempotency import RequestKey
from command.base.written import written
from command.casework import (
    actions,
    handover_actions,
    referral_actions,
    task_actions,
    time_actions,
    visit_actions,
)
from command.casework.asking import Asked
from command.casework.card import Card
from command.casework.doing import Hand, Target
from command.casework.intake import PhotoIds
from command.casework.judge import VERB_OF
from command.casework.means import Choice, Means, No, Raised, Told
from command.casework.revision import Change, Version
from command.casework.sharing import Ask
from command.casework.terms import (
    DeadlineName,
    Deed,
    Difficulty,
    Level,
    PauseReason,
    ReturnGround,
    Satisfaction,
    Wish,
)
from command.casework.time_actions import Decision
from command.casework.visiting import Attempt, Method
from command.places.workdays import DayCount

View = Callable[[Call], Awaitable[Reply]]
CASE = "/api/cases/{case_id:int}"
AgencyId = Annotated[str, Meta(min_length=1, max_length=40)]
Said = Annotated[str, Meta(max_length=2000)]
Reason = Annotated[str, written(2, 500)]


class DeedBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every deed carries."""

    version: Version


class Seen(DeedBody, frozen=True):
    """Nothing but the version the person has seen."""


class AskBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a supporter is asked; without words the usual, without a day the case's promise."""

    agency: AgencyId
    words: Annotated[str, Meta(max_length=500)] = ""
    due: date | None = None


class Handover(DeedBody, frozen=True):
    """Without a lead the mandates decide. Every supporter is given a task."""

    lead: AgencyId | None = None
    supports: Annotated[list[AgencyId], Meta(max_length=12)] = []
    reason: Annotated[str, Meta(max_length=500)] = ""
    asks: Annotated[list[AskBody], Meta(max_length=12)] = []


class Return(DeedBody, frozen=True):
    ground: ReturnGround
    reason: Reason


class ReferUp(DeedBody, frozen=True):
    reason: Reason


class HandDown(DeedBody, frozen=True):
    to: AgencyId
    reason: Reason


class Copy(DeedBody, frozen=True):
    to: Annotated[list[AgencyId], Meta(min_length=1, max_length=12)]
    reason: Reason


class Help(DeedBody, frozen=True):
    """Without a day the task ends with the case's promise."""

    to: AgencyId
    words: Annotated[str, written(2, 500)]
    due: date | None = None


class Escalation(DeedBody, frozen=True):
    level: Level
    why: Annotated[str, written(2, 120)]


class Progress(DeedBody, frozen=True):
    """`percent` is how far a case is that a leader owns."""

    words: Said = ""
    photos: PhotoIds = []
    percent: Annotated[int, Meta(ge=0, le=100)] | None = None


class Result(DeedBody, frozen=True):
    words: Annotated[str, written(2, 2000)]
    photos: PhotoIds = []


class Informed(DeedBody, frozen=True):
    words: Annotated[str, written(2, 2000)]


class VisitReport(DeedBody, frozen=True):
    """A try. Whoever was reached rates, or refuses to; without `tried` it was now."""

    satisfaction: Satisfaction | None = None
    words: Said = ""
    reached: bool = True
    method: Method = Method.PHONE
    tried: datetime | None = None
    result_known: bool | None = None
    request: Annotated[str, Meta(max_length=500)] = ""

    @property
    def attempt(self) -> Attempt:
        told = (self.satisfaction, self.words, self.reached, self.method, self.tried)
        return Attempt(*told, self.result_known, self.request)


class TaskAnswer(DeedBody, frozen=True, kw_only=True):
    """Without a number: the agency's oldest open task."""

    task: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    words: Annotated[str, written(2, 2000)]


class TimeRequest(DeedBody, frozen=True):
    """A pause takes `reason` and `days`, an extension `days` and its clock, a class the class."""

    wish: Wish
    words: Annotated[str, written(2, 500)]
    deadline: DeadlineName = DeadlineName.RESOLVE_BY
    reason: PauseReason | None = None
    days: Annotated[int, Meta(ge=1, le=60)] | None = None
    difficulty: Difficulty | None = None


class TimeDecision(DeedBody, frozen=True):
    decision: Literal["grant", "refuse"]
    words: Annotated[str, written(2, 500)]


class CardReply(msgspec.Struct, frozen=True):
    card: Card


def means_of(call: Call) -> Means:
    """What the app has at hand for a deed."""
    state = call.state
    count = DayCount(state.settings.promise_days)
    return Means(state.db, state.places, state.vault, count, call.origin)


async def accept(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    done = handover_actions.accept(db, target_of(call), _choice(call.body), by, at, key)
    return Reply(await done)


async def assign(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    done = handover_actions.assign(db, target_of(call), _choice(call.body), by, at, key)
    return Reply(await done)


async def sign_for(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    return Reply(await actions.sign_for(db, target_of(call), by, at, key))


async def give_back(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    no = No(call.body.ground, call.body.reason)
    return Reply(await actions.give_back(db, target_of(call), no, by, at, key))


async def give_part_back(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    no = No(call.body.ground, call.body.reason)
    return Reply(await actions.give_part_back(db, target_of(call), no, by, at, key))


async def rule(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    return Reply(await handover_actions.rule(db, target_of(call), _choice(call.body), by, at, key))


async def refer_up(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    reason = call.body.reason
    return Reply(await referral_actions.refer_up(db, target_of(call), reason, by, at, key))


async def hand_down(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    body = call.body
    moved = referral_actions.hand_down(db, target_of(call), body.to, body.reason, Hand(by, at, key))
    return Reply(await moved)


async def copy(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    body = call.body
    copied = referral_actions.copy(db, target_of(call), body.to, body.reason, Hand(by, at, key))
    return Reply(await copied)


async def ask(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    favour = referral_actions.Favour(call.body.to, call.body.words, call.body.due)
    return Reply(await referral_actions.ask(db, target_of(call), favour, Hand(by, at, key)))


async def update_facts(call: Call) -> Reply:
    _, by, at, key = _hand(call)
    case_id = call.path["case_id"]
    return Reply(await actions.update_facts(means_of(call), case_id, call.body, by, at, key))


async def progress(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    return Reply(await actions.progress(db, target_of(call), _told(call), by, at, key))


async def escalate(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    raised = Raised(call.body.level, call.body.why)
    return Reply(await actions.escalate(db, target_of(call), raised, by, at, key))


async def acknowledge(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    return Reply(await actions.acknowledge(db, target_of(call), by, at, key))


async def inform(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    return Reply(await actions.inform(db, target_of(call), Told(call.body.words), by, at, key))


async def resolve(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    return Reply(await actions.resolve(db, target_of(call), _told(call), by, at, key))


async def visit(call: Call) -> Reply:
    _, by, at, key = _hand(call)
    attempt = call.body.attempt
    return Reply(await visit_actions.visit(means_of(call), target_of(call), attempt, by, at, key))


async def close(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    return Reply(await actions.close(db, target_of(call), by, at, key))


async def answer(call: Call) -> Reply:
    db, by, at, key = _hand(call)
    said = task_actions.Said(call.body.task, call.body.words)
    return Reply(await task_actions.answer(db, target_of(call), said, by, at, key))


async def ask_time(call: Call) -> Reply:
    _, by, at, key = _hand(call)
    body: TimeRequest = call.body
    asked = Asked(body.wish, body.words, body.deadline, body.reason, body.days, body.difficulty)
    return Reply(await time_actions.ask(means_of(call), target_of(call), asked, by, at, key))


async def decide_time(call: Call) -> Reply:
    _, by, at, key = _hand(call)
    said = Decision(call.body.decision == "grant", call.body.words)
    return Reply(await time_actions.decide_on(means_of(call), target_of(call), said, by, at, key))


async def resume_clock(call: Call) -> Reply:
    _, by, at, key = _hand(call)
    return Reply(await time_actions.resume(means_of(call), target_of(call), by, at, key))


def _hand(call: Call) -> tuple[Database, Actor, datetime, RequestKey]:
    assert call.key is not None  # every deed is keyed
    return call.state.db, call.actor, call.at, call.key


def hand_of(call: Call) -> Hand:
    """Who acts, when, under which key."""
    _, by, at, key = _hand(call)
    return Hand(by, at, key)


def target_of(call: Call) -> Target:
    """The case of the address, as the version the person has seen."""
    return Target(call.path["case_id"], call.body.version)


def _choice(body: Handover) -> Choice:
    asks = tuple(Ask(one.agency, one.words, one.due) for one in body.asks)
    return Choice(body.lead, tuple(body.supports), body.reason, asks)


def _told(call: Call) -> Told:
    percent = getattr(call.body, "percent", None)
    return Told(call.body.words, tuple(call.body.photos), percent)


def deed_line(deed: Deed, view: View, body: type, summary: str) -> Endpoint:
    """The route of a deed."""
    path = f"{CASE}/{deed}"
    return Endpoint("POST", path, view, summary, VERB_OF[deed], body=body, returns=CardReply)


DEED_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.ACCEPT, accept, Handover, "Accept a case and hand it to its lead"),
    deed_line(Deed.ASSIGN, assign, Handover, "Hand a case to a lead and supporters"),
    deed_line(Deed.SIGN_FOR, sign_for, Seen, "Sign for the own agency's part"),
    deed_line(Deed.RETURN, give_back, Return, "Return a case with a reason"),
    deed_line(Deed.RETURN_PART, give_part_back, Return, "Return the own agency's supporting part"),
    deed_line(Deed.FACTS, update_facts, Change, "Correct the facts of a case"),
    deed_line(Deed.PROGRESS, progress, Progress, "Add progress to the timeline"),
    deed_line(Deed.ESCALATE, escalate, Escalation, "Raise the level of a case"),
    deed_line(Deed.ACKNOWLEDGE, acknowledge, Seen, "Say that an escalation has been seen"),
    deed_line(Deed.INFORM, inform, Informed, "Say that the event was reported to the city"),
    deed_line(Deed.RESOLVE, resolve, Result, "Report the result"),
    deed_line(Deed.VISIT, visit, VisitReport, "Record a try of the follow-up visit and its result"),
    deed_line(Deed.CLOSE, close, Seen, "Close a visited case"),
    deed_line(Deed.ANSWER, answer, TaskAnswer, "Answer a task of the own agency"),
    deed_line(Deed.RULE, rule, Handover, "Rule who answers after the second return"),
    deed_line(Deed.REFER_UP, refer_up, ReferUp, "Refer a case up to the centre above"),
    deed_line(Deed.HAND_DOWN, hand_down, HandDown, "Hand a case down to a centre below"),
    deed_line(Deed.COPY, copy, Copy, "Let agencies know of a case"),
    deed_line(Deed.ASK, ask, Help, "Ask an agency for its help, with a task and a day"),
    deed_line(Deed.ASK_TIME, ask_time, TimeRequest, "Ask for a pause, an extension, another class"),
    deed_line(Deed.DECIDE_TIME, decide_time, TimeDecision, "Decide on somebody else's request"),
    deed_line(Deed.RESUME_CLOCK, resume_clock, Seen, "Let a paused promise go on"),
)
