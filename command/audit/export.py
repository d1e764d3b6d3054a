"""Exports: rows of the chain as lines of JSON, to be verified far from here.

The first line says where the rows follow on. Pure: knows bytes, no file and no database.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from command.audit.chain import Line, Tip
from command.audit.checkpoint import Checkpoint, Reader
from command.audit.verify import Verdict, Walker

FORM = 1


class BadExport(ValueError):
    """Not an export of ours; the message says where it ends to be one."""


class Header(msgspec.Struct, frozen=True):
    """`audit` is the form of the file; the rows follow on `after`."""

    audit: int
    after: Tip


def head_line(after: Tip) -> bytes:
    return msgspec.json.encode(Header(FORM, after)) + b"\n"


def row_line(line: Line) -> bytes:
    return msgspec.json.encode(line) + b"\n"


def read_head(raw: bytes) -> Tip:
    """Where an export begins, from its first line. Raises BadExport."""
    try:
        header = msgspec.json.decode(raw, type=Header)
    except msgspec.MsgspecError as reason:
        raise BadExport("its first line is not that of an export") from reason
    if header.audit != FORM:
        raise BadExport(f"form {header.audit} of exports is not known here")
    return header.after


def read_rows(raw: Iterable[bytes]) -> Iterator[Line]:
    """The rows after the first line. Raises BadExport, naming the line."""
    for number, text in enumerate(raw, 2):
        try:
            yield msgspec.json.decode(text, type=Line)
        except msgspec.MsgspecError as reason:
            raise BadExport(f"line {number} is no row: {reason}") from reason


def verify(
    parts: Sequence[tuple[Tip, Iterable[Line]]],
    checkpoints: Sequence[Checkpoint],
    reader: Reader,
) -> Verdict:
    """Walk several exports that follow on each other, in the order of where they begin."""
    ordered = sorted(parts, key=lambda part: part[0].seq)
    walker = Walker(ordered[0][0], checkpoints, reader)
    for _, lines in ordered:
        for line in lines:
            walker.step(line)
    return walker.end()


def read_checkpoint(raw: bytes) -> Checkpoint:
    """Raises BadExport."""
    try:
        return msgspec.json.decode(raw, type=Checkpoint)
    except msgspec.MsgspecError as reason:
        raise BadExport(f"this is no checkpoint: {reason}") from reason
