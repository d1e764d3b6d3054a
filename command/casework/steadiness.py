"""Whether the machine's clock can be trusted to say that a promise is missed.

Compares the wall clock with one that only counts; where they part, nobody is raised until both
have gone together for a while. Refuses to ask any clock itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

JUMP = timedelta(seconds=60)
STEADY = timedelta(minutes=10)
"""After a jump, also after a machine slept: time for whoever sets clocks to set this one right."""


@dataclass(slots=True)
class Steadiness:
    """What was last read: the wall clock, and seconds counted since some beginning."""

    _wall: datetime | None = None
    _counted: float = 0.0
    _frozen_until: float = float("-inf")

    def is_steady(self, at: datetime, counted: float, newest: datetime | None = None) -> bool:
        """Whether to act on `at`, read together with `counted`; `newest` is the newest fact known,
        which a clock that went back would deny."""
        if self._jumped(at, counted) or (newest is not None and newest - at > JUMP):
            self._frozen_until = counted + STEADY.total_seconds()
        self._wall, self._counted = at, counted
        return counted >= self._frozen_until

    def _jumped(self, at: datetime, counted: float) -> bool:
        if self._wall is None:
            return False
        return abs(at - self._wall - timedelta(seconds=counted - self._counted)) > JUMP
