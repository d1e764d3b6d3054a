"""A page asks for all its modules at once, never in turns: it names them, or has them joined."""

import re
from pathlib import Path

import pytest

from command.base import http_modules
from command.base.http_static import JOINED

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
IMPORT = re.compile(r"\b(?:from|import)\s*\"(\.[^\"]+\.js)\"")
FACE = re.compile(r"url\(\./(files/[^)]+)\)[^}]*unicode-range: ([^;]+);")
FONT = re.compile(r"<link rel=\"preload\" href=\"/static/([^\"]+)\" as=\"font\"")
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


def test_fonts_asked_for_ahead_are_slices_that_the_words_of_the_wall_need() -> None:
    css = next((STATIC / "vendor").glob("noto-sans-sc-*/noto-sans-sc.css"))
    words = {ord(sign) for sign in (STATIC / "js/thought/words.js").read_text(encoding="utf-8")}
    needed = {
        (css.parent / file).resolve()
        for file, ranges in FACE.findall(css.read_text(encoding="utf-8"))
        if words & signs_of(ranges)
    }
    ahead = FONT.findall((STATIC / "wall.html").read_text(encoding="utf-8"))
    assert ahead
    assert {(STATIC / name).resolve() for name in ahead} <= needed


def signs_of(ranges: str) -> set[int]:
    """`U+4e00-4e02,U+2f` -> every code point of them."""
    ends = [one.strip().removeprefix("U+").split("-") for one in ranges.split(",")]
    return {sign for end in ends for sign in range(int(end[0], 16), int(end[-1], 16) + 1)}
