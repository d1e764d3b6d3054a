"""Where a case is, as precisely as its kind may be known: a point only for what happens now.

Coordinates come with a declared datum and must lie about the county. Petitions, disputes and the
other kinds stand at their village, whatever was sent (ethics, rule 6). Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.happened import Point
from command.casework.terms import Kind
from command.places.book import PlaceBook
from command.places.coordinates import Datum, to_wgs84
from command.places.jurisdiction import Place, Precision, township_of

MARGIN = 0.25  # degrees about the outermost places of the county: some 25 km
DECIMALS = 6  # a tenth of a metre


@dataclass(frozen=True, slots=True)
class Box:
    """WGS-84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True, slots=True)
class Stated:
    """Coordinates as somebody sent them; all or none are given."""

    lon: float | None = None
    lat: float | None = None
    datum: Datum | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a case stands: its place, the township above it, a box around the county."""

    place: Place
    township: Place
    box: Box


def ground_of(code: str, book: PlaceBook) -> Ground:
    """The ground of a place code from outside. Raises UnknownPlace, naming `place`."""
    place = book.place(code)
    township = book.find(township_of(place.code) or place.code) or place
    return Ground(place, township, box_around(book))


def box_around(places: Iterable[Place]) -> Box:
    """A generous box around the places that have a position; the whole world without any."""
    known = [(p.lon, p.lat) for p in places if p.lon is not None and p.lat is not None]
    if not known:
        return Box(-180.0, -90.0, 180.0, 90.0)
    lons, lats = [lon for lon, _ in known], [lat for _, lat in known]
    return Box(min(lons) - MARGIN, min(lats) - MARGIN, max(lons) + MARGIN, max(lats) + MARGIN)


def point_for(kind: Kind, stated: Stated, ground: Ground, *, surveyed: bool = False) -> Point:
    """The point to keep. Raises InvalidInput for coordinates that cannot be meant.

    `surveyed` is said of a field worker's own GPS; a point picked on a map is approximate.
    """
    given = _converted(stated, ground.box)
    if given is None or kind is not Kind.INCIDENT:
        return point_of(ground.place)
    precision = Precision.SURVEYED if surveyed else Precision.APPROXIMATE
    return Point(*given, precision)


def point_of(place: Place) -> Point:
    return Point(place.lon, place.lat, place.precision)


def _converted(stated: Stated, box: Box) -> tuple[float, float] | None:
    if stated.lon is None and stated.lat is None and stated.datum is None:
        return None
    if stated.lon is None or stated.lat is None or stated.datum is None:
        missing = "lon" if stated.lon is None else "lat" if stated.lat is None else "datum"
        raise InvalidInput(
            Words(
                "坐标须同时给出经度、纬度和坐标系", "A point needs longitude, latitude and datum"
            ),
            field=missing,
        )
    east, north = to_wgs84(stated.lon, stated.lat, stated.datum)
    lon, lat = round(float(east), DECIMALS), round(float(north), DECIMALS)
    if not box.holds(lon, lat):
        outside = "lat" if box.west <= lon <= box.east else "lon"
        raise InvalidInput(
            Words("坐标不在本县范围内", "The point is outside the county"), field=outside
        )
    return lon, lat
