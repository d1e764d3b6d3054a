"""Search over the real county: Chinese, pinyin, initials, several readings, two widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.places.jurisdiction import Level, PlaceCode
from command.places.search import Hit, PlaceIndex, Why
from tests.places.county_stage import a_place, yushan

INDEX = PlaceIndex(yushan().places)
NAMES = {place.code: place.short_name for place in yushan().places}
LIUDU, LIUDU_VILLAGE = "361123204", "361123204201"


def _names(query: str, limit: int = 5) -> list[str]:
    return [NAMES[hit.code] for hit in INDEX.search(query, limit=limit)]


def _first(query: str) -> Hit:
    return INDEX.search(query, limit=1)[0]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("六都", Why.NAME),
        ("liudu", Why.PINYIN),
        ("ludu", Why.PINYIN),
        ("liud", Why.PINYIN),
        ("Liù Dū", Why.PINYIN),
        ("ｌｉｕｄｕ", Why.PINYIN),
        ("liu'du", Why.PINYIN),
        ("ld", Why.INITIALS),
        ("ＬＤ", Why.INITIALS),
        ("六d", Why.PINYIN),
        ("361123204", Why.CODE),
        ("３６１１２３２０４", Why.CODE),
    ],
)
def test_liudu_is_found_however_it_is_typed(query: str, why: Why) -> None:
    hits = INDEX.search(query, limit=3)
    assert (hits[0].code, hits[0].why) == (LIUDU, why)
    assert LIUDU_VILLAGE in {hit.code for hit in hits}


def test_every_place_is_found_by_its_own_name_pinyin_and_initials() -> None:
    for place in yushan().places:
        for query in (place.name, place.short_name, place.pinyin, place.initials):
            assert place.code in {hit.code for hit in INDEX.search(query, limit=300)}, query


def test_every_place_is_among_the_first_hits_of_its_short_name() -> None:
    for place in yushan().places:
        assert place.code in {hit.code for hit in INDEX.search(place.short_name, limit=6)}


def test_rare_reading_is_found_behind_the_likely_one() -> None:
    index = PlaceIndex([a_place("990101001200", "长样"), a_place("990101001201", "张样")])
    assert [hit.code[-3:] for hit in index.search("zhangyang")] == ["201", "200"]
    assert [hit.code[-3:] for hit in index.search("changyang")] == ["200"]


def test_character_outside_gb2312_is_found() -> None:
    assert _names("磜") == ["八磜村"]
    assert "八磜村" in _names("baqi")


def test_whole_initials_come_before_names_that_only_begin_so() -> None:
    assert _names("zh", limit=3) == ["紫湖镇", "珠湖", "紫湖"]


def test_name_that_begins_comes_before_name_that_contains() -> None:
    assert _names("都")[0] == "六都乡"
    assert set(_names("dongmen")[:2]) == {"东门", "东门社区"}


def test_committee_is_found_under_its_short_and_long_form() -> None:
    assert _names("东门社区居委会") == ["东门社区"]
    assert _names("东门社区居民委员会") == ["东门社区"]


@pytest.mark.parametrize("query", ["冰溪 东门", "bingxi dongmen", "东门 冰溪"])
def test_words_apart_name_the_township_and_the_village(query: str) -> None:
    assert set(_names(query)) == {"东门", "东门社区"}


def test_scope_keeps_the_others_out() -> None:
    hits = INDEX.search("d", scope=PlaceCode(LIUDU), limit=50)
    assert hits
    assert all(hit.code.startswith(LIUDU) for hit in hits)


def test_township_comes_before_the_village_of_the_same_name() -> None:
    levels = [Level.TOWNSHIP, Level.VILLAGE]
    places = {place.code: place for place in yushan().places}
    assert [places[hit.code].level for hit in INDEX.search("紫湖", limit=2)] == levels


@pytest.mark.parametrize("query", ["", "  ", "'", "zzzzzzzz", "%", "\\", "不存在的地方"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert INDEX.search(query) == []


def test_limit_is_kept() -> None:
    assert len(INDEX.search("s", limit=7)) == 7
    assert INDEX.search("s", limit=0) == []


@given(st.text(max_size=60))
def test_no_query_breaks_the_search(query: str) -> None:
    for hit in INDEX.search(query):
        assert hit.code in NAMES


def test_first_hit_of_a_full_code_is_that_place() -> None:
    assert _first("361123112206").code == "361123112206"
