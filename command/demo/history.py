"""A believable month before today: which matters came, where, how they were handled, and when.

Pure and seeded, so that the same start gives the same month. It says who acts in the words of the
trade (lead, visitor); which agency that is, casework's own routing decides.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from command.base.clock import CHINA
from command.casework.deadlines import PROMISED_DAYS
from command.casework.taxonomy import find_type
from command.casework.terms import Difficulty, Kind
from command.demo.cast import rows

SEED = 361123
DAYS = 30
EARLIER = 142
"""Matters before the last 24 hours."""
LATEST = 30
"""Matters of the last 24 hours: a timeline that lives."""
UNPLACED_TOWNSHIP = "361123112"
BUSY_TOWNSHIPS = ("361123002", "361123003", "361123105", "361123107")
_HOURS = (1, 1, 1, 1, 1, 2, 4, 6, 9, 12, 11, 8, 5, 5, 9, 10, 9, 7, 5, 4, 4, 3, 2, 1)
_FICTITIOUS = "(演示数据,内容虚构)"
_STEPS = ("已联系当事人了解情况。", "已到现场查看并做记录。", "已组织双方见面沟通。")
_RESULTS = ("双方达成一致,已签字确认。", "问题已处理完毕,当事人认可。", "已答复并落实。")
_CHANNELS = ("window", "window", "window", "phone", "hotline_12345", "online", "letter", "grid")


@dataclass(frozen=True, slots=True)
class Act:
    """One deed at an instant; `by` is a login or the part that acts: lead, support."""

    at: datetime
    story: int
    deed: str
    by: str
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """Village codes of the county."""

    villages: Sequence[str]


def month_before(at: datetime, ground: Ground, seed: int = SEED) -> list[Act]:
    """Every deed of the 30 days before `at`, oldest first; later ones have not happened yet."""
    dice = random.Random(seed)
    openings = sorted(_openings(at, dice))
    acts = [
        act
        for story, opened in enumerate(openings)
        for act in _story(story, opened, ground, dice)
        if act.at < at
    ]
    return sorted(acts, key=lambda act: (act.at, act.story))


def _openings(at: datetime, dice: random.Random) -> list[datetime]:
    """When matters came in: by the hours of a working day, and denser in the last 24 hours."""
    before = at - timedelta(days=1)
    span = (DAYS - 1) * 24
    earlier = dice.choices(range(span), [_busy(before, hour) for hour in range(span)], k=EARLIER)
    latest = dice.choices(range(24), [_busy(at, hour) for hour in range(24)], k=LATEST - 12)
    quiet = range(0, 24, 2)  # at least one in every other hour
    hours = [(before, hour) for hour in earlier] + [(at, hour) for hour in (*latest, *quiet)]
    return [end - timedelta(hours=hour, seconds=dice.randint(60, 3500)) for end, hour in hours]


def _busy(end: datetime, hours_ago: int) -> int:
    return _HOURS[(end - timedelta(hours=hours_ago + 0.5)).astimezone(CHINA).hour]


def _story(story: int, opened: datetime, ground: Ground, dice: random.Random) -> list[Act]:
    """The life of one matter from its report to its end."""
    report = _report(ground, dice)
    clock = _Clock(story, opened, dice)
    clock.act("report", "duty" if report["kind"] == Kind.INCIDENT else "clerk", report)
    if report["kind"] != Kind.INCIDENT:
        clock.wait(10, 150).act("assign", "dispatcher")
    if dice.random() < 0.04:
        return clock.acts  # nobody signs
    if dice.random() < 0.05 and report["kind"] != Kind.INCIDENT:
        clock.wait(30, 300).act("return", "lead", {"reason": "经核实不属于本单位职责(演示)"})
        clock.wait(30, 240).act("assign", "dispatcher", {"by_hand": True})
    clock.wait(4, 90).act("sign-for", "lead")
    _handle(clock, report, dice)
    return clock.acts


def _handle(clock: "_Clock", report: dict[str, Any], dice: random.Random) -> None:
    promised = timedelta(days=PROMISED_DAYS[_difficulty(report)])
    slow = dice.random() < 0.1
    work = promised * (dice.uniform(1.3, 2.2) if slow else dice.uniform(0.05, 0.5))
    if dice.random() < 0.6:
        clock.wait(3, 60).act("sign-for", "support")
    if dice.random() < 0.06 and report["level"] > 2:
        why = {"level": int(report["level"]) - 1, "why": "现场情况有变化,需加派力量(演示)"}
        clock.wait(5, 50).act("escalate", "duty", why)
        clock.wait(5, 40).act("acknowledge", "leader")
    for words in dice.sample(_STEPS, dice.randint(1, 2)):
        clock.pause(work * 0.4).act("progress", "lead", {"words": words + _FICTITIOUS})
    clock.pause(work * 0.2).act("resolve", "lead", {"words": dice.choice(_RESULTS) + _FICTITIOUS})
    rating = dice.choices(("satisfied", "fairly", "refused", "dissatisfied"), (70, 20, 4, 6))[0]
    clock.wait(60, 1500).act("visit", "visitor", _rated(rating))
    if rating == "dissatisfied":
        clock.wait(600, 1800).act("progress", "lead", {"words": "已重新办理。" + _FICTITIOUS})
        clock.wait(60, 600).act("resolve", "lead", {"words": "整改完成。" + _FICTITIOUS})
        clock.wait(300, 1500).act("visit", "visitor", _rated("fairly"))
    clock.wait(20, 400).act("close", "visitor")


def _rated(satisfaction: str) -> dict[str, Any]:
    return {"satisfaction": satisfaction, "words": f"电话回访{_FICTITIOUS}"}


def _report(ground: Ground, dice: random.Random) -> dict[str, Any]:
    matters = rows("matters.csv")
    matter = dice.choices(matters, [int(row["weight"]) for row in matters])[0]
    incident = matter["kind"] == Kind.INCIDENT
    return {
        "kind": matter["kind"],
        "type": matter["type"],
        "words": matter["words"] + _FICTITIOUS,
        "headcount": _headcount(matter["type"], dice),
        "level": dice.choices((2, 3, 4), (2, 16, 82) if incident else (0, 8, 92))[0],
        "place": _place(ground, dice),
        "channel": dice.choice(("grid", "police_110", "phone") if incident else _CHANNELS),
        "reporter": {"name": f"虚构来访人{dice.randint(1, 99)}"} if dice.random() < 0.5 else None,
    }


def _headcount(kind_of_matter: str, dice: random.Random) -> int:
    if kind_of_matter in ("gathering", "wage_arrears", "land_taking"):
        return dice.choice((3, 6, 8, 12, 15, 22, 28))
    return dice.choices((1, 2, 3, 4, 6), (40, 40, 10, 6, 4))[0]


def _place(ground: Ground, dice: random.Random) -> str:
    """Towns see more than mountains; some matters lie where nobody has surveyed."""
    unplaced = [code for code in ground.villages if code.startswith(UNPLACED_TOWNSHIP)]
    if unplaced and dice.random() < 0.05:
        return dice.choice(unplaced)
    busy = [code for code in ground.villages if code.startswith(BUSY_TOWNSHIPS)]
    return dice.choice(busy if busy and dice.random() < 0.55 else ground.villages)


def _difficulty(report: dict[str, Any]) -> Difficulty:
    return find_type(report["type"]).difficulty


class _Clock:
    """Writes the acts of one matter one after the other; offices sleep, incidents do not."""

    def __init__(self, story: int, opened: datetime, dice: random.Random) -> None:
        self.acts: list[Act] = []
        self._story = story
        self._at = opened
        self._dice = dice

    def wait(self, least: int, most: int) -> "_Clock":
        """Some minutes pass."""
        self._at += timedelta(seconds=self._dice.randint(least * 60, most * 60))
        return self

    def pause(self, span: timedelta) -> "_Clock":
        """About `span` passes."""
        self._at += span * self._dice.uniform(0.7, 1.3) + timedelta(minutes=3)
        return self

    def act(self, deed: str, by: str, told: dict[str, Any] | None = None) -> None:
        self.acts.append(Act(self._at, self._story, deed, by, told or {}))
