"""Deeds at the ends of a case over HTTP: parse, act, answer with the card after the deed."""

from typing import Annotated

from command.base.http import Call, Endpoint, Reply
from command.base.written import written
from command.casework import ending_actions
from command.casework.deed_views import DeedBody, deed_line, hand_of, means_of, target_of
from command.casework.ending import DeclineGround
from command.casework.ending_actions import Declining
from command.casework.terms import Deed
from command.casework.visiting import Method

Words = Annotated[str, written(2, 2000)]


class Declined(DeedBody, frozen=True, kw_only=True):
    """`door` is where the matter belongs: the citizen is shown it."""

    ground: DeclineGround
    door: Annotated[str, written(2, 200)]
    words: Words


class Withdrawn(DeedBody, frozen=True, kw_only=True):
    """How the visitor heard it from the citizen, and what they said."""

    method: Method
    words: Words


class Reopened(DeedBody, frozen=True, kw_only=True):
    words: Words


async def decline(call: Call) -> Reply:
    no = Declining(call.body.ground, call.body.door, call.body.words)
    return Reply(await ending_actions.decline(call.state.db, target_of(call), no, hand_of(call)))


async def withdraw(call: Call) -> Reply:
    body: Withdrawn = call.body
    done = ending_actions.withdraw(
        call.state.db, target_of(call), body.method, body.words, hand_of(call)
    )
    return Reply(await done)


async def reopen(call: Call) -> Reply:
    words = call.body.words
    return Reply(await ending_actions.reopen(means_of(call), target_of(call), words, hand_of(call)))


ENDING_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.DECLINE, decline, Declined, "Not accept a matter, and show the right door"),
    deed_line(Deed.WITHDRAW, withdraw, Withdrawn, "Record that the citizen takes the matter back"),
    deed_line(Deed.REOPEN, reopen, Reopened, "Handle a matter again that was over"),
)
