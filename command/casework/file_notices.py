"""What the citizen of a case must be told, as an officer reads it: what waits, what was told."""

from collections.abc import Iterable

import msgspec

from command.casework.card import wire_instant
from command.casework.notice import Notice


class FileNotice(msgspec.Struct, frozen=True):
    """Without `told` it waits; codes are of the closed lists `matters` and `ways`."""

    number: int
    matter: str
    owed: str
    told: str | None
    way: str | None
    words: str


def file_notices(notices: Iterable[Notice]) -> list[FileNotice]:
    """In the order in which they were owed."""
    return [
        FileNotice(
            one.number,
            one.matter,
            wire_instant(one.owed_at),
            wire_instant(one.told_at) if one.told_at else None,
            one.way,
            one.words,
        )
        for one in sorted(notices, key=lambda one: one.number)
    ]
