"""No refusal and no reason speaks Chinese alone: the other screen reads English.

Reads the source: a Chinese text handed to a refusal, or given back by a function whose answer is a
reason, stands in `Words(zh, en)`. A class names its title in both languages.
"""

import ast
import re
from pathlib import Path

import pytest

from command import app
from command.base.problem import Refusal

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PAIRED = {"Words", "Term"}
#: Rooms that raise refusals; the rest speaks on a terminal, or is data and patterns.
ROOMS = (
    *("accounts", "assessment", "audit", "base", "casework", "documents", "identity", "ledger"),
    *("live", "map", "places", "portal", "sealed", "video"),
)


def refusals() -> set[type[Refusal]]:
    """Every refusal of the house; the app has imported every room."""
    assert app
    found, new = set[type[Refusal]](), {Refusal}
    while new:
        found |= new
        new = {child for one in new for child in one.__subclasses__()}
    return {one for one in found if one.__module__.startswith("command.")}


def sources() -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / "command" / room).rglob("*.py")]


def chinese_in(node: ast.AST) -> list[str]:
    """Chinese literals below a node that stand in no pair of languages."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PAIRED:
        return []
    if isinstance(node, ast.Constant):
        is_chinese = isinstance(node.value, str) and CHINESE.search(node.value)
        return [str(node.value)] if is_chinese else []
    return [text for child in ast.iter_child_nodes(node) for text in chinese_in(child)]


def only_chinese(source: str, names: set[str]) -> list[str]:
    """Chinese texts handed to refusals of these names, or kept for an offer."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    said = [argument for call in calls if named(call) in names for argument in call.args]
    return [text for argument in said for text in chinese_in(argument)]


def only_english(source: str, names: set[str]) -> list[str]:
    """Details handed to refusals of these names as a bare text without Chinese."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    said = [call.args[0] for call in calls if named(call) in names and call.args]
    bare = (ast.JoinedStr, ast.Constant)
    return [
        ast.unparse(text)
        for text in said
        if isinstance(text, bare) and not CHINESE.search(ast.unparse(text))
    ]


def named(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def reasons_in(source: str) -> list[ast.Return]:
    """What functions return whose answer is a reason."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    worded = [one for one in functions if one.returns and "Words" in ast.unparse(one.returns)]
    return [line for one in worded for line in ast.walk(one) if isinstance(line, ast.Return)]


def test_no_refusal_has_only_chinese_words() -> None:
    names = {one.__name__ for one in refusals()} | {"Offer"}
    assert len(names) > 30
    found = {str(path): only_chinese(path.read_text(), names) for path in sources()}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_no_refusal_has_only_english_words() -> None:
    names = {one.__name__ for one in refusals()}
    found = {str(path): only_english(path.read_text(), names) for path in sources()}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_every_refusal_has_its_title_in_both_languages() -> None:
    for one in refusals():
        assert CHINESE.search(one.zh), one
        assert one.en, one
        assert not CHINESE.search(one.en), one


def test_no_reason_that_is_worked_out_has_only_chinese_words() -> None:
    """A function that answers with a reason says so in its type: `Words`, never `str`."""
    reasons = [reason for path in sources() for reason in reasons_in(path.read_text())]
    assert len(reasons) > 10
    assert [text for reason in reasons for text in chinese_in(reason)] == []


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ('raise NotFound("没有")', ["没有"]),
        ('raise problem.NotFound(f"没有{x}", field="a")', ["没有"]),
        ('raise NotFound(Words("没有", "None"))', []),
        ('raise NotFound("none", field="名称")', []),
    ],
)
def test_a_planted_refusal_is_seen(line: str, texts: list[str]) -> None:
    assert only_chinese(line, {"NotFound"}) == texts
