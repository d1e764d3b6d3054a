"""Feedback on every packet of a connection, from which the sender learns what its line carries.

Transport-wide congestion control, as in draft-holmer-rmcat-transport-wide-cc-extensions-01. Pure.
"""

import struct

from command.video.media import rtcp

FORM = 15
TICK = 250_000  # nanoseconds
REFERENCE_TICKS = 256  # 64 ms
KEPT = 500_000_000  # nanoseconds in which a late packet may still correct its loss
KEPT_AT_LEAST = 256  # packets: not worth a look
AT_MOST = 1_000
_LONGEST_RUN = 8_191
_GONE, _SMALL, _LARGE = 0, 1, 2


class Arrivals:
    """When each packet of one connection came; times are nanoseconds of one clock."""

    __slots__ = ("_came", "_count", "_highest", "_next")

    def __init__(self) -> None:
        self._came: dict[int, int] = {}
        self._highest = -1
        self._next = 0
        self._count = 0

    def add(self, sequence: int, at: int) -> None:
        """A packet with this 16-bit transport number came at `at`."""
        highest = self._highest
        if highest < 0:
            extended = self._next = self._highest = sequence + 0x10000
        else:
            extended = highest + ((sequence - highest + 0x8000) & 0xFFFF) - 0x8000
            if extended > highest:
                self._highest = extended
            elif extended < self._next:  # reported as lost: say now that it came
                self._next = max(extended, highest - AT_MOST)
        self._came[extended] = at // TICK

    def feedback(self, ssrc: int) -> bytes | None:
        """What came since the last feedback; None when nothing did."""
        first, came = self._first()
        if came is None:
            return None
        last = min(self._highest, first + AT_MOST - 1)
        reference = came // REFERENCE_TICKS
        symbols, deltas, end = self._since(first, last, reference * REFERENCE_TICKS)
        head = struct.pack("!HHI", first & 0xFFFF, len(symbols), self._stamp(reference))
        self._next = end
        self._forget(end)
        return rtcp.transport_feedback(FORM, ssrc, head + _chunks(symbols) + deltas)

    def _first(self) -> tuple[int, int | None]:
        """The first number not yet reported, and when the first packet from there on came."""
        if self._highest - self._next >= AT_MOST:  # an outage: what lies before it says nothing
            self._next = self._highest - AT_MOST + 1
        for number in range(self._next, self._highest + 1):
            if number in self._came:
                return self._next, self._came[number]
        return self._next, None

    def _stamp(self, reference: int) -> int:
        """The time of reference in 64 ms and the running number of the feedback, in one word."""
        self._count = (self._count + 1) & 0xFF
        return (reference & 0xFFFFFF) << 8 | (self._count - 1) & 0xFF

    def _since(self, first: int, last: int, before: int) -> tuple[list[int], bytes, int]:
        """Symbols, deltas, the number after the last: too wide a delta begins a new feedback."""
        symbols: list[int] = []
        deltas = bytearray()
        for number in range(first, last + 1):
            came = self._came.get(number)
            if came is None:
                symbols.append(_GONE)
                continue
            delta, before = came - before, came
            if 0 <= delta <= 0xFF:
                symbols.append(_SMALL)
                deltas.append(delta)
            elif -0x8000 <= delta <= 0x7FFF:
                symbols.append(_LARGE)
                deltas += struct.pack("!h", delta)
            else:
                return symbols, bytes(deltas), number
        return symbols, bytes(deltas), last + 1

    def _forget(self, end: int) -> None:
        if len(self._came) < KEPT_AT_LEAST:
            return
        oldest = self._came.get(end - 1, 0) - KEPT // TICK
        gone = [number for number, at in self._came.items() if number < end and at < oldest]
        for number in gone:
            del self._came[number]
        while len(self._came) > 4 * AT_MOST:
            del self._came[min(self._came)]


def _chunks(symbols: list[int]) -> bytes:
    """Runs of one symbol, and vectors of seven where symbols change."""
    packed = bytearray()
    at = 0
    while at < len(symbols):
        run = _run(symbols, at)
        if run >= 7 or at + run == len(symbols):
            packed += struct.pack("!H", symbols[at] << 13 | run)
            at += run
        else:
            packed += struct.pack("!H", _vector(symbols[at : at + 7]))
            at += 7
    return bytes(packed)


def _run(symbols: list[int], at: int) -> int:
    end = min(len(symbols), at + _LONGEST_RUN)
    after = at + 1
    while after < end and symbols[after] == symbols[at]:
        after += 1
    return after - at


def _vector(symbols: list[int]) -> int:
    word = 0xC000  # a vector of two-bit symbols
    for place, symbol in enumerate(symbols):
        word |= symbol << (12 - 2 * place)
    return word
