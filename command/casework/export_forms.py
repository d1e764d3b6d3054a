"""The file of an export in each of its forms: CSV, the office's own ledger in Excel, GeoJSON. Pure.

All hold the same masked cases, and the mark in every line.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from command.base.book import XLSX, Heading, Table, drawn
from command.base.clock import china_date
from command.casework.export_sheet import MARK, named, sheet
from command.places.book import BETWEEN_NAMES

Line = Mapping[str, Any]
PlaceName = Callable[[str], str]
TITLE = "社会治理事项台账"


class Form(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"


@dataclass(frozen=True, slots=True)
class Made:
    """A file as it is sent."""

    body: bytes
    media_type: str


def made(form: Form, lines: Iterable[Line], mark: str, place_name: PlaceName) -> Made:
    if form is Form.XLSX:
        return Made(ledger(lines, mark, place_name), XLSX)
    if form is Form.GEOJSON:
        return Made(geojson(lines, mark, place_name), "application/geo+json")
    return Made(sheet(lines, mark, place_name), "text/csv; charset=utf-8")


def ledger(lines: Iterable[Line], mark: str, place_name: PlaceName) -> bytes:
    """The ledger as offices keep it: what belongs together under one heading. It can be read back
    like any other."""
    rows = (_row(number, line, mark, place_name) for number, line in enumerate(lines, 1))
    return drawn(Table("台账", TITLE, mark, [heading for heading, _ in _COLUMNS], rows))


def geojson(lines: Iterable[Line], mark: str, place_name: PlaceName) -> bytes:
    """WGS-84. A kind of matter that is told by its township only has no point here either."""
    features = [_feature(line, mark, place_name) for line in lines]
    return msgspec.json.encode({"type": "FeatureCollection", "mark": mark, "features": features})


_COLUMNS: tuple[tuple[Heading, str], ...] = (
    (Heading("序号", 6), "number"),
    (Heading("编号", 22), "receipt_number"),
    (Heading("登记日期", 12), "opened_at"),
    (Heading("来源渠道", 10), "channel"),
    (Heading("类别", 10), "kind"),
    (Heading("类型", 14), "type"),
    (Heading("难易程度", 10), "difficulty"),
    (Heading("乡镇(街道)", 14, "地点"), "township"),
    (Heading("村(社区)", 14, "地点"), "village"),
    (Heading("主要内容", 36), "title"),
    (Heading("人数", 8), "headcount"),
    (Heading("姓名", 10, "信访人(隐去)"), "name"),
    (Heading("联系电话", 14, "信访人(隐去)"), "phone"),
    (Heading("责任单位", 14, "办理"), "lead"),
    (Heading("协办单位", 14, "办理"), "supports"),
    (Heading("受理日期", 12, "办理"), "accepted_at"),
    (Heading("办理状态", 10, "办理"), "state"),
    (Heading("办结日期", 12, "办理"), "closed_at"),
    (Heading("时限", 12), "due_at"),
    (Heading("满意度", 10), "satisfaction"),
    (Heading(MARK, 30), "mark"),
)


def _row(number: int, line: Line, mark: str, place_name: PlaceName) -> list[Any]:
    township, _, village = place_name(line["place"]).partition(BETWEEN_NAMES)
    own = {"number": number, "township": township, "village": village, "mark": mark}
    return [
        own[name] if name in own else _told(named(name, line[name], place_name))
        for _, name in _COLUMNS
    ]


def _told(value: Any) -> Any:
    """A ledger counts days."""
    return china_date(value) if isinstance(value, datetime) else value


_PROPERTIES = (
    *("receipt_number", "kind", "type", "title", "level", "state", "difficulty", "headcount"),
    *("channel", "precision", "lead", "supports"),
)
_DAYS = ("opened_at", "accepted_at", "due_at", "closed_at")


def _feature(line: Line, mark: str, place_name: PlaceName) -> dict[str, Any]:
    has_point = line["lon"] is not None and line["lat"] is not None
    point = {"type": "Point", "coordinates": [line["lon"], line["lat"]]} if has_point else None
    days: dict[str, date | None] = {name: _told(line[name]) for name in _DAYS}
    return {
        "type": "Feature",
        "geometry": point,
        "properties": {
            **{name: line[name] for name in _PROPERTIES},
            **days,
            "place": place_name(line["public_place"]),
            "mark": mark,
        },
    }
