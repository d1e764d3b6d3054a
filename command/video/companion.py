"""Whoever sits beside the owner of a seat, at the same camera and microphone. Pure.

They are a label without a name, and agree to be heard for themselves or are not heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from command.base.problem import Conflict, InvalidInput
from command.base.words import Words

MOST_COMPANIONS = 9


@dataclass(frozen=True, slots=True)
class Companion:
    """`left_at`: they have gone from the camera; what they said stays on record."""

    companion_id: int
    label: str
    given: bool
    came_at: datetime
    left_at: datetime | None = None

    @property
    def is_there(self) -> bool:
        return self.left_at is None


def with_another(held: Sequence[Companion]) -> None:
    """Raises Conflict when no one more fits before one camera."""
    if sum(one.is_there for one in held) >= MOST_COMPANIONS:
        raise Conflict(
            Words(
                f"一个座位最多登记{MOST_COMPANIONS}位同席人员",
                f"At most {MOST_COMPANIONS} people beside one seat",
            ),
            field="label",
        )


def answered(
    held: Sequence[Companion], companion_id: int, given: bool, left: bool, at: datetime
) -> Companion:
    """One of them as they say now. Raises InvalidInput for somebody who is not there."""
    found = next((one for one in held if one.companion_id == companion_id and one.is_there), None)
    if found is None:
        raise InvalidInput(Words("没有这位同席人员", "Nobody of this number is there"), field="id")
    return replace(found, given=given, left_at=at if left else None)
