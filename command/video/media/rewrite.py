"""What changes in a packet on its way: numbers without holes, VP8 picture numbers that go on.

Pure. Refuses to know who receives.
"""

from bisect import bisect_left
from dataclasses import dataclass

WINDOW = 1_024  # older packets are refused: the receiver's SRTP window is as wide
RESTART = 3_000  # a jump as wide is not loss (RFC 3550, A.1, MAX_DROPOUT)


class Numbering:
    """Counts one source's packets on, leaving out those we drop, so that nobody sees a hole.

    Numbers are extended: they do not wrap. `highest` is the source's newest one.
    """

    __slots__ = ("_dropped", "_forgotten", "_oldest", "highest")

    def __init__(self, first: int) -> None:
        self.highest = (first & 0xFFFF) + 0x10000  # room below for those that came out of order
        self._oldest = self.highest - WINDOW
        self._dropped: list[int] = []
        self._forgotten = 0

    def extend(self, sequence: int) -> int | None:
        """The extended number of a 16-bit one; None when it is too old. Moves `highest`."""
        highest = self.highest
        step = ((sequence - highest + 0x8000) & 0xFFFF) - 0x8000
        extended = highest + step
        if step > 0:
            if step > RESTART:
                self._leap(extended)
            self.highest = extended
        elif step <= -WINDOW or extended < self._oldest:
            return None
        return extended

    def _leap(self, extended: int) -> None:
        self._forgotten = extended - self._number(self.highest) - 1
        self._dropped.clear()
        self._oldest = extended

    def drop(self, extended: int) -> bool:
        """Leave out a packet; False when it is not the newest, and must fill its place."""
        if extended != self.highest or self._dropped[-1:] == [extended]:
            return False
        self._dropped.append(extended)
        while self._dropped[0] <= extended - WINDOW:
            del self._dropped[0]
            self._forgotten += 1
        return True

    def number(self, extended: int) -> int | None:
        """The number as receivers see it; None for a packet that was left out."""
        if not self._dropped or extended > self._dropped[-1]:
            return extended - self._forgotten - len(self._dropped)
        at = bisect_left(self._dropped, extended)
        if self._dropped[at] == extended:
            return None
        return extended - self._forgotten - at

    def _number(self, extended: int) -> int:
        return extended - self._forgotten - bisect_left(self._dropped, extended)


@dataclass(frozen=True, slots=True)
class Picture:
    """VP8's running numbers: the picture's, of 7 or 15 bits, and of the base layer, of 8."""

    number: int
    is_long: bool
    base: int | None


def picture(body: bytes) -> Picture | None:
    """The running numbers of a VP8 packet; None when it has none (RFC 7741, section 4.2)."""
    if len(body) < 5 or not body[0] & 0x80 or not body[1] & 0x80:
        return None
    is_long = bool(body[2] & 0x80)
    number = (body[2] & 0x7F) << 8 | body[3] if is_long else body[2]
    base = body[4 if is_long else 3] if body[1] & 0x40 else None
    return Picture(number, is_long, base)


def with_picture(body: bytes, number: int, base: int) -> bytes:
    """The packet with its running numbers moved on by so many; unchanged when it has none."""
    found = picture(body)
    if found is None:
        return body
    moved = bytearray(body)
    if found.is_long:
        moved[2:4] = (0x8000 | (found.number + number) & 0x7FFF).to_bytes(2, "big")
    else:
        moved[2] = (found.number + number) & 0x7F
    if found.base is not None:
        moved[4 if found.is_long else 3] = (found.base + base) & 0xFF
    return bytes(moved)
