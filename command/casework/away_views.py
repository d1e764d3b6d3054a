"""Transfer, return, hearing over HTTP: parse, act, answer with the card after the deed."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from command.base.http import Call, Endpoint, Reply
from command.base.written import written
from command.casework import away_actions
from command.casework.away_actions import Called
from command.casework.deed_views import DeedBody, deed_line, hand_of, means_of, target_of
from command.casework.outside import Body, Outcome, Way
from command.casework.terms import Deed

Words = Annotated[str, written(2, 2000)]
Name = Annotated[str, written(2, 60)]


class Transferred(DeedBody, frozen=True, kw_only=True):
    """Where the law names no day, `due` is when somebody looks after it."""

    body: Body
    name: Name
    reference: Annotated[str, Meta(max_length=60)] = ""
    words: Words
    due: date | None = None


class CameBack(DeedBody, frozen=True, kw_only=True):
    outcome: Literal["decided", "sent_back"]
    words: Words


class HearingBody(DeedBody, frozen=True, kw_only=True):
    held: Annotated[datetime, Meta(tz=True)]
    spot: Name
    words: Annotated[str, written(2, 500)]


class Minutes(DeedBody, frozen=True, kw_only=True):
    """`present` are those who took part, as the minutes name them."""

    present: Annotated[str, Meta(max_length=500)] = ""
    words: Words


async def transfer(call: Call) -> Reply:
    body: Transferred = call.body
    way = Way(body.body, body.name, body.words, body.reference, body.due)
    return Reply(await away_actions.transfer(call.state.db, target_of(call), way, hand_of(call)))


async def come_back(call: Call) -> Reply:
    body: CameBack = call.body
    target, hand = target_of(call), hand_of(call)
    done = away_actions.come_back(means_of(call), target, Outcome(body.outcome), body.words, hand)
    return Reply(await done)


async def hear(call: Call) -> Reply:
    called = Called(call.body.held, call.body.spot, call.body.words)
    return Reply(await away_actions.hear(call.state.db, target_of(call), called, hand_of(call)))


async def conclude_hearing(call: Call) -> Reply:
    body: Minutes = call.body
    target, hand = target_of(call), hand_of(call)
    done = away_actions.conclude_hearing(call.state.db, target, body.present, body.words, hand)
    return Reply(await done)


AWAY_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.TRANSFER, transfer, Transferred, "Lead a case to a court or another body"),
    deed_line(Deed.COME_BACK, come_back, CameBack, "Record what has come of it there"),
    deed_line(Deed.HEAR, hear, HearingBody, "Call a hearing of a case"),
    deed_line(Deed.CONCLUDE_HEARING, conclude_hearing, Minutes, "Record the minutes of a hearing"),
)
