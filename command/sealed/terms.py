"""The lane's closed lists: states and deeds of a matter, each with its two names."""

from collections.abc import Mapping
from enum import StrEnum

from command.casework.terms import Term


class State(StrEnum):
    FILED = "filed"
    HANDLING = "handling"
    ANSWERED = "answered"
    CLOSED = "closed"


class Deed(StrEnum):
    """What is done to a matter; names as in the URL."""

    FILE = "file"
    ACCEPT = "accept"
    NOTE = "note"
    ACCUSE = "accuse"
    RECUSE = "recuse"
    ABSTRACT = "abstract"
    APPROVE = "approve"
    REPLY = "reply"
    ANSWER = "answer"
    CLOSE = "close"
    RAISE = "raise"


STATES: Mapping[State, Term] = {
    State.FILED: Term("已收件", "filed"),
    State.HANDLING: Term("核查中", "being looked into"),
    State.ANSWERED: Term("待回访", "answered, to be visited"),
    State.CLOSED: Term("已结", "closed"),
}
DEEDS: Mapping[Deed, Term] = {
    Deed.FILE: Term("收件", "file"),
    Deed.ACCEPT: Term("受理", "accept"),
    Deed.NOTE: Term("记录", "note"),
    Deed.ACCUSE: Term("增列被反映对象", "add an accused"),
    Deed.RECUSE: Term("回避", "recuse oneself"),
    Deed.ABSTRACT: Term("拟移送摘要", "draft an abstract"),
    Deed.APPROVE: Term("审批摘要", "approve an abstract"),
    Deed.REPLY: Term("回复摘要", "reply to an abstract"),
    Deed.ANSWER: Term("答复", "answer"),
    Deed.CLOSE: Term("回访结案", "visit and close"),
    Deed.RAISE: Term("逾期,报上一级", "late: opened to the unit above"),
}
