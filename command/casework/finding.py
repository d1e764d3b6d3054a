"""What somebody types to find a case: words, each as it is written and as it may be spoken.

Pure. A word of pinyin stands for every text that sounds so. Pairs of letters are what the database
looks up: what has every pair of a word has the word. Refuses to know who sees what.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from command.places.readings import SYLLABLE_LETTERS, signs_by_sound
from command.places.search import fold

MOST_CUTS = 4
"""Ways to cut a run of letters into syllables that are looked at: those with the fewest."""
MOST_CHOICES = 5
"""Neighbouring syllables of a word that are looked up."""
FEWEST_OF_RECEIPT = 4
_RECEIPT = re.compile(r"[A-Za-z0-9-]+")
_RUN = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Way:
    """How a spoken word is looked up: all of some pairs of letters, one of each further choice."""

    all_of: tuple[int, ...]
    one_of: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of a search, with the codes of places whose names or pinyin it fits."""

    word: str
    places: Sequence[str] = ()
    receipt: str = ""


Signs = Sequence[str]
"""A word letter by letter: each a string of the characters that may stand there."""


def wanted(text: str, places_of: Callable[[str], Sequence[str]]) -> list[list[Wanted]]:
    """What fits a search: every word of one of these lines. Signs alone are a word as they stand.

    Words apart may also be one: pinyin is typed so, and names of places.
    """
    typed = text.strip()
    if not typed:
        return []
    words = fold(typed) if any(map(str.isalnum, typed)) else [typed]
    whole = [Wanted("".join(words), places_of(text), receipt_of(text))]
    apart = [Wanted(word, places_of(word), receipt_of(word)) for word in words]
    return [whole, apart] if len(words) > 1 else [whole]


def receipt_of(text: str) -> str:
    """The pattern of receipt numbers that hold this; "" for what is no part of one."""
    part = text.strip()
    if len(part) < FEWEST_OF_RECEIPT or not _RECEIPT.fullmatch(part):
        return ""
    return f"%{part}%"


def pattern(word: str) -> str:
    """What a word without a pair of letters is looked for by, a single letter or signs alone."""
    return re.escape(word)


@lru_cache(maxsize=256)
def ways(word: str) -> tuple[Way, ...]:
    """As it may be spoken, its letters cut into as few syllables as can be."""
    spoken = [signs for signs in _spoken(word) if len(signs) > 1]
    fewest = min(map(len, spoken), default=0)
    return tuple(_way(signs) for signs in spoken if len(signs) == fewest)[:MOST_CUTS]


def _way(signs: Signs) -> Way:
    """The choices with the fewest pairs are looked up first."""
    known = [pair(*both) for both in pairwise(signs) if all(len(one) == 1 for one in both)]
    choices = [
        tuple(pair(a, b) for a in one for b in two)
        for one, two in pairwise(signs)
        if len(one) > 1 or len(two) > 1
    ]
    return Way(tuple(known), tuple(sorted(choices, key=len)[:MOST_CHOICES]))


def pair(one: str, two: str) -> int:
    """A pair of letters as the database numbers it (`casework.bigrams`)."""
    return ord(one) % 32768 * 65536 + ord(two) % 65536


def _spoken(word: str) -> Iterator[Signs]:
    """The word with its runs of letters as what they may stand for."""
    found: list[list[str]] = [[]]
    at = 0
    for run in _RUN.finditer(word):
        between, cuts = list(word[at : run.start()]), list(_cuts(run[0]))
        found = [[*signs, *between, *cut] for signs in found for cut in cuts]
        at = run.end()
    if at:
        yield from ([*signs, *word[at:]] for signs in found)


def _cuts(run: str) -> Iterator[list[str]]:
    """The run of letters as syllables; if it does not come out even, without what is begun."""
    sounds = signs_by_sound()
    ends: list[tuple[int, list[str]]] = [(0, [])]
    begun = []
    is_even = False
    while ends:
        further = []
        for at, cut in ends:
            rest = run[at:]
            if not rest:
                is_even = True
                yield cut
            elif cut and any(sound.startswith(rest) for sound in sounds):
                begun.append(cut)
            for letters in range(1, min(SYLLABLE_LETTERS, len(rest)) + 1):
                if rest[:letters] in sounds:
                    further.append((at + letters, [*cut, sounds[rest[:letters]]]))
        ends = further[: MOST_CUTS * MOST_CUTS]
    if not is_even:
        yield from begun
