"""What lines of a timeline are called on paper. Pure."""

from collections.abc import Iterator, Mapping
from functools import cache

from command.casework import happened
from command.casework.clock_happened import Happening
from command.casework.terms import DEEDS

OTHERS: Mapping[str, str] = {
    "case.linked": "关联事项",
    "case.visit_tried": "回访未联系上",
    "clock.granted": "批准调整时限",
    "clock.refused": "未批准调整时限",
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


@cache
def words() -> Mapping[str, str]:
    """By the name of the event: what its deed is called, or a word of its own."""
    assert happened  # it knows every fact
    return {**{one.name: DEEDS[one.deed].zh for one in _facts(Happening)}, **OTHERS}


def told_as(event: str) -> str:
    return words().get(event, event)


def _facts(base: type[Happening]) -> Iterator[type[Happening]]:
    for one in base.__subclasses__():
        yield one
        yield from _facts(one)
