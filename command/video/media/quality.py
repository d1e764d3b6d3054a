"""Quality of a line in four steps, from what it loses and how long it takes. Pure."""

from dataclasses import asdict, dataclass
from typing import Any

STEPS = ((0.02, 0.3), (0.06, 0.5), (0.15, 1.0))  # at most so much loss, so many seconds: 4, 3, 2
EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Quality:
    """`step` 4 is the best; `loss` a fraction."""

    step: int
    kbps: int
    loss: float
    rtt_ms: int | None

    def told(self) -> dict[str, Any]:
        return asdict(self)


def quality(octets: int, seconds: float, loss: float, round_trip: float | None) -> Quality:
    """Of a direction that carried so many octets in so many seconds."""
    kbps = round(octets * 8 / 1_000 / seconds) if seconds > 0 else 0
    trip = None if round_trip is None else round(round_trip * 1_000)
    return Quality(step(loss, round_trip), kbps, round(loss, 3), trip)


def step(loss: float, round_trip: float | None) -> int:
    for place, (most, longest) in enumerate(STEPS):
        if loss <= most and (round_trip or 0.0) <= longest:
            return 4 - place
    return 1
