"""History: the newest packets of one published layer, for whoever lost some of them.

One for all receivers. Pure; a packet is found by the number that receivers see.
"""

from collections.abc import Iterator

PACKETS = 512  # two seconds at 2.5 Mbps


class History:
    """A ring by number; a newer packet takes the place of the one 512 numbers before."""

    __slots__ = ("_numbers", "_packets")

    def __init__(self) -> None:
        self._numbers = [-1] * PACKETS
        self._packets = [b""] * PACKETS

    def add(self, number: int, packet: bytes) -> bool:
        """Keep a packet; False when it is here already or older than what stands in its place."""
        at = number % PACKETS
        if self._numbers[at] >= number:
            return False
        self._numbers[at] = number
        self._packets[at] = packet
        return True

    def between(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """What is here of these numbers, in their order; nothing when the first has gone."""
        if self._numbers[first % PACKETS] != first:
            return
        for number in range(first, last + 1):
            if self._numbers[number % PACKETS] == number:
                yield number, self._packets[number % PACKETS]

    def find(self, sequence: int, since: int) -> bytes | None:
        """The packet with this 16-bit number, unless its extended number lies before `since`."""
        at = sequence % PACKETS
        number = self._numbers[at]
        if number < since or number & 0xFFFF != sequence:
            return None
        return self._packets[at]
