"""Exports as values: states, moves, who must agree, and the mark that every line carries. Pure.

What leaves the house as a file is out of its hands: it is asked for with a purpose, is masked,
ends by the clock, and over 50 identities a second person of the county agrees first.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from command.base.clock import CHINA, china_date
from command.base.drawing import drawn
from command.base.problem import Conflict, InvalidInput, NotFound
from command.base.words import Words
from command.casework.receipt import ALPHABET
from command.casework.terms import Term

ALONE = 50
"""So many identities may one person take; more need a second (ethics, rule 8)."""
MOST = 5_000
"""Cases in one export."""
LASTS = timedelta(hours=24)
WAITS = timedelta(days=3)
SHOWN = timedelta(days=30)


class State(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    ENDED = "ended"
    EXPIRED = "expired"


class Deed(StrEnum):
    ASK = "ask"
    APPROVE = "approve"
    REFUSE = "refuse"
    TAKE = "take"
    END = "end"
    EXPIRE = "expire"


class Purpose(StrEnum):
    """What for; the auditor reads it, and so does whoever finds the file."""

    SUPERVISE = "supervise"
    REPORT = "report"
    INSPECTION = "inspection"
    HANDOVER = "handover"
    ARCHIVE = "archive"


class Who(StrEnum):
    ASKER = "asker"  # who asked, and nobody else
    SECOND = "second"  # another person of the county
    CLOCK = "clock"


STATES: Mapping[State, Term] = {
    State.WAITING: Term("等待审批", "waiting"),
    State.READY: Term("可下载", "ready"),
    State.REFUSED: Term("不同意", "refused"),
    State.ENDED: Term("已作废", "ended"),
    State.EXPIRED: Term("已过期", "expired"),
}
DEEDS: Mapping[Deed, Term] = {
    Deed.ASK: Term("申请", "ask"),
    Deed.APPROVE: Term("同意", "approve"),
    Deed.REFUSE: Term("不同意", "refuse"),
    Deed.TAKE: Term("下载", "take"),
    Deed.END: Term("作废", "end"),
    Deed.EXPIRE: Term("到期", "expire"),
}
PURPOSES: Mapping[Purpose, Term] = {
    Purpose.SUPERVISE: Term("督查督办", "supervision"),
    Purpose.REPORT: Term("工作报告", "a report"),
    Purpose.INSPECTION: Term("上级检查", "an inspection"),
    Purpose.HANDOVER: Term("工作移交", "a hand-over"),
    Purpose.ARCHIVE: Term("归档", "the archive"),
}


class NoSuchExport(NotFound):
    zh = "没有找到这项导出"
    en = "There is no such export"


class WrongExportState(Conflict):
    code = "wrong-export-state"
    zh = "这项导出现在不能这样办"
    en = "This cannot be done with the export now"


class SecondPerson(Conflict):
    code = "second-person"
    zh = "须由另一人审批"
    en = "Another person must agree"


class TooMuch(InvalidInput):
    code = "too-much"
    zh = "一次导出过多,请缩短时段"
    en = "Too much for one export: choose a shorter time"


class Nothing(InvalidInput):
    code = "nothing-to-export"
    zh = "这个时段没有您范围内的事项"
    en = "No case in your reach lies in that time"


@dataclass(frozen=True, slots=True)
class Span:
    """Cases opened from `begins` until before `ends`; all of them, the open or the closed ones."""

    begins: datetime
    ends: datetime
    which: str = "all"


@dataclass(frozen=True, slots=True)
class Export:
    """An export as its asker or a second person sees it; `stored` knows no clock."""

    export_id: int
    number: str
    purpose: Purpose
    reason: str
    asked_by: int
    asker: str
    unit: str
    asked_at: datetime
    cases: int
    identities: int
    stored: State
    until: datetime
    decided_by: int | None
    decider: str
    taken: int

    def state(self, at: datetime) -> State:
        is_over = self.stored in (State.WAITING, State.READY) and at >= self.until
        return State.EXPIRED if is_over else self.stored


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table; `when` separates lines of one deed, `after` None keeps the state."""

    deed: Deed
    before: tuple[State | None, ...]
    after: State | None
    who: Who
    needs: str
    when: str = ""


OVER = f"over {ALONE} identities"
RUNNING = (State.WAITING, State.READY)
TRANSITIONS: tuple[Move, ...] = (
    Move(Deed.ASK, (None,), State.READY, Who.ASKER, "a purpose, a reason"),
    Move(Deed.ASK, (None,), State.WAITING, Who.ASKER, "a purpose, a reason", OVER),
    Move(Deed.APPROVE, (State.WAITING,), State.READY, Who.SECOND, ""),
    Move(Deed.REFUSE, (State.WAITING,), State.REFUSED, Who.SECOND, ""),
    Move(Deed.TAKE, (State.READY,), None, Who.ASKER, "on record before the file leaves"),
    Move(Deed.END, RUNNING, State.ENDED, Who.ASKER, ""),
    Move(Deed.EXPIRE, RUNNING, State.EXPIRED, Who.CLOCK, "24 hours; 3 days while it waits"),
)


def first_state(identities: int) -> State:
    """Where an export begins."""
    when = OVER if identities > ALONE else ""
    return next(m.after for m in TRANSITIONS if m.deed is Deed.ASK and m.when == when and m.after)


def demand_move(state: State, deed: Deed) -> State:
    """The state after the deed. Raises WrongExportState."""
    for move in TRANSITIONS:
        if move.deed is deed and state in move.before:
            return move.after or state
    raise WrongExportState(
        Words(
            f"{STATES[state].zh}的导出不能{DEEDS[deed].zh}",
            f"{DEEDS[deed].en}: not while it is {STATES[state].en}",
        )
    )


def until(state: State, at: datetime) -> datetime:
    """When a state that begins at `at` ends by the clock."""
    return at + (LASTS if state is State.READY else WAITS)


def new_number(at: datetime) -> str:
    """`DC20261124-7K3F92QW`: the day in China and 40 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"DC{china_date(at):%Y%m%d}-{letters}"


def mark(one: Export, at: datetime) -> str:
    """Who took it, when, what for and under which number: at the head and in every line."""
    agreed = f"{one.decider}同意" if one.decider else "单人导出"
    taken = f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    purpose = PURPOSES[one.purpose].zh
    return f"{one.number} {one.asker}({one.unit}) {taken} 用途:{purpose} {agreed} 不得转发"


def drawing() -> str:
    """The exports' part of `docs/states.md`."""
    over = (State.REFUSED, State.ENDED, State.EXPIRED)
    return drawn(_HEAD, TRANSITIONS, STATES, DEEDS, over)


_HEAD = """# States of an export

Drawn from `command/casework/export.py`. Deeds that keep the state stand in the table only.
"""
