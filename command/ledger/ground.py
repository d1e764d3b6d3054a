"""What a row is read against: the county's places and units by every name a ledger may give them.

Pure values; `store` fills them. Refuses to know sheets.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from command.base.problem import Conflict
from command.base.words import Words
from command.casework import position
from command.casework.deadlines import Promise
from command.casework.routing import Post
from command.places.book import PlaceBook
from command.places.jurisdiction import Level, Place, PlaceCode, township_of
from command.places.matching import bare

_CENTRE = ("社会治理中心", "综治中心", "综治办", "信访办", "司法所", "派出所")
_ABOVE = re.compile(r"^(?:[^省市县]{2,3}省)?(?:[^省市县]{2,3}市)?")
_BETWEEN = re.compile(r"[\s·,,、/\\-]+")


class NobodyInCharge(Conflict):
    code = "nobody-in-charge"
    zh = "县中心还没有可以受理的人员,请先建账号"
    en = "Nobody at the county's centre can accept a case: add an account first"


class NotFoundByName(ValueError):
    """`words` say which name means nothing here, or too much."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


@dataclass(frozen=True)
class Places:
    """The places of one county by name."""

    book: PlaceBook
    county: Place
    box: position.Box
    townships: Mapping[str, Place]
    villages: Mapping[tuple[PlaceCode, str], Place]
    anywhere: Mapping[str, tuple[Place, ...]]

    def ground(self, place: Place) -> position.Ground:
        township = self.book.find(township_of(place.code) or place.code) or place
        return position.Ground(place, township, self.box)

    def named(self, township: str, village: str) -> Place:
        """The place of two columns, one of which may be empty. Raises NotFoundByName."""
        if not township:
            return self._anywhere(self._within(village))
        town, rest = self._township(self._within(township))
        if town is None:
            raise NotFoundByName(
                f"没有乡镇(街道)“{township[:20]}”", f"There is no township {township[:20]!r}"
            )
        name = self._within(village) or rest
        if not name:
            return town
        again, below = self._township(name)
        known = self._village(town, name) or (self._village(town, below) if again else None)
        if known is None:
            raise NotFoundByName(
                f"{town.short_name}没有村(社区)“{name[:20]}”",
                f"There is no village {name[:20]!r} in {town.short_name}",
            )
        return known

    def _anywhere(self, name: str) -> Place:
        """A place by a text of its own: a village, or one that its township stands before."""
        if not name:
            return self.county
        town, rest = self._township(name)
        if town is not None and (name in self.townships or not self.anywhere.get(bare(name))):
            return self.named(town.name, rest)
        found = self.anywhere.get(bare(name), ())
        if len(found) == 1:
            return found[0]
        raise NotFoundByName(
            f"有几个村(社区)叫“{name[:20]}”,请写明乡镇" if found else f"没有地点“{name[:20]}”",
            f"Several villages are called {name[:20]!r}: name the township"
            if found
            else f"There is no place {name[:20]!r}",
        )

    def _village(self, town: Place, name: str) -> Place | None:
        """A village by its name, or by a text that begins with it."""
        for end in range(len(name), 1, -1):
            found = self.villages.get((town.code, bare(name[:end])))
            if found is not None:
                return found
        return None

    def _township(self, name: str) -> tuple[Place | None, str]:
        """The township that a text begins with, and what follows it."""
        whole = self.townships.get(bare(name))
        if whole is not None:
            return whole, ""
        for end in range(len(name) - 1, 1, -1):
            found = self.townships.get(name[:end])
            if found is not None:
                return found, name[end:]
        return None, name

    def _within(self, text: str) -> str:
        """A text without what stands before the townships: province, city, county."""
        name = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
        name = _ABOVE.sub("", name) if self.county.name in name else name
        return name.removeprefix(self.county.name)


def places_of(book: PlaceBook) -> Places:
    """Every name of every place; townships by their full names and without their kind."""
    (county, *_) = book.at_level(Level.COUNTY)
    townships: dict[str, Place] = {}
    for town in book.at_level(Level.TOWNSHIP):
        for name in (town.name, town.short_name, *town.aliases):
            townships[name] = townships[bare(name)] = town
    villages: dict[tuple[PlaceCode, str], Place] = {}
    anywhere: dict[str, dict[PlaceCode, Place]] = defaultdict(dict)
    for village in book.at_level(Level.VILLAGE):
        for name in (village.name, village.short_name, *village.aliases):
            villages[PlaceCode(village.code[:9]), bare(name)] = village
            anywhere[bare(name)][village.code] = village
    found = {name: tuple(held.values()) for name, held in anywhere.items()}
    return Places(book, county, position.box_around(book), townships, villages, found)


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency: `post` is who would be named there now, None when nobody can sign; `ended` says
    who follows one that is no more."""

    agency_id: str
    short_name: str
    place: str
    post: Post | None
    officers: Mapping[str, Post] = field(default_factory=dict)
    ended: Words | None = None


@dataclass(frozen=True)
class Units:
    """The agencies by name; a name may be several villages'."""

    by_name: Mapping[str, tuple[Unit, ...]]
    county: str

    def named(self, text: str, place: str) -> Unit:
        """The unit of that name, of several the one over `place`. Raises NotFoundByName."""
        found = self.by_name.get(unit_key(text, self.county), ())
        near = [unit for unit in found if place.startswith(unit.place)]
        chosen = found if len(found) == 1 else near[:1]
        if not chosen:
            raise NotFoundByName(
                f"没有单位“{text[:20]}”" if not found else f"有几个单位叫“{text[:20]}”",
                f"There is no agency {text[:20]!r}"
                if not found
                else f"Several agencies are called {text[:20]!r}",
            )
        return self._working(chosen[0])

    def _working(self, unit: Unit) -> Unit:
        if unit.ended is not None:
            raise NotFoundByName(str(unit.ended), unit.ended.en)
        if unit.post is None:
            raise NotFoundByName(
                f"{unit.short_name}没有可以签收的人员,请先建账号",
                f"Nobody at {unit.short_name} can sign: add an account first",
            )
        return unit


def units_of(units: Iterable[tuple[Unit, str]], county: str) -> Units:
    """Units with their full names; an agency that works stands before one that has ended."""
    found: dict[str, dict[str, Unit]] = defaultdict(dict)
    for unit, name in sorted(units, key=lambda one: one[0].ended is not None):
        for said in (name, unit.short_name, unit.agency_id):
            found[unit_key(said, county)].setdefault(unit.agency_id, unit)
    working = {
        key: tuple(one for one in held.values() if one.ended is None) or tuple(held.values())
        for key, held in found.items()
    }
    return Units(working, county)


def unit_key(text: str, county: str) -> str:
    """`玉山县人社局` and `县人社局` and `人社局` are one name; so are a township's offices."""
    name = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    name = name.removeprefix(county)
    if len(name) > 3:
        name = name.removeprefix("县")
    for ending in _CENTRE:
        shorter = name.removesuffix(ending)
        name = shorter if len(shorter) > 1 else name
    return bare(name)


@dataclass(frozen=True)
class Ground:
    """Everything a row is read against at `at`; `charge` answers for what no unit has yet."""

    places: Places
    units: Units
    promise: Promise
    at: datetime
    charge: Post
