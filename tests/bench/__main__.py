"""`python -m tests.bench [NAME ...] [--json FILE]`: measure, show a table, keep the figures.

A goal missed is a fact and no failure; a wrong result, or a bench that cannot run, is one.
"""

import importlib
import json
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from command.base.postgres import PostgresError
from tests.bench import machine
from tests.bench.figure import Figure, WrongResult, table
from tests.bench.janus import NoJanus
from tests.bench.programs import NoCompiler
from tests.bench.scale import FULL, TINY, Scale
from tests.browser.chromium import NoChromium

NAMES = (
    *("fanout", "latency", "journal", "audit", "people", "keeper", "casework", "wall", "memory"),
    *("start", "media", "beside", "reception", "ledger"),
)
FAILURES = (WrongResult, NoCompiler, NoChromium, NoJanus, PostgresError)
console = Console(width=max(100, Console().width))


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write the figures here.")
@click.option("--tiny", is_flag=True, help="Only prove that every bench works.")
def main(names: Sequence[str], path: Path | None, tiny: bool) -> None:
    """Measure speed and memory, each figure beside a floor or a peer."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))  # servers end with us
    report: dict[str, Any] = {"machine": machine.about(), "tiny": tiny, "benches": {}}
    for name in names or NAMES:
        report["benches"][name] = _measured(name, TINY if tiny else FULL)
        if path:
            path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    failed = [name for name, found in report["benches"].items() if "failure" in found]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def _measured(name: str, scale: Scale) -> dict[str, Any]:
    began = time.monotonic()
    try:
        figures = _figures(name, scale)
    except FAILURES as failure:
        console.print(f"{name}: {failure}", markup=False)
        return {"failure": str(failure)}
    seconds = time.monotonic() - began
    console.print(table(f"{name} ({seconds:.0f} s)", figures))
    return {"seconds": round(seconds, 1), "figures": [one.as_json() for one in figures]}


def _figures(name: str, scale: Scale) -> list[Figure]:
    bench = importlib.import_module(f"tests.bench.{name}")
    with tempfile.TemporaryDirectory(prefix="yushan-bench-") as folder:
        found: list[Figure] = bench.run(scale, Path(folder))
    return found


if __name__ == "__main__":
    main()
