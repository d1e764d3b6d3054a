"""A document to look at on a screen: its lines as words, people masked."""

import msgspec

from command.documents.content import Content, Line


class SheetLine(msgspec.Struct, frozen=True):
    """`style` is text, head, left, right or row; a row has several cells."""

    style: str
    cells: list[str]


class Sheet(msgspec.Struct, frozen=True):
    """`number` is empty in a preview."""

    title: str
    number: str
    unit: str
    lines: list[SheetLine]


def sheet_of(content: Content) -> Sheet:
    return Sheet(
        content.title, content.number, content.unit, [_line(line) for line in content.lines]
    )


def _line(line: Line) -> SheetLine:
    return SheetLine(line.style, ["".join(span.text for span in cell) for cell in line.cells])
