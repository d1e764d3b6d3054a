"""A table as an Excel workbook. Every text is written as text: no cell of ours is ever a formula.

Refuses to know what the table says.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from command.base.clock import CHINA

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # letters of a cell
_OPTIONS = {
    "in_memory": True,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "remove_timezone": True,
}
_FACE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True, "border": 1}


@dataclass(frozen=True, slots=True)
class Heading:
    """`under` is a heading above that stands over its neighbours too, "" for none; `width` in
    letters."""

    name: str
    width: int = 12
    under: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`title` over all columns, `note` in a line below it; rows as they come."""

    name: str
    title: str
    note: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Any]]


class _Faces:
    """How cells look."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title: Format = book.add_format(
            {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}
        )
        self.note: Format = book.add_format(
            {"font_name": "宋体", "font_size": 9, "text_wrap": True}
        )
        self.head: Format = book.add_format(
            {**_FACE, "bold": True, "align": "center", "bg_color": "#E7ECF3"}
        )
        self.cell: Format = book.add_format(_FACE)
        self.day: Format = book.add_format({**_FACE, "num_format": "yyyy-mm-dd"})
        self.instant: Format = book.add_format({**_FACE, "num_format": "yyyy-mm-dd hh:mm"})


def drawn(table: Table) -> bytes:
    """The workbook; its headings stay in sight and repeat on every printed page."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    sheet = book.add_worksheet(table.name)
    faces = _Faces(book)
    first = _head(sheet, table, faces)
    for line, row in enumerate(table.rows, first):
        for at, value in enumerate(row):
            _write(sheet, line, at, value, faces)
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(first - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _head(sheet: Worksheet, table: Table, faces: _Faces) -> int:
    """Title, note and headings, in one line or in two; the line of the first row."""
    last = len(table.headings) - 1
    for at, heading in enumerate(table.headings):
        sheet.set_column(at, at, heading.width)
    sheet.set_row(0, 30)
    _over(sheet, (0, 0, last), table.title, faces.title)
    sheet.set_row(1, 28)
    _over(sheet, (1, 0, last), table.note, faces.note)
    if not any(heading.under for heading in table.headings):
        for at, heading in enumerate(table.headings):
            sheet.write_string(2, at, heading.name, faces.head)
        return 3
    _two_lines(sheet, table.headings, faces)
    return 4


def _two_lines(sheet: Worksheet, headings: Sequence[Heading], faces: _Faces) -> None:
    """Headings that belong together under one; the others over both lines."""
    at = 0
    while at < len(headings):
        under, end = headings[at].under, at
        if not under:
            sheet.merge_range(2, at, 3, at, headings[at].name, faces.head)
            at += 1
            continue
        while end + 1 < len(headings) and headings[end + 1].under == under:
            end += 1
        _over(sheet, (2, at, end), under, faces.head)
        at = end + 1
    for at, heading in enumerate(headings):
        if heading.under:
            sheet.write_string(3, at, heading.name, faces.head)


def _over(sheet: Worksheet, where: tuple[int, int, int], text: str, face: Format) -> None:
    """One text over several columns of a line."""
    line, first, last = where
    if first == last:
        sheet.write_string(line, first, text, face)
    else:
        sheet.merge_range(line, first, line, last, text, face)


def _write(sheet: Worksheet, line: int, at: int, value: Any, faces: _Faces) -> None:
    if isinstance(value, datetime):
        local = value.astimezone(CHINA) if value.tzinfo else value
        sheet.write_datetime(line, at, local.replace(tzinfo=None), faces.instant)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, datetime(value.year, value.month, value.day), faces.day)  # noqa: DTZ001 - a day has no zone
    elif isinstance(value, bool) or not isinstance(value, int | float):
        sheet.write_string(line, at, str("" if value is None else value)[:LONGEST], faces.cell)
    else:
        sheet.write_number(line, at, value, faces.cell)
