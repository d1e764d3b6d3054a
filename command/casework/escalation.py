"""The rules E01-E27 at work: what is new in the facts of a case, and where it stands once a rise is
refused.

Pure: facts and lines of settings in, findings out. A finding is told once, by its subject; rules
only ever raise, a person lowers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from command.casework.case_file import Case
from command.casework.deciding import DECISIONS
from command.casework.looking import Finding, Look
from command.casework.rule import Line
from command.casework.terms import Level

LADDER = ("E01", "E02", "E03", "E04")
"""Of these only the gravest of a clock is told: what was skipped is in the clock's own steps."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding under the line of settings that was asked."""

    line: Line
    finding: Finding


@dataclass(frozen=True, slots=True)
class Rise:
    """The level a finding asked for; `before` is what it was raised from, None when it was not."""

    level: Level
    before: Level | None


Known = frozenset[tuple[str, str]]
"""Rule and subject of what was told before."""


def findings(look: Look, lines: Mapping[str, Line], known: Known = frozenset()) -> list[Found]:
    """What is new, in the order of the rules."""
    if not look.case.is_open:
        return []
    found = [
        Found(line, finding)
        for code, line in sorted(lines.items())
        if line.runs
        for finding in DECISIONS[code](look, line.limits)
    ]
    gravest = {_clock_of(one): one.finding.code for one in found if one.finding.code in LADDER}
    return [
        one
        for one in found
        if (one.finding.code, one.finding.subject) not in known
        and gravest.get(_clock_of(one), one.finding.code) == one.finding.code
    ]


def standing_level(case: Case, refused: Rise, others: Sequence[Rise]) -> Level:
    """Where a case stands once a rise is refused: where it came from, unless another rule still
    asks for more or a person has raised it since. The smaller number is the graver level."""
    if refused.before is None or case.facts.level != refused.level:
        return case.facts.level
    return min([refused.before, *(one.level for one in others)])


def _clock_of(one: Found) -> str:
    """The clock of a finding, whatever its edition."""
    return one.finding.subject.partition("/")[0]
