"""Bodies outside the house that a matter is led to in law, and until when each should have decided.

Pure. Where the law names no day the officer does: somebody looks after it then.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from command.base.clock import china_date, midnight_after
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.deadline import Deadline, counted
from command.casework.deadlines import Promise
from command.casework.terms import DeadlineName, Term
from command.places.workdays import DayCount

LONGEST = timedelta(days=400)


class Body(StrEnum):
    """Ways in law beside the petition (petition work regulations art. 31)."""

    COURT = "court"
    ARBITRATION = "arbitration"
    REVIEW = "review"
    INSPECTION = "inspection"
    POLICE = "police"
    OTHER = "other"


BODIES = {
    Body.COURT: Term("人民法院", "A court"),
    Body.ARBITRATION: Term("劳动人事争议仲裁", "Labour arbitration"),
    Body.REVIEW: Term("行政复议", "Administrative reconsideration"),
    Body.INSPECTION: Term("劳动保障监察", "Labour inspection"),
    Body.POLICE: Term("公安机关", "The police"),
    Body.OTHER: Term("其他法定途径", "Another way in law"),
}
#: Labour arbitration accepts in 5 and decides in 45 days; labour inspection has 60 working days.
DECIDES = {
    Body.ARBITRATION: (50, DayCount.CALENDAR_ROLL),
    Body.INSPECTION: (60, DayCount.WORKDAYS),
}


class Outcome(StrEnum):
    """How it comes back: decided there, or not taken and ours again; or the citizen ended it."""

    DECIDED = "decided"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


OUTCOMES = {
    Outcome.DECIDED: Term("已有处理结果", "Decided there"),
    Outcome.SENT_BACK: Term("未受理或退回,继续办理", "Not taken: it is handled here again"),
    Outcome.WITHDRAWN: Term("群众撤回", "Withdrawn by the citizen"),
}
COMES_BACK = {one: OUTCOMES[one] for one in (Outcome.DECIDED, Outcome.SENT_BACK)}


@dataclass(frozen=True, slots=True)
class Way:
    """Where it goes: which body, its name and number, why, and until when it should decide."""

    body: Body
    name: str
    words: str
    reference: str = ""
    due: date | None = None


def outside_by(way: Way, promise: Promise, at: datetime) -> Deadline:
    """Until when the body should have decided. Raises InvalidInput naming `due`."""
    if way.due is None:
        days = DECIDES.get(way.body)
        if days is None:
            raise InvalidInput(
                Words("请填写预计何时有结果", "Say until when a result is expected"), field="due"
            )
        return counted(DeadlineName.OUTSIDE_BY, *days, promise.calendar, at)
    due = midnight_after(way.due)
    if not china_date(at) <= way.due or due > at + LONGEST:
        raise InvalidInput(
            Words("日期须在今天起400天内", "A day from today on, within 400 days"), field="due"
        )
    return Deadline(DeadlineName.OUTSIDE_BY, at, due, provisional=False)
