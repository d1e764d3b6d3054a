"""Reads a workbook in a process of its own: the rows of its first sheet that holds any.

The only file that knows the reader of workbooks, which makes room for all cells up to the farthest
and aborts when there is none; `workbook.py` runs this. A number without end becomes text.
"""

import io
import math
import resource
import sys
from datetime import date, datetime, time, timedelta

import msgspec
import python_calamine

from command.ledger.workbook import Cell, Found, Moment

MOST_MEMORY = 1024**3
DAMAGED = 2


def read(content: bytes) -> Found | None:
    """None when no sheet holds anything."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(cell != "" for row in rows for cell in row):
            return Found(name, [list(map(_told, row)) for row in rows])
    return None


def _told(cell: Cell) -> bool | int | float | str | Moment:
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, datetime):
        return Moment(instant=cell)
    if isinstance(cell, date):
        return Moment(day=cell)
    if isinstance(cell, time):
        return Moment(hour=cell)
    return Moment(span=cell) if isinstance(cell, timedelta) else cell


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = msgspec.msgpack.encode(read(sys.stdin.buffer.read()))
    except (python_calamine.CalamineError, ValueError, OSError, MemoryError):
        sys.exit(DAMAGED)
    sys.stdout.buffer.write(told)


if __name__ == "__main__":
    main()
