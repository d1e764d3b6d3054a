"""Places over HTTP: the whole list with an ETag, and search as one types.

Place names are public within the staff of a county; nothing here tells of cases.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from command.base.http import SIGNED_IN, Call, Endpoint, Reply
from command.base.reading import Reading
from command.places.book import PlaceBook
from command.places.jurisdiction import Place
from command.places.search import LONGEST_QUERY

CACHE = "private, no-cache"


class PlaceItem(msgspec.Struct, frozen=True):
    """`lon` and `lat` are WGS-84 degrees, null when `precision` is `none` (未定位)."""

    code: str
    name: str
    short: str
    kind: str
    level: str
    lon: float | None
    lat: float | None
    precision: str
    parent: str | None


class PlaceList(msgspec.Struct, frozen=True):
    version: int
    items: list[PlaceItem]


class SearchQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    q: Annotated[str, Meta(min_length=1, max_length=LONGEST_QUERY)]
    limit: Annotated[int, Meta(ge=1, le=50)] = 10


class FoundPlace(msgspec.Struct, frozen=True):
    """`path` reads `冰溪街道 · 万柳洲社区`; `why` is code, name, pinyin, initials or mixed."""

    code: str
    path: str
    why: str


class FoundPlaces(msgspec.Struct, frozen=True):
    items: list[FoundPlace]


async def list_places(call: Call) -> Reply:
    book: PlaceBook = call.state.places
    etag = f'"{book.version}-{book.digest}"'
    headers = {"etag": etag, "cache-control": CACHE}
    if _has(call.request.headers.get("if-none-match", ""), etag):
        return Reply(status=304, headers=headers)
    return Reply(PlaceList(book.version, [_item(place) for place in book]), headers=headers)


async def search_places(call: Call) -> Reply:
    book: PlaceBook = call.state.places
    query: SearchQuery = call.query
    hits = book.search(query.q, limit=query.limit)
    found = [FoundPlace(hit.code, book.path_names(hit.code), str(hit.why)) for hit in hits]
    return Reply(FoundPlaces(found))


def _has(header: str, etag: str) -> bool:
    """If-None-Match compares weakly: `W/` is no difference."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return etag in tags or "*" in tags


def _item(place: Place) -> PlaceItem:
    return PlaceItem(
        code=place.code,
        name=place.name,
        short=place.short_name,
        kind=place.kind,
        level=str(place.level),
        lon=place.lon,
        lat=place.lat,
        precision=str(place.precision),
        parent=place.parent,
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/places",
        list_places,
        "Every place of the county, by code",
        SIGNED_IN,
        returns=PlaceList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/api/places/search",
        search_places,
        "Find places by Chinese, pinyin, initials or code",
        SIGNED_IN,
        query=SearchQuery,
        returns=FoundPlaces,
        audit=Reading.OPEN,
    ),
)
