"""The load generator: a thousand readers that check every frame.

Holds its orders and answers; `c/load.c` does the work.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import machine
from tests.bench.figure import WrongResult
from tests.bench.process import Running, running
from tests.bench.programs import compiled

SLACK_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What the readers heard; every frame reached every reader once and in order."""

    frames: int
    delivered: int
    seconds: float
    p50_ms: float
    p99_ms: float


class Load:
    """Readers that are connected."""

    def __init__(self, process: Running) -> None:
        self._process = process

    def feed(self, seconds: float, in_flight: int, size: int) -> Heard:
        """Publish as fast as they hear, `in_flight` frames of `size` bytes under way."""
        return self._obey(f"feed {seconds} {in_flight} {size}", seconds)

    def pace(self, seconds: float, rate: float, size: int) -> Heard:
        """Publish `rate` frames a second."""
        return self._obey(f"pace {seconds} {rate} {size}", seconds)

    def listen(self, frames: int, seconds: float) -> None:
        """Begin to wait for frames that somebody else publishes; `heard` has the result."""
        self._process.say(f"hear {frames} {seconds}")
        self._process.line_with("hearing")

    def heard(self, seconds: float) -> Heard:
        return _checked(json.loads(self._process.line(seconds + SLACK_SECONDS)))

    def _obey(self, order: str, seconds: float) -> Heard:
        self._process.say(order)
        return self.heard(seconds)


@contextmanager
def load(
    folder: Path, port: int, sockets: int, path: str, cookie: str | None = None
) -> Iterator[Load]:
    """So many readers on `path`, on a core of their own; with a cookie they are only readers."""
    words = [compiled("load", folder), str(port), str(sockets), path]
    with running([*words, *([f"Cookie: {cookie}"] if cookie else [])], "load") as process:
        machine.pin(process.pid, machine.cores()[1])
        ready = json.loads(process.line())
        if ready["failed"]:
            raise WrongResult(f"{ready['failed']} of {sockets} sockets could not be opened")
        yield Load(process)


def _checked(said: dict[str, Any]) -> Heard:
    wrong = {name: said[name] for name in ("lost", "gaps", "lagged", "closed") if said[name]}
    if wrong or not said["delivered"]:
        raise WrongResult(f"of {said['frames']} frames to every reader: {wrong or 'none came'}")
    return Heard(said["frames"], said["delivered"], said["seconds"], said["p50_ms"], said["p99_ms"])
