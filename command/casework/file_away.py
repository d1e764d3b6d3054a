"""Ways to a body outside and hearings, as an officer reads them in the file of a case."""

from collections.abc import Iterable

import msgspec

from command.casework.away_store import Hearing, Outside
from command.casework.card import wire_instant


class FileOutside(msgspec.Struct, frozen=True):
    """Without `back` it is still there."""

    number: int
    body: str
    name: str
    reference: str
    words: str
    sent: str
    outcome: str | None
    result: str
    back: str | None


class FileHearing(msgspec.Struct, frozen=True):
    """Without `concluded` it is to come, or goes on."""

    number: int
    held: str
    spot: str
    words: str
    who: str
    minutes: str
    concluded: str | None


def file_outside(ways: Iterable[Outside]) -> list[FileOutside]:
    return [
        FileOutside(
            one.number,
            one.way.body,
            one.way.name,
            one.way.reference,
            one.way.words,
            wire_instant(one.sent_at),
            one.outcome,
            one.result,
            wire_instant(one.back_at) if one.back_at else None,
        )
        for one in ways
    ]


def file_hearings(hearings: Iterable[Hearing]) -> list[FileHearing]:
    return [
        FileHearing(
            one.number,
            wire_instant(one.held_on),
            one.spot,
            one.words,
            one.who,
            one.minutes,
            wire_instant(one.concluded_at) if one.concluded_at else None,
        )
        for one in hearings
    ]
