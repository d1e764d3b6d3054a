"""GeoJSON geometry from outside: Point, Polygon or MultiPolygon, checked number by number.

Refuses to know files, places and datums.
"""

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

MOST_POINTS = 200_000
SHORTEST_RING = 4  # positions, the last one equal to the first


class BadGeometry(ValueError):
    """The geometry cannot be taken; the message says why."""


def read_geometry(geometry: Any) -> dict[str, Any]:
    """`{}` for null, `lon` and `lat` for a Point, else `geometry`. Raises BadGeometry."""
    if geometry is None:
        return {}
    if not isinstance(geometry, dict):
        raise BadGeometry("is not an object")
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Point":
            lon, lat = _position(coordinates)
            return {"lon": lon, "lat": lat}
        case "Polygon":
            return {"geometry": _valid(_polygon(coordinates))}
        case "MultiPolygon":
            parts = [_polygon(part) for part in _list(coordinates, "MultiPolygon")]
            return {"geometry": _valid(shapely.MultiPolygon(parts))}
    raise BadGeometry("is not a Point, Polygon or MultiPolygon")


def _polygon(coordinates: Any) -> shapely.Polygon:
    shell, *holes = [_ring(ring) for ring in _list(coordinates, "Polygon")]
    return shapely.Polygon(shell, holes)


def _ring(ring: Any) -> list[tuple[float, float]]:
    points = [_position(point) for point in _list(ring, "ring")]
    if len(points) < SHORTEST_RING or points[0] != points[-1]:
        raise BadGeometry("a ring needs 4 positions, the last equal to the first")
    return points


def _position(point: Any) -> tuple[float, float]:
    lon, lat, *_ = [*_list(point, "position"), None]  # a third number is a height
    if not _is_degrees(lon, 180) or not _is_degrees(lat, 90):
        raise BadGeometry("a position is [lon, lat] in degrees (swapped?)")
    return float(lon), float(lat)


def _is_degrees(number: Any, most: int) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return abs(number) <= most  # false for NaN; an int of any length compares exactly


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise BadGeometry(f"a {what} is a list that is not empty")
    return value


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    if shapely.get_num_coordinates(geometry) > MOST_POINTS:
        raise BadGeometry(f"has more than {MOST_POINTS} points")
    if not geometry.is_valid or not geometry.area > 0:
        raise BadGeometry(f"is not a simple area: {shapely.is_valid_reason(geometry)}")
    return geometry
