"""A line of settings of an escalation rule that holds from a day: on or off, limits, who is told.

Pure. Old lines stay as they were; it refuses to know cases.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources

from command.base.clock import china_date, midnight_before
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.rule_book import RULES, SOURCES, Limit, Recipient, Rule

LONGEST_AHEAD = 366
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """A rule's settings as an administrator writes them; `day` is the first day they hold."""

    code: str
    is_on: bool
    limits: tuple[int, ...]
    recipients: tuple[Recipient, ...]
    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """Settings as they are kept; `valid_from` None for the shipped ones, which always held."""

    number: int
    code: str
    is_on: bool
    limits: tuple[int, ...]
    recipients: tuple[Recipient, ...]
    valid_from: datetime | None = None
    made_by: str = ""
    why: str = ""

    @property
    def rule(self) -> Rule:
        return RULES[self.code]

    @property
    def runs(self) -> bool:
        return self.is_on and self.rule.runs_here

    def has_begun(self, at: datetime) -> bool:
        return self.valid_from is None or self.valid_from <= at


@cache
def shipped() -> tuple[Line, ...]:
    """`data/rules.csv`; the county's own lines are `rule_store`'s."""
    text = resources.files(__package__).joinpath("data/rules.csv").read_text(encoding="utf-8")
    return tuple(_shipped(row) for row in csv.DictReader(text.splitlines()))


def holding(lines: Iterable[Line], at: datetime) -> dict[str, Line]:
    """The line of each rule that holds at `at`: of those that have begun the last one."""
    found: dict[str, Line] = {}
    for line in lines:
        held = found.get(line.code)
        if line.has_begun(at) and (held is None or _began(held) < _began(line)):
            found[line.code] = line
    return found


def begins(wish: Wish, at: datetime) -> datetime:
    """Midnight of its day in China, for today at once. Raises InvalidInput: nothing is changed
    in hindsight."""
    days = (wish.day - china_date(at)).days
    if not 0 <= days <= LONGEST_AHEAD:
        raise InvalidInput(
            Words("生效日期须从今天起、一年之内", "The day must be within a year from today"),
            field="from",
        )
    return max(at, midnight_before(wish.day))


def check(wish: Wish) -> None:
    """Raises InvalidInput naming the field."""
    rule = RULES.get(wish.code)
    if rule is None:
        raise InvalidInput(Words("没有这条规则", "There is no such rule"), field="code")
    if wish.is_on and not rule.runs_here:
        source = SOURCES[rule.source]
        raise InvalidInput(
            Words(f"不能启用:{source.zh}", f"It cannot be on: {source.en}"), field="on"
        )
    _check_limits(rule, wish)
    if len(set(wish.recipients)) < len(wish.recipients):
        raise InvalidInput(
            Words("同一对象只能出现一次", "Nobody is named twice"), field="recipients"
        )
    if len(wish.why.strip()) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明理由", "Say why"), field="why")


def _check_limits(rule: Rule, wish: Wish) -> None:
    if len(wish.limits) != len(rule.limits):
        count = len(rule.limits)
        raise InvalidInput(
            Words(f"这条规则有{count}个数值", f"This rule has {count} numbers"), field="limits"
        )
    for number, (value, limit) in enumerate(zip(wish.limits, rule.limits, strict=True)):
        if not limit.least <= value <= limit.most or (limit.among and value not in limit.among):
            raise InvalidInput(
                Words(
                    f"{limit.zh}须{_bounds(limit, '至', '在')}",
                    f"{limit.en}: {_bounds(limit, ' to ')}",
                ),
                field=f"limits[{number}]",
            )


def _bounds(limit: Limit, to: str, within: str = "") -> str:
    if limit.among:
        return "/".join(str(one) for one in limit.among)
    return f"{within}{limit.least}{to}{limit.most}"


def _began(line: Line) -> float:
    return line.valid_from.timestamp() if line.valid_from else float("-inf")


def _shipped(row: Mapping[str, str]) -> Line:
    return Line(
        number=0,
        code=row["code"],
        is_on=row["on"] == "yes",
        limits=tuple(int(value) for value in row["limits"].split()),
        recipients=tuple(Recipient(one) for one in row["recipients"].split()),
    )
