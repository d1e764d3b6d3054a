"""The two C programs, compiled when they are needed: the load, and the floor of the fan-out."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent / "c"
FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror")


class NoCompiler(Exception):
    """There is no C compiler, or it refused; the text says what to do."""


def compiled(name: str, folder: Path) -> str:
    """Path of `c/<name>.c` as a program in `folder`. Raises NoCompiler."""
    program = folder / name
    if not program.exists():
        _compile(HERE / f"{name}.c", program)
    return str(program)


def _compile(source: Path, program: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        raise NoCompiler("no C compiler: apt-get install gcc libc6-dev")
    words = [compiler, *FLAGS, "-o", str(program), str(source)]
    ran = subprocess.run(words, check=False, capture_output=True, text=True)
    if ran.returncode != 0:
        said = ran.stderr.strip().splitlines() or ["no reason given"]
        raise NoCompiler(f"cc cannot compile {source.name}: {said[0]}")
