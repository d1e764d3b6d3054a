"""What a file really is, and the rows of its first sheet that holds any.

A file is an Excel workbook or is refused in words: a name proves nothing. It is unpacked once with
a limit before anything reads it, and read in a process of its own, which a crafted file may take
down. Refuses to know what a row means.
"""

import io
import re
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO

import msgspec

from command.base.apart import done_apart
from command.base.problem import InvalidInput
from command.base.words import Words

LARGEST_FILE = 16 * 1024 * 1024
LARGEST_UNPACKED = 128 * 1024 * 1024
MOST_MEMBERS = 500
READER = "command.ledger.reader"
MOST_ROWS = 30_000
MOST_COLUMNS = 200
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEETS = "xl/workbook.xml"
_MACROS = "vbaproject.bin"
_CHUNK = 1024 * 1024
_TAG = 400
_CELL = re.compile(
    rb"<(?:[a-z]{1,9}:)?c\b[^>]{0,200}?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]{0,200}?(/?)>"
)
"""A cell and where it stands; one without a value closes itself."""

Cell = str | float | int | bool | date | datetime | time | timedelta
"""What a cell holds; "" for nothing."""


class BadFile(InvalidInput):
    code = "bad-file"
    zh = "文件不能导入"
    en = "The file cannot be imported"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows as they stand; `rows[0]` is line 1 of the sheet."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A cell that is a day, an hour or a span, as it crosses between two processes."""

    instant: datetime | None = None
    day: date | None = None
    hour: time | None = None
    span: timedelta | None = None

    @property
    def cell(self) -> Cell:
        told = (self.instant, self.day, self.hour, self.span)
        return next(one for one in told if one is not None)


class Found(msgspec.Struct, frozen=True):
    """A sheet as it crosses between two processes."""

    name: str
    rows: list[list[bool | int | float | str | Moment]]

    @property
    def sheet(self) -> Sheet:
        rows = (
            tuple(cell.cell if isinstance(cell, Moment) else cell for cell in row)
            for row in self.rows
        )
        return Sheet(self.name, tuple(rows))


def read_book(content: bytes) -> Sheet:
    """The first sheet that holds anything. Raises BadFile, naming `file`."""
    demand_workbook(content)
    try:
        found = msgspec.msgpack.decode(done_apart(READER, said=content), type=Found | None)
    except subprocess.SubprocessError as reason:
        raise _bad(
            "文件已损坏或展开后过大,无法读取", "The file is damaged or far too large to be read"
        ) from reason
    if found is None:
        raise _bad("文件中没有内容", "The file is empty")
    if len(found.rows) > MOST_ROWS:
        raise _too_many_rows()
    if max(map(len, found.rows)) > MOST_COLUMNS:
        raise _too_many_columns()
    return found.sheet


def demand_workbook(content: bytes) -> None:
    """Raises BadFile unless it is a workbook without macros that unpacks to a sane size."""
    if len(content) > LARGEST_FILE:
        size = LARGEST_FILE // 1024**2
        raise _bad(f"文件超过{size}兆字节,请分成几份", f"Larger than {size} MiB: split the file")
    if content.startswith(_OLE):
        raise _bad(
            "这是旧版 .xls 或加密的文件,请去掉密码后另存为 .xlsx",
            "This is an old .xls or an encrypted file: save it as .xlsx without a password",
        )
    if not content.startswith(_ZIP):
        raise _bad(*_what_it_is(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _demand_members(archive)
            _demand_size(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as reason:
        raise _bad("文件已损坏,无法读取", "The file is damaged and cannot be read") from reason


def _what_it_is(content: bytes) -> tuple[str, str]:
    """A file that is no workbook, in words."""
    if content.startswith(b"%PDF"):
        return "这是 PDF,不是 Excel 表格", "This is a PDF, no Excel workbook"
    if content.lstrip()[:1] == b"<":
        return (
            "这是网页或 XML,不是 Excel 表格,请另存为 .xlsx",
            "This is a web page or XML, no Excel workbook: save it as .xlsx",
        )
    if content and b"\0" not in content[:4096]:
        return (
            "这是文本或 CSV,不是 Excel 表格,请用表格软件打开后另存为 .xlsx",
            "This is text or CSV, no Excel workbook: open it in a spreadsheet and save it as .xlsx",
        )
    return "这不是 Excel 表格(.xlsx)", "This is no Excel workbook (.xlsx)"


def _demand_members(archive: zipfile.ZipFile) -> None:
    names = [name.lower() for name in archive.namelist()]
    if _SHEETS not in names:
        raise _bad(
            "这是压缩包,不是 Excel 表格(.xlsx)", "This is an archive, no Excel workbook (.xlsx)"
        )
    if any(name.endswith(_MACROS) for name in names):
        raise _bad(
            "文件带有宏,请另存为不带宏的 .xlsx",
            "The file has macros: save it as .xlsx without them",
        )
    if len(names) > MOST_MEMBERS:
        raise _bad("文件内部异常,已拒绝", "The file has too many parts")


def _demand_size(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, in pieces: what an archive says of its sizes may be a lie, which
    its check sums give away."""
    left = LARGEST_UNPACKED
    for member in archive.infolist():
        left -= member.file_size
        if left < 0:
            raise _bad(
                "文件解压后过大,疑为压缩炸弹,已拒绝",
                "The file unpacks to far too much: a zip bomb is refused",
            )
        with archive.open(member) as part:
            _demand_near(part)


def _demand_near(part: IO[bytes]) -> None:
    """No cell with a value stands far out: a reader would make room for all between."""
    before = b""
    while chunk := part.read(_CHUNK):
        for found in _CELL.finditer(before + chunk):
            column, row, is_blank = found.groups()
            if is_blank:
                continue
            if int(row) > MOST_ROWS:
                raise _too_many_rows()
            if _number_of(column) > MOST_COLUMNS:
                raise _too_many_columns()
        before = chunk[-_TAG:]


def _too_many_rows() -> BadFile:
    return _bad(f"表格超过{MOST_ROWS}行,请分成几份", f"More than {MOST_ROWS} rows: split the file")


def _too_many_columns() -> BadFile:
    return _bad(
        f"表格超过{MOST_COLUMNS}列,请删去多余的列",
        f"More than {MOST_COLUMNS} columns: delete those that are not needed",
    )


def _number_of(column: bytes) -> int:
    """`A` is 1, `AA` 27."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


def _bad(zh: str, en: str) -> BadFile:
    return BadFile(Words(zh, en), field="file")
