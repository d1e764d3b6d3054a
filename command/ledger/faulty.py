"""The rows that could not be taken over, as a workbook to put right and hand in again. Pure."""

from datetime import datetime, time, timedelta
from typing import Any

from command.base.book import Heading, Table, drawn
from command.base.clock import CHINA
from command.base.words import spoken
from command.ledger.checking import Checked
from command.ledger.layout import Column
from command.ledger.row import Fault
from command.ledger.workbook import Cell

TITLE = "未导入的行及原因"
NOTE = "请按“原因”一列改正后再次导入本表;已导入的行不在此表中,重复导入不会重复登记。"
REASON, LINE = "原因", "原表行号"
_WIDE = {Column.WORDS: 40, Column.RESULT: 24, Column.PHONE: 14, Column.ID_NUMBER: 20}


def faulty_book(checked: Checked) -> bytes:
    """The faulty rows as they stood, with their reasons and their lines behind."""
    layout, rows = checked.layout, checked.sheet.rows
    columns = sorted(layout.headings)
    headings = [Heading(layout.headings[at], _width(layout.columns.get(at))) for at in columns]
    headings += [Heading(REASON, 48), Heading(LINE, 10)]
    lines = (
        [*(_kept(rows[line - 1], at) for at in columns), reasons(checked, faults), line]
        for line, faults in checked.faulty.items()
    )
    return drawn(Table("未导入", TITLE, NOTE, headings, lines))


def reasons(checked: Checked, faults: list[Fault]) -> str:
    """`列名:原因;列名:原因`."""
    said = (f"{checked.layout.heading(one.column)}:{spoken(one.words)}" for one in faults)
    return ";".join(said)


def _width(column: Column | None) -> int:
    return _WIDE.get(column, 12) if column else 12


def _kept(row: tuple[Cell, ...], at: int) -> Any:
    """A cell as it was; what a workbook has no form for, as text."""
    cell = row[at] if at < len(row) else ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=CHINA)
    return str(cell) if isinstance(cell, time | timedelta) else cell
