"""A place is its official code: county 6 digits, township 9, village 12, grid 15.

The place whose authority answers, and what lies inside it. Refuses to know
where places are stored, and who may see them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PlaceCode = NewType("PlaceCode", str)

#: ASCII digits only, and `\Z`: `\d` takes full-width digits, `$` a trailing newline.
PLACE_CODE_PATTERN = r"^[0-9]{6}(?:[0-9]{3}){0,3}\Z"
_CODE = re.compile(PLACE_CODE_PATTERN)


class BadPlaceCode(ValueError):
    """The text is not a county, township, village or grid code."""


class Level(StrEnum):
    """How large a place is; the length of its code says it."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


class Precision(StrEnum):
    """How well a position is known. Said with every position, never faked."""

    SURVEYED = "surveyed"
    VILLAGE = "village"
    APPROXIMATE = "approximate"
    NONE = "none"


LEVEL_OF_LENGTH = {6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE, 15: Level.GRID}
LENGTH_OF_LEVEL = {level: length for length, level in LEVEL_OF_LENGTH.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a county. `lon` and `lat` are WGS-84 degrees, or both None."""

    code: PlaceCode
    name: str
    short_name: str
    kind: str
    pinyin: str
    initials: str
    lon: float | None
    lat: float | None
    precision: Precision
    source: str
    aliases: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        return level_of(self.code)

    @property
    def parent(self) -> PlaceCode | None:
        return parent_of(self.code)

    @property
    def is_placed(self) -> bool:
        """False means 未定位: listed and counted, but not on the map."""
        return self.precision is not Precision.NONE


def parse_code(text: str) -> PlaceCode:
    """Take a code from outside. Raises BadPlaceCode."""
    if not is_code(text):
        raise BadPlaceCode(f"not a place code of 6, 9, 12 or 15 digits: {text!r}")
    return PlaceCode(text)


def is_code(text: str) -> bool:
    return _CODE.match(text) is not None


def level_of(code: PlaceCode) -> Level:
    """Raises BadPlaceCode for a length that is no level."""
    level = LEVEL_OF_LENGTH.get(len(code))
    if level is None:
        raise BadPlaceCode(f"no level has {len(code)} digits: {code!r}")
    return level


def prefixes(code: PlaceCode) -> tuple[PlaceCode, ...]:
    """The places that contain this one, county first; without the place itself."""
    return tuple(PlaceCode(code[:length]) for length in LEVEL_OF_LENGTH if length < len(code))


def lineage(code: PlaceCode) -> tuple[PlaceCode, ...]:
    """County first, the place itself last: every scope that sees this place."""
    return (*prefixes(code), code)


def parent_of(code: PlaceCode) -> PlaceCode | None:
    above = prefixes(code)
    return above[-1] if above else None


def county_of(code: PlaceCode) -> PlaceCode:
    return PlaceCode(code[:6])


def township_of(code: PlaceCode) -> PlaceCode | None:
    """The township a code stands in, or None for a county."""
    return PlaceCode(code[:9]) if len(code) >= 9 else None


def contains(scope: PlaceCode, code: PlaceCode) -> bool:
    """Whether `scope` answers for `code`. A place contains itself."""
    return code.startswith(scope)
