"""Agreement, performance, confirmation over HTTP: parse, act, answer with the card after it."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from command.base.http import Call, Endpoint, Reply
from command.base.written import written
from command.casework import agreement_actions
from command.casework.agreement import Agreed, Confirmation, Duty, Form
from command.casework.agreement_actions import Performance
from command.casework.deed_views import DeedBody, deed_line, hand_of, means_of, target_of
from command.casework.terms import Deed

Words = Annotated[str, written(2, 2000)]
Remark = Annotated[str, Meta(max_length=300)]


class DutyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    words: Annotated[str, written(2, 300)]
    due: date


class AgreementBody(DeedBody, frozen=True, kw_only=True):
    agreed_on: date
    mediators: Annotated[str, written(2, 120)]
    form: Form = Form.WRITTEN
    words: Words
    duties: Annotated[list[DutyBody], Meta(min_length=1, max_length=12)]


class PerformanceBody(DeedBody, frozen=True, kw_only=True):
    """Without a number: the only one that is open."""

    number: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    on: date
    words: Remark = ""


class ConfirmationBody(DeedBody, frozen=True, kw_only=True):
    outcome: Confirmation
    words: Annotated[str, Meta(max_length=500)] = ""


class Broken(DeedBody, frozen=True, kw_only=True):
    words: Words


async def agree(call: Call) -> Reply:
    body: AgreementBody = call.body
    duties = [Duty(one.words, one.due) for one in body.duties]
    agreed = Agreed(body.agreed_on, body.mediators.strip(), body.form, body.words.strip(), duties)
    return Reply(
        await agreement_actions.agree(call.state.db, target_of(call), agreed, hand_of(call))
    )


async def perform(call: Call) -> Reply:
    done = Performance(call.body.number, call.body.on, call.body.words)
    return Reply(
        await agreement_actions.perform(call.state.db, target_of(call), done, hand_of(call))
    )


async def confirm(call: Call) -> Reply:
    body: ConfirmationBody = call.body
    target, hand = target_of(call), hand_of(call)
    done = agreement_actions.confirm(call.state.db, target, body.outcome, body.words, hand)
    return Reply(await done)


async def break_off(call: Call) -> Reply:
    target, hand = target_of(call), hand_of(call)
    return Reply(await agreement_actions.break_off(means_of(call), target, call.body.words, hand))


AGREEMENT_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.AGREE, agree, AgreementBody, "Record a mediation agreement and its duties"),
    deed_line(Deed.PERFORM, perform, PerformanceBody, "Record that a duty was performed"),
    deed_line(Deed.CONFIRM, confirm, ConfirmationBody, "Record a confirmation by a court"),
    deed_line(Deed.BREAK_OFF, break_off, Broken, "Handle a case again whose agreement is broken"),
)
