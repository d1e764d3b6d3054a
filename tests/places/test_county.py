"""The county's folder: what the project ships is complete, and a broken folder says where."""

import shutil
from pathlib import Path

import pytest

from command.places.areas import NotABoundary, export_boundaries
from command.places.county import YUSHAN, read_county, read_county_file
from command.places.jurisdiction import Level
from command.places.survey import ImportProblem
from tests.places.county_stage import yushan


def test_yushan_has_18_townships_and_244_villages() -> None:
    levels = [place.level for place in yushan().places]
    assert [levels.count(level) for level in Level] == [1, 18, 244, 0]
    assert yushan().file.centre == "玉山县社会治理中心"
    assert len(yushan().neighbours["features"]) == 7


def test_doubtful_seat_keeps_its_warning() -> None:
    yanrui = next(place for place in yushan().places if place.name == "岩瑞镇")
    assert "doubtful" in yanrui.source


def test_nothing_shipped_can_leave_as_a_boundary() -> None:
    for area in yushan().areas:
        with pytest.raises(NotABoundary):
            export_boundaries([area])


def test_map_opens_inside_the_county() -> None:
    view = read_county_file(YUSHAN).map
    assert (118.0 < view.lon < 118.4, 28.5 < view.lat < 28.9) == (True, True)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("county.toml", "code = ", "county.toml"),
        ("county.toml", 'code = "36112"', "county.toml"),
        ("yushan_villages.csv", "code,name\n36112,x\n", "yushan_villages.csv, line 2, column code"),
        ("yushan_townships.csv", "name\n示镇\n", "has no code"),
        ("yushan_county.geojson", '{"type":"FeatureCollection","features":[]}', "no places"),
        ("neighbour_counties.geojson", '{"features":[{}]}', "neighbour_counties.geojson"),
    ],
)
def test_broken_folder_says_which_file(tmp_path: Path, file: str, content: str, words: str) -> None:
    folder = shutil.copytree(YUSHAN, tmp_path / "county")
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(ImportProblem, match=words):
        read_county(folder)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match=r"county\.toml"):
        read_county(tmp_path)
