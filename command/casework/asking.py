"""Asking for time: a pause, an extension or another class, what may be asked and what a yes does.

Pure. Whoever asks does not decide; the start of a clock is never moved, and what the law counts
does not stand still.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from command.base.clock import china_date, midnight_before
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.case import Case, WrongState
from command.casework.clock_happened import ClockGranted
from command.casework.deadline import Deadline, paused, promised_anew
from command.casework.deadlines import Promise, reclassed
from command.casework.terms import DeadlineName, Difficulty, Kind, PauseReason, Term, Wish

#: The centre's default: no pause is longer, whatever is waited for.
PAUSE_DAYS = {
    PauseReason.CITIZEN: 15,
    PauseReason.THIRD_PARTY: 30,
    PauseReason.COURT: 60,
    PauseReason.FORCE: 15,
}
#: Petition work regulations art. 34; the centre's default for its own promise is the same.
EXTENSION_DAYS = 30
#: Labour dispute mediation and arbitration law art. 43.
AWARD_EXTENSION_DAYS = 15
DECISIONS = {"grant": Term("批准", "Grant"), "refuse": Term("不批准", "Refuse")}
EXTENDABLE = (DeadlineName.RESOLVE_BY, DeadlineName.ANSWER_BY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, as it was written."""

    wish: Wish
    words: str
    deadline: DeadlineName = DeadlineName.RESOLVE_BY
    reason: PauseReason | None = None
    days: int | None = None
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a case that waits for somebody who decides."""

    number: int
    asked: Asked
    redo: int
    due_at: datetime
    asked_at: datetime
    asked_by: int


def request(case: Case, asked: Asked, number: int, by: int, at: datetime) -> Request:
    """The next request of the case. Raises InvalidInput naming the field, WrongState."""
    if len(asked.words.strip()) < 2:
        raise InvalidInput(Words("请写明理由", "Say why"), field="words")
    line = _clock(case, asked.deadline)
    CHECKS[asked.wish](case, line, asked)
    if asked.wish is not Wish.DIFFICULTY and at >= line.due_at:
        raise WrongState(
            Words("时限已到,须在到期前申请", "The deadline has passed; ask before it does")
        )
    return Request(number, asked, line.redo, line.due_at, at, by)


def granted(case: Case, wanted: Request, promise: Promise, at: datetime) -> ClockGranted:
    """What a yes at `at` makes of the clocks. Raises WrongState when it can no longer be given."""
    asked = wanted.asked
    if asked.wish is Wish.DIFFICULTY:
        assert asked.difficulty is not None
        lines = reclassed(case.deadlines, asked.difficulty, promise, at)
        return ClockGranted(at=at, deadlines=lines, difficulty=asked.difficulty)
    line = _clock(case, asked.deadline)
    assert asked.days is not None
    if line.redo != wanted.redo:
        raise WrongState(Words("申请针对的时限已经结束", "The deadline it was asked for is over"))
    if asked.wish is Wish.PAUSE:
        return ClockGranted(at=at, deadlines=(_paused(line, asked.days, at),))
    longer = promised_anew(line, line.days, asked.days, promise.calendar, at)
    return ClockGranted(at=at, deadlines=(longer,))


def due_if_granted(case: Case, wanted: Request, promise: Promise, at: datetime) -> datetime | None:
    """The end of the clock if it were granted at `at`; a pause tells its latest end."""
    try:
        fact = granted(case, wanted, promise, at)
    except WrongState:
        return None
    line = next((one for one in fact.deadlines if one.name is wanted.asked.deadline), None)
    if line is None:
        return None
    return line.paused_until or line.due_at


def most_days(case: Case, asked: Asked) -> int:
    """The longest that may be asked for."""
    if asked.wish is Wish.PAUSE:
        return PAUSE_DAYS[asked.reason] if asked.reason else max(PAUSE_DAYS.values())
    is_award = asked.deadline is DeadlineName.ANSWER_BY and case.kind is Kind.ARBITRATION
    return AWARD_EXTENSION_DAYS if is_award else EXTENSION_DAYS


def _paused(line: Deadline, days: int, at: datetime) -> Deadline:
    if line.is_paused or at >= line.due_at:
        raise WrongState(
            Words("时限已到或已暂停,不能再暂停", "The deadline has passed or stands still already")
        )
    until = midnight_before(china_date(at) + timedelta(days=days))
    return paused(line, at, until)


def _clock(case: Case, name: DeadlineName) -> Deadline:
    line = case.deadline(name)
    if line is None or not line.is_running or not line.days:
        raise WrongState(
            Words("事项没有这项在走的时限", "The case has no such running deadline"),
            field="deadline",
        )
    return line


def _check_pause(case: Case, line: Deadline, asked: Asked) -> None:
    if line.name is not DeadlineName.RESOLVE_BY:
        raise InvalidInput(
            Words("法定时限不能由本中心暂停", "What the law counts cannot be paused here"),
            field="deadline",
        )
    if asked.reason is None:
        raise InvalidInput(Words("请选择暂停原因", "Choose what is waited for"), field="reason")
    if line.is_paused:
        raise WrongState(Words("时限已在暂停", "The deadline stands still already"))
    _check_days(case, asked)


def _check_extension(case: Case, line: Deadline, asked: Asked) -> None:
    if line.granted:
        raise WrongState(Words("只能延期一次", "A deadline is extended once"))
    _check_days(case, asked)


def _check_difficulty(case: Case, line: Deadline, asked: Asked) -> None:
    if asked.difficulty is None or asked.difficulty is case.facts.difficulty:
        raise InvalidInput(
            Words("请选择另一个难易程度", "Choose another difficulty"), field="difficulty"
        )


def _check_days(case: Case, asked: Asked) -> None:
    most = most_days(case, asked)
    if asked.days is None or not 1 <= asked.days <= most:
        raise InvalidInput(
            Words(f"天数须在1至{most}之间", f"Between 1 and {most} days"), field="days"
        )


CHECKS = {
    Wish.PAUSE: _check_pause,
    Wish.EXTENSION: _check_extension,
    Wish.DIFFICULTY: _check_difficulty,
}


def plain(asked: Asked) -> Asked:
    """Without what does not belong to its wish."""
    if asked.wish is Wish.DIFFICULTY:
        return replace(asked, deadline=DeadlineName.RESOLVE_BY, reason=None, days=None)
    if asked.wish is Wish.EXTENSION:
        return replace(asked, reason=None, difficulty=None)
    return replace(asked, difficulty=None)
