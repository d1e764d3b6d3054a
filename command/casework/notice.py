"""What a citizen must be told of their matter, and whether, how and when they were.

Pure. A telling is owed by the fact itself, so nobody can forget to owe it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.terms import Term


class Matter(StrEnum):
    """What is to be told."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIME = "time"
    ANSWER = "answer"
    REOPENED = "reopened"
    MERGED = "merged"
    TRANSFERRED = "transferred"
    HEARING = "hearing"
    REVIEW = "review"


MATTERS = {
    Matter.ACCEPTED: Term("已受理及办理单位", "Accepted, and by whom"),
    Matter.DECLINED: Term("不予受理及应去哪里", "Not accepted, and the right door"),
    Matter.TIME: Term("时限调整及理由", "Another deadline, and why"),
    Matter.ANSWER: Term("办理结果", "The result"),
    Matter.REOPENED: Term("重新办理", "It is handled again"),
    Matter.MERGED: Term("并入另一事项", "It went into another case"),
    Matter.TRANSFERRED: Term("导入法定途径及去处", "It goes another way in law"),
    Matter.HEARING: Term("听证时间和地点", "When and where the hearing is"),
    Matter.REVIEW: Term("复查、复核意见", "What the review has come to"),
}


class Way(StrEnum):
    """How somebody was told; `visit` is the return visit's own record."""

    PERSON = "person"
    PHONE = "phone"
    LETTER = "letter"
    MESSAGE = "message"
    PUBLIC = "public"
    UNABLE = "unable"
    VISIT = "visit"


WAYS = {
    Way.PERSON: Term("当面告知", "In person"),
    Way.PHONE: Term("电话告知", "By telephone"),
    Way.LETTER: Term("书面送达", "In writing"),
    Way.MESSAGE: Term("短信或网络告知", "By message"),
    Way.PUBLIC: Term("公告", "By public notice"),
    Way.UNABLE: Term("无法告知(须写明原因)", "Could not be told (say why)"),
    Way.VISIT: Term("回访时告知", "At the return visit"),
}
BY_HAND = {way: WAYS[way] for way in Way if way is not Way.VISIT}


MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell; `number` counts from 1 within the case."""

    number: int
    matter: Matter
    owed_at: datetime
    told_at: datetime | None = None
    way: Way | None = None
    words: str = ""
    told_by: int | None = None

    @property
    def is_told(self) -> bool:
        return self.told_at is not None


@dataclass(frozen=True, slots=True)
class Telling:
    """How somebody says they told it; without an instant it was now."""

    way: Way
    words: str = ""
    told_at: datetime | None = None


def told(owed: Notice, telling: Telling, by: int, at: datetime) -> Notice:
    """The notice as told. Raises InvalidInput naming the field."""
    told_at, words = telling.told_at or at, telling.words.strip()
    if owed.owed_at - MINUTE < told_at:  # people tell the minute
        told_at = max(told_at, owed.owed_at)
    if not owed.owed_at <= told_at <= at:
        raise InvalidInput(
            Words("告知时间应在事由发生之后、现在之前", "It lies between what is told and now"),
            field="told",
        )
    if telling.way is Way.VISIT:
        raise InvalidInput(Words("回访由回访记录说明", "A visit has its own record"), field="way")
    if telling.way is Way.UNABLE and len(words) < 2:
        raise InvalidInput(
            Words("请写明无法告知的原因", "Say why they could not be told"), field="words"
        )
    return replace(owed, told_at=told_at, way=telling.way, words=words, told_by=by)


def at_visit(owed: Notice, at: datetime) -> Notice:
    """Told by whoever visited: the visit is on record with its method and its instant."""
    return replace(owed, told_at=at, way=Way.VISIT)
