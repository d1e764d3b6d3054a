"""The commands of the front door: what `make` promises, without running the long ones."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ["setup", "demo", "serve", "dev", "test", "check", "bench", "screens", "pins", "clean"]


def make(*arguments: str) -> str:
    """What make prints; `-n` shows the recipe and runs nothing."""
    command = ["make", "--no-print-directory", *arguments]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=30)
    return told.stdout


def test_make_alone_lists_every_target_with_a_word_on_it() -> None:
    lines = [line.split(maxsplit=2) for line in make().splitlines()]
    listed = {name: words for _, name, words in lines}
    assert [name for name in TARGETS if len(listed.get(name, "")) < 10] == []


@pytest.mark.parametrize("target", ["demo", "serve", "dev"])
def test_port_is_handed_on_and_absent_unless_given(target: str) -> None:
    assert "--port 9123" in make("-n", target, "PORT=9123")
    assert "--port" not in make("-n", target)


def test_fast_leaves_out_what_is_slow_and_says_so() -> None:
    assert '-m "not slow and not browser and not faults"' in make("-n", "test", "FAST=1")
    assert "-m pytest" in make("-n", "test")
    assert "not slow" not in make("-n", "test")


def test_an_old_python_is_refused_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    told = subprocess.run(
        ["make", "--no-print-directory", "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert told.returncode != 0
    assert "Yushan needs Python 3.11 or newer" in told.stderr
    assert not (tmp_path / "venv").exists()
