"""The place book: every place of the county in memory, by code, with its search index.

A few hundred places; read at start and again when a survey is loaded. Refuses to write.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from command.base.db import Connection
from command.base.problem import InvalidInput
from command.base.words import Words
from command.places import store
from command.places.jurisdiction import Level, Place, PlaceCode, contains, lineage
from command.places.search import Hit, PlaceIndex

BETWEEN_NAMES = " · "


class UnknownPlace(InvalidInput):
    """A code that no survey of this centre holds, or that has been retired."""

    code = "unknown-place"
    zh = "没有这个地点"
    en = "There is no such place"


class PlaceBook:
    """Current places in order of code; retired ones keep their names for old cases.

    `version` grows with every survey that is loaded; `digest` tells two databases apart.
    """

    def __init__(
        self, places: Iterable[Place], retired: Iterable[Place] = (), version: int = 0
    ) -> None:
        current = sorted(places, key=lambda place: place.code)
        self.version = version
        self.digest = hashlib.sha256(repr(current).encode()).hexdigest()[:16]
        self._current: Mapping[PlaceCode, Place] = {place.code: place for place in current}
        self._all = {**{place.code: place for place in retired}, **self._current}
        self._children = _children(current)
        self._index = PlaceIndex(current)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._current.values())

    def __len__(self) -> int:
        return len(self._current)

    def __contains__(self, code: object) -> bool:
        return code in self._current

    def find(self, code: str) -> Place | None:
        """By code, retired places too."""
        return self._all.get(PlaceCode(code))

    def place(self, code: str, field: str = "place") -> Place:
        """A current place by a code from outside. Raises UnknownPlace, naming `field`."""
        found = self._current.get(PlaceCode(code))
        if found is None:
            said = Words(f"没有代码为{code}的地点", f"no place has the code {code!r}")
            raise UnknownPlace(said, field=field)
        return found

    def children(self, code: str) -> list[Place]:
        """One level down: a county's townships, a township's villages."""
        return self._children.get(PlaceCode(code), [])

    def within(self, scope: str) -> list[Place]:
        """The place itself and everything in it, by code."""
        return [place for place in self if contains(PlaceCode(scope), place.code)]

    def at_level(self, level: Level) -> list[Place]:
        return [place for place in self if place.level is level]

    def unplaced(self) -> list[Place]:
        """未定位: listed beside the map so that totals add up."""
        return [place for place in self if not place.is_placed]

    def path_names(self, code: str) -> str:
        """`冰溪街道 · 万柳洲社区`; the county itself by its own name; "" for an unknown code."""
        line = [place for part in lineage(PlaceCode(code)) if (place := self.find(part))]
        shown = [place for place in line if place.level is not Level.COUNTY] or line
        return BETWEEN_NAMES.join(place.short_name for place in shown)

    def search(self, query: str, scope: str | None = None, limit: int = 20) -> list[Hit]:
        return self._index.search(query, PlaceCode(scope) if scope else None, limit)


async def load(conn: Connection) -> PlaceBook:
    """Read the whole book; one query."""
    places, retired = await store.all_places(conn)
    return PlaceBook(places, retired, await store.version(conn))


async def newest(conn: Connection, held: PlaceBook) -> PlaceBook:
    """`held` while no survey was loaded since, else the book as it is now."""
    return held if await store.version(conn) == held.version else await load(conn)


def _children(places: Iterable[Place]) -> dict[PlaceCode, list[Place]]:
    below: dict[PlaceCode, list[Place]] = defaultdict(list)
    for place in places:
        if place.parent is not None:
            below[place.parent].append(place)
    return dict(below)
