"""`docs/states.md` is drawn from the state table; here the two are compared."""

import re
from pathlib import Path

from command.casework.terms import State
from command.casework.transitions import TRANSITIONS, drawing

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_page_is_what_the_table_yields() -> None:
    assert PAGE.read_text(encoding="utf-8") == drawing(), "write drawing() to docs/states.md"


def test_the_drawing_has_every_state_and_every_move() -> None:
    text = drawing()
    arrows = re.findall(r"^  (\S+) --> (\w+): ", text, re.MULTILINE)
    moves = [
        (state or "[*]", line.after)
        for line in TRANSITIONS
        if line.after is not None
        for state in line.before
    ]
    assert sorted(arrows) == sorted((str(a), str(b)) for a, b in moves)
    assert all(f"  {state}: " in text for state in State)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == len(TRANSITIONS) + 2
