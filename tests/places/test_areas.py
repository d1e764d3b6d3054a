"""Approximate areas are shown, never exported as boundaries."""

import pytest
import shapely

from command.places.areas import Area, NotABoundary, export_boundaries, geometry_of, map_feature
from command.places.jurisdiction import PlaceCode, Precision

SQUARE = shapely.box(118.0, 28.0, 118.1, 28.1)


def _area(precision: Precision) -> Area:
    return Area(PlaceCode("361123204"), SQUARE, precision, "test")


def test_approximate_area_cannot_leave_as_a_boundary() -> None:
    with pytest.raises(NotABoundary, match="361123204"):
        export_boundaries([_area(Precision.SURVEYED), _area(Precision.APPROXIMATE)])


def test_surveyed_area_is_exported() -> None:
    collection = export_boundaries([_area(Precision.SURVEYED)])
    assert geometry_of(collection["features"][0]["geometry"]).equals(SQUARE)


def test_area_on_a_map_says_its_precision() -> None:
    feature = map_feature(_area(Precision.APPROXIMATE))
    assert feature["properties"]["precision"] == "approximate"
    assert feature["properties"]["place"] == "361123204"
