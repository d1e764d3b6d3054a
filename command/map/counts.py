"""Counts of cases by place, for the map: open by level, and all there ever were.

Types that are told by their township only (ethics, rule 6) are counted there, not in a village.
Pure; refuses to know any single case.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from command.casework.taxonomy import is_hidden

LEVELS = 4
TOWNSHIP_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Line:
    """So many cases of one type and level in one place."""

    place: str
    type: str
    level: int
    open: int
    total: int


@dataclass(slots=True)
class Count:
    """`open` counts levels I to IV in order."""

    place: str
    open: list[int] = field(default_factory=lambda: [0] * LEVELS)
    total: int = 0

    def add(self, line: Line) -> None:
        self.open[line.level - 1] += line.open
        self.total += line.total


def counts_of(lines: Iterable[Line], hidden: Callable[[str], bool] = is_hidden) -> list[Count]:
    """One count for each place that ever had a case, by code; nothing is lost on the way."""
    counts: dict[str, Count] = {}
    for line in lines:
        place = line.place[:TOWNSHIP_DIGITS] if hidden(line.type) else line.place
        counts.setdefault(place, Count(place)).add(line)
    return [counts[place] for place in sorted(counts)]
