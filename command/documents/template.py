"""Templates: text with named fields, checked when it is saved and filled when a document is issued.

A line is a paragraph; `# ` begins a heading, `< ` stands to the left, `> ` to the right, and
`| one | two |` is a row of the form. `{反映人}` is a field. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from command.base.problem import InvalidInput
from command.base.words import Words
from command.documents.content import Line, Span
from command.documents.form import Kind

MOST_LINES = 120
MOST_CELLS = 6
_MARKS = {"# ": "head", "< ": "left", "> ": "right"}
_FIELD = re.compile(r"\{([^{}]*)\}")
Value = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One version: it holds from a day on, until the next one does. `mark` is the 机关代字 before
    the year of a number; version 0 ships with the program."""

    kind: Kind
    version: int
    title: str
    mark: str
    body: str
    begins: date | None = None
    made_by: str = ""
    why: str = ""

    def has_begun(self, day: date) -> bool:
        return self.begins is None or self.begins <= day


@dataclass(frozen=True, slots=True)
class Laid:
    """A line of a template as it was read: what it is, and its cells of words and field names."""

    style: str
    cells: tuple[tuple[str, ...], ...]  # words and field names take turns, words first


def holding(templates: Sequence[Template], day: date) -> Template:
    """The one that holds on a day: of those that have begun the latest, the newest of a day."""
    begun = [one for one in templates if one.has_begun(day)]
    return max(begun, key=lambda one: (one.begins or date.min, one.version))


def checked(body: str, fields: Sequence[str]) -> tuple[Laid, ...]:
    """The lines of a template. Raises InvalidInput naming `body` and the line."""
    lines = [line.rstrip() for line in body.strip().splitlines()]
    if len(lines) > MOST_LINES:
        _refuse(0, f"至多{MOST_LINES}行", f"at most {MOST_LINES} lines")
    laid = tuple(_laid(line, number) for number, line in enumerate(lines, 1) if line)
    known = set(fields)
    for number, line in enumerate(lines, 1):
        for name in _FIELD.findall(line):
            if name not in known:
                _refuse(number, f"没有“{name}”这个字段", f"there is no field {name!r}")
    return laid


def filled(body: str, values: Mapping[str, Value]) -> tuple[Line, ...]:
    """The lines with every field's value; a value of several lines makes as many paragraphs."""
    laid = checked(body, tuple(values))
    return tuple(made for line in laid for made in _made(line, values))


def _made(line: Laid, values: Mapping[str, Value]) -> Iterator[Line]:
    cells = tuple(_cell(cell, values) for cell in line.cells)
    if line.style == "row":
        yield Line("row", cells)
        return
    for part in _paragraphs(cells[0]):
        yield Line(line.style, (part,))


def _cell(cell: Sequence[str], values: Mapping[str, Value]) -> Value:
    spans: list[Span] = []
    for index, part in enumerate(cell):
        spans += values[part] if index % 2 else ([Span(part)] if part else [])
    return tuple(spans)


def _paragraphs(spans: Value) -> Iterator[Value]:
    """Cut at the ends of lines inside of values."""
    held: list[Span] = []
    for span in spans:
        first, *more = span.text.split("\n")
        held.append(Span(first, span.field, span.person))
        for text in more:
            yield tuple(held)
            held = [Span(text)]
    yield tuple(held)


def _laid(line: str, number: int) -> Laid:
    if line.startswith("|"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > MOST_CELLS or len(cells) < 2:
            _refuse(number, f"表格行为2至{MOST_CELLS}格", f"a row has 2 to {MOST_CELLS} cells")
        return Laid("row", tuple(_parts(cell, number) for cell in cells))
    style = _MARKS.get(line[:2], "text")
    return Laid(style, (_parts(line if style == "text" else line[2:].strip(), number),))


def _parts(text: str, number: int) -> tuple[str, ...]:
    """Words and field names in turns."""
    parts = tuple(_FIELD.split(text))
    if any(sign in word for word in parts[::2] for sign in "{}"):
        _refuse(number, "花括号不成对", "a brace without its other half")
    return parts


def _refuse(number: int, zh: str, en: str) -> None:
    where = Words(f"第{number}行:{zh}", f"Line {number}: {en}") if number else Words(zh, en)
    raise InvalidInput(where, field="body")
