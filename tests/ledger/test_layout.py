"""Which column says what."""

from collections.abc import Sequence

import pytest

from command.ledger.layout import BadLayout, Column, guess
from command.ledger.workbook import Cell, Sheet
from tests.ledger.sheets import HEADINGS, a_row


def a_sheet(*rows: Sequence[Cell]) -> Sheet:
    return Sheet("台账", tuple(map(tuple, rows)))


def test_columns_are_guessed_from_the_headings_below_a_title() -> None:
    found = guess(a_sheet(["玉山县信访台账"], [], list(HEADINGS), a_row()))
    assert found.last == 3
    held = {found.headings[at]: column for at, column in found.columns.items()}
    assert held["编号"] is Column.NUMBER
    assert held["来访日期"] is Column.REGISTERED
    assert held["乡镇(街道)"] is Column.TOWNSHIP
    assert held["办理情况"] is Column.STATE
    assert "序号" not in held  # a line number tells no matter from another


def test_headings_in_two_lines_are_one_layout() -> None:
    upper = ["编号", "日期", "信访人", "", "主要内容"]
    lower = ["", "", "姓名", "联系电话", ""]
    found = guess(a_sheet(upper, lower, ["1", "2023.5.1", "甄", "", "内容"]))
    assert found.last == 2
    assert found.columns[2] is Column.NAME
    assert found.columns[3] is Column.PHONE
    assert found.columns[4] is Column.WORDS


def test_a_first_row_is_not_taken_for_a_second_line_of_headings() -> None:
    found = guess(a_sheet(["编号", "日期", "主要内容"], ["1", "2023.5.1", "内容"]))
    assert found.last == 1


def test_what_somebody_has_said_stands_over_the_guess() -> None:
    found = guess(a_sheet(["编号", "日期", "情况说明", "姓名", "内容"]))
    assert found.columns[4] is Column.WORDS
    again = found.put_right({"情况说明": "words", "内容": ""})
    assert again.columns[2] is Column.WORDS
    assert 4 not in again.columns
    assert again.fingerprint == found.fingerprint


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"内容": ""}, "主要内容"),
        ({"编号": "words"}, "有两列都是主要内容"),
        ({"编号": "shoe_size"}, "没有“shoe_size”这一列"),
    ],
)
def test_a_layout_that_says_nothing_or_twice_is_refused(said: dict[str, str], says: str) -> None:
    found = guess(a_sheet(["编号", "日期", "内容"]))
    with pytest.raises(BadLayout, match=says):
        found.put_right(said)


def test_a_sheet_without_headings_is_told_so() -> None:
    with pytest.raises(BadLayout, match="没有找到表头"):
        guess(a_sheet(["甲", "乙", "丙"], ["1", "2", "3"]))
