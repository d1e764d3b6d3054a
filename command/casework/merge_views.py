"""Merging, taking apart and linking over HTTP: parse, act, answer with the card after the deed."""

from typing import Annotated

from command.base.http import Call, Endpoint, Reply
from command.base.written import written
from command.casework import merge_actions
from command.casework.deed_views import DeedBody, deed_line, hand_of, means_of, target_of
from command.casework.terms import Deed

Receipt = Annotated[str, written(4, 40)]
Words = Annotated[str, written(2, 500)]


class Merged(DeedBody, frozen=True, kw_only=True):
    """`into` is a receipt number of the case that goes on, of any report of it."""

    into: Receipt
    words: Words


class Unmerged(DeedBody, frozen=True, kw_only=True):
    words: Words


class Linked(DeedBody, frozen=True, kw_only=True):
    """`other` is a receipt number of the case that belongs to it."""

    other: Receipt


async def merge(call: Call) -> Reply:
    body: Merged = call.body
    target, hand = target_of(call), hand_of(call)
    return Reply(await merge_actions.merge(call.state.db, target, body.into, body.words, hand))


async def unmerge(call: Call) -> Reply:
    target, hand = target_of(call), hand_of(call)
    return Reply(await merge_actions.unmerge(means_of(call), target, call.body.words, hand))


async def link(call: Call) -> Reply:
    target, hand = target_of(call), hand_of(call)
    return Reply(await merge_actions.link(call.state.db, target, call.body.other, hand))


MERGE_ENDPOINTS: tuple[Endpoint, ...] = (
    deed_line(Deed.MERGE, merge, Merged, "Merge an open case into another one of the same matter"),
    deed_line(Deed.UNMERGE, unmerge, Unmerged, "Take a merged case out again, within seven days"),
    deed_line(Deed.LINK, link, Linked, "Say that two cases belong together"),
)
