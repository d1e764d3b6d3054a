"""Deeds of supervision over HTTP: parse, act, answer with the card after the deed."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from command.base.http import Call, Endpoint, Reply
from command.base.written import written
from command.casework import owning_actions, supervision_actions
from command.casework.deed_views import AgencyId, DeedBody, deed_line, hand_of, target_of
from command.casework.supervision import Step
from command.casework.supervision_actions import Said, Wish
from command.casework.terms import Deed

Number = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Words = Annotated[str, written(2, 2000)]
Steps = Literal["remind", "order", "yellow-card", "red-card", "list"]


class Instruction(DeedBody, frozen=True, kw_only=True):
    """Without an agency the lead is meant; an answer is due by the end of the day."""

    agency: AgencyId | None = None
    words: Words
    due: date


class SupervisionWish(Instruction, frozen=True, kw_only=True):
    """The unit's open supervision goes a step further; a new one begins when it has none."""

    step: Steps


class Response(DeedBody, frozen=True, kw_only=True):
    """Without a number: the only one it can be meant for."""

    number: Number | None = None
    words: Words


class Plan(DeedBody, frozen=True, kw_only=True):
    """How a leader will bring a hard case to its end."""

    plan: Words


class Ending(DeedBody, frozen=True, kw_only=True):
    words: Words


async def own(call: Call) -> Reply:
    done = owning_actions.own(call.state.db, target_of(call), call.body.plan, hand_of(call))
    return Reply(await done)


async def disown(call: Call) -> Reply:
    done = owning_actions.disown(call.state.db, target_of(call), call.body.words, hand_of(call))
    return Reply(await done)


async def supervise(call: Call) -> Reply:
    body: SupervisionWish = call.body
    wish = Wish(Step(body.step), body.agency, body.words, body.due)
    target = target_of(call)
    return Reply(await supervision_actions.supervise(call.state.db, target, wish, hand_of(call)))


async def instruct(call: Call) -> Reply:
    body: Instruction = call.body
    wish = Wish(Step.INSTRUCT, body.agency, body.words, body.due)
    target = target_of(call)
    return Reply(await supervision_actions.instruct(call.state.db, target, wish, hand_of(call)))


async def reply(call: Call) -> Reply:
    said = Said(call.body.number, call.body.words)
    target = target_of(call)
    return Reply(await supervision_actions.reply(call.state.db, target, said, hand_of(call)))


async def lift(call: Call) -> Reply:
    said = Said(call.body.number, call.body.words)
    target = target_of(call)
    return Reply(await supervision_actions.lift(call.state.db, target, said, hand_of(call)))


SUPERVISION_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.SUPERVISE, supervise, SupervisionWish, "Remind, order or list a unit of a case"),
    deed_line(Deed.INSTRUCT, instruct, Instruction, "A leader's instruction on a case"),
    deed_line(Deed.REPLY, reply, Response, "Answer a supervision or an instruction in writing"),
    deed_line(Deed.OWN, own, Plan, "A leader takes a case on, with a plan"),
    deed_line(Deed.DISOWN, disown, Ending, "End a leader's ownership, with the reason"),
    deed_line(Deed.LIFT, lift, Response, "Lift a supervision or an instruction, with the reason"),
)
