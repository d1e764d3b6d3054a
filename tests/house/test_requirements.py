"""`docs/requirements.md` says which tests show which promise; here marks and page are compared."""

from pathlib import Path

import pytest

from tests.house import requirements
from tests.house.requirements import TESTS, Shown, UnknownRow, marks_in

PAGE = Path(__file__).parents[2] / "docs" / "requirements.md"
WHERE = TESTS / "somewhere" / "test_it.py"


def marked(call: str) -> list[Shown]:
    return list(marks_in(f"@pytest.mark.{call}\nasync def test_it(): ...\n", WHERE))


def test_the_page_is_what_the_marks_yield() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == requirements.table(requirements.marks()), (
        "python -m tests.house.requirements > docs/requirements.md"
    )


@pytest.mark.parametrize(
    "call",
    ['requirement("R99")', "requirement()", "requirement(ROW)", 'requirement("R1", lack="x")'],
)
def test_a_mark_that_names_no_row_is_refused(call: str) -> None:
    with pytest.raises(UnknownRow, match="somewhere/test_it"):
        marked(call)


def test_a_row_without_a_test_is_open_and_one_that_lacks_something_says_what() -> None:
    found = [*marked('requirement("R1")'), *marked('requirement("R2", lacks="a clock")')]
    lines = {line.split(" | ")[0]: line for line in requirements.table(found).splitlines()}
    assert "| shown | `somewhere/test_it.py::test_it` |" in lines["| R1"]
    assert "| in part; lacking: a clock | `somewhere/test_it.py::test_it` |" in lines["| R2"]
    assert f"| {requirements.OPEN} |  |" in lines["| R3"]
    assert "31 rows: 1 shown, 1 in part, 29 not yet shown." in requirements.table(found)
