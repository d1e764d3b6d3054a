"""The place book: children, scope, names, the unplaced."""

import pytest

from command.places.book import PlaceBook, UnknownPlace
from command.places.jurisdiction import Level
from tests.places.county_stage import yushan

BOOK = PlaceBook(yushan().places, version=3)


def test_children_are_one_level_down() -> None:
    assert len(BOOK.children("361123")) == 18
    assert {place.level for place in BOOK.children("361123204")} == {Level.VILLAGE}
    assert BOOK.children("361123204201") == []


def test_path_names_a_village_by_its_township() -> None:
    assert BOOK.path_names("361123002001") == "冰溪街道 · 万柳洲社区"
    assert BOOK.path_names("361123002") == "冰溪街道"
    assert BOOK.path_names("361123") == "玉山"
    assert BOOK.path_names("999999") == ""


def test_within_a_township_is_itself_and_its_villages() -> None:
    assert len(BOOK.within("361123204")) == 20
    assert len(BOOK.at_level(Level.VILLAGE)) == 244


def test_totals_add_up_with_the_unplaced() -> None:
    assert len(BOOK.unplaced()) == 9
    assert len(BOOK) == 263


@pytest.mark.parametrize("code", ["", "361123999", "361123204201\n", "x"])
def test_unknown_code_is_refused_by_field(code: str) -> None:
    with pytest.raises(UnknownPlace) as refusal:
        BOOK.place(code, field="body.place")
    assert refusal.value.field == "body.place"
    assert BOOK.find(code) is None
