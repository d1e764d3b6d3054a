"""The return visit: tries one by one, three at most, and what they come to.

Pure. Knows nothing of who may visit, nor of what a case does with the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.terms import SATISFACTIONS, Satisfaction, Term

MOST_TRIES = 3
#: The centre's default: calls one after the other are one try.
APART = timedelta(hours=2)


class Method(StrEnum):
    PHONE = "phone"
    HOME = "home"
    CENTRE = "centre"
    VIDEO = "video"
    MESSAGE = "message"


METHODS = {
    Method.PHONE: Term("电话", "By telephone"),
    Method.HOME: Term("上门", "At home"),
    Method.CENTRE: Term("到中心面谈", "At the centre"),
    Method.VIDEO: Term("视频", "By video"),
    Method.MESSAGE: Term("短信或网络", "By message"),
}
REACHED = {"yes": Term("已联系上", "Reached"), "no": Term("未联系上", "Not reached")}
KNOWN = {"yes": Term("知晓办理结果", "Knows it"), "no": Term("不知晓办理结果", "Does not know it")}
#: What a citizen says; that nobody was reached is what three tries say.
RATINGS = {code: SATISFACTIONS[code] for code in Satisfaction if code is not Satisfaction.UNREACHED}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try as the visitor tells it. `tried_at` None is now; the rest is what a citizen said who
    was reached: whether they know the result, how content they are, what else they ask."""

    satisfaction: Satisfaction | None = None
    words: str = ""
    reached: bool = True
    method: Method = Method.PHONE
    tried_at: datetime | None = None
    knows_result: bool | None = None
    request: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that is on record; `redo` counts the case's returns before it, `number` from 1."""

    redo: int
    number: int
    method: Method
    tried_at: datetime
    reached: bool


def next_try(
    redo: int, earlier: Sequence[Try], attempt: Attempt, resolved_at: datetime, at: datetime
) -> Try:
    """The try to put on record after `earlier` ones of the round. Raises InvalidInput."""
    tried_at = attempt.tried_at or at
    if tried_at > at:
        raise _wrong("tried", "回访时间不能晚于现在", "A try lies in the past")
    if tried_at < resolved_at:
        raise _wrong("tried", "回访应在办结之后", "A visit follows the result")
    last = earlier[-1].tried_at if earlier else resolved_at
    if tried_at < last:
        raise _wrong("tried", "早于上一次回访", "It lies before the try before it")
    if earlier and not attempt.reached and tried_at < last + APART:
        raise _wrong(
            "tried",
            "未联系上的,两次回访至少相隔2小时",
            "Tries that reach nobody are two hours apart at least",
        )
    _demand_told(attempt)
    return Try(redo, len(earlier) + 1, attempt.method, tried_at, attempt.reached)


def result_of(attempt: Attempt, made: Try) -> Satisfaction | None:
    """What the round came to; None while more tries are owed."""
    if attempt.reached:
        return attempt.satisfaction
    return Satisfaction.UNREACHED if made.number == MOST_TRIES else None


def _demand_told(attempt: Attempt) -> None:
    """Whoever was reached has said something; nobody else has."""
    rated = attempt.satisfaction
    if rated is Satisfaction.UNREACHED or (rated is None) is attempt.reached:
        raise _wrong(
            "satisfaction",
            "已联系上的填写评价,未联系上的不填",
            "A rating belongs to a visit that reached somebody",
        )
    if attempt.reached and len(attempt.words.strip()) < 2:
        raise _wrong("words", "请填写群众的原话", "Say what the citizen said")


def _wrong(field: str, zh: str, en: str) -> InvalidInput:
    return InvalidInput(Words(zh, en), field=field)
