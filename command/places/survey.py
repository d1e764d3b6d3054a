"""A survey as a file gave it: rows with codes, names, points and areas of a declared datum.

Refuses to know which places exist already (`matching`) and how a file is read (`importing`).
"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from command.places.coordinates import Datum, to_wgs84
from command.places.jurisdiction import PlaceCode


class ImportProblem(ValueError):
    """A file that cannot be taken; names the file, the line and the column where it can.

    `line` is the line of a CSV (1 is the header) or of a JSON syntax error; for a wrong
    value in GeoJSON it is the number of the feature, counted from 1.
    """

    def __init__(
        self, file: str, message: str, line: int | None = None, column: str | None = None
    ) -> None:
        place = [file]
        place += [f"line {line}"] if line is not None else []
        place += [f"column {column}"] if column is not None else []
        super().__init__(f"{', '.join(place)}: {message}")
        self.file = file
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the person who brings a file says about it."""

    datum: Datum
    source: str
    accuracy: str
    surveyed: date | None = None
    county: PlaceCode | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a survey; coordinates are degrees of the declared datum, as given."""

    line: int
    name: str
    code: PlaceCode | None = None
    short_name: str = ""
    kind: str = ""
    township: str = ""
    source: str = ""
    lon: float | None = None
    lat: float | None = None
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """A file that was read whole and found well formed; nothing of it is stored yet."""

    file: str
    county: PlaceCode
    declared: Declaration
    rows: tuple[Row, ...] = field(default=())


def converted(geometry: BaseGeometry, datum: Datum) -> BaseGeometry:
    """The geometry in WGS-84, if its numbers meant `datum`."""

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum))

    return shapely.transform(geometry, move)


def position(row: Row, datum: Datum) -> tuple[float, float] | None:
    """The row's point in WGS-84, or a point inside its area; None when it has neither."""
    if row.lon is not None and row.lat is not None:
        lon, lat = to_wgs84(row.lon, row.lat, datum)
        return round(float(lon), 6), round(float(lat), 6)
    if row.geometry is not None:
        inside = converted(row.geometry, datum).representative_point()
        return round(inside.x, 6), round(inside.y, 6)
    return None
