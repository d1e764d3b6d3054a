"""A page asks for all its modules at once, never in turns: it names them, or has them joined."""

import re
from pathlib import Path

import pytest

from command.base import http_modules
from command.base.http_static import JOINED

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


PAGES = {"wall", "desk", "phone", "reception", "guest", "me", "admin", "audit"}


@pytest.mark.parametrize("page", sorted(PAGES - set(JOINED)))
def test_a_page_preloads_its_modules_and_no_other(page: str) -> None:
    entry = STATIC / "js" / f"{page}_main.js"
    named = PRELOAD.findall((STATIC / f"{page}.html").read_text(encoding="utf-8"))
    wanted = modules_of(entry) - {entry.resolve()}
    assert len(named) == len(set(named))
    assert {(STATIC / name).resolve() for name in named} == wanted


@pytest.mark.parametrize("page", JOINED)
def test_a_joined_page_has_every_module_in_its_one_script(page: str) -> None:
    entry = STATIC / "js" / f"{page}_main.js"
    html = (STATIC / f"{page}.html").read_text(encoding="utf-8")
    assert f'<script src="/static/modules/{page}.js" type="module">' in html
    assert PRELOAD.findall(html) == []
    script = http_modules.joined(entry)
    assert set(http_modules.modules_of(entry)) == modules_of(entry)
    for module in modules_of(entry):
        assert script.count(f"{{ // {module.name}\n") == 1
