"""What stands in a document, as it is kept: lines of words and of masked people. Pure.

The kept bytes are the document; a PDF or a Word file is a drawing of them. People stand in them
masked: a slot says whose field it is, and only a copy for the citizen has it in the clear.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

LAYOUT = 1


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """Words; or, with `field`, a person's masked field that may be opened (`person` 0: whoever
    reported first)."""

    text: str
    field: str = ""
    person: int = 0

    @property
    def slot(self) -> tuple[int, str] | None:
        return (self.person, self.field) if self.field else None


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """`style` is text, head, left, right or row; a row has several cells, the others one."""

    style: str
    cells: tuple[tuple[Span, ...], ...]


class Content(msgspec.Struct, frozen=True):
    """One document. `number` is empty in a preview; `template` is the version it was filled from,
    0 for the one that ships."""

    kind: str
    title: str
    number: str
    issued: date
    unit: str
    receipt: str
    template: int
    lines: tuple[Line, ...]
    layout: int = LAYOUT

    @property
    def kept(self) -> bytes:
        """The bytes that are kept and never change."""
        return msgspec.json.encode(self)

    @property
    def slots(self) -> tuple[tuple[int, str], ...]:
        """Personal fields that a copy for the citizen opens, each once."""
        found = (span.slot for span in _spans(self.lines))
        return tuple(dict.fromkeys(slot for slot in found if slot))


def recalled(kept: bytes) -> Content:
    """A document from its kept bytes."""
    return msgspec.json.decode(kept, type=Content)


def digest_of(kept: bytes) -> str:
    """SHA-256 of the kept bytes: printed on every copy, so that paper can be held to the record."""
    return hashlib.sha256(kept).hexdigest()


def opened(content: Content, values: Mapping[tuple[int, str], str]) -> Content:
    """The document with these fields in the clear; for a copy, never to be kept."""
    lines = tuple(
        Line(line.style, tuple(tuple(_shown(span, values) for span in c) for c in line.cells))
        for line in content.lines
    )
    return msgspec.structs.replace(content, lines=lines)


def _shown(span: Span, values: Mapping[tuple[int, str], str]) -> Span:
    slot = span.slot
    return Span(values[slot]) if slot and slot in values else span


def _spans(lines: tuple[Line, ...]) -> Iterator[Span]:
    return (span for line in lines for cell in line.cells for span in cell)


@dataclass(frozen=True, slots=True)
class Mark:
    """Who takes a copy away and when, drawn across every page; `note` says what kind of copy."""

    who: str
    when: str
    note: str = ""

    @property
    def words(self) -> str:
        return " ".join(word for word in (self.who, self.when, self.note) if word)
