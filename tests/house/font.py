"""The wall's own font: one file with the signs its words, places and titles need, of our slices.

`python -m tests.house.font` builds it anew and names it in `css/font.css` and `wall.html`; no
program does while the centre runs. A sign that is not in it comes from the slices, as elsewhere.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
SLICES = STATIC / "vendor" / "noto-sans-sc-5.3.1"
OURS = STATIC / "vendor" / "noto-sans-sc-wall-5.3.1"
CSS = STATIC / "css" / "font.css"
PAGE = STATIC / "wall.html"
LATIN = "noto-sans-sc-latin-wght-normal.woff2"
FACE = re.compile(r"url\(\./files/([^)]+)\)[^}]*unicode-range: ([^;]+);")
PRELOADED = re.compile(r"noto-sans-sc-wall-5\.3\.1/[\w-]+\.woff2")
SOURCES = (
    "static/wall.html",
    "static/js/picture/*.js",
    "static/js/thought/format.js",
    "static/js/thought/words.js",
    "static/js/thought/words_reception.js",
    "command/*/data/**/*.csv",
    "command/*/data/**/*.json",
)
"""What the wall says, and the data that titles, places and agencies are named from."""
LEFT_OUT = ("BASE", "DSIG", "HVAR", "MVAR", "STAT", "VVAR", "vhea", "vmtx")
STYLE = """\
/* The wall's one font file, made by `python -m tests.house.font`; the slices have the rest. */
@font-face {{
  font-family: "Noto Sans SC Wall";
  font-style: normal;
  font-display: swap;
  font-weight: 100 900;
  src: url("/static/vendor/noto-sans-sc-wall-5.3.1/{name}") format("woff2-variations");
  unicode-range: {ranges};
}}
"""


def wanted() -> set[int]:
    """Every code point beyond ASCII of the sources, and those of ASCII that are seen."""
    files = (file for pattern in SOURCES for file in ROOT.glob(pattern))
    signs = {ord(sign) for file in files for sign in file.read_text(encoding="utf-8")}
    return {sign for sign in signs if sign > 0x7F} | {*range(0x20, 0x7F), 0xA0, 0x202F}


def slices() -> dict[str, set[int]]:
    """Each slice with the signs the stylesheet gives it; of several the last has a sign."""
    given: dict[int, str] = {}
    for file, ranges in FACE.findall((SLICES / "noto-sans-sc.css").read_text(encoding="utf-8")):
        given |= dict.fromkeys(signs_of(ranges), file)
    found: dict[str, set[int]] = {}
    for sign, file in given.items():
        found.setdefault(file, set()).add(sign)
    return found


def signs_of(ranges: str) -> set[int]:
    """`U+4e00-4e02,U+2f` -> every code point of them."""
    ends = [one.strip().removeprefix("U+").split("-") for one in ranges.split(",")]
    return {sign for end in ends for sign in range(int(end[0], 16), int(end[-1], 16) + 1)}


def ranges_of(signs: Iterable[int]) -> str:
    """The other way round."""
    runs: list[list[int]] = []
    for sign in sorted(signs):
        if runs and sign == runs[-1][1] + 1:
            runs[-1][1] = sign
        else:
            runs.append([sign, sign])
    return ",".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in runs)


def build() -> TTFont:
    """The latin slice, which keeps its kerning, with the glyphs of the others beside its own."""
    signs, by_slice = wanted(), slices()
    whole = _cut(LATIN, signs & by_slice[LATIN])
    for file, has in sorted(by_slice.items()):
        if file != LATIN and signs & has:
            add(whole, _cut(file, signs & has), file)
    whole["maxp"].numGlyphs = len(whole.getGlyphOrder())
    whole["maxp"].recalc(whole)
    return whole


def _cut(file: str, signs: set[int]) -> TTFont:
    font = TTFont(SLICES / "files" / file)
    options = subset.Options(notdef_outline=True, recommended_glyphs=False)
    options.drop_tables += [*LEFT_OUT, *(() if file == LATIN else ("GSUB", "GPOS", "GDEF"))]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs)
    cutter.subset(font)
    return font


def add(whole: TTFont, font: TTFont, file: str) -> None:
    """Move the glyphs over, each under a name of its own."""
    mark = file.removeprefix("noto-sans-sc-").split("-")[0]
    names = {name: f"{name}.{mark}" for name in font.getGlyphOrder() if name != ".notdef"}
    whole.setGlyphOrder([*whole.getGlyphOrder(), *names.values()])
    for old, new in names.items():
        glyph = font["glyf"][old]
        for part in glyph.components if glyph.isComposite() else ():
            part.glyphName = names[part.glyphName]
        whole["glyf"].glyphs[new] = glyph
        if "gvar" in whole:
            whole["gvar"].variations[new] = font["gvar"].variations.get(old, [])
        whole["hmtx"].metrics[new] = font["hmtx"].metrics[old]
    whole["glyf"].glyphOrder = whole.getGlyphOrder()
    for sign, old in (font.getBestCmap() or {}).items():  # a slice may lack what it claims
        for table in whole["cmap"].tables:
            if table.isUnicode() and (sign <= 0xFFFF or table.format == 12):
                table.cmap[sign] = names[old]


def write(font: TTFont) -> str:
    """Keep the font under a name that its content decides; returns the name."""
    packed = BytesIO()
    font.flavor = "woff2"
    font.recalcTimestamp = False
    font.save(packed)
    name = f"wall-{hashlib.sha256(packed.getvalue()).hexdigest()[:12]}.woff2"
    shutil.rmtree(OURS, ignore_errors=True)
    OURS.mkdir()
    shutil.copy(SLICES / "LICENSE", OURS / "LICENSE")
    (OURS / name).write_bytes(packed.getvalue())
    ranges = ranges_of(font.getBestCmap())
    CSS.write_text(STYLE.format(name=name, ranges=ranges), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PRELOADED.sub(f"{OURS.name}/{name}", page), encoding="utf-8")
    return name


if __name__ == "__main__":
    made = build()
    sys.stdout.write(f"{write(made)}: {len(made.getBestCmap())} signs\n")
