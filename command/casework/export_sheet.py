"""The file of an export: a table with its mark at the head and in every line. Pure."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from command.base.sheet import cell
from command.casework.taxonomy import types
from command.casework.terms import (
    CHANNELS,
    DIFFICULTIES,
    KINDS,
    LEVELS,
    SATISFACTIONS,
    STATES,
    Level,
    Term,
)

HEADS = {
    "receipt_number": "受理编号",
    "kind": "类别",
    "type": "类型",
    "title": "标题",
    "level": "级别",
    "place": "地点",
    "state": "状态",
    "opened_at": "登记时间",
    "accepted_at": "受理时间",
    "due_at": "时限",
    "closed_at": "办结时间",
    "lead": "牵头单位",
    "name": "反映人(隐去)",
    "phone": "电话(隐去)",
}
MARK = "水印"


def sheet(lines: Iterable[Mapping[str, Any]], mark: str, place_name: Callable[[str], str]) -> bytes:
    """CSV in UTF-8 with a byte order mark, as spreadsheets take it."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow([mark])
    rows.writerow([*HEADS.values(), MARK])
    for line in lines:
        rows.writerow([*(cell(named(name, line[name], place_name)) for name in HEADS), mark])
    return out.getvalue().encode("utf-8-sig")


def named(name: str, value: Any, place_name: Callable[[str], str]) -> Any:
    """Codes as people call them."""
    if name == "place":
        return place_name(value)
    if name == "type":
        return types()[value].zh if value in types() else value
    if name == "level":
        return LEVELS[Level(value)].zh
    return _TERMS[name][value].zh if name in _TERMS and value is not None else value


_TERMS: Mapping[str, Mapping[Any, Term]] = {
    "kind": KINDS,
    "state": STATES,
    "channel": CHANNELS,
    "difficulty": DIFFICULTIES,
    "satisfaction": SATISFACTIONS,
}
