"""Which column of a sheet says what: guessed from its headings, or as somebody has put it right.

Ledgers have a title above, headings in one line or in two with merged cells. The headings are the
layout: what was put right is kept for the next sheet with the same ones. Pure.
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.terms import Term
from command.ledger.workbook import Cell, Sheet

LOOKED_AT = 15
FEWEST = 3
"""Headings that must be known before a line is taken for the one that holds them."""
LONGEST_HEADING = 40


class Column(StrEnum):
    """What a column may hold."""

    NUMBER = "number"
    REGISTERED = "registered"
    CHANNEL = "channel"
    KIND = "kind"
    TYPE = "type"
    TOWNSHIP = "township"
    VILLAGE = "village"
    PLACE = "place"
    WORDS = "words"
    HEADCOUNT = "headcount"
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    DIFFICULTY = "difficulty"
    UNIT = "unit"
    SUPPORTS = "supports"
    OFFICER = "officer"
    STATE = "state"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    CLOSED = "closed"
    RESULT = "result"
    SATISFACTION = "satisfaction"
    VISITED = "visited"


def _columns() -> list[Mapping[str, str]]:
    """Our names of the columns, and the headings that offices give them."""
    text = resources.files(__package__).joinpath("words/columns.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


_ROWS = _columns()
COLUMNS: Mapping[Column, Term] = {
    Column(row["column"]): Term(row["zh"], row["en"]) for row in _ROWS
}
NEEDED = (Column.REGISTERED, Column.WORDS)
_SIGNS = re.compile(r"[\s*＊※:：、,，/\\|·()（）\[\]【】<>《》\"'“”‘’_-]+")


class BadLayout(InvalidInput):
    code = "bad-layout"
    zh = "看不出表格的列"
    en = "The columns of the sheet cannot be told"


@dataclass(frozen=True, slots=True)
class Layout:
    """`headings` by column number, `columns` what they hold; rows begin after line `last`."""

    last: int
    headings: Mapping[int, str]
    columns: Mapping[int, Column]

    @property
    def fingerprint(self) -> bytes:
        """The same for every sheet with these headings."""
        said = "\n".join(f"{at}\t{name}" for at, name in sorted(self.headings.items()))
        return hashlib.sha256(f"ledger layout 1\n{said}".encode()).digest()

    @property
    def said(self) -> dict[str, str]:
        """What each heading holds, "" for nothing of ours."""
        return {name: str(self.columns.get(at, "")) for at, name in self.headings.items()}

    def heading(self, column: Column) -> str:
        """How the sheet calls a column; our own name when it has none."""
        found = (self.headings[at] for at, held in self.columns.items() if held is column)
        return next(found, COLUMNS[column].zh)

    def put_right(self, wanted: Mapping[str, str]) -> "Layout":
        """With columns as somebody has said, heading by heading; "" for one that says nothing.

        Raises BadLayout naming `columns`.
        """
        said = {plain(name): value for name, value in wanted.items()}
        columns: dict[int, Column] = {}
        for at, name in self.headings.items():
            held = said.get(plain(name), self.columns.get(at, ""))
            if held:
                columns[at] = column_named(held)
        return demand_whole(Layout(self.last, self.headings, columns))


def guess(sheet: Sheet) -> Layout:
    """The layout with the most headings that are known. Raises BadLayout."""
    found = max(
        (_at(sheet.rows, first, lines) for first in range(LOOKED_AT) for lines in (1, 2)),
        key=lambda layout: len(layout.columns),
        default=Layout(0, {}, {}),
    )
    if len(found.columns) < FEWEST:
        raise BadLayout(
            Words(
                "没有找到表头:前十五行里看不到登记日期、主要内容等列名",
                "No headings found in the first fifteen lines",
            ),
            field="columns",
        )
    return found


def demand_whole(layout: Layout) -> Layout:
    """Raises BadLayout when a column is missing without which no row says anything, or is twice."""
    held = list(layout.columns.values())
    missing = [COLUMNS[one] for one in NEEDED if one not in held]
    if missing:
        zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
        raise _unclear(layout, Words(f"请指定哪一列是{zh}", f"Say which column holds: {en}"))
    twice = next((one for one in held if held.count(one) > 1), None)
    if twice is not None:
        called = COLUMNS[twice]
        said = Words(f"有两列都是{called.zh}", f"Two columns hold the same: {called.en}")
        raise _unclear(layout, said)
    return layout


def _unclear(layout: Layout, said: Words) -> BadLayout:
    """With the headings, so that somebody can say what they hold."""
    headings = [{"heading": name, "column": held} for name, held in layout.said.items()]
    told = {"layout": layout.fingerprint.hex(), "headings": headings}
    return BadLayout(said, field="columns", extra=told)


def plain(heading: str) -> str:
    """`信 访 人（姓名）*` and `信访人姓名` are one heading."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", heading)).casefold()


_KNOWN: Mapping[str, Column] = {
    plain(name): Column(row["column"])
    for row in _ROWS
    for name in (row["zh"], row["en"], row["column"], *row["headings"].split())
}


def _at(rows: Sequence[Sequence[Cell]], first: int, lines: int) -> Layout:
    """The headings of one line, or of two of which the lower one says more."""
    held = [_texts(row) for row in rows[first : first + lines]]
    if len(held) < lines:
        return Layout(0, {}, {})
    headings = {at: name for row in held for at, name in row.items()}
    columns: dict[int, Column] = {}
    for at, name in headings.items():
        known = _KNOWN.get(plain(name))
        if known is not None and known not in columns.values():
            columns[at] = known
    if lines == 2 and not _is_heading(held[1], columns):
        return Layout(0, {}, {})
    return Layout(first + lines, headings, columns)


def _is_heading(lower: Mapping[int, str], columns: Mapping[int, Column]) -> bool:
    """Whether a second line of headings is one: everything known in it, and nothing else."""
    return bool(lower) and all(
        at in columns and plain(name) in _KNOWN for at, name in lower.items()
    )


def _texts(row: Iterable[Cell]) -> dict[int, str]:
    named = {at: " ".join(cell.split()) for at, cell in enumerate(row) if isinstance(cell, str)}
    return {at: name for at, name in named.items() if name and len(name) <= LONGEST_HEADING}


def column_named(name: str) -> Column:
    """A column by its code. Raises BadLayout."""
    try:
        return Column(name)
    except ValueError:
        said = Words(f"没有“{name[:20]}”这一列", f"There is no column {name[:20]!r}")
        raise BadLayout(said, field="columns") from None
