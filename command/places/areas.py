"""Areas: the outline of a place, surveyed or drawn by us, as (Multi)Polygons in WGS-84.

An approximate area may be shown, marked as such; it can never leave as a boundary.
Refuses to know where areas are kept.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from command.places.jurisdiction import PlaceCode, Precision

COORDINATE_STEP = 1e-6  # degrees, about 0.1 m: what areas are rounded to


class NotABoundary(ValueError):
    """An approximate area was about to be exported as if it were a boundary."""


@dataclass(frozen=True, slots=True)
class Area:
    """`precision` is `surveyed` or `approximate`; `geometry` is a valid (Multi)Polygon."""

    place: PlaceCode
    geometry: BaseGeometry
    precision: Precision
    source: str

    @property
    def is_boundary(self) -> bool:
        return self.precision is Precision.SURVEYED


def geojson_of(geometry: BaseGeometry) -> dict[str, Any]:
    """A GeoJSON geometry, rounded to 0.1 m."""
    rounded = shapely.set_precision(geometry, COORDINATE_STEP)
    found: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return found


def geometry_of(geojson: Any) -> BaseGeometry:
    """The geometry of a GeoJSON object of our own; raises shapely.GEOSException otherwise."""
    return shapely.from_geojson(json.dumps(geojson))


def map_feature(area: Area) -> dict[str, Any]:
    """For a screen: the feature carries its precision, so that it is drawn hollow."""
    properties = {"place": area.place, "precision": str(area.precision), "source": area.source}
    return {"type": "Feature", "properties": properties, "geometry": geojson_of(area.geometry)}


def export_boundaries(areas: Iterable[Area]) -> dict[str, Any]:
    """A FeatureCollection for other systems. Raises NotABoundary if one area is approximate."""
    chosen = list(areas)
    drawn = [area.place for area in chosen if not area.is_boundary]
    if drawn:
        raise NotABoundary(f"approximate areas are not boundaries: {', '.join(drawn)}")
    return {"type": "FeatureCollection", "features": [map_feature(area) for area in chosen]}
