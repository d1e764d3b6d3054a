"""The benches work: tiny runs give every figure, and whatever loses a frame is caught."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from tests.bench.figure import Figure, Goal, WrongResult, ratio
from tests.bench.load import Heard, load
from tests.bench.process import ROOT
from tests.bench.programs import NoCompiler, compiled

SECONDS = 1800  # for a machine that has other work
EXPECTED = {
    "fanout": {"CPU per delivery", "deliveries"},
    "latency": {"latency p50", "latency p99", "CPU per delivery"},
    "journal": {"transactions"},
    "audit": {"rows", "added to a deed", "added to a page", "rows into the chain"},
    "people": {"list of 50", "one field opened"},
    "keeper": {"drained"},
    "ledger": {"taken over"},
    "casework": {"intake, p95", "deed, p95", "reading, p95", "PSS"},
    "wall": {"first paint", "script of one update", "pan"},
    "memory": {"PSS", "PSS of an idle socket"},
    "reception": {
        "join to first frame",
        "join to first frame, p95",
        "join to entered",
        "address to connected at the door",
        "join to say enter",
        "join to first packet of video",
        "uplink of 1 Mbps within 3 s",
        "join to an uplink of 1 Mbps",
        "one frame at two sites",
        "voice and picture",
        "changed address",
        "another network",
        "worker killed",
    },
    "media": {
        "delivered",
        "CPU per forwarded packet",
        "added delay, p50",
        "added delay, p99",
        "lag of the loop, p99",
        "PSS",
        "waited for its core",
    },
    "beside": {
        "p99 from insert to sockets, more",
        "p99 from insert to sockets",
        "p50 from insert to sockets",
        "worker's share of a core",
        "media forwarded",
    },
    "start": {"first start", "second start", "start"},
}
MAY_BE_ZERO = {
    "uplink of 1 Mbps within 3 s",  # of a single join
    "script of one update",
    "PSS of an idle socket",
    "added to a deed",
    "p99 from insert to sockets, more",
    "waited for its core",
}  # differences, and what a quiet machine does not do


@pytest.fixture(scope="module")
async def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one tiny run of everything wrote."""
    path = tmp_path_factory.mktemp("bench") / "figures.json"
    words = ["-m", "tests.bench", "--tiny", "--json", str(path)]
    async with asyncio.timeout(SECONDS):
        ran = await asyncio.create_subprocess_exec(
            sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await ran.communicate()
    assert ran.returncode == 0, said.decode()
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.mark.slow
@pytest.mark.parametrize("bench", EXPECTED)
async def test_tiny_run_gives_every_figure_beside_a_floor_or_peer(
    report: dict[str, Any], bench: str
) -> None:
    figures = report["benches"][bench]["figures"]
    assert {one["what"] for one in figures} == EXPECTED[bench]
    assert all(one["median"] > 0 for one in figures if one["what"] not in MAY_BE_ZERO)
    assert any("floor" in one["subject"] or "peer" in one["subject"] for one in figures)
    assert any(one["verdict"] in {"met", "missed"} for one in figures)


# The load generator


class Relay:
    """Sends what arrives on /feed to all readers; some numbers never, some twice."""

    def __init__(self) -> None:
        self.readers: set[ServerConnection] = set()
        self.numbers = count(1)
        self.skips: set[int] = set()
        self.doubles: set[int] = set()

    async def meet(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        if connection.request.path != "/feed":
            self.readers.add(connection)
            await connection.wait_closed()
            return
        with suppress(ConnectionClosed):  # the load just goes
            await self._relay(connection)

    async def _relay(self, connection: ServerConnection) -> None:
        async for message in connection:
            number = next(self.numbers)
            for _ in range(2 if number in self.doubles else 1):
                if number not in self.skips:
                    broadcast(self.readers, message)


@pytest.fixture
async def relay() -> AsyncIterator[tuple[Relay, int]]:
    made = Relay()
    async with serve(made.meet, "127.0.0.1", 0, compression=None) as server:
        yield made, next(iter(server.sockets)).getsockname()[1]


async def _heard(port: int, folder: Path) -> Heard:
    def listen() -> Heard:
        with load(folder, port, 5, "/live") as readers:
            return readers.pace(0.2, 100, 600)

    return await asyncio.to_thread(listen)


async def test_every_reader_hears_every_frame(relay: tuple[Relay, int], tmp_path: Path) -> None:
    heard = await _heard(relay[1], tmp_path)
    assert heard.delivered == 5 * heard.frames > 0
    assert 0 < heard.p50_ms <= heard.p99_ms


async def test_lost_frame_is_a_failure(relay: tuple[Relay, int], tmp_path: Path) -> None:
    relay[0].skips = {3}
    with pytest.raises(WrongResult, match="'lost': 5"):
        await _heard(relay[1], tmp_path)


async def test_frame_heard_twice_is_a_failure(relay: tuple[Relay, int], tmp_path: Path) -> None:
    relay[0].doubles = {3}
    with pytest.raises(WrongResult, match="gaps"):
        await _heard(relay[1], tmp_path)


def test_missing_compiler_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoCompiler, match="apt-get install gcc") as told:
        compiled("load", tmp_path)
    assert "\n" not in str(told.value)


# Figures


def test_goal_is_met_by_the_median() -> None:
    times = Figure("latency", "ours", "ms", (9.0, 14.0, 40.0), Goal(most=15))
    rates = Figure("appends", "ours", "/s", (900.0, 990.0, 2000.0), Goal(least=1000))
    assert (times.verdict, rates.verdict) == ("met", "missed")


def test_ratio_pairs_what_was_measured_together() -> None:
    ours = Figure("cost", "ours", "us", (3.0, 8.0))
    floor = Figure("cost", "C", "us", (2.0, 4.0))
    assert ratio("cost", ours, floor, Goal(most=1.8)).values == (1.5, 2.0)
