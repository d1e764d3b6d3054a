"""A mediation agreement: who has to do what until when, and whether a court should confirm it.

Pure. A party that does not perform ends it: the matter is handled again (mediation law art. 26).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from command.base.clock import china_date, midnight_after, midnight_before
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.deadline import Deadline, counted
from command.casework.deadlines import Promise
from command.casework.terms import DeadlineName, Term
from command.places.workdays import DayCount

#: Both parties may ask a court together within 30 days (people's mediation law art. 33).
CONFIRM_DAYS = 30
LONGEST = timedelta(days=3 * 366)


class Form(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"


FORMS = {
    Form.WRITTEN: Term("书面协议", "In writing"),
    Form.ORAL: Term("口头协议(已记录)", "Oral, on record"),
}


class Confirmation(StrEnum):
    """How far the confirmation by a court is."""

    WAIVED = "waived"
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


CONFIRMATIONS = {
    Confirmation.WAIVED: Term("双方不申请", "Not asked for"),
    Confirmation.APPLIED: Term("已共同申请", "Asked for together"),
    Confirmation.CONFIRMED: Term("法院已确认", "Confirmed"),
    Confirmation.REFUSED: Term("法院不予确认", "Not confirmed"),
}
_NEXT = {
    None: (Confirmation.WAIVED, Confirmation.APPLIED),
    Confirmation.APPLIED: (Confirmation.CONFIRMED, Confirmation.REFUSED),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody has to do until the end of a day of China."""

    words: str
    due: date


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as it was reached."""

    agreed_on: date
    mediators: str
    form: Form
    words: str
    duties: Sequence[Duty]


def clocks_of(
    agreed: Agreed, first: int, promise: Promise, at: datetime
) -> tuple[tuple[Deadline, ...], Deadline]:
    """A clock for each duty, numbered on from `first`, and that of the confirmation.

    Raises InvalidInput naming the field.
    """
    today = china_date(at)
    if not today - timedelta(days=CONFIRM_DAYS) <= agreed.agreed_on <= today:
        raise InvalidInput(
            Words("达成协议的日期须在近30天内", "It was agreed within the last 30 days"),
            field="agreed_on",
        )
    begun = midnight_before(agreed.agreed_on)
    count = DayCount.CALENDAR_ROLL
    confirm = counted(DeadlineName.CONFIRM_BY, CONFIRM_DAYS, count, promise.calendar, begun)
    duties = (_clock(duty, n, first, at) for n, duty in enumerate(agreed.duties))
    return tuple(duties), confirm


def demand_next(held: Confirmation | None, said: Confirmation) -> None:
    """Raises InvalidInput naming `outcome` for what does not follow."""
    if said not in _NEXT.get(held, ()):
        raise InvalidInput(
            Words(
                "先登记双方是否申请,申请后再登记法院结果",
                "First whether they ask for it, then what the court said",
            ),
            field="outcome",
        )


def demand_performed(on: date, agreed_on: date, at: datetime) -> None:
    """Raises InvalidInput naming `on`."""
    if not agreed_on <= on <= china_date(at):
        raise InvalidInput(
            Words("履行日期须在协议之后、今天之前", "A day between the agreement and today"),
            field="on",
        )


def _clock(duty: Duty, index: int, first: int, at: datetime) -> Deadline:
    due = midnight_after(duty.due)
    if not at < due <= at + LONGEST:
        raise InvalidInput(
            Words("履行期限须在今天起三年内", "A day from today on, within three years"),
            field=f"duties[{index}].due",
        )
    return Deadline(DeadlineName.PERFORM_BY, at, due, provisional=False, task=first + index)
