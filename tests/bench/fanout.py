"""Fan-out: what one delivery costs a server on one core, with the load on the other.

Our hub, with the real socket and protocol but fed directly, beside a C server (the floor),
`websockets.broadcast` and a `send_text` loop.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import machine
from tests.bench.figure import Figure, Goal, ratio
from tests.bench.load import load
from tests.bench.process import Running, python, running
from tests.bench.programs import compiled
from tests.bench.scale import Scale
from tests.bench.servers import HUB_PATH, envelope_bytes

FRAME_BYTES = 600
GOAL = Goal(most=1.8)


@dataclass(frozen=True, slots=True)
class Subject:
    """A server of `servers.py`, or the C one; `in_flight` frames are under way at once."""

    label: str
    server: str
    path: str = "/live"
    in_flight: int = 1

    @property
    def frame_bytes(self) -> int:
        """What to feed, so that frames of one size come out."""
        return FRAME_BYTES - (envelope_bytes() if self.path == HUB_PATH else 0)


FLOOR = Subject("C epoll (floor)", "c")
HUB = Subject("our hub, each frame by itself", "hub", HUB_PATH)
SHIPPED = Subject("our hub, 64 frames under way", "hub-shipped", HUB_PATH, in_flight=64)
BROADCAST = Subject("websockets.broadcast", "broadcast")
LOOP = Subject("Starlette send_text loop", "loop")
SUBJECTS = (FLOOR, HUB, SHIPPED, BROADCAST, LOOP)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one delivery: microseconds of the server's CPU; and how many there were a second."""

    cpu_us: float
    a_second: float


def run(scale: Scale, folder: Path) -> list[Figure]:
    found: dict[str, list[Cost]] = defaultdict(list)
    for _ in range(scale.rounds):
        for subject in SUBJECTS:
            found[subject.label].append(_measure(subject, scale, folder))
    costs = {label: _figure(label, found[label]) for label in found}
    hub, floor = costs[HUB.label], costs[FLOOR.label]
    rates = [
        Figure("deliveries", label, "/s", tuple(cost.a_second for cost in found[label]))
        for label in found
    ]
    return [ratio("CPU per delivery", hub, floor, GOAL), *costs.values(), *rates]


def _figure(label: str, costs: list[Cost]) -> Figure:
    return Figure("CPU per delivery", label, "us", tuple(cost.cpu_us for cost in costs))


def _measure(subject: Subject, scale: Scale, folder: Path) -> Cost:
    with (
        server(subject.server, folder) as (process, port),
        load(folder, port, scale.sockets, subject.path) as readers,
    ):
        readers.feed(scale.warm_seconds, subject.in_flight, subject.frame_bytes)
        before = machine.cpu_seconds(process.pid)
        heard = readers.feed(scale.feed_seconds, subject.in_flight, subject.frame_bytes)
        cpu = machine.cpu_seconds(process.pid) - before
    return Cost(cpu / heard.delivered * 1e6, heard.delivered / heard.seconds)


@contextmanager
def server(name: str, folder: Path) -> Iterator[tuple[Running, int]]:
    """One server on a core of its own, and its port."""
    words = [compiled("server", folder)] if name == "c" else python("tests.bench.servers", name)
    with running(words, name) as process:
        machine.pin(process.pid, machine.cores()[0])
        yield process, int(process.line())
