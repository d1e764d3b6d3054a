"""The dry run over an invented county: areas, another datum, what lies outside or overlaps."""

import json

import pytest
import shapely

from command.places.areas import Area
from command.places.coordinates import Datum
from command.places.importing import read_survey
from command.places.jurisdiction import Level, Precision
from command.places.matching import Outcome, counts
from command.places.plan import Plan, plan_import, report
from tests.places.county_stage import (
    DATA,
    OUTLINE_FILE,
    SHILI,
    a_csv,
    a_survey,
    declared,
    invented_county,
    yushan,
)

METRE = 1 / 111_320


def _outline(plan: Plan) -> Area:
    return next(area for area in plan.areas if area.place == SHILI)


def _over(county: Plan, file: str, datum: Datum) -> Plan:
    return plan_import(
        a_survey(file, datum), county.places, county.areas, _outline(county).geometry
    )


def test_second_county_comes_whole_from_its_own_file() -> None:
    plan = invented_county()
    assert counts(plan.matches) == {Outcome.ADDED: 12}
    levels = [place.level for place in plan.places]
    assert [levels.count(level) for level in Level] == [1, 3, 8, 0]
    assert {place.precision for place in plan.places} == {Precision.SURVEYED}
    assert (plan.fit, plan.doubt, plan.outside, plan.overlapping) == ({}, None, (), ())
    village = next(place for place in plan.places if place.short_name == "长样")
    assert (village.pinyin, village.initials) == ("changyang", "cy")


def test_points_in_gcj02_land_where_they_were_measured() -> None:
    county = invented_county()
    plan = _over(county, "shili_villages_gcj02.csv", Datum.GCJ02)
    assert counts(plan.matches) == {Outcome.BY_NAME: 8}
    spots = {place.short_name: (place.lon, place.lat) for place in plan.places}
    lon, lat = spots["虚明社区"]
    assert lon == pytest.approx(110.30, abs=2 * METRE)
    assert lat == pytest.approx(30.20, abs=2 * METRE)
    assert len(plan.missing) == 4
    assert plan.outside == ()


def test_same_name_in_two_townships_is_kept_apart() -> None:
    plan = _over(invented_county(), "shili_villages_gcj02.csv", Datum.GCJ02)
    bridges = [match.place for match in plan.matches if match.row.name.startswith("拟桥")]
    assert bridges == ["990101001200", "990101200200"]


def test_right_datum_fits_the_outline_and_a_wrong_one_is_doubted() -> None:
    county = invented_county()
    right = _over(county, "shili_villages_gcj02.geojson", Datum.GCJ02)
    assert right.doubt is None
    assert right.fit[Datum.GCJ02] > 0.999
    for wrong in (Datum.WGS84, Datum.CGCS2000, Datum.BD09):
        plan = _over(county, "shili_villages_gcj02.geojson", wrong)
        assert plan.doubt is Datum.GCJ02
        assert any("GCJ02 fits better" in line for line in report(plan))


def test_cgcs2000_counts_as_wgs84() -> None:
    county = invented_county()
    plan = _over(county, OUTLINE_FILE, Datum.CGCS2000)
    assert plan.doubt is None
    assert counts(plan.matches) == {Outcome.BY_CODE: 12}


def test_list_without_points_draws_what_it_can_and_leaves_the_rest_unplaced() -> None:
    text = (DATA / "shili_list.csv").read_text(encoding="utf-8")
    outline = _outline(invented_county()).geometry
    plan = plan_import(a_csv(text), (), (), outline)
    unplaced = [place.code for place in plan.places if not place.is_placed]
    assert unplaced == ["990101", "990101200", "990101200200", "990101200201"]
    drawn = [p for p in plan.places if p.precision is Precision.APPROXIMATE]
    assert len(drawn) == 6
    assert {area.precision for area in plan.areas} == {Precision.APPROXIMATE}
    assert {area.place for area in plan.areas} == {"990101001", "990101101"}


def test_survey_of_a_township_takes_its_ground_from_the_drawn_cells() -> None:
    text = (DATA / "shili_list.csv").read_text(encoding="utf-8")
    full = invented_county()
    outline = _outline(full).geometry
    before = plan_import(a_csv(text), (), (), outline)
    features = json.loads((DATA / OUTLINE_FILE).read_text(encoding="utf-8"))["features"]
    one = {"type": "FeatureCollection", "features": [features[1]]}
    survey = read_survey(json.dumps(one).encode(), "one.geojson", declared())
    after = plan_import(survey, before.places, before.areas, outline)
    areas = {str(area.place): area for area in after.areas}
    assert areas["990101001"].precision is Precision.SURVEYED
    assert areas["990101101"].precision is Precision.APPROXIMATE
    shared = areas["990101001"].geometry.intersection(areas["990101101"].geometry)
    assert shared.area == pytest.approx(0, abs=1e-12)


def test_found_seat_places_its_villages_and_draws_the_neighbours_anew() -> None:
    before = yushan()
    outline = next(area.geometry for area in before.areas if area.place == before.code)
    survey = a_csv("code,name,lon,lat\n361123112,枫林镇,118.03,28.71\n")
    plan = plan_import(survey, before.places, before.areas, outline)
    assert all(place.is_placed for place in plan.places)
    cells = {str(area.place): area.geometry for area in plan.areas}
    for place in plan.places:
        if place.level is Level.VILLAGE:
            cell = cells[place.code[:9]].buffer(1e-6)
            assert place.lon is not None
            assert place.lat is not None
            assert shapely.contains_xy(cell, place.lon, place.lat), place.name


def test_outside_and_overlapping_are_said() -> None:
    county = invented_county()
    far = plan_import(
        a_csv("code,name,lon,lat\n990101001200,拟桥,111.5,30.2\n"),
        county.places,
        county.areas,
        _outline(county).geometry,
    )
    assert far.outside == ("990101001200",)
    twice = json.loads((DATA / OUTLINE_FILE).read_text(encoding="utf-8"))
    twice["features"][5]["geometry"] = twice["features"][4]["geometry"]
    survey = read_survey(json.dumps(twice).encode(), "twice.geojson", declared())
    plan = plan_import(survey, ())
    pairs = {(overlap.one, overlap.other) for overlap in plan.overlapping}
    assert ("990101001001", "990101001200") in pairs
    assert all(overlap.square_km > 10 for overlap in plan.overlapping)
    assert any("overlap by" in line for line in report(plan))


def test_report_counts_every_row_once() -> None:
    text = "code,name\n990101001200,拟桥\n990101001777,新村\n990101001201,别村\n"
    plan = plan_import(a_csv(text), invented_county().places)
    assert report(plan)[:5] == [
        "matched by code: 1",
        "matched by name: 0",
        "new: 1",
        "unmatched: 1",
        "not in the file: 11",
    ]
    assert plan.taken == 2
    assert any(
        line.startswith("line 4 别村: unmatched; 990101001201 is 样林") for line in report(plan)
    )


def test_plan_is_the_same_each_time() -> None:
    one, two = invented_county(), invented_county()
    assert one.places == two.places
    assert all(
        shapely.equals(a.geometry, b.geometry) for a, b in zip(one.areas, two.areas, strict=True)
    )
