"""Datum conversion against two published packages, and there and back again."""

import warnings

import eviltransform
import numpy as np
import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.places import coordinates
from command.places.coordinates import Datum

LON = st.floats(73.0, 135.0)
LAT = st.floats(3.0, 54.0)
METRE = 1 / 111_320  # degrees of latitude
YUSHAN = (118.2446, 28.6819)


def _metres(a: coordinates.Pair, lon: float, lat: float) -> float:
    east = (float(a[0]) - lon) * np.cos(np.radians(lat))
    return float(np.hypot(east, float(a[1]) - lat) / METRE)


@given(LON, LAT)
def test_gcj02_equals_prcoords_to_a_millimetre(lon: float, lat: float) -> None:
    theirs = prcoords.wgs_gcj((lat, lon))
    assert _metres(coordinates.wgs84_to_gcj02(lon, lat), theirs.lon, theirs.lat) < 1e-3


@given(LON, LAT)
def test_gcj02_equals_eviltransform_to_a_decimetre(lon: float, lat: float) -> None:
    # That package divides by the WGS-84 radius: 1e-5 of an offset below 1.5 km.
    their_lat, their_lon = eviltransform.wgs2gcj(lat, lon)
    assert _metres(coordinates.wgs84_to_gcj02(lon, lat), their_lon, their_lat) < 0.1


@given(LON, LAT)
def test_bd09_equals_both_packages(lon: float, lat: float) -> None:
    ours = coordinates.gcj02_to_bd09(lon, lat)
    theirs = prcoords.gcj_bd((lat, lon))
    assert _metres(ours, theirs.lon, theirs.lat) < 1e-3
    their_lat, their_lon = eviltransform.gcj2bd(lat, lon)
    assert _metres(ours, their_lon, their_lat) < 1e-3


@given(LON, LAT)
def test_inverse_agrees_with_their_exact_inverses(lon: float, lat: float) -> None:
    ours = coordinates.gcj02_to_wgs84(lon, lat)
    their_lat, their_lon = eviltransform.gcj2wgs_exact(lat, lon)
    assert _metres(ours, their_lon, their_lat) < 1.0  # it stops at 1e-6 degrees
    back = prcoords.bd_gcj((lat, lon))
    assert _metres(coordinates.bd09_to_gcj02(lon, lat), back.lon, back.lat) < 1.5


@given(LON, LAT)
def test_there_and_back_is_a_millimetre(lon: float, lat: float) -> None:
    gcj = coordinates.wgs84_to_gcj02(lon, lat)
    assert _metres(coordinates.gcj02_to_wgs84(*gcj), lon, lat) < 1e-3
    bd = coordinates.wgs84_to_bd09(lon, lat)
    assert _metres(coordinates.bd09_to_wgs84(*bd), lon, lat) < 1e-3
    assert _metres(coordinates.bd09_to_gcj02(*bd), float(gcj[0]), float(gcj[1])) < 1e-3


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_outside_china_nothing_moves(lon: float, lat: float) -> None:
    if bool(coordinates.is_in_china(lon, lat)):
        return
    for datum in Datum:
        x, y = coordinates.to_wgs84(lon, lat, datum)
        assert (float(x), float(y)) == (lon, lat)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = prcoords.wgs_gcj((lat, lon))
    assert (theirs.lon, theirs.lat) == (lon, lat)


def test_in_yushan_the_wrong_datum_is_the_next_village() -> None:
    gcj = _metres(coordinates.wgs84_to_gcj02(*YUSHAN), *YUSHAN)
    bd = _metres(coordinates.wgs84_to_bd09(*YUSHAN), *YUSHAN)
    assert gcj == pytest.approx(605, abs=15)
    assert bd == pytest.approx(1182, abs=25)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_stored_datum_passes_unchanged(datum: Datum) -> None:
    lon, lat = coordinates.to_wgs84([118.1, 118.2], [28.5, 28.6], datum)
    assert lon.tolist() == [118.1, 118.2]
    assert lat.tolist() == [28.5, 28.6]


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_arrays_convert_like_single_points(datum: Datum) -> None:
    lons, lats = np.array([118.1, 2.35, 118.4]), np.array([28.5, 48.85, 28.9])
    many = coordinates.to_wgs84(lons, lats, datum)
    for i in range(3):
        one = coordinates.to_wgs84(lons[i], lats[i], datum)
        assert (float(many[0][i]), float(many[1][i])) == (float(one[0]), float(one[1]))
