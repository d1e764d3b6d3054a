"""Finding a place by what people type: Chinese, pinyin, initials, or a mixture.

Every character is met as itself, as one of its readings or as a reading's first letter,
so a polyphonic name is found under each. Refuses to know storage and screens.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from command.places.jurisdiction import Level, Place, PlaceCode, contains, prefixes
from command.places.readings import Readings, forget_table, readings_of, without_tones

LONGEST_QUERY = 40  # characters after folding; names end at about 20
SHORTEST_CODE = 3  # digits
_IGNORED = re.compile(r"[\s'’`·.,，。、_-]+")
_BODIES = {"村民委员会": "村委会", "居民委员会": "居委会", "居委会": "居民委员会"}
_LEVELS = tuple(Level)


class Why(StrEnum):
    """How a hit was found; the better one is listed first."""

    CODE = "code"
    NAME = "name"
    PINYIN = "pinyin"
    INITIALS = "initials"
    MIXED = "mixed"


class Rank(NamedTuple):
    """Smaller is better."""

    tier: int
    is_rare_reading: bool
    starts_inside: bool
    is_partial: bool
    start: int
    level: int
    length: int
    code: str


@dataclass(frozen=True, slots=True)
class Hit:
    code: PlaceCode
    why: Why
    rank: Rank


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One name of a place: its characters and what each sounds like.

    `letters` is every letter a match could use: most names are ruled out by it at once.
    """

    text: str
    likely: tuple[Readings, ...]
    rare: tuple[Readings, ...] | None
    letters: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Way:
    """Which steps a match may take over the characters of a name."""

    why: Why
    syllables: bool
    initials: bool


_WAYS = (
    _Way(Why.PINYIN, syllables=True, initials=False),
    _Way(Why.INITIALS, syllables=False, initials=True),
    _Way(Why.MIXED, syllables=True, initials=True),
)
_ORDER = {why: number for number, why in enumerate(Why)}


class PlaceIndex:
    """All names of all places, ready to be searched; built once per version of the places."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._spellings = {place.code: _spellings(place) for place in places}
        forget_table()

    def search(self, query: str, scope: PlaceCode | None = None, limit: int = 20) -> list[Hit]:
        """The best `limit` places inside `scope`. Words apart may name places above a hit."""
        words = fold(query)
        if not words or limit < 1:
            return []
        matched: dict[str, dict[PlaceCode, Hit]] = {}
        for word in {*words, "".join(words)}:
            matched[word] = self._matches(word)
        hits = {**self._together(words, matched), **matched["".join(words)]}
        seen = [hit for hit in hits.values() if scope is None or contains(scope, hit.code)]
        return sorted(seen, key=lambda hit: hit.rank)[:limit]

    def _matches(self, word: str) -> dict[PlaceCode, Hit]:
        found = {code: _best_hit(code, names, word) for code, names in self._spellings.items()}
        return {code: hit for code, hit in found.items() if hit is not None}

    def _together(
        self, words: Sequence[str], matched: Mapping[str, Mapping[PlaceCode, Hit]]
    ) -> dict[PlaceCode, Hit]:
        """Places that meet one word themselves and the others by themselves or from above."""
        hits: dict[PlaceCode, Hit] = {}
        for code in self._spellings:
            own = [matched[word][code] for word in words if code in matched[word]]
            line = (code, *prefixes(code))
            if own and all(any(place in matched[word] for place in line) for word in words):
                hits[code] = max(own, key=lambda hit: hit.rank)
        return hits


def fold(query: str) -> list[str]:
    """The words of a query: half width, lower case, without tones and punctuation."""
    text = without_tones(unicodedata.normalize("NFKC", query))[: LONGEST_QUERY * 2]
    words = [_IGNORED.sub("", word)[:LONGEST_QUERY] for word in text.split()]
    return [word for word in words if word][:4]


def _spellings(place: Place) -> tuple[_Spelling, ...]:
    names = [place.name, place.short_name, *place.aliases]
    names += [place.name.replace(long, short) for long, short in _BODIES.items()]
    bare = place.short_name.removesuffix(place.kind)
    names += [bare] if len(bare) > 1 else []
    folded = dict.fromkeys("".join(fold(name)) for name in names)
    return tuple(_spelling(text) for text in folded if text)


def _spelling(text: str) -> _Spelling:
    readings = readings_of(text)
    likely = tuple(found[:1] for found in readings)
    spoken = "".join(syllable for found in readings for syllable in found)
    return _Spelling(
        text, likely, readings if readings != likely else None, frozenset(text + spoken)
    )


def _best_hit(code: PlaceCode, names: Sequence[_Spelling], word: str) -> Hit | None:
    hits = [hit for name in names if (hit := _hit(code, name, word)) is not None]
    if _is_code_part(word) and code.startswith(word):
        hits.append(_ranked(code, Why.CODE, 0, len(word), len(code)))
    return min(hits, key=lambda hit: hit.rank, default=None)


def _is_code_part(word: str) -> bool:
    return len(word) >= SHORTEST_CODE and word.isascii() and word.isdigit()


def _hit(code: PlaceCode, name: _Spelling, word: str) -> Hit | None:
    start = name.text.find(word)
    if start >= 0:
        return _ranked(code, Why.NAME, start, start + len(word), len(name.text))
    if word.isascii() and not word.isalpha():
        return None
    return _spoken_hit(code, name, word) if name.letters.issuperset(word) else None


def _spoken_hit(code: PlaceCode, name: _Spelling, word: str) -> Hit | None:
    hits = []
    for way in _WAYS:
        for readings in (name.likely, name.rare):
            span = _first_span(name.text, readings, word, way) if readings else None
            if span is not None:
                is_rare = readings is name.rare
                hits.append(_ranked(code, way.why, *span, len(name.text), is_rare))
                break
    return min(hits, key=lambda hit: hit.rank, default=None)


def _first_span(
    text: str, readings: Sequence[Readings], word: str, way: _Way
) -> tuple[int, int] | None:
    for start in range(len(text)):
        end = _walk(text, readings, start, word, way)
        if end is not None:
            return start, end
    return None


def _ranked(
    code: PlaceCode, why: Why, start: int, end: int, length: int, is_rare: bool = False
) -> Hit:
    level = _LEVELS.index(Level.GRID) if len(code) > 12 else len(code) // 3 - 2
    tier = _tier(why, is_whole=end - start == length)
    rank = Rank(tier, is_rare, start > 0, end - start < length, start, level, length, code)
    return Hit(code, why, rank)


def _tier(why: Why, is_whole: bool) -> int:
    """`zh` is first of all 紫湖 by its initials, then every name that begins with zh."""
    if why is Why.MIXED:
        return len(_ORDER) + 1
    return _ORDER[why] + (2 if _ORDER[why] >= _ORDER[Why.PINYIN] and not is_whole else 0)


def _walk(text: str, readings: Sequence[Readings], at: int, rest: str, way: _Way) -> int | None:
    """Where the match of `rest` from character `at` ends, or None when there is none."""
    if not rest:
        return at
    if at == len(text):
        return None
    for eaten in _steps(text[at], readings[at], rest, way):
        end = _walk(text, readings, at + 1, rest[eaten:], way)
        if end is not None:
            return end
    return None


def _steps(char: str, readings: Readings, rest: str, way: _Way) -> list[int]:
    """How many letters of `rest` this character may take, the longest first."""
    steps = {1} if rest[0] == char else set()
    for reading in readings:
        if way.syllables and rest.startswith(reading):
            steps.add(len(reading))
        elif way.syllables and reading.startswith(rest):
            steps.add(len(rest))
        if way.initials and rest[0] == reading[0]:
            steps.add(1)
    return sorted(steps, reverse=True)
