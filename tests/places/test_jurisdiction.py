"""A place is its code: what it contains, and what is no code at all."""

import pytest

from command.places.jurisdiction import (
    BadPlaceCode,
    Level,
    Place,
    PlaceCode,
    Precision,
    contains,
    county_of,
    level_of,
    lineage,
    parent_of,
    parse_code,
    prefixes,
    township_of,
)

YUSHAN = PlaceCode("361123")
LIUDU = PlaceCode("361123204")
LIUDU_VILLAGE = PlaceCode("361123204200")
GRID = PlaceCode("361123204200003")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (YUSHAN, Level.COUNTY),
        (LIUDU, Level.TOWNSHIP),
        (LIUDU_VILLAGE, Level.VILLAGE),
        (GRID, Level.GRID),
    ],
)
def test_length_of_a_code_is_its_level(code: PlaceCode, level: Level) -> None:
    assert level_of(parse_code(code)) is level


@pytest.mark.parametrize(
    "text",
    [
        "",
        "36112",
        "3611232",
        "36112320",
        "3611232042",
        "361123204200003000",
        "361123\n",
        " 361123",
        "36112３",
        "36112٣",
        "36112a",
        "361123\x00",
        "-61123",
    ],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadPlaceCode):
        parse_code(text)


def test_level_of_a_cut_code_is_refused() -> None:
    with pytest.raises(BadPlaceCode):
        level_of(PlaceCode("3611232"))


def test_prefixes_are_the_places_above_county_first() -> None:
    assert prefixes(GRID) == (YUSHAN, LIUDU, LIUDU_VILLAGE)
    assert prefixes(YUSHAN) == ()
    assert lineage(LIUDU) == (YUSHAN, LIUDU)
    assert parent_of(GRID) == LIUDU_VILLAGE
    assert parent_of(YUSHAN) is None


def test_scope_contains_itself_and_what_is_below_only() -> None:
    assert contains(YUSHAN, GRID)
    assert contains(LIUDU, LIUDU)
    assert not contains(LIUDU, YUSHAN)
    assert not contains(LIUDU, PlaceCode("361123205200"))
    assert not contains(PlaceCode("361122"), LIUDU)


def test_county_and_township_of_a_grid() -> None:
    assert county_of(GRID) == YUSHAN
    assert township_of(GRID) == LIUDU
    assert township_of(YUSHAN) is None


def test_place_without_position_is_not_placed() -> None:
    place = Place(
        LIUDU, "六都乡", "六都乡", "乡", "liuduxiang", "ldx", None, None, Precision.NONE, "test"
    )
    assert place.level is Level.TOWNSHIP
    assert not place.is_placed
