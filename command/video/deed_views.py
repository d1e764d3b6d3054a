"""Deeds on a reception over HTTP: one route a deed; the room hears of each.

Who may is decided by the deed: a guest has no role, and acts by the cookie of the seat.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from command.base.http import Call, Endpoint, Reply
from command.video import actions, people_actions
from command.video.caller import RECEPTION, means_of, party_of, signalling_of
from command.video.doing import Hand, Target, keyed
from command.video.record import (
    Asking,
    Beginning,
    Cancelling,
    Closing,
    HandingOver,
    Missing,
    Moving,
    RecordReply,
    Seated,
    Seen,
)
from command.video.terms import Deed

View = Callable[[Call], Awaitable[Reply]]
Doing = Callable[..., Awaitable[bytes]]
"""A function of `actions`: means, target, what the body says of it, hand."""


async def move(call: Call) -> Reply:
    return await _done(call, actions.move, call.body)


async def cancel(call: Call) -> Reply:
    body = call.body
    return await _done(
        call,
        actions.cancel,
        body.side,
        body.reason,
    )


async def ask(call: Call) -> Reply:
    who, site = call.body.account, call.body.site
    return await _done(call, people_actions.ask, who, site)


async def hand_over(call: Call) -> Reply:
    who = call.body.account
    return await _done(call, people_actions.hand_over, who)


async def open_waiting(call: Call) -> Reply:
    return await _done(call, actions.open_waiting)


async def begin(call: Call) -> Reply:
    """Who is there is told first, so that it is decided on what is so now."""
    await party_of(call)
    await signalling_of(call).settle(call.path["reception_id"])
    return await _done(call, actions.begin, call.body.reason)


async def admit(call: Call) -> Reply:
    return await _done(call, actions.admit, call.body.seat)


async def hold(call: Call) -> Reply:
    return await _done(call, actions.hold, call.body.seat)


async def call_next(call: Call) -> Reply:
    waiting = signalling_of(call).waiting(call.path["reception_id"])
    return await _done(call, actions.call_next, waiting)


async def interrupt(call: Call) -> Reply:
    return await _done(call, actions.interrupt)


async def resume(call: Call) -> Reply:
    return await _done(call, actions.resume)


async def end(call: Call) -> Reply:
    return await _done(call, actions.end)


async def close(call: Call) -> Reply:
    return await _done(call, actions.close, call.body.outcome)


async def no_show(call: Call) -> Reply:
    body = call.body
    return await _done(
        call,
        actions.no_show,
        body.side,
        body.reason,
    )


async def _done(call: Call, deed: Doing, *told: Any) -> Reply:
    """The deed, and then the room hears of it."""
    assert call.key is not None
    party = await party_of(call)
    reception_id = call.path["reception_id"]
    hand = Hand(party, call.at, keyed(call.key, party))
    reply = await deed(means_of(call), Target(reception_id, call.body.version), *told, hand)
    await signalling_of(call).changed(reception_id)
    return Reply(reply)


def _line(deed: Deed, view: View, body: type, summary: str) -> Endpoint:
    path = f"{RECEPTION}/{deed}"
    return Endpoint("POST", path, view, summary, None, body=body, returns=RecordReply)


ENDPOINTS: tuple[Endpoint, ...] = (
    _line(Deed.MOVE, move, Moving, "Move it to another time, for a reason"),
    _line(Deed.CANCEL, cancel, Cancelling, "Cancel it, for a reason"),
    _line(Deed.ASK, ask, Asking, "Ask somebody to a site"),
    _line(Deed.HAND_OVER, hand_over, HandingOver, "Hand the chair to another receiver"),
    _line(Deed.OPEN_WAITING, open_waiting, Seen, "Open the gate"),
    _line(Deed.BEGIN, begin, Beginning, "Begin, with all three sites or for a reason"),
    _line(Deed.ADMIT, admit, Seated, "Admit a party that waits"),
    _line(Deed.HOLD, hold, Seated, "Send a party back to the gate"),
    _line(Deed.CALL_NEXT, call_next, Seen, "Admit whoever waits longest"),
    _line(Deed.INTERRUPT, interrupt, Seen, "Interrupt the session"),
    _line(Deed.RESUME, resume, Seen, "Resume the session"),
    _line(Deed.END, end, Seen, "End the session; the petitioner's side may too"),
    _line(Deed.CLOSE, close, Closing, "Record the outcome and close"),
    _line(Deed.NO_SHOW, no_show, Missing, "Record which side was missing"),
)
