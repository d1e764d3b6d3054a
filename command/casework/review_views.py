"""Review and re-review over HTTP: parse, act, answer with the card after the deed."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from command.base.http import Call, Endpoint, Reply
from command.base.written import written
from command.casework import review_actions
from command.casework.deed_views import DeedBody, deed_line, hand_of, means_of, target_of
from command.casework.review import Asked, Verdict
from command.casework.review_actions import Heard
from command.casework.terms import Deed

Words = Annotated[str, written(2, 2000)]
Name = Annotated[str, written(2, 60)]


class ReviewWish(DeedBody, frozen=True, kw_only=True):
    """Of which organ above the citizen asks it; without `asked` it was today."""

    organ: Name
    words: Words
    asked: date | None = None


class ReviewHearing(DeedBody, frozen=True, kw_only=True):
    """The first and the last day of a hearing that is over."""

    begun: date
    to: date
    spot: Name
    present: Annotated[str, Meta(max_length=500)] = ""
    words: Words


class ReviewOpinion(DeedBody, frozen=True, kw_only=True):
    outcome: Literal["upheld", "changed"]
    words: Words


async def ask(call: Call) -> Reply:
    asked = Asked(call.body.organ, call.body.words, call.body.asked)
    return Reply(await review_actions.ask(means_of(call), target_of(call), asked, hand_of(call)))


async def hear(call: Call) -> Reply:
    body: ReviewHearing = call.body
    held = Heard(body.begun, body.to, body.spot, body.present, body.words)
    return Reply(await review_actions.hear(means_of(call), target_of(call), held, hand_of(call)))


async def conclude(call: Call) -> Reply:
    body: ReviewOpinion = call.body
    said, target, hand = Verdict(body.outcome), target_of(call), hand_of(call)
    return Reply(await review_actions.conclude(means_of(call), target, said, body.words, hand))


REVIEW_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.ASK_REVIEW, ask, ReviewWish, "The citizen asks for a review of the answer"),
    deed_line(Deed.HEAR_REVIEW, hear, ReviewHearing, "Record a hearing in a re-review"),
    deed_line(Deed.CONCLUDE_REVIEW, conclude, ReviewOpinion, "Record what the organ above says"),
)
