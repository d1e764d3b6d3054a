"""The font of our papers: every sign of our slices at one weight, in one TrueType file.

A PDF embeds the few signs it uses of it; that needs the plain file, not what browsers take.
`python -m tests.house.paper_font` builds it anew; no program does while the centre runs.
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from tests.house import font

PAPER = font.ROOT / "command" / "documents" / "data"
FILE = PAPER / "noto-sans-sc.ttf"
WEIGHT = 400
NAMES = {2: "Regular", 4: "Noto Sans SC Regular", 6: "NotoSansSC-Regular"}
NEEDED = (
    "GlyphOrder",
    "head",
    "hhea",
    "maxp",
    "OS/2",
    "hmtx",
    "cmap",
    "loca",
    "glyf",
    "name",
    "post",
)


def build() -> TTFont:
    """The latin slice with the glyphs of all the others beside its own, at one weight."""
    by_slice = font.slices()
    whole = _still(font.LATIN, by_slice[font.LATIN])
    for file, signs in sorted(by_slice.items()):
        if file != font.LATIN:
            font.add(whole, _still(file, signs), file)
    whole["maxp"].numGlyphs = len(whole.getGlyphOrder())
    whole["maxp"].recalc(whole)
    return whole


def _still(file: str, signs: set[int]) -> TTFont:
    """The slice's own signs at the weight of papers, and nothing else of it."""
    cut = TTFont(font.SLICES / "files" / file)
    options = subset.Options(notdef_outline=True, recommended_glyphs=False, hinting=False)
    options.layout_features = []
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs)
    cutter.subset(cut)
    still = instancer.instantiateVariableFont(cut, {"wght": WEIGHT})
    for table in [one for one in still.keys() if one not in NEEDED]:  # noqa: SIM118 - no mapping
        del still[table]
    return still


def write(made: TTFont, file: Path = FILE) -> int:
    """Keep the font; returns its bytes."""
    made.recalcTimestamp = False
    made["post"].formatType = 3.0  # no names of glyphs
    for number, name in NAMES.items():
        made["name"].setName(name, number, 3, 1, 0x409)
    made.flavor = None
    made.save(file)
    shutil.copy(font.SLICES / "LICENSE", file.parent / "noto-sans-sc.LICENSE")
    return file.stat().st_size


if __name__ == "__main__":
    built = build()
    sys.stdout.write(f"{write(built)} bytes: {len(built.getBestCmap())} signs\n")
