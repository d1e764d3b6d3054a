"""A page asks for all its modules at once, never in turns: it names them, or has them joined."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from command.base import http_modules
from command.base.http_static import JOINED
from tests.house import font

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
IMPORT = re.compile(r"\b(?:from|import)\s*\"(\.[^\"]+\.js)\"")
RANGES = re.compile(r"unicode-range: ([^;]+);")
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


PAGES = {
    "wall",
    "desk",
    "phone",
    "reception",
    "guest",
    "me",
    "admin",
    "audit",
    "assessment",
    "own",
    "glass",
    "sealed",
    "exports",
    "ledger",
    "templates",
}


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


def test_the_walls_font_is_asked_for_ahead_and_has_what_the_wall_says() -> None:
    css = font.CSS.read_text(encoding="utf-8")
    ahead = FONT.findall((STATIC / "wall.html").read_text(encoding="utf-8"))
    assert [STATIC / name for name in ahead] == list(font.OURS.glob("*.woff2"))
    assert f"/static/{ahead[0]}" in css
    has = font.signs_of(RANGES.findall(css)[0])
    lacking = (font.wanted() & set().union(*font.slices().values())) - has
    assert len(lacking) < len(has) / 50, f"build it anew: python -m tests.house.font ({lacking})"


def test_the_walls_font_holds_the_signs_it_claims() -> None:
    (file,) = font.OURS.glob("*.woff2")
    made = TTFont(file)
    claimed = font.signs_of(RANGES.findall(font.CSS.read_text(encoding="utf-8"))[0])
    assert set(made.getBestCmap()) == claimed
    assert [(axis.axisTag, axis.maxValue) for axis in made["fvar"].axes] == [("wght", 900)]
    drawn = {name for name in made.getBestCmap().values() if made["glyf"][name].numberOfContours}
    blank = [sign for sign, name in made.getBestCmap().items() if name not in drawn]
    assert set(blank) <= {0x20, 0xA0, 0x202F}


def test_the_walls_font_draws_each_sign_as_its_slice_does() -> None:
    """Outline, width and what weight does to it: glyphs of many slices lie in one file."""
    (file,) = font.OURS.glob("*.woff2")
    ours, compared = TTFont(file), 0
    for name, signs in font.slices().items():
        if common := signs & set(ours.getBestCmap()):
            theirs = TTFont(font.SLICES / "files" / name)
            for sign in common:
                assert drawn(ours, sign) == drawn(theirs, sign), chr(sign)
                compared += 1
    assert compared == len(ours.getBestCmap())


def drawn(made: TTFont, sign: int) -> tuple[object, ...]:
    name = made.getBestCmap()[sign]
    outline, ends, _ = made["glyf"][name].getCoordinates(made["glyf"])
    moved = [(one.axes, one.coordinates) for one in made["gvar"].variations.get(name, [])]
    return list(outline), list(ends), moved, made["hmtx"].metrics[name]


def test_ranges_are_read_as_they_are_written() -> None:
    signs = {0x20, 0x21, 0x22, 0x4E00, 0x20BB7}
    assert font.signs_of(font.ranges_of(signs)) == signs
