"""What the house notices in words: a closed list, each with the words that point to it.

Facts of a matter and a place, never of a person. Pure; a person may set and strike any of them.
"""

import csv
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources

from command.casework.terms import Term

NEGATIONS = ("没有", "未", "无", "不是", "并非")
NEAR = 3
"""Letters before a word in which a negation takes it back."""


class Mark(StrEnum):
    VULNERABLE = "vulnerable"
    WEAPON = "weapon"
    FUEL = "fuel"
    CHEMICALS = "chemicals"
    EXPLOSIVE = "explosive"
    HEIGHT = "height"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    INJURED = "injured"
    BLOCKED = "blocked"
    SENSITIVE = "sensitive"


DANGERS = (
    *(Mark.WEAPON, Mark.FUEL, Mark.CHEMICALS),
    *(Mark.EXPLOSIVE, Mark.HEIGHT, Mark.SELF_HARM),
)


def marks_in(*texts: str) -> tuple[Mark, ...]:
    """Every mark that some word of the texts points to, in the order of the list."""
    found = (mark for mark, words in _words().items() if any(_has(t, words) for t in texts))
    return tuple(found)


def joined(held: Iterable[Mark], more: Iterable[Mark]) -> tuple[Mark, ...]:
    """Both, once each, in the order of the list."""
    both = {*held, *more}
    return tuple(mark for mark in Mark if mark in both)


def noticed(held: Iterable[Mark], more: Iterable[Mark]) -> dict[str, list[list[Mark]]]:
    """What is new among them, for a line of a timeline; empty when nothing is."""
    before, after = list(joined(held, ())), list(joined(held, more))
    return {} if before == after else {"marks": [before, after]}


@cache
def named() -> Mapping[Mark, Term]:
    """The marks with their two names."""
    return {Mark(row["mark"]): Term(row["zh"], row["en"]) for row in _rows()}


def _has(text: str, words: Iterable[str]) -> bool:
    return any(_says(text, word) for word in words)


def _says(text: str, word: str) -> bool:
    """The word stands somewhere without a negation shortly before it."""
    at = text.find(word)
    while at >= 0:
        before = text[max(0, at - NEAR) : at]
        if not any(no in before for no in NEGATIONS):
            return True
        at = text.find(word, at + 1)
    return False


@cache
def _words() -> Mapping[Mark, tuple[str, ...]]:
    return {Mark(row["mark"]): tuple(row["words"].split()) for row in _rows()}


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    text = resources.files(__package__).joinpath("data/marks.tsv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t"))
