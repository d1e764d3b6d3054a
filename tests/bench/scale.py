"""How much a bench does: the real scale, and a tiny one that only proves that it works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds are of one measurement; `rounds` are interleaved with those of the peers."""

    rounds: int = 3
    sockets: int = 1000
    warm_seconds: float = 0.5
    feed_seconds: float = 3.0
    pace_seconds: float = 8.0
    events_a_second: int = 100
    append_seconds: float = 3.0
    writers: int = 8
    cases: int = 100_000
    open_cases: int = 400
    due_cases: int = 5_000
    many_cases: int = 200_000
    many_open: int = 800
    drains: int = 3
    ledger_rows: int = 10_000
    ledger_faults: int = 300
    told_cases: int = 3
    lives: int = 40
    paints: int = 5
    updates: int = 40
    pan_seconds: float = 3.0
    starts: int = 3
    media_seconds: float = 10.0
    joins: int = 20
    breaks: int = 5
    rooms: tuple[tuple[int, int], ...] = ((3, 8), (10, 3))
    beside_rounds: int = 5
    beside_sockets: int = 200
    beside_rooms: tuple[int, int] = (5, 8)


FULL = Scale()
TINY = Scale(
    rounds=1,
    sockets=20,
    warm_seconds=0.1,
    feed_seconds=0.2,
    pace_seconds=0.5,
    append_seconds=0.3,
    writers=2,
    cases=500,
    open_cases=40,
    due_cases=300,
    many_cases=500,
    many_open=40,
    drains=1,
    ledger_rows=300,
    ledger_faults=9,
    lives=2,
    paints=1,
    updates=3,
    pan_seconds=0.5,
    starts=1,
    media_seconds=1.0,
    joins=1,
    breaks=1,
    rooms=((1, 3),),
    beside_rounds=1,
    beside_sockets=20,
    beside_rooms=(1, 3),
)
