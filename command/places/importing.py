"""Reading a county's own survey: CSV and GeoJSON, whole or not at all.

Columns of a CSV, properties of a GeoJSON feature (Chinese names are taken too):

| column | | |
|---|---|---|
| name 名称 | required | the official name |
| code 代码 | 6, 9, 12 or 15 digits | may be left out when name and township are enough |
| township 乡镇 | the township's name | needed for a village without a code |
| short_name 简称, kind 类型 | optional | |
| source 来源 | optional | where this row's position is from |
| lon 经度, lat 纬度 | degrees, both or neither | CSV only; GeoJSON has geometry |

A GeoJSON geometry is a Point, Polygon, MultiPolygon or null. A malformed file raises
ImportProblem and nothing else. Refuses to know databases and which places exist.
"""

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any, NoReturn

from command.places.geometries import BadGeometry, read_geometry
from command.places.jurisdiction import PlaceCode, county_of, is_code
from command.places.survey import Declaration, ImportProblem, Row, Survey

LARGEST_FILE = 32 * 1024 * 1024  # bytes
MOST_ROWS = 20_000
LONGEST_TEXT = 120  # characters of a name or a source

_WORDS = ("name", "short_name", "kind", "township", "source")
COLUMNS: Mapping[str, str] = {
    **{name: name for name in (*_WORDS, "code", "lon", "lat")},
    "代码": "code",
    "编码": "code",
    "名称": "name",
    "简称": "short_name",
    "类型": "kind",
    "乡镇": "township",
    "来源": "source",
    "position": "source",
    "经度": "lon",
    "纬度": "lat",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"^[+-]?[0-9]{1,3}(\.[0-9]{1,15})?\Z")
_SIDES = {"lon": 180.0, "lat": 90.0}


def read_survey(content: bytes, file: str, declared: Declaration) -> Survey:
    """Read a `.csv`, `.geojson` or `.json` file. Raises ImportProblem."""
    if len(content) > LARGEST_FILE:
        raise ImportProblem(file, f"larger than {LARGEST_FILE // 1024**2} MiB")
    rows = _reader(file)(_text(content, file), file)
    if not rows:
        raise ImportProblem(file, "holds no places")
    if len(rows) > MOST_ROWS:
        raise ImportProblem(file, f"holds more than {MOST_ROWS} places")
    return Survey(file, _county(rows, file, declared), declared, tuple(rows))


def _reader(file: str) -> Callable[[str, str], list[Row]]:
    readers = {".csv": _csv_rows, ".geojson": _geojson_rows, ".json": _geojson_rows}
    reader = readers.get(PurePath(file).suffix.lower())
    if reader is None:
        raise ImportProblem(file, "is neither .csv nor .geojson")
    return reader


def _text(content: bytes, file: str) -> str:
    """UTF-8, else GB 18030, which spreadsheet programs in China write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = _CONTROL.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            raise ImportProblem(file, f"control character U+{ord(found[0]):04X}", line)
        return text
    raise ImportProblem(file, "is neither UTF-8 nor GB 18030 text")


def _county(rows: Iterable[Row], file: str, declared: Declaration) -> PlaceCode:
    """The one county all codes stand in; declared, or read off the codes."""
    county = declared.county
    for row in rows:
        if row.code is None:
            continue
        county = county or county_of(row.code)
        if county_of(row.code) != county:
            raise ImportProblem(file, f"{row.code} is not in county {county}", row.line, "code")
    if county is None:
        raise ImportProblem(file, "no row has a code: say which county it is", column="code")
    return county


def _csv_rows(text: str, file: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, file, reader.line_num)
            else:
                rows.append(_csv_row(header, cells, file, reader.line_num))
    except csv.Error as error:
        raise ImportProblem(file, str(error), reader.line_num) from error
    return rows


def _header(cells: list[str], file: str, line: int) -> list[str]:
    names = [COLUMNS.get(cell.strip().casefold(), "") for cell in cells]
    known = [name for name in names if name]
    for name in known:
        if known.count(name) > 1:
            raise ImportProblem(file, "stands twice in the header", line, name)
    if "name" not in known:
        raise ImportProblem(file, "is missing from the header", line, "name")
    return names


def _csv_row(header: list[str], cells: list[str], file: str, line: int) -> Row:
    if len(cells) != len(header):
        raise ImportProblem(file, f"{len(cells)} cells under {len(header)} columns", line)
    values = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if name}
    return _row(values, file, line, _point(values, file, line))


def _point(values: Mapping[str, str], file: str, line: int) -> dict[str, Any]:
    given = {name: values.get(name, "") for name in _SIDES}
    if not any(given.values()):
        return {}
    return {name: _degrees(text, name, file, line) for name, text in given.items()}


def _degrees(text: str, column: str, file: str, line: int) -> float:
    if not text:
        raise ImportProblem(file, "is empty, but the other coordinate is not", line, column)
    if not _NUMBER.match(text):
        raise ImportProblem(file, f"{_short(text)} is not decimal degrees", line, column)
    degrees = float(text)
    if not math.fabs(degrees) <= _SIDES[column]:
        raise ImportProblem(
            file, f"{text} is beyond {_SIDES[column]:.0f} (lon and lat swapped?)", line, column
        )
    return degrees


def _row(values: Mapping[str, str], file: str, line: int, where: Mapping[str, Any]) -> Row:
    for column in _WORDS:
        if len(values.get(column, "")) > LONGEST_TEXT:
            raise ImportProblem(file, f"longer than {LONGEST_TEXT} characters", line, column)
    if not values.get("name"):
        raise ImportProblem(file, "is empty", line, "name")
    code = values.get("code", "")
    if code and not is_code(code):
        message = f"{_short(code)} is not 6, 9, 12 or 15 ASCII digits"
        raise ImportProblem(file, message, line, "code")
    return Row(
        line,
        values["name"],
        PlaceCode(code) if code else None,
        values.get("short_name", ""),
        values.get("kind", ""),
        values.get("township", ""),
        values.get("source", ""),
        **where,
    )


def _geojson_rows(text: str, file: str) -> list[Row]:
    document = _json(text, file)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise ImportProblem(file, "is not a FeatureCollection", column="type")
    if "crs" in document:
        raise ImportProblem(file, "declare the datum instead of a crs member", column="crs")
    features = document.get("features")
    if not isinstance(features, list):
        raise ImportProblem(file, "is not a list", column="features")
    return [_feature(item, file, number) for number, item in enumerate(features, start=1)]


def _json(text: str, file: str) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise ImportProblem(file, f"{constant} is not a number of JSON")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ImportProblem(file, "stands twice in one object", column=_short(twice))
        return found

    try:
        return json.loads(text, parse_constant=refuse, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise ImportProblem(file, error.msg, error.lineno, str(error.colno)) from error
    except RecursionError as error:
        raise ImportProblem(file, "is nested too deeply") from error
    except ImportProblem:
        raise
    except ValueError as error:  # an integer of thousands of digits
        raise ImportProblem(file, str(error)) from error


def _feature(item: Any, file: str, number: int) -> Row:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise ImportProblem(file, "is not a Feature", number, "features")
    properties = item.get("properties")
    if not isinstance(properties, dict):
        raise ImportProblem(file, "is not an object", number, "properties")
    values = _properties(properties, file, number)
    try:
        where = read_geometry(item.get("geometry"))
    except BadGeometry as error:
        raise ImportProblem(file, str(error), number, "geometry") from error
    return _row(values, file, number, where)


def _properties(properties: Mapping[str, Any], file: str, number: int) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in properties.items():
        column = COLUMNS.get(name.strip().casefold())
        if column is None or column in _SIDES or value is None:
            continue
        if column in values:
            raise ImportProblem(file, "is given twice", number, column)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ImportProblem(file, "is not text", number, column)
        values[column] = str(value).strip()
        if _CONTROL.search(values[column]):
            raise ImportProblem(file, "holds a control character", number, column)
    return values


def _short(text: str) -> str:
    return repr(text if len(text) <= 30 else f"{text[:30]}…")
