"""Public geography: everything is there, its precision is said, another version is another tag."""

import gzip
import json
from functools import cache
from typing import Any

from command.map.layers import Layers, layers_of
from command.places.jurisdiction import Level, PlaceCode, Precision
from tests.places.county_stage import SHILI, yushan


@cache
def drawn(version: int = 1) -> Layers:
    county = yushan()
    around = county.neighbours or {}
    return layers_of(county.code, county.places, county.areas, around, version)


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(drawn().plain)
    return found


def test_every_township_and_village_is_listed_placed_or_not() -> None:
    townships = [p for p in yushan().places if p.level is Level.TOWNSHIP]
    villages = [p for p in yushan().places if p.level is Level.VILLAGE]
    assert [t["code"] for t in document()["townships"]] == [p.code for p in townships]
    assert len(document()["villages"]) == len(villages)
    unplaced = [v for v in document()["villages"] if v["at"] is None]
    assert len(unplaced) == sum(p.precision is Precision.NONE for p in villages)
    assert {v["precision"] for v in unplaced} == {"none"}


def test_township_without_a_seat_point_has_no_area_and_no_label() -> None:
    (fenglin,) = [t for t in document()["townships"] if t["name"].startswith("枫林")]
    assert (fenglin["at"], fenglin["polygons"], fenglin["label"]) == (None, [], None)
    assert fenglin["area_precision"] == "none"


def test_drawn_areas_say_that_they_are_approximate() -> None:
    areas = [t for t in document()["townships"] if t["polygons"]]
    assert {t["area_precision"] for t in areas} == {"approximate"}
    (own,) = [area for area in yushan().areas if area.place == yushan().code]
    assert document()["outline"]["precision"] == str(own.precision)


def test_positions_are_latitude_first_and_inside_the_county() -> None:
    for place in [*document()["townships"], *document()["villages"]]:
        for lat, lon in filter(None, [place["at"], place.get("label")]):
            assert 28.4 < lat < 29.2
            assert 117.8 < lon < 118.5


def test_document_is_small_packed_and_the_same_each_time() -> None:
    assert gzip.decompress(drawn().packed) == drawn().plain
    assert len(drawn().packed) < 16_000
    drawn.cache_clear()
    assert drawn().plain == drawn().plain
    assert drawn(1).etag != drawn(2).etag


def test_another_county_shows_nothing_of_this_one() -> None:
    county = yushan()
    other = json.loads(layers_of(SHILI, county.places, county.areas, {}, 1).plain)
    assert (other["outline"], other["townships"], other["villages"]) == (None, [], [])
    assert other["county"] == PlaceCode("990101")
