"""Reading survey files: what is taken, and how a bad file is refused: by name, line, column."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command.places.coordinates import Datum
from command.places.importing import LARGEST_FILE, read_survey
from command.places.jurisdiction import PlaceCode
from command.places.survey import ImportProblem, Survey
from tests.places.county_stage import DATA, OUTLINE_FILE, SHILI, a_csv, a_survey, declared

HEAD = "code,name,lon,lat\n"
SQUARE = [[[110.0, 30.0], [110.1, 30.0], [110.1, 30.1], [110.0, 30.0]]]


def _collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _problem(content: bytes, file: str = "rows.csv") -> ImportProblem:
    with pytest.raises(ImportProblem) as caught:
        read_survey(content, file, declared())
    assert str(caught.value).startswith(file)
    return caught.value


def test_csv_of_another_program_is_read_with_chinese_headers_in_gb18030() -> None:
    survey = a_survey("shili_villages_gcj02.csv", Datum.GCJ02)
    assert len(survey.rows) == 8
    row = survey.rows[0]
    assert (row.line, row.name, row.township) == (2, "虚明社区居民委员会", "示东街道")
    assert row.lon == pytest.approx(110.3, abs=0.02)
    assert row.code is None


def test_geojson_is_read_with_points_areas_and_nothing() -> None:
    survey = a_survey(OUTLINE_FILE)
    assert survey.county == SHILI
    assert len(survey.rows) == 12
    assert all(row.geometry is not None and row.lon is None for row in survey.rows)
    content = _collection(
        _feature({"type": "Point", "coordinates": [110.1, 30.2, 512.0]}, name="a", code="990101"),
        _feature(None, name="b"),
        _feature({"type": "MultiPolygon", "coordinates": [SQUARE]}, name="c", 代码=990101001),
    )
    rows = read_survey(content, "f.geojson", declared()).rows
    assert (rows[0].lon, rows[0].lat) == (110.1, 30.2)
    assert rows[1].geometry is None
    assert rows[2].code == "990101001"


def test_byte_order_mark_blank_lines_and_unknown_columns_do_not_matter() -> None:
    survey = a_csv("\ufeffcode,name,备注\n\n990101001,示东街道,x\n,,\n")
    assert [row.name for row in survey.rows] == ["示东街道"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (HEAD + "99010,a,,\n", 2, "code"),
        (HEAD + "９９０１０１,a,,\n", 2, "code"),
        (HEAD + "990101,,,\n", 2, "name"),
        (HEAD + "990101,a,,\n990101001,b,110.1,\n", 3, "lat"),
        (HEAD + "990101,a,110.1,3O.2\n", 2, "lat"),
        (HEAD + "990101,a,nan,30\n", 2, "lon"),
        (HEAD + "990101,a,1e2,30\n", 2, "lon"),
        (HEAD + "990101,a,30.2,110.1\n", 2, "lat"),
        (HEAD + "990101,a,110.1\n", 2, None),
        (HEAD + "990101," + "长" * 121 + ",,\n", 2, "name"),
        (HEAD + "990101,a,,\n990102001,b,,\n", 3, "code"),
        (HEAD + '990101,"a,,\n', 2, None),
        (HEAD + "990101,a\x00,,\n", 2, None),
        (HEAD + "990101,a\u2028,,\n", 2, None),
        ("code,lon,lat\n990101,1,1\n", 1, "name"),
        ("name,名称\na,b\n", 1, "name"),
        ("name\na\n", None, "code"),
        ("name\n", None, None),
        ("", None, None),
    ],
)
def test_bad_csv_is_refused_by_line_and_column(
    text: str, line: int | None, column: str | None
) -> None:
    problem = _problem(text.encode())
    assert (problem.line, problem.column) == (line, column)
    assert line is None or f"line {line}" in str(problem)


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b'{"type":"FeatureCollection",\n"features":[}', 2, "13"),
        (b"[]", None, "type"),
        (b'{"type":"FeatureCollection"}', None, "features"),
        (b'{"type":"FeatureCollection","features":[],"crs":{}}', None, "crs"),
        (b'{"type":"a","type":"b"}', None, "'type'"),
        (b'{"type":NaN}', None, None),
        (b'{"a":' + b"[" * 100_000, None, None),
        (b'{"a":' + b"9" * 5000 + b"}", None, None),
        (_collection(1), 1, "features"),
        (_collection(_feature(name="a"), {"type": "Feature"}), 2, "properties"),
        (_collection(_feature(name="a", code=True)), 1, "code"),
        (_collection(_feature(name="a", code=9.5)), 1, "code"),
        (_collection(_feature(name=["a"])), 1, "name"),
        (_collection(_feature(name="a\u0000")), 1, "name"),
        (_collection(_feature(name="a", 名称="b")), 1, "name"),
        (_collection(_feature(name="\ud800")), 1, "name"),
        (_collection(_feature("x", name="a")), 1, "geometry"),
        (_collection(_feature({"type": "LineString"}, name="a")), 1, "geometry"),
        (_collection(_feature({"type": "Point", "coordinates": [1]}, name="a")), 1, "geometry"),
        (_collection(_feature({"type": "Point", "coordinates": [30, 110]}, name="a")), 1, None),
        (_collection(_feature({"type": "Point", "coordinates": [True, 1]}, name="a")), 1, None),
        (_collection(_feature({"type": "Polygon", "coordinates": []}, name="a")), 1, "geometry"),
        (
            _collection(_feature({"type": "Polygon", "coordinates": [[[0, 0]] * 4]}, name="a")),
            1,
            "geometry",
        ),
        (
            _collection(
                _feature(
                    {
                        "type": "Polygon",
                        "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]],
                    },
                    name="a",
                )
            ),
            1,
            "geometry",
        ),
    ],
)
def test_bad_geojson_is_refused_by_feature_and_property(
    content: bytes, line: int | None, column: str | None
) -> None:
    problem = _problem(content, "areas.geojson")
    assert problem.line == line
    assert column is None or problem.column == column


def test_other_kinds_of_file_too_large_ones_and_too_many_rows_are_refused() -> None:
    assert "neither" in str(_problem(b"", "map.xlsx"))
    assert "neither" in str(_problem(b"\xff\xff\xff", "rows.csv"))
    assert "larger" in str(_problem(b" " * (LARGEST_FILE + 1)))
    assert "more than" in str(_problem(b"name\n" + b"a\n" * 20_001))


def test_county_is_declared_when_no_row_has_a_code() -> None:
    assert a_csv("name\n示东街道\n", county=PlaceCode("990101")).county == "990101"


def _outcome(content: bytes, file: str) -> Survey | ImportProblem:
    """Whatever else is raised fails the test."""
    try:
        return read_survey(content, file, declared(county=SHILI))
    except ImportProblem as problem:
        return problem


GOOD = [(DATA / name).read_bytes() for name in ("shili_list.csv", OUTLINE_FILE)]


@settings(max_examples=300)
@given(
    file=st.sampled_from(["a.csv", "a.geojson", "a.json", "a.txt"]),
    content=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text('name,code\n"990101 110.1', max_size=200).map(
            lambda t: b"name,code\n" + t.encode()
        ),
    ),
)
def test_random_files_raise_import_problem_and_nothing_else(file: str, content: bytes) -> None:
    assert _outcome(content, file).file == file


@settings(max_examples=300)
@given(
    good=st.sampled_from([("a.csv", GOOD[0]), ("a.geojson", GOOD[1])]),
    where=st.floats(0, 1),
    junk=st.binary(max_size=6),
    cut=st.integers(0, 40),
)
def test_damaged_files_raise_import_problem_and_nothing_else(
    good: tuple[str, bytes], where: float, junk: bytes, cut: int
) -> None:
    file, content = good
    at = int(where * len(content))
    assert _outcome(content[:at] + junk + content[at + cut :], file).file == file


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@settings(max_examples=300)
@given(
    kind=st.sampled_from(["Point", "Polygon", "MultiPolygon", "x"]), coordinates=_JSON, code=_JSON
)
def test_any_json_as_geometry_is_taken_or_refused(
    kind: str, coordinates: object, code: object
) -> None:
    content = _collection(_feature({"type": kind, "coordinates": coordinates}, name="a", code=code))
    assert _outcome(content, "a.geojson").file == "a.geojson"
