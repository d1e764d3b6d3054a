"""A page names all modules it needs, so that a browser asks for them at once and not in turns."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
IMPORT = re.compile(r"\b(?:from|import)\s*\"(\.[^\"]+\.js)\"")
PRELOAD = re.compile(r"<link rel=\"modulepreload\" href=\"/static/([^\"]+)\">")


def modules_of(entry: Path) -> set[Path]:
    """The module and everything it imports, however far."""
    found: set[Path] = set()
    waiting = [entry.resolve()]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            names = IMPORT.findall(module.read_text(encoding="utf-8"))
            waiting += [(module.parent / name).resolve() for name in names]
    return found


@pytest.mark.parametrize("page", ["wall", "desk", "phone", "reception", "guest", "me", "admin"])
def test_a_page_preloads_its_modules_and_no_other(page: str) -> None:
    entry = STATIC / "js" / f"{page}_main.js"
    named = PRELOAD.findall((STATIC / f"{page}.html").read_text(encoding="utf-8"))
    wanted = modules_of(entry) - {entry.resolve()}
    assert len(named) == len(set(named))
    assert {(STATIC / name).resolve() for name in named} == wanted
