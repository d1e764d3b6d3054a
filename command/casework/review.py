"""Review and re-review of an answer: who may still ask, and what an organ above says.

Pure. Asked within 30 days of having been told, answered within 30 days; after a re-review that
upholds the answer it is over (petition work regulations art. 35, 36).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from command.base.clock import china_date
from command.base.problem import Conflict, InvalidInput
from command.base.words import Words
from command.casework.case_file import Case
from command.casework.deadline import Deadline, counted, promised_anew
from command.casework.deadlines import Promise
from command.casework.notice import Matter
from command.casework.terms import DeadlineName, Term
from command.places.workdays import DayCount

ASK_DAYS = 30
REVIEW_DAYS = 30
REVIEW, REREVIEW = 1, 2


class Verdict(StrEnum):
    UPHELD = "upheld"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


VERDICTS = {
    Verdict.UPHELD: Term("维持原处理意见", "Upheld"),
    Verdict.CHANGED: Term("撤销或变更,重新办理", "Changed: handled again"),
    Verdict.WITHDRAWN: Term("群众撤回", "Withdrawn by the citizen"),
}
SAID = {one: VERDICTS[one] for one in (Verdict.UPHELD, Verdict.CHANGED)}


class NoFurtherReview(Conflict):
    code = "no-further-review"
    zh = "不能再申请复查、复核"
    en = "No further review can be asked for"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the citizen asks of which organ, and on which day they did."""

    organ: str
    words: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One review of a round; without `verdict` it goes on."""

    round: int
    stage: int
    asked: Asked
    asked_at: datetime
    verdict: Verdict | None = None
    opinion: str = ""
    concluded_at: datetime | None = None


def next_stage(case: Case, earlier: Sequence[Review]) -> int:
    """A review, or the re-review of one that upheld the answer. Raises NoFurtherReview."""
    stages = [one.stage for one in earlier if one.round == case.redo_count]
    if REREVIEW in stages:
        raise NoFurtherReview(
            Words(
                "已经复核终结,以同一事实和理由不再受理",
                "Concluded by a re-review: the same facts are not taken up again",
            )
        )
    return REREVIEW if REVIEW in stages else REVIEW


def demand_in_time(case: Case, stage: int, asked: Asked, promise: Promise, at: datetime) -> date:
    """The day it was asked; time begins when the citizen was told. Raises InvalidInput."""
    on, today = asked.on or china_date(at), china_date(at)
    matter = Matter.ANSWER if stage == REVIEW else Matter.REVIEW
    told = [one.told_at for one in case.notices if one.matter is matter and one.told_at]
    if on > today:
        raise InvalidInput(Words("申请日期不能晚于今天", "Not after today"), field="asked")
    if told:
        begun = china_date(max(told))
        last = promise.calendar.due_date(begun, ASK_DAYS, DayCount.CALENDAR_ROLL)
        if not begun <= on <= last:
            raise InvalidInput(
                Words(
                    f"应在收到意见之日起30日内申请,最迟{last:%Y-%m-%d}",
                    f"Within 30 days of having been told, by {last:%Y-%m-%d}",
                ),
                field="asked",
            )
    return on


def review_by(promise: Promise, at: datetime) -> Deadline:
    count = DayCount.CALENDAR_ROLL
    return counted(DeadlineName.REVIEW_BY, REVIEW_DAYS, count, promise.calendar, at)


def heard(line: Deadline, begun: date, ended: date, promise: Promise, at: datetime) -> Deadline:
    """The clock without the days of a hearing. Raises InvalidInput naming `to`."""
    first = china_date(line.started_at)
    last = line.paused[-1] if line.paused else first
    if not last <= begun <= ended <= china_date(at):
        raise InvalidInput(
            Words("听证起止日期须在申请之后、今天之前", "Days between the request and today"),
            field="to",
        )
    longer = replace(line, paused=(*line.paused, begun, ended))
    return promised_anew(longer, line.days, line.granted, promise.calendar, at)
