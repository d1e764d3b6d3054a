"""Telling a citizen over HTTP: parse, act, answer with the card after the deed."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from command.base.http import Call, Endpoint, Reply
from command.casework import notice_actions
from command.casework.deed_views import DeedBody, deed_line, hand_of, target_of
from command.casework.notice import Telling, Way
from command.casework.terms import Deed

Number = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Ways = Literal["person", "phone", "letter", "message", "public", "unable"]


class Told(DeedBody, frozen=True, kw_only=True):
    """Without a number the oldest that waits; without `told` it was now."""

    number: Number | None = None
    way: Ways
    told: datetime | None = None
    words: Annotated[str, Meta(max_length=500)] = ""


async def tell(call: Call) -> Reply:
    body: Told = call.body
    telling = Telling(Way(body.way), body.words, body.told)
    target, hand = target_of(call), hand_of(call)
    return Reply(await notice_actions.tell(call.state.db, target, body.number, telling, hand))


NOTICE_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.TELL, tell, Told, "Record how and when the citizen was told"),
)
