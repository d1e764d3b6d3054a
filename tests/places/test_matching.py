"""Which place a row is: by code when the name agrees, else by name within the township."""

from command.places.jurisdiction import Place
from command.places.matching import Outcome, bare, match_rows
from tests.places.county_stage import a_csv, a_place

KNOWN = [
    a_place("990101", "示例县", kind="县"),
    a_place("990101101", "示西镇", kind="镇"),
    a_place("990101102", "示北镇", kind="镇"),
    a_place("990101101200", "拟桥村民委员会", "拟桥"),
    a_place("990101102200", "拟桥村民委员会", "拟桥"),
    a_place("990101102201", "八样村村民委员会", "八样村"),
]


def _only(text: str, known: list[Place] = KNOWN) -> tuple[Outcome, str | None, str]:
    (match,) = match_rows(a_csv(text), known)
    return match.outcome, match.place, match.note


def test_code_and_name_agree() -> None:
    assert _only("code,name\n990101101200,拟桥村\n")[:2] == (Outcome.BY_CODE, "990101101200")


def test_other_code_system_is_matched_by_name_not_by_code() -> None:
    outcome, place, note = _only("code,name\n990101101,示北镇\n")
    assert (outcome, place) == (Outcome.BY_NAME, "990101102")
    assert "示西镇" in note


def test_village_without_a_code_is_found_in_its_township_only() -> None:
    survey = "code,name,township\n990101,示例县,\n,拟桥,示北\n"
    matches = match_rows(a_csv(survey), KNOWN)
    assert (matches[1].outcome, matches[1].place) == (Outcome.BY_NAME, "990101102200")


def test_known_code_with_an_unknown_name_is_not_taken() -> None:
    outcome, place, note = _only("code,name\n990101101200,别村\n")
    assert (outcome, place) == (Outcome.UNMATCHED, None)
    assert "拟桥村民委员会" in note


def test_new_village_with_a_code_is_added_below_a_known_township() -> None:
    assert _only("code,name\n990101101209,新村\n")[:2] == (Outcome.ADDED, "990101101209")


def test_new_village_below_an_unknown_township_is_not_taken() -> None:
    outcome, _, note = _only("code,name\n990101909200,新村\n")
    assert outcome is Outcome.UNMATCHED
    assert "990101909" in note


def test_new_village_whose_code_contradicts_its_township_is_not_taken() -> None:
    outcome, _, note = _only("code,name,township\n990101101209,新村,示北镇\n")
    assert outcome is Outcome.UNMATCHED
    assert "990101101" in note


def test_second_row_of_one_place_is_not_taken() -> None:
    matches = match_rows(a_csv("code,name\n990101101200,拟桥\n990101101200,拟桥村\n"), KNOWN)
    assert [match.outcome for match in matches] == [Outcome.BY_CODE, Outcome.UNMATCHED]
    assert "line 2" in matches[1].note


def test_name_that_two_places_share_is_not_guessed() -> None:
    twin = a_place("990101101201", "拟桥社区居民委员会", "拟桥社区")
    text = "code,name,township\n990101,示例县,\n,拟桥,示西镇\n"
    matches = match_rows(a_csv(text), [*KNOWN, twin])
    assert matches[1].outcome is Outcome.UNMATCHED
    assert "several" in matches[1].note


def test_forms_of_one_name_are_one() -> None:
    assert {bare(name) for name in ("八样村村民委员会", "八样村委会", "八样村", "八样")} == {"八样"}
    assert bare("王村") == "王村"
