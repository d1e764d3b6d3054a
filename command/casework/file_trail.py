"""The way of a case between agencies, as its file tells it. Pure."""

import msgspec

from command.casework.card import wire_instant
from command.casework.trail_store import GiveBack, Step


class FileReturn(msgspec.Struct, frozen=True):
    """A return with its ground; there are two at most, and those of supporters (`number` 0)."""

    number: int
    agency: str
    name: str
    ground: str
    words: str
    at: str


class FileStep(msgspec.Struct, frozen=True):
    """Who led from `at` on, at which level, and the deed by which it came to them."""

    at: str
    way: str
    agency: str
    name: str
    level: str


def told_return(one: GiveBack) -> FileReturn:
    at = wire_instant(one.at)
    return FileReturn(one.number, one.agency_id, one.agency_name, one.ground, one.words, at)


def told_step(one: Step) -> FileStep:
    return FileStep(wire_instant(one.at), one.way, one.agency_id, one.agency_name, one.level)
