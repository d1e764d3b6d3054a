"""What the centre promises of its casework, and the tests that show it: `docs/requirements.md`.

`python -m tests.house.requirements > docs/requirements.md` reads the marks out of the test files;
no test is run or imported for it. `requirement("R12", lacks="...")` says what a test leaves open.
"""

import ast
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
MARK = "requirement"
SHOWN, IN_PART, OPEN = "shown", "in part", "**not yet shown**"
LIST = Path(__file__).with_suffix(".csv")
HEAD = """# Requirements and the tests that show them

Written by `python -m tests.house.requirements > docs/requirements.md` from the marks
`requirement("R...")` of the tests; `tests/house/test_requirements.py` compares it. A row is *shown*
when its tests leave nothing open, *in part* when a mark says what is lacking.
"""


class UnknownRow(Exception):
    """A mark names no row of the table, or names it in a way that cannot be read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A test that shows a row, as pytest names it, and what it leaves open."""

    row: str
    test: str
    lacks: str = ""


@cache
def promises() -> Mapping[str, tuple[str, str]]:
    """By row the centre's own phrase, and what it promises in short."""
    with LIST.open(encoding="utf-8") as lines:
        return {line["row"]: (line["phrase"], line["promise"]) for line in csv.DictReader(lines)}


def marks() -> list[Shown]:
    """Every mark of every test file. Raises UnknownRow."""
    files = sorted(TESTS.rglob("test_*.py"))
    return [one for path in files for one in marks_in(path.read_text(encoding="utf-8"), path)]


def marks_in(source: str, path: Path) -> Iterator[Shown]:
    """The marks of one file. Raises UnknownRow."""
    if MARK not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            test = f"{path.relative_to(TESTS).as_posix()}::{node.name}"
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and ast.unparse(call.func) == f"pytest.mark.{MARK}":
                    yield _shown(call, test)


def _shown(call: ast.Call, test: str) -> Shown:
    try:
        (row,) = (ast.literal_eval(value) for value in call.args)
        given = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
        shown = Shown(row, test, **given)
    except (TypeError, ValueError) as wrong:
        raise UnknownRow(f"{test}: {ast.unparse(call)}") from wrong
    if shown.row not in promises():
        raise UnknownRow(f"{test}: {shown.row}")
    return shown


def table(found: list[Shown]) -> str:
    """The page: every row in order with its tests, and how many are open."""
    lines = ["| row | phrase | promise | state | shown by |", "|---|---|---|---|---|"]
    states = []
    for row, (phrase, promise) in promises().items():
        own = sorted((one for one in found if one.row == row), key=lambda one: one.test)
        lacks = "; ".join(dict.fromkeys(one.lacks for one in own if one.lacks))
        states.append(IN_PART if lacks else SHOWN if own else OPEN)
        told = f"{IN_PART}; lacking: {lacks}" if lacks else states[-1]
        tests = "<br>".join(f"`{one.test}`" for one in own)
        lines.append(f"| {row} | {phrase} | {promise} | {told} | {tests} |")
    counts = [f"{states.count(state)} {state.strip('*')}" for state in (SHOWN, IN_PART, OPEN)]
    return "\n".join([HEAD, f"{len(states)} rows: {', '.join(counts)}.\n", *lines, ""])


if __name__ == "__main__":
    print(table(marks()), end="")
