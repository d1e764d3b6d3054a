"""A county as a folder: `county.toml` beside its lists and outlines, as the project ships one.

Reads files and checks them like any import. Refuses to know databases.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from command.places.areas import Area
from command.places.coordinates import Datum
from command.places.geometries import BadGeometry, read_geometry
from command.places.importing import read_survey
from command.places.jurisdiction import Place, PlaceCode, Precision, is_code
from command.places.placement import draw_missing
from command.places.plan import new_place
from command.places.survey import Declaration, ImportProblem, Row, converted, position

TOML = "county.toml"
YUSHAN = Path(__file__).parent / "data" / "yushan"


class MapView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a map of the county opens: WGS-84 degrees and a zoom level."""

    lon: float
    lat: float
    zoom: int


class Files(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    townships: str
    villages: str
    outline: str
    neighbours: str = ""


class CountyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `county.toml` says."""

    code: str
    name: str
    short_name: str
    kind: str
    pinyin: str
    initials: str
    centre: str
    datum: Datum
    source: str
    as_of: date
    map: MapView
    files: Files


@dataclass(frozen=True)
class County:
    """A county ready to be stored: every place, the drawn ones too, and every area."""

    file: CountyFile
    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    neighbours: Mapping[str, Any]

    @property
    def code(self) -> PlaceCode:
        return PlaceCode(self.file.code)

    @property
    def declared(self) -> Declaration:
        file = self.file
        accuracy = "names and codes exact for their date; positions as each place says"
        return Declaration(file.datum, file.source, accuracy, file.as_of, self.code)


def read_county(folder: Path) -> County:
    """Read and check a county's folder. Raises ImportProblem naming the file."""
    file = read_county_file(folder)
    code = PlaceCode(file.code)
    outline = _outline(folder / file.files.outline, code, file)
    seats = [_township(row, file) for row in _rows(folder / file.files.townships, file)]
    villages = [new_place(_code(row), row) for row in _rows(folder / file.files.villages, file)]
    places, areas = draw_missing([_county(file), *seats, *villages], [outline], outline.geometry)
    neighbours = _neighbours(folder / file.files.neighbours) if file.files.neighbours else {}
    return County(file, tuple(places), tuple(areas), neighbours)


def read_county_file(folder: Path) -> CountyFile:
    """Only `county.toml`: names and the map's view. Raises ImportProblem."""
    try:
        found = msgspec.convert(tomllib.loads(_text(folder / TOML)), CountyFile, strict=True)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ImportProblem(TOML, str(error)) from error
    if not is_code(found.code) or len(found.code) != 6:
        raise ImportProblem(TOML, "is not a county's code of 6 digits", column="code")
    return found


def _county(file: CountyFile) -> Place:
    return Place(
        code=PlaceCode(file.code),
        name=file.name,
        short_name=file.short_name,
        kind=file.kind,
        pinyin=file.pinyin,
        initials=file.initials,
        lon=file.map.lon,
        lat=file.map.lat,
        precision=Precision.APPROXIMATE,
        source="the map's middle",
    )


def _township(row: Row, file: CountyFile) -> Place:
    """A seat is somebody's word with its own source, never a survey."""
    place = new_place(_code(row), row)
    spot = position(row, file.datum)
    if spot is None:
        return replace(place, source=row.source)
    return replace(
        place, lon=spot[0], lat=spot[1], precision=Precision.APPROXIMATE, source=row.source
    )


def _code(row: Row) -> PlaceCode:
    if row.code is None:
        raise ImportProblem(TOML, f"{row.name} has no code", row.line, "code")
    return row.code


def _rows(path: Path, file: CountyFile) -> tuple[Row, ...]:
    declared = Declaration(file.datum, file.source, "", file.as_of, PlaceCode(file.code))
    return read_survey(_bytes(path), path.name, declared).rows


def _outline(path: Path, code: PlaceCode, file: CountyFile) -> Area:
    """Good for drawing and clipping; generalised, so never exported as a boundary."""
    rows = [row for row in _rows(path, file) if row.code == code and row.geometry is not None]
    if not rows or rows[0].geometry is None:
        raise ImportProblem(path.name, f"holds no outline of {code}")
    geometry = converted(rows[0].geometry, file.datum)
    return Area(code, geometry, Precision.APPROXIMATE, file.source)


def _neighbours(path: Path) -> Mapping[str, Any]:
    """Context only: drawn grey, never a place of ours."""
    try:
        collection = json.loads(_text(path))
        features = [
            {
                "type": "Feature",
                "properties": {"name": str(feature["properties"]["name"])},
                "geometry": feature["geometry"] if read_geometry(feature["geometry"]) else None,
            }
            for feature in collection["features"]
        ]
    except (ValueError, KeyError, TypeError, BadGeometry) as error:
        raise ImportProblem(path.name, f"is no collection of named areas: {error}") from error
    return {"type": "FeatureCollection", "features": features}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImportProblem(path.name, error.strerror or "cannot be read") from error


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ImportProblem(path.name, "is not UTF-8") from error
