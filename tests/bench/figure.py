"""Figures: what a bench found, beside what, and whether the goal is met.

Pure: refuses to know how anything was measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.table import Table


class WrongResult(Exception):
    """What was measured did not do its work: a frame lost, a number missing, a page not drawn."""


@dataclass(frozen=True, slots=True)
class Goal:
    """`most` 1.8 is met by 1.8 and less, `least` 1000 by 1000 and more."""

    most: float | None = None
    least: float | None = None

    def is_met(self, value: float) -> bool:
        return (self.most is None or value <= self.most) and (
            self.least is None or value >= self.least
        )

    def __str__(self) -> str:
        return f"<= {self.most:g}" if self.most is not None else f">= {self.least:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: the same thing measured several times on one subject; floors and peers are rows too.

    `what` is measured (CPU per delivery), `subject` is what it was measured on (our hub).
    """

    what: str
    subject: str
    unit: str
    values: tuple[float, ...]
    goal: Goal | None = None

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met(self.median) else "missed"

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "subject": self.subject,
            "unit": self.unit,
            "median": self.median,
            "least": min(self.values),
            "most": max(self.values),
            "values": self.values,
            "goal": str(self.goal) if self.goal else None,
            "verdict": self.verdict or None,
        }


def ratio(what: str, ours: Figure, floor: Figure, goal: Goal | None = None) -> Figure:
    """Ours divided by the floor, round by round: both of a pair were measured close in time."""
    pairs = zip(ours.values, floor.values, strict=True)
    return Figure(what, f"{ours.subject} / floor", "x", tuple(a / b for a, b in pairs), goal)


def table(bench: str, figures: Sequence[Figure]) -> Table:
    """The figures of one bench for people."""
    shown = Table(title=bench, title_justify="left", title_style="bold")
    for name in ("what", "subject"):
        shown.add_column(name, overflow="fold")
    for name in ("median", "least", "most"):
        shown.add_column(name, justify="right", no_wrap=True)
    for name in ("unit", "goal", ""):
        shown.add_column(name, no_wrap=True)
    for one in figures:
        numbers = (_short(value) for value in (one.median, min(one.values), max(one.values)))
        shown.add_row(one.what, one.subject, *numbers, one.unit, str(one.goal or ""), one.verdict)
    return shown


def _short(value: float) -> str:
    """Three digits that count: 0.123, 1.23, 12.3, 1,234."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
