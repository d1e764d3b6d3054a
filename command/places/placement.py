"""Where to draw a village that nobody surveyed: a seeded spot in its township's cell.

Cells are Voronoi cells of the township seats, clipped to the county. All of it is
approximate and says so; a township without a seat stays unplaced (未定位), with its villages.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from command.places.areas import Area
from command.places.jurisdiction import Level, Place, PlaceCode, Precision, township_of

SEED = "places-1"
CELL_SOURCE = "drawn: Voronoi cell of the township's seat, not a boundary"
SPOT_SOURCE = "drawn: somewhere in the township"
KM_PER_DEGREE = 111.32
EDGE_KM = 0.4  # a village keeps this far from its cell's edge where the cell allows it
TRIES = 48  # per spacing, before the spacing is relaxed
RELAXED = 0.8
TIGHTEST_KM = 0.02


@dataclass(frozen=True, slots=True)
class Seat:
    """A township's seat in WGS-84 degrees."""

    township: PlaceCode
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A drawn position in WGS-84 degrees; its precision is always `approximate`."""

    lon: float
    lat: float
    precision: Precision = Precision.APPROXIMATE


@dataclass(frozen=True, slots=True)
class _Plane:
    """Kilometres east and north of a middle latitude: cells are drawn as the eye sees them."""

    lat: float

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: xy * self._scale())

    def round(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: xy / self._scale())

    def _scale(self) -> NDArray[np.float64]:
        return np.array([math.cos(math.radians(self.lat)), 1.0]) * KM_PER_DEGREE


def township_cells(outline: BaseGeometry, seats: Iterable[Seat]) -> dict[PlaceCode, Area]:
    """A cell for every seat inside the outline; together they cover the county once."""
    inside = [seat for seat in seats if shapely.contains_xy(outline, seat.lon, seat.lat)]
    plane = _Plane(outline.centroid.y)
    county = plane.flat(outline)
    return {
        seat.township: Area(seat.township, plane.round(cell), Precision.APPROXIMATE, CELL_SOURCE)
        for seat, cell in zip(inside, _cells(county, inside, plane), strict=True)
    }


def _cells(county: BaseGeometry, seats: list[Seat], plane: _Plane) -> list[BaseGeometry]:
    if len(seats) < 2:
        return [county for _ in seats]
    points = plane.flat(shapely.MultiPoint([(seat.lon, seat.lat) for seat in seats]))
    diagram = shapely.voronoi_polygons(points, extend_to=county, ordered=True)
    return [shapely.intersection(cell, county) for cell in shapely.get_parts(diagram)]


def place_villages(
    villages: Iterable[PlaceCode],
    cells: Mapping[PlaceCode, Area],
    seats: Iterable[Seat],
    seed: str = SEED,
) -> dict[PlaceCode, Spot]:
    """A spot for every village whose township has a cell; the others are left out (未定位).

    The same codes, cells and seed give the same spots on every machine.
    """
    seat_of = {seat.township: seat for seat in seats}
    spots: dict[PlaceCode, Spot] = {}
    for township, members in _by_township(villages).items():
        if township in cells and township in seat_of:
            spots |= _spread(members, cells[township].geometry, seat_of[township], seed)
    return spots


def _by_township(villages: Iterable[PlaceCode]) -> dict[PlaceCode, list[PlaceCode]]:
    members: dict[PlaceCode, list[PlaceCode]] = defaultdict(list)
    for village in sorted(villages):
        township = township_of(village)
        if township is not None:
            members[township].append(village)
    return members


def _spread(
    villages: list[PlaceCode], cell: BaseGeometry, seat: Seat, seed: str
) -> dict[PlaceCode, Spot]:
    plane = _Plane(seat.lat)
    ground = _ground(plane.flat(cell), plane.flat(shapely.Point(seat.lon, seat.lat)))
    spacing = 0.8 * math.sqrt(ground.area / len(villages))
    taken: list[tuple[float, float]] = []
    for village in villages:
        taken.append(_free_spot(village, ground, taken, spacing, seed))
    back = plane.round(shapely.MultiPoint(taken))
    return {
        village: Spot(round(point.x, 6), round(point.y, 6))
        for village, point in zip(villages, shapely.get_parts(back), strict=True)
    }


def _ground(cell: BaseGeometry, seat: BaseGeometry) -> BaseGeometry:
    """The piece of the cell that holds the seat, without its rim where enough is left."""
    piece: BaseGeometry = min(shapely.get_parts(cell), key=lambda part: float(part.distance(seat)))
    inner: BaseGeometry = piece.buffer(-EDGE_KM)
    return inner if inner.area > piece.area / 2 else piece


def _free_spot(
    village: PlaceCode,
    ground: BaseGeometry,
    taken: list[tuple[float, float]],
    spacing: float,
    seed: str,
) -> tuple[float, float]:
    """The first hashed candidate inside the ground and far enough from the taken ones."""
    for tries, (x, y) in enumerate(_candidates(village, ground.bounds, seed), start=1):
        if shapely.contains_xy(ground, x, y) and _is_clear(x, y, taken, spacing):
            return x, y
        if tries % TRIES == 0:
            spacing *= RELAXED
        if spacing < TIGHTEST_KM:
            break
    inside = ground.representative_point()
    return inside.x, inside.y


def _is_clear(x: float, y: float, taken: list[tuple[float, float]], spacing: float) -> bool:
    return all(math.hypot(x - east, y - north) >= spacing for east, north in taken)


def _candidates(
    village: PlaceCode, bounds: tuple[float, float, float, float], seed: str
) -> Iterator[tuple[float, float]]:
    west, south, east, north = bounds
    number = 0
    while True:
        digest = hashlib.sha256(f"{seed}:{village}:{number}".encode()).digest()
        u = int.from_bytes(digest[:8], "big") / 2**64
        v = int.from_bytes(digest[8:16], "big") / 2**64
        yield west + u * (east - west), south + v * (north - south)
        number += 1


def draw_missing(
    places: Iterable[Place], surveyed: Iterable[Area], outline: BaseGeometry | None
) -> tuple[list[Place], list[Area]]:
    """Every place and area of a county: what was surveyed as it is, the rest drawn by us.

    Villages that were drawn before are drawn anew. Without an outline nothing can be drawn,
    and what has no position stays unplaced.
    """
    kept = [_undrawn(place) for place in places]
    areas = {area.place: area for area in surveyed}
    if outline is None:
        return kept, list(areas.values())
    seats = [_seat(place) for place in kept if place.level is Level.TOWNSHIP and place.is_placed]
    cells = township_cells(outline, seats)
    grounds = {**cells, **areas}
    lost = [p.code for p in kept if p.level is Level.VILLAGE and not p.is_placed]
    spots = place_villages(lost, grounds, seats)
    drawn = [_drawn(place, spots.get(place.code)) for place in kept]
    return drawn, [*areas.values(), *_left_over(cells, areas)]


def _seat(place: Place) -> Seat:
    assert place.lon is not None
    assert place.lat is not None
    return Seat(place.code, place.lon, place.lat)


def _undrawn(place: Place) -> Place:
    """A village's approximate spot is always ours; a township's seat is somebody's word."""
    is_ours = place.level in (Level.VILLAGE, Level.GRID)
    if is_ours and place.precision is Precision.APPROXIMATE:
        return replace(place, lon=None, lat=None, precision=Precision.NONE, source="")
    return place


def _drawn(place: Place, spot: Spot | None) -> Place:
    if spot is None:
        return place
    return replace(place, lon=spot.lon, lat=spot.lat, precision=spot.precision, source=SPOT_SOURCE)


def _left_over(cells: Mapping[PlaceCode, Area], surveyed: Mapping[PlaceCode, Area]) -> list[Area]:
    """Drawn cells of the townships nobody surveyed, without the ground that is surveyed."""
    townships = [area.geometry for area in surveyed.values() if len(area.place) == len("361123204")]
    known = shapely.union_all(townships)
    rest = [
        replace(cell, geometry=shapely.difference(cell.geometry, known))
        for cell in cells.values()
        if cell.place not in surveyed
    ]
    return [cell for cell in rest if not cell.geometry.is_empty]
