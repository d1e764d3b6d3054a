"""The chain: each row's hash holds the row and the hash before it. Pure.

The database computes the same bytes (`audit.canonical`); here they are made anew, to be compared.
"""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ABSENT = (-1).to_bytes(4, "big", signed=True)


class Line(msgspec.Struct, frozen=True):
    """A row in its place of the chain; `detail` is JSON as it was written, `hash` in hex."""

    seq: int
    entry: int
    at: datetime
    what: str
    by: int | None
    unit: str
    case: int | None
    target: str
    purpose: str
    detail: str
    hash: str


class Tip(msgspec.Struct, frozen=True):
    """How far a chain is: number and hash (hex) of its newest row; number 0 before the first."""

    chain: str
    seq: int
    hash: str


def origin(chain: str) -> Tip:
    """Where the chain of this id begins."""
    return Tip(chain, 0, hashlib.sha256(f"yushan audit 1 {chain}".encode()).hexdigest())


def hash_after(before: str, line: Line) -> str:
    """The hash (hex) that `line` must have when the row before it has the hash `before`."""
    return hashlib.sha256(bytes.fromhex(before) + canonical(line)).hexdigest()


def canonical(line: Line) -> bytes:
    """Every field behind its length in four bytes, -1 for what is not there."""
    micros = (line.at - EPOCH) // timedelta(microseconds=1)
    numbers = _number(line.seq) + _number(line.entry) + _number(micros)
    return b"".join(
        (
            numbers,
            _text(line.what),
            _number(line.by),
            _text(line.unit),
            _number(line.case),
            _text(line.target),
            _text(line.purpose),
            _text(line.detail),
        )
    )


def _number(value: int | None) -> bytes:
    return ABSENT if value is None else _sized(value.to_bytes(8, "big", signed=True))


def _text(value: str) -> bytes:
    return _sized(value.encode())


def _sized(field: bytes) -> bytes:
    return len(field).to_bytes(4, "big") + field
