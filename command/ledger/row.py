"""A row of a ledger: a past that can be taken over, or every reason why not. Pure.

Each reason names its column, so that a clerk who knows no computer can put it right.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from command.base.clock import china_date
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.historic import Past
from command.casework.routing import Post
from command.casework.taxonomy import CaseType
from command.casework.terms import Channel, Kind, State
from command.identity import reporter as reporting
from command.identity.reporter import Reporter, Said
from command.ledger import naming
from command.ledger.dates import BadDate, read_instant
from command.ledger.ground import Ground, NotFoundByName, Unit
from command.ledger.layout import COLUMNS, Column
from command.ledger.workbook import Cell
from command.places.jurisdiction import Place

T = TypeVar("T")
MOST_WORDS = 5000
MOST_PEOPLE = 1_000_000
PRECISE = 10**15
"""From here on a number of a sheet has lost its last digits."""
MASK = "*"
_CONTROL = re.compile(r"_x000[0-9A-Fa-f]_|[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_COUNT = re.compile(r"(?:约|共|等)?([0-9]{1,7})(?:余|多)?[人名个]?(?:次|左右)?")
_BETWEEN_UNITS = re.compile(r"[、,,;;/\n\s]+")
_PERSONAL: Mapping[Column, Callable[[str], Said]] = {
    Column.NAME: lambda text: Said(name=text),
    Column.PHONE: lambda text: Said(phone=text),
    Column.ID_NUMBER: lambda text: Said(id_number=text),
    Column.ADDRESS: lambda text: Said(address=text),
}
NOBODY = Reporter({})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken over: its line and column, in words."""

    line: int
    column: Column
    words: Words


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be taken over; `key` is the same whenever it comes again."""

    line: int
    key: bytes
    past: Past
    notes: tuple[Words, ...] = ()


class _Reading:
    """One row while it is read: what it says, and what is wrong with it so far."""

    def __init__(self, line: int, cells: Mapping[Column, Cell], ground: Ground) -> None:
        self.line = line
        self.cells = cells
        self.ground = ground
        self.faults: list[Fault] = []

    def text(self, column: Column) -> str:
        """One line of text; a whole number of a sheet without its `.0`."""
        cell = self.cells.get(column, "")
        if isinstance(cell, bool):
            return "是" if cell else "否"
        if isinstance(cell, float) and cell == int(cell):
            cell = int(cell)
        if isinstance(cell, datetime):
            cell = cell.strftime("%Y-%m-%d")
        return _CONTROL.sub("", str(cell)).strip()

    def wrong(self, column: Column, zh: str, en: str) -> None:
        self.faults.append(Fault(self.line, column, Words(zh, en)))

    def tried(self, column: Column, work: Callable[[], T], otherwise: T) -> T:
        """What `work` gives; a refusal is noted at the column."""
        try:
            return work()
        except (BadDate, NotFoundByName) as bad:
            self.faults.append(Fault(self.line, column, bad.words))
        except InvalidInput as bad:
            words = bad.detail if isinstance(bad.detail, Words) else bad.title
            self.faults.append(Fault(self.line, column, words))
        return otherwise

    def instant(self, column: Column) -> datetime | None:
        found = self.tried(column, lambda: read_instant(self.cells.get(column, "")), None)
        if found is not None and china_date(found) > china_date(self.ground.at):
            self.wrong(column, "日期在将来", "The day has not come yet")
            return None
        return found

    def listed(self, column: Column, names: Mapping[str, T], otherwise: T) -> T:
        """One of a closed list by any of its names; an empty cell is `otherwise`."""
        text = self.text(column)
        if not text:
            return otherwise
        try:
            return naming.found(text, names)
        except KeyError:
            called = COLUMNS[column]
            self.wrong(
                column,
                f"看不懂{called.zh}“{text[:20]}”",
                f"{called.en} {text[:20]!r} is not known",
            )
            return otherwise


def read_row(
    line: int, cells: Mapping[Column, Cell], ground: Ground, source: str
) -> Entry | list[Fault]:
    """The row as a past, or everything that is wrong with it."""
    row = _Reading(line, cells, ground)
    words = _words(row)
    place = _place(row)
    kind, case_type = _matter(row)
    person = _person(row)
    dates = _dates(row)
    units = _units(row, place)
    state = _state(row, kind, dates, units)
    satisfaction = row.listed(Column.SATISFACTION, naming.SATISFACTIONS, None)
    channel = row.listed(Column.CHANNEL, naming.CHANNELS, Channel.WINDOW)
    difficulty = row.listed(Column.DIFFICULTY, naming.DIFFICULTIES, case_type.difficulty)
    headcount = _headcount(row)
    if row.faults or place is None or dates.opened is None:
        return row.faults
    past = Past(
        number=row.text(Column.NUMBER)[:60],
        kind=kind,
        type=case_type.code,
        words=words,
        headcount=headcount,
        ground=ground.places.ground(place),
        channel=channel,
        difficulty=difficulty,
        person=person,
        lead=units.lead,
        supports=units.supports,
        officer=row.text(Column.OFFICER)[:40],
        state=state,
        opened_at=dates.opened,
        accepted_at=dates.accepted,
        resolved_at=dates.resolved,
        visited_at=dates.visited,
        closed_at=dates.closed,
        satisfaction=satisfaction if state is State.CLOSED else None,
        result=row.text(Column.RESULT)[:2000],
    )
    return Entry(line, _key(past, source), past, _notes(past, ground))


def _words(row: _Reading) -> str:
    cell = row.cells.get(Column.WORDS, "")
    words = _CONTROL.sub("", cell if isinstance(cell, str) else row.text(Column.WORDS)).strip()
    if len(words) < 2:
        row.wrong(Column.WORDS, "没有写明反映的内容", "What was reported is missing")
    elif len(words) > MOST_WORDS:
        row.wrong(Column.WORDS, f"内容超过{MOST_WORDS}字", f"More than {MOST_WORDS} letters")
    return words


def _place(row: _Reading) -> Place | None:
    """Of township and village, or of the one column that says both."""
    township, village = row.text(Column.TOWNSHIP), row.text(Column.VILLAGE)
    column = Column.VILLAGE if village else Column.TOWNSHIP
    if not township and not village:
        column, village = Column.PLACE, row.text(Column.PLACE)
        if not village:
            row.wrong(column, "没有写明地点", "The place is missing")
            return None
    named = row.ground.places.named
    both = township and village
    if both and row.tried(Column.TOWNSHIP, lambda: named(township, ""), None) is None:
        return None
    return row.tried(column, lambda: named(township, village), None)


def _matter(row: _Reading) -> tuple[Kind, CaseType]:
    """A kind that is not written is the type's usual one; a type that is not written is other."""
    case_type = row.listed(Column.TYPE, naming.types_by_name(), naming.OTHER)
    stated = row.listed(Column.KIND, naming.KINDS, None)
    kind = stated or naming.usual_kind(case_type)
    if kind not in case_type.kinds:
        row.wrong(
            Column.TYPE,
            f"类型“{case_type.zh}”不用于该类别",
            f"The type {case_type.en!r} is not for this kind",
        )
    return kind, case_type


def _person(row: _Reading) -> Reporter:
    """Whoever reported, field by field, so that each is told of what is wrong with it."""
    told = [_stated(row, column) for column in _PERSONAL]
    return Reporter({name: text for one in told for name, text in one.fields.items()})


def _stated(row: _Reading, column: Column) -> Reporter:
    """One field of a person; nobody when it is empty, hidden already, or wrong."""
    cell, text = row.cells.get(column, ""), row.text(column)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell >= PRECISE:
        row.wrong(
            column,
            "号码在表格里存成了数字,末几位已丢失,请把该列设为文本后重填",
            "The number was kept as a figure and has lost its last digits: make it text",
        )
        return NOBODY
    if MASK in text:
        return NOBODY
    return row.tried(column, lambda: reporting.stated(_PERSONAL[column](text)), NOBODY)


def _headcount(row: _Reading) -> int:
    text = unicodedata.normalize("NFKC", row.text(Column.HEADCOUNT))
    if not text:
        return 1
    found = _COUNT.fullmatch(text)
    if found is None or int(found[1]) > MOST_PEOPLE:
        row.wrong(Column.HEADCOUNT, f"人数“{text[:20]}”不是数字", f"{text[:20]!r} is no number")
        return 1
    return int(found[1])


@dataclass(frozen=True, slots=True)
class _Dates:
    opened: datetime | None
    accepted: datetime | None
    resolved: datetime | None
    visited: datetime | None
    closed: datetime | None


def _dates(row: _Reading) -> _Dates:
    """The days of a row, each not before the one before."""
    opened = row.instant(Column.REGISTERED)
    if opened is None and not any(one.column is Column.REGISTERED for one in row.faults):
        row.wrong(Column.REGISTERED, "没有登记日期", "The day of registration is missing")
    accepted = _after(row, Column.ACCEPTED, opened, Column.REGISTERED)
    resolved = _after(row, Column.RESOLVED, accepted or opened, Column.REGISTERED)
    closed = _after(row, Column.CLOSED, resolved or accepted or opened, Column.REGISTERED)
    visited = _after(row, Column.VISITED, opened, Column.REGISTERED)
    return _Dates(opened, accepted, resolved, visited, closed)


def _after(row: _Reading, column: Column, last: datetime | None, called: Column) -> datetime | None:
    """The instant of a column; on the day of `last` not before it, for most days have no hour."""
    at = row.instant(column)
    if at is None or last is None or at >= last:
        return at
    if china_date(at) < china_date(last):
        row.wrong(
            column,
            f"{COLUMNS[column].zh}早于{COLUMNS[called].zh}或前一步",
            f"{COLUMNS[column].en} is before {COLUMNS[called].en} or the step before",
        )
        return None
    return last


@dataclass(frozen=True, slots=True)
class _Units:
    lead: Post | None
    supports: tuple[Post, ...]


def _units(row: _Reading, place: Place | None) -> _Units:
    """The lead with the officer the ledger names when they still work there, and its helpers."""
    code = place.code if place else ""
    lead = _unit(row, Column.UNIT, row.text(Column.UNIT), code)
    supports: dict[str, Post] = {}
    for name in _BETWEEN_UNITS.split(row.text(Column.SUPPORTS)):
        unit = _unit(row, Column.SUPPORTS, name, code)
        if unit is not None and unit.post and (lead is None or unit.agency_id != lead.agency_id):
            supports[unit.agency_id] = unit.post
    if lead is None:
        return _Units(None, ())
    return _Units(lead.officers.get(row.text(Column.OFFICER), lead.post), tuple(supports.values()))


def _unit(row: _Reading, column: Column, name: str, place: str) -> Unit | None:
    if not name:
        return None
    return row.tried(column, lambda: row.ground.units.named(name, place), None)


def _state(row: _Reading, kind: Kind, dates: _Dates, units: _Units) -> State:
    """As the ledger says, else as its days tell; what contradicts itself is refused."""
    otherwise = State.CLOSED if dates.closed else State.HANDLING if units.lead else State.REGISTERED
    state = row.listed(Column.STATE, naming.STATES, otherwise)
    had = row.text(Column.CLOSED)
    if state is State.CLOSED and not had:
        row.wrong(Column.CLOSED, "已办结而没有办结日期", "Closed, but the day is missing")
    if state is not State.CLOSED and had:
        row.wrong(
            Column.STATE, "有办结日期,状态却不是已办结", "Not closed, but has a day of closing"
        )
    if state is State.RESOLVED and dates.resolved is None:
        row.wrong(Column.RESOLVED, "已答复而没有答复日期", "Answered, but the day is missing")
    if (state is not State.REGISTERED or kind is Kind.INCIDENT) and not row.text(Column.UNIT):
        row.wrong(Column.UNIT, "没有责任单位", "The lead agency is missing")
    return state


def _key(past: Past, source: str) -> bytes:
    """By the ledger's own number, within its source; without one by everything that is not
    personal."""
    said = (
        ("number", source, past.number)
        if past.number
        else (
            *("row", source, past.opened_at.isoformat(), past.ground.place.code, past.type),
            *(past.words, past.lead.agency_id if past.lead else ""),
        )
    )
    return hashlib.sha256("\n".join(("ledger row 1", *said)).encode()).digest()


def _notes(past: Past, ground: Ground) -> tuple[Words, ...]:
    """What a clerk should know of a row that is taken over all the same."""
    if past.state is State.CLOSED or not past.is_provisional(ground.promise):
        return ()
    return (
        Words(
            "时限所在年份的调休安排未公布,期限为暂定,公布后自动重算",
            "The calendar of the year is not published: the clock is provisional",
        ),
    )
