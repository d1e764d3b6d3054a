"""A whole sheet read: what can be taken over, and every reason for what cannot. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from command.base.words import Words
from command.ledger.ground import Ground
from command.ledger.layout import Column, Layout
from command.ledger.row import Entry, Fault, read_row
from command.ledger.workbook import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Checked:
    """`known` are lines that were taken over before; they are neither good nor faulty."""

    sheet: Sheet
    layout: Layout
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    known: int = 0

    @property
    def faulty(self) -> Mapping[int, list[Fault]]:
        """Faults by line."""
        found: dict[int, list[Fault]] = {}
        for fault in self.faults:
            found.setdefault(fault.line, []).append(fault)
        return found

    @property
    def total(self) -> int:
        return len(self.entries) + len(self.faulty) + self.known

    @property
    def notes(self) -> list[tuple[int, Words]]:
        return [(entry.line, note) for entry in self.entries for note in entry.notes]


def check(sheet: Sheet, layout: Layout, ground: Ground, source: str) -> Checked:
    """Every row of the sheet, one after the other."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    first: dict[bytes, int] = {}
    for line, cells in rows_of(sheet, layout):
        found = read_row(line, cells, ground, source)
        if isinstance(found, list):
            faults += found
        elif found.key in first:
            faults.append(_twice(found, first[found.key]))
        else:
            first[found.key] = line
            entries.append(found)
    return Checked(sheet, layout, tuple(entries), tuple(faults))


def rows_of(sheet: Sheet, layout: Layout) -> Iterator[tuple[int, Mapping[Column, Cell]]]:
    """Rows that say something, with their lines; what adds up or is signed below is no matter."""
    for line, row in enumerate(sheet.rows[layout.last :], layout.last + 1):
        cells = {column: row[at] for at, column in layout.columns.items() if at < len(row)}
        said = [cell for cell in cells.values() if not _is_empty(cell)]
        if said and not _is_below(row, said):
            yield line, cells


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _is_below(row: Sequence[Cell], said: Sequence[Cell]) -> bool:
    """合计, 填表人: a line below the table, with little in it."""
    first = next((str(cell).strip() for cell in row if not _is_empty(cell)), "")
    return len(said) <= 3 and first.startswith(
        ("合计", "总计", "小计", "填表", "制表", "审核", "备注", "注:")
    )


def _twice(entry: Entry, line: int) -> Fault:
    if entry.past.number:
        words = Words(f"编号与第{line}行重复", f"The same number as line {line}")
        return Fault(entry.line, Column.NUMBER, words)
    words = Words(f"与第{line}行内容完全相同", f"The same as line {line}")
    return Fault(entry.line, Column.WORDS, words)
