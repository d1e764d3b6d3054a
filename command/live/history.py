"""History: the newest frames of one scope, as a ring. A cache: the database is the truth.

Complete from `floor` on: every frame of the scope with a number above it is here. Pure.
"""

from collections import deque
from dataclasses import dataclass
from itertools import islice

FRAMES = 4096
BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A frame as its sockets get it; `prev` is the scope's number before `seq`."""

    seq: int
    prev: int
    data: bytes


class Ring:
    """At most 4,096 frames or 4 MiB, whichever is reached first."""

    __slots__ = ("_kept", "_size", "bytes_most", "floor", "frames_most")

    def __init__(self, floor: int, frames_most: int = FRAMES, bytes_most: int = BYTES) -> None:
        self.floor = floor
        self.frames_most = frames_most
        self.bytes_most = bytes_most
        self._kept: deque[Kept] = deque()
        self._size = 0

    @property
    def last(self) -> int:
        """The scope's newest number."""
        return self._kept[-1].seq if self._kept else self.floor

    def add(self, seq: int, data: bytes) -> Kept:
        """Keep the next frame; the oldest ones give way."""
        kept = Kept(seq, self.last, data)
        self._kept.append(kept)
        self._size += len(data)
        while len(self._kept) > self.frames_most or self._size > self.bytes_most:
            oldest = self._kept.popleft()
            self._size -= len(oldest.data)
            self.floor = oldest.seq
        return kept

    def since(self, seq: int) -> list[Kept] | None:
        """The frames after `seq`, oldest first; None when some of them are no longer here."""
        if seq < self.floor:
            return None
        newer = 0
        for kept in reversed(self._kept):
            if kept.seq <= seq:
                break
            newer += 1
        return list(islice(self._kept, len(self._kept) - newer, None))

    def __len__(self) -> int:
        return len(self._kept)
