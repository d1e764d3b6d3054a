"""Public geography for a map: outline, neighbours, townships, villages, each with its precision.

One document per version of the places, encoded and compressed once. Refuses to know cases:
whoever may watch a wall may see where the county lies. Areas here are drawn, never exported.
"""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from command.map.classes import BOUNDS
from command.places.areas import Area, geometry_of
from command.places.jurisdiction import Level, Place, PlaceCode, Precision

DIGITS = 5  # degrees: about 1 m, finer than a pixel at any zoom offered
COARSE = 0.0008  # degrees, about 80 m: neighbours are only context
MARGIN = 0.6  # of the county's size, on every side: what a wide screen shows of the neighbours


@dataclass(frozen=True, slots=True)
class Layers:
    """The document as bytes, plain and gzipped; `etag` changes with the places."""

    plain: bytes
    packed: bytes
    etag: str


def layers_of(
    county: PlaceCode,
    places: Iterable[Place],
    areas: Iterable[Area],
    neighbours: Mapping[str, Any],
    version: int,
) -> Layers:
    """Everything a map of `county` draws beneath the cases."""
    area_of = {area.place: area for area in areas}
    chosen = [place for place in places if place.code.startswith(county)]
    document = {
        "version": version,
        "county": county,
        "classes": BOUNDS,
        "outline": _outline(area_of.get(county)),
        "neighbours": _neighbours(neighbours, area_of.get(county)),
        "townships": [
            _township(place, area_of.get(place.code)) for place in _at(chosen, Level.TOWNSHIP)
        ],
        "villages": [_village(place) for place in _at(chosen, Level.VILLAGE)],
    }
    return _encoded(document)


def _at(places: Iterable[Place], level: Level) -> list[Place]:
    return [place for place in places if place.level is level]


def _encoded(document: Mapping[str, Any]) -> Layers:
    plain = msgspec.json.encode(document)
    digest = hashlib.sha256(plain).hexdigest()[:16]
    return Layers(plain, gzip.compress(plain, 9, mtime=0), f'"layers-{digest}"')


def _outline(area: Area | None) -> dict[str, Any] | None:
    if area is None:
        return None
    return {"precision": str(area.precision), "polygons": polygons_of(area.geometry)}


def _township(place: Place, area: Area | None) -> dict[str, Any]:
    """`label` is the point farthest from the area's border: a name has most room there."""
    drawn: dict[str, Any] = {"polygons": [], "area_precision": "none", "label": None}
    if area is not None:
        outline: Any = area.geometry
        centre = shapely.maximum_inscribed_circle(outline).coords[0]
        drawn["polygons"] = polygons_of(area.geometry)
        drawn["area_precision"] = str(area.precision)
        drawn["label"] = _rounded(centre)
    return _village(place) | drawn


def _village(place: Place) -> dict[str, Any]:
    at = None
    if place.precision is not Precision.NONE and place.lon is not None and place.lat is not None:
        at = _rounded((place.lon, place.lat))
    return {
        "code": place.code,
        "name": place.short_name,
        "at": at,
        "precision": str(place.precision),
    }


def _neighbours(neighbours: Mapping[str, Any], county: Area | None) -> list[Any]:
    """Rings around the county only, made coarse."""
    if county is None:
        return []
    west, south, east, north = county.geometry.bounds
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    window = shapely.box(west - wide, south - high, east + wide, north + high)
    shapes = [geometry_of(feature["geometry"]) for feature in neighbours.get("features", ())]
    cut = [shapely.intersection(shape.simplify(COARSE), window) for shape in shapes]
    return [polygon for shape in cut for polygon in polygons_of(shape)]


def polygons_of(geometry: BaseGeometry) -> list[list[list[tuple[float, float]]]]:
    """Polygons as rings of (lat, lon): the order Leaflet takes."""
    parts = shapely.get_parts(geometry)
    polygons = [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]
    return [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in polygons]


def _ring(ring: Any) -> list[tuple[float, float]]:
    return [_rounded(point) for point in ring.coords]


def _rounded(point: Iterable[float]) -> tuple[float, float]:
    lon, lat, *_ = point
    return round(lat, DIGITS), round(lon, DIGITS)
