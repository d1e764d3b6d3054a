"""The map over HTTP: the shell, the ground, the counts, and the answer to a missing tile.

The shell holds no data and is anybody's; geography is for whoever may watch; counts follow
the scope of the session.
"""

import asyncio
from collections.abc import Mapping

import msgspec

from command.accounts.role import Actor, Verb
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.map import store
from command.map.counts import Count, counts_of
from command.map.layers import Layers, layers_of
from command.map.shell import Shell, kept_shell, shell_around
from command.places import store as places
from command.places.book import PlaceBook
from command.places.jurisdiction import Level, PlaceCode, county_of

CACHE = "private, no-cache"
ZOOM = 10
MIDDLE_OF_CHINA = (103.8, 36.1)  # before a county is loaded the shell still has to look somewhere


class CountList(msgspec.Struct, frozen=True):
    """`open` counts levels I to IV; `total` is all there ever were. Places without are left out."""

    items: list[Count]


async def show_shell(call: Call) -> Reply:
    shell = await written_shell(call.state.places)
    headers = {"etag": shell.etag, "cache-control": "no-cache"}
    if _is_known(call, shell.etag):
        return Reply(status=304, headers=headers)
    return Reply(shell.script, headers=headers, media_type="text/javascript")


async def show_layers(call: Call) -> Reply:
    layers = await _layers(call)
    headers = {"etag": layers.etag, "cache-control": CACHE, "vary": "accept-encoding"}
    if _is_known(call, layers.etag):
        return Reply(status=304, headers=headers)
    if "gzip" not in call.request.headers.get("accept-encoding", ""):
        return Reply(layers.plain, headers=headers)
    return Reply(layers.packed, headers={**headers, "content-encoding": "gzip"})


async def show_counts(call: Call) -> Reply:
    actor: Actor = call.actor
    async with call.state.db.reading() as conn:
        if actor.place:
            lines = await store.lines_of_place(conn, actor.place)
        else:
            lines = await store.lines_of_agency(conn, actor.agency_id)
    return Reply(CountList(counts_of(lines)))


async def no_tile(call: Call) -> Reply:
    """No base map is installed: an empty answer, so that the ground stays plain and quiet."""
    return Reply(status=204, headers={"cache-control": "public, max-age=3600"})


async def written_shell(book: PlaceBook) -> Shell:
    """The shell around the county's centre; the app asks for it before the first wall does."""
    lon, lat = _centre(book)
    shell = kept_shell(lon, lat, ZOOM)
    return shell if shell else await asyncio.to_thread(shell_around, lon, lat, ZOOM)


def _centre(book: PlaceBook) -> tuple[float, float]:
    for county in book.at_level(Level.COUNTY):
        if county.lon is not None and county.lat is not None:
            return county.lon, county.lat
    return MIDDLE_OF_CHINA


async def _layers(call: Call) -> Layers:
    """Kept until a survey changes the places."""
    book: PlaceBook = call.state.places
    county = _county(call.actor, book)
    kept: tuple[PlaceCode, int, Layers] | None = getattr(call.state, "map_layers", None)
    if kept is None or kept[:2] != (county, book.version):
        kept = county, book.version, await _draw(call, county)
        call.state.map_layers = kept
    return kept[2]


async def _draw(call: Call, county: PlaceCode) -> Layers:
    book: PlaceBook = call.state.places
    async with call.state.db.snapshot() as conn:
        areas = await places.areas_of(conn, county)
        facts = await places.counties(conn)
    around: Mapping[str, object] = next((f.neighbours for f in facts if f.code == county), {})
    return await asyncio.to_thread(layers_of, county, list(book), areas, around, book.version)


def _county(actor: Actor, book: PlaceBook) -> PlaceCode:
    """An agency's people have no place of their own: they see the centre's county."""
    if actor.place:
        return county_of(PlaceCode(actor.place))
    return next((place.code for place in book.at_level(Level.COUNTY)), PlaceCode(""))


def _is_known(call: Call, etag: str) -> bool:
    """If-None-Match compares weakly: `W/` is no difference."""
    sent = call.request.headers.get("if-none-match", "").split(",")
    return etag in [tag.strip().removeprefix("W/") for tag in sent]


ENDPOINTS = (
    Endpoint(
        "GET", "/map/shell.js", show_shell, "The map's shell, as a script", None, audit=Reading.OPEN
    ),
    Endpoint(
        "GET",
        "/map/layers",
        show_layers,
        "Outline, townships and villages",
        Verb.WATCH,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/map/counts",
        show_counts,
        "Cases by place: open by level, and all there were",
        Verb.WATCH,
        returns=CountList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/tiles/{z}/{x}/{y}",
        no_tile,
        "A tile of the base map, if any",
        None,
        audit=Reading.OPEN,
    ),
)
