"""The dry run: which place each row of a survey is, and what would come of it.

By code where code and name agree, else by name within the township: two code systems
number the same townships differently, so a code alone proves nothing. Refuses to write.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from command.places.jurisdiction import (
    LENGTH_OF_LEVEL,
    Level,
    Place,
    PlaceCode,
    parent_of,
    township_of,
)
from command.places.survey import Row, Survey

_BODIES = ("村民委员会", "居民委员会", "村委会", "居委会")
_KINDS = ("街道办事处", "人民政府", "街道", "社区", "镇", "乡", "村", "县")


class Outcome(StrEnum):
    BY_CODE = "matched by code"
    BY_NAME = "matched by name"
    ADDED = "new"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is. `place` is None only for UNMATCHED, whose `note` says why."""

    row: Row
    outcome: Outcome
    place: PlaceCode | None = None
    note: str = ""


def match_rows(survey: Survey, known: Iterable[Place]) -> list[Match]:
    """One match a row, in the order of the file; no place is given twice."""
    directory = _Directory(known, survey)
    taken: dict[PlaceCode, int] = {}
    matches: list[Match] = []
    for row in survey.rows:
        match = _once(_match(row, directory), taken)
        if match.place is not None:
            taken[match.place] = row.line
        matches.append(match)
    return matches


class _Directory:
    """Known places by code, and by name within the place above them."""

    def __init__(self, known: Iterable[Place], survey: Survey) -> None:
        self.county = survey.county
        self.by_code: dict[PlaceCode, Place] = {place.code: place for place in known}
        self.announced = {row.code for row in survey.rows if row.code is not None}
        self._by_name: Mapping[tuple[PlaceCode | None, str], set[PlaceCode]] = defaultdict(set)
        for place in self.by_code.values():
            for key in _keys(place):
                self._by_name[place.parent, key].add(place.code)

    def named(self, above: PlaceCode | None, name: str) -> set[PlaceCode]:
        return self._by_name.get((above, bare(name)), set())

    def has(self, code: PlaceCode | None) -> bool:
        return code in self.by_code or code in self.announced


def bare(name: str) -> str:
    """`八磜村村民委员会` and `八磜村` and `八磜` are one name; one character is never left."""
    for suffix in (*_BODIES, *_KINDS):
        shorter = name.removesuffix(suffix)
        if len(shorter) > 1:
            name = shorter
    return name


def _keys(place: Place) -> set[str]:
    return {bare(name) for name in (place.name, place.short_name, *place.aliases)}


def _once(match: Match, taken: Mapping[PlaceCode, int]) -> Match:
    if match.place is None or match.place not in taken:
        return match
    note = f"is the same place as line {taken[match.place]}"
    return Match(match.row, Outcome.UNMATCHED, None, note)


def _match(row: Row, directory: _Directory) -> Match:
    same = directory.by_code.get(row.code) if row.code else None
    if same is not None and row.code and bare(row.name) in _keys(same):
        return Match(row, Outcome.BY_CODE, row.code)
    found, why_not = _by_name(row, directory)
    if found is not None:
        note = f"{row.code} is {same.name} here" if same else ""
        return Match(row, Outcome.BY_NAME, found, note)
    if same is not None:
        return Match(row, Outcome.UNMATCHED, None, f"{row.code} is {same.name} here; {why_not}")
    return _new(row, directory, why_not)


def _by_name(row: Row, directory: _Directory) -> tuple[PlaceCode | None, str]:
    """The one place of that name where the row says it stands, or why there is none."""
    aboves = _above(row, directory)
    if not aboves:
        return None, f"township {row.township or '(none given)'} is unknown"
    found = set().union(*(directory.named(above, row.name) for above in aboves))
    if row.code:
        found = {code for code in found if len(code) == len(row.code)}
    if len(found) == 1:
        return found.pop(), ""
    return None, "the name is unknown there" if not found else "several places have the name"


def _above(row: Row, directory: _Directory) -> set[PlaceCode | None]:
    """Where to look for the name: the named township, else what the code's level says."""
    if row.township:
        return set(directory.named(directory.county, row.township))
    if row.code is None or len(row.code) == LENGTH_OF_LEVEL[Level.TOWNSHIP]:
        return {directory.county}
    if len(row.code) == LENGTH_OF_LEVEL[Level.COUNTY]:
        return {None}
    return {parent_of(row.code)}


def _new(row: Row, directory: _Directory, why_not: str) -> Match:
    if row.code is None:
        return Match(row, Outcome.UNMATCHED, None, f"has no code, and {why_not}")
    above = parent_of(row.code)
    if above is not None and not directory.has(above):
        return Match(row, Outcome.UNMATCHED, None, f"{above}, the place above it, is unknown")
    named = directory.named(directory.county, row.township) if row.township else set()
    if named and township_of(row.code) not in named:
        note = f"its code stands in {township_of(row.code)}, which is not {row.township}"
        return Match(row, Outcome.UNMATCHED, None, note)
    return Match(row, Outcome.ADDED, row.code)


def counts(matches: Sequence[Match]) -> Mapping[Outcome, int]:
    return Counter(match.outcome for match in matches)
