"""What lines of a timeline are called on paper. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import get_args

from command.casework.clock_happened import Happening
from command.casework.happened import Happened
from command.casework.terms import DEEDS

NARROWER: Mapping[str, str] = {
    "case.visit_tried": "回访未联系上",
    "clock.granted": "批准调整时限",
    "clock.refused": "未批准调整时限",
}
"""Facts that share a deed with another, and what this one came to."""

OTHERS: Mapping[str, str] = {
    "case.taken_over": "由台账转入",
    "rule.found": "规则发现",
    "reception.booked": "预约接访",
    "reception.moved": "接访改期",
    "reception.cancelled": "取消接访",
    "reception.asked": "请人参加接访",
    "reception.handed_over": "移交主持",
    "reception.waiting": "开放候场",
    "reception.begun": "接访开始",
    "reception.interrupted": "接访中断",
    "reception.resumed": "接访恢复",
    "reception.ended": "接访结束",
    "reception.closed": "接访结果",
    "reception.no_show": "接访未到场",
}
"""Lines that are no fact of the state machine."""


@cache
def words() -> Mapping[str, str]:
    """By the name of the event: what its deed is called, or a word of its own."""
    deeds = {one.name: DEEDS[one.deed].zh for one in facts(get_args(Happened))}
    return {**deeds, **NARROWER, **OTHERS}


def told_as(event: str) -> str:
    return words().get(event, event)


def facts(known: Iterable[type[Happening]]) -> Iterator[type[Happening]]:
    """These and what is derived from them."""
    for one in known:
        yield one
        yield from facts(one.__subclasses__())
