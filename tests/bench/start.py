"""Start: from the command to `Listening`, over a new data folder and over one that is there.

Beside a bare PostgreSQL and a bare uvicorn, which together are the least that has to start.
"""

import time
from collections import defaultdict
from pathlib import Path

from tests.bench import bare
from tests.bench.centre import serving
from tests.bench.figure import Figure, Goal
from tests.bench.process import python, running
from tests.bench.scale import Scale

SECOND_GOAL = Goal(most=5)
FIRST, SECOND = "first start", "second start"


def run(scale: Scale, folder: Path) -> list[Figure]:
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(scale.starts):
        for command in ("demo", "serve"):
            data = folder / f"{command}-{number}"
            for order in (FIRST, SECOND):
                found[order, f"yushan {command}"].append(_until_listening(data, command))
        first, second = _bare_postgres(folder / f"bare-{number}")
        found[FIRST, "bare PostgreSQL (floor)"].append(first)
        found[SECOND, "bare PostgreSQL (floor)"].append(second)
        found["start", "bare uvicorn (floor)"].append(_hello())
    return [
        Figure(order, subject, "s", tuple(values), _goal(order, subject))
        for (order, subject), values in sorted(found.items())
    ]


def _goal(order: str, subject: str) -> Goal | None:
    return SECOND_GOAL if order == SECOND and subject.startswith("yushan") else None


def _until_listening(data: Path, command: str) -> float:
    began = time.monotonic()
    with serving(data, command):
        return time.monotonic() - began


def _bare_postgres(data: Path) -> tuple[float, float]:
    """Making a folder and starting, then starting again."""
    began = time.monotonic()
    bare.make(data)
    with bare.started(data):
        first = time.monotonic() - began
    began = time.monotonic()
    with bare.started(data):
        return first, time.monotonic() - began


def _hello() -> float:
    began = time.monotonic()
    with running(python("tests.bench.hello"), "hello") as process:
        process.line()
        return time.monotonic() - began
