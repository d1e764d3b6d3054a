"""How a place name may be spoken: every reading of every character, the likeliest first.

Reads pypinyin's table of single characters as data: its phrase dictionary would cost
55 MB in every process and knows no village names. Refuses to know places.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import util
from pathlib import Path

Readings = tuple[str, ...]
LIKELY = 2
"""Readings of a character that a typed syllable is taken for."""
SYLLABLE_LETTERS = 6
_VOWELS = frozenset("aeiouv")

#: What the characters of place names mostly sound like, where the table's first
#: reading is another one.
FIRST_IN_PLACE_NAMES: Mapping[str, Readings] = {
    "都": ("du",),
    "长": ("chang",),
    "大": ("da",),
    "石": ("shi",),
    "车": ("che",),
    "六": ("liu",),
    "万": ("wan",),
    "重": ("chong",),
    "乐": ("le",),
    "堡": ("bao", "pu"),
}

#: Names with a local reading of their own: each character's readings.
SPOKEN_HERE: Mapping[str, tuple[Readings, ...]] = {
    "六都": (("liu", "lu"), ("du",)),
}


class NoReadingTable(RuntimeError):
    """The pypinyin package is not installed beside us."""


def readings_of(name: str) -> tuple[Readings, ...]:
    """Per character its readings without tones, the likeliest first; `()` for a non-Han one."""
    found = [_character(char) for char in name]
    for spoken, readings in SPOKEN_HERE.items():
        start = name.find(spoken)
        if start >= 0:
            found[start : start + len(readings)] = readings
    return tuple(found)


def pinyin_of(name: str) -> str:
    """The likeliest spelling, as a sort and search key; other characters stay, lower case."""
    pairs = zip(name, readings_of(name), strict=True)
    return "".join(readings[0] if readings else char.casefold() for char, readings in pairs)


def initials_of(name: str) -> str:
    pairs = zip(name, readings_of(name), strict=True)
    return "".join(readings[0][0] if readings else char.casefold() for char, readings in pairs)


@lru_cache(maxsize=1)
def signs_by_sound() -> Mapping[str, str]:
    """By syllable the characters in daily use that may sound so, the likeliest readings only."""
    found: dict[str, list[str]] = {}
    for char in _daily():
        for syllable in filter(_VOWELS.intersection, _character(char)[:LIKELY]):
            found.setdefault(syllable, []).append(char)
    forget_table()
    return {syllable: "".join(chars) for syllable, chars in found.items()}


def _daily() -> Iterable[str]:
    """The 6,763 characters of GB 2312: names of places and firms are written with them."""
    rows = range(0xB0, 0xF8)
    codes = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return (char for code in codes if (char := code.decode("gb2312", "ignore")))


def without_tones(syllables: str) -> str:
    """`lǜ` -> `lv`, `shī` -> `shi`: the spelling of an input method."""
    plain = unicodedata.normalize("NFD", syllables.casefold()).replace("u\u0308", "v")
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=8192)
def _character(char: str) -> Readings:
    listed = without_tones(_table().get(str(ord(char)), "")).split(",")
    preferred = FIRST_IN_PLACE_NAMES.get(char, ())
    return _unique([*preferred, *(syllable for syllable in listed if syllable)])


def _unique(syllables: Iterable[str]) -> Readings:
    return tuple(dict.fromkeys(syllables))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    spec = util.find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise NoReadingTable("pypinyin is not installed")
    path = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    table: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return table


def forget_table() -> None:
    """Give the table's 5 MB back once an index is built; characters met stay known."""
    _table.cache_clear()
