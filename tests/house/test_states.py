"""`docs/states.md` is drawn from the state tables; here they are compared."""

import re
from collections.abc import Sequence
from pathlib import Path

from command.assessment import strike
from command.assessment import transitions as assessment
from command.casework import export, supervision
from command.casework import transitions as casework
from command.casework.terms import State
from command.sealed import terms as matter
from command.sealed import transitions as sealed
from command.video import terms as reception
from command.video import transitions as video

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def whole() -> str:
    cases = (
        casework.drawing(),
        supervision.drawing(),
        video.drawing(),
        sealed.drawing(),
        export.drawing(),
    )
    return "\n".join((*cases, assessment.drawing(), assessment.talk_drawing()))


def test_the_page_is_what_the_tables_yield() -> None:
    assert PAGE.read_text(encoding="utf-8") == whole(), "write whole() to docs/states.md"


def test_the_drawing_of_a_case_has_every_state_and_every_move() -> None:
    lines = [(line.before, line.after) for line in casework.TRANSITIONS]
    check(casework.drawing(), lines, [str(state) for state in State])


def test_the_drawing_of_a_supervision_has_every_grade_and_every_step() -> None:
    lines = [(line.before, line.after) for line in supervision.MOVES]
    check(supervision.drawing(), lines, [str(grade) for grade in supervision.Grade])


def test_the_drawing_of_a_reception_has_every_state_and_every_move() -> None:
    lines = [(line.before, line.after) for line in video.TRANSITIONS]
    check(video.drawing(), lines, [str(state) for state in reception.State])


def test_the_drawing_of_a_sealed_matter_has_every_state_and_every_move() -> None:
    lines = [(line.before, line.after) for line in sealed.TRANSITIONS]
    check(sealed.drawing(), lines, [str(state) for state in matter.State])


def test_the_drawing_of_an_export_has_every_state_and_every_move() -> None:
    lines = [(line.before, line.after) for line in export.TRANSITIONS]
    check(export.drawing(), lines, [str(state) for state in export.State])


def test_the_drawings_of_an_entry_and_of_an_interview_have_every_state_and_every_move() -> None:
    lines = [(line.before, line.after) for line in assessment.STRIKES]
    check(assessment.drawing(), lines, [str(state) for state in strike.State])
    talks = [(line.before, line.after) for line in assessment.TALKS]
    check(assessment.talk_drawing(), talks, [str(state) for state in strike.TalkState])


def check(text: str, lines: Sequence[tuple[tuple[object, ...], object]], states: list[str]) -> None:
    arrows = re.findall(r"^  (\S+) --> (\w+): ", text, re.MULTILINE)
    moves = [
        (str(state or "[*]"), str(after))
        for before, after in lines
        if after is not None
        for state in before
    ]
    assert sorted(arrows) == sorted(moves)
    assert all(f"  {state}: " in text for state in states)
    assert len([line for line in text.splitlines() if line.startswith("| ")]) == len(lines) + 2
