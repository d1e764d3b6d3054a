"""Drawn spots: inside their township, apart, the same every time; unplaced stays unplaced."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from command.places.jurisdiction import Level, PlaceCode, Precision, township_of
from command.places.placement import Seat, place_villages, township_cells
from tests.places.county_stage import yushan

FENGLIN = PlaceCode("361123112")
SQUARE = shapely.box(110.0, 30.0, 110.5, 30.4)


def _villages(township: PlaceCode, count: int) -> list[PlaceCode]:
    return [PlaceCode(f"{township}{200 + i:03d}") for i in range(count)]


def test_every_village_of_yushan_lies_in_its_townships_cell() -> None:
    county = yushan()
    cells = {area.place: area.geometry for area in county.areas}
    drawn = [p for p in county.places if p.level is Level.VILLAGE and p.is_placed]
    assert len(drawn) == 236
    for place in drawn:
        township = township_of(place.code)
        assert place.lon is not None
        assert place.lat is not None
        assert township is not None
        assert shapely.contains_xy(cells[township], place.lon, place.lat)
        assert place.precision is Precision.APPROXIMATE


def test_cells_cover_the_county_once() -> None:
    county = yushan()
    outline = next(a.geometry for a in county.areas if a.place == county.code)
    cells = [a for a in county.areas if a.place != county.code]
    assert len(cells) == 17
    assert sum(cell.geometry.area for cell in cells) == pytest.approx(outline.area, rel=1e-9)
    assert shapely.union_all([c.geometry for c in cells]).symmetric_difference(
        outline
    ).area == pytest.approx(0, abs=1e-9)
    assert {cell.precision for cell in cells} == {Precision.APPROXIMATE}


def test_township_without_a_seat_stays_unplaced_with_its_villages() -> None:
    county = yushan()
    unplaced = [place for place in county.places if not place.is_placed]
    assert {township_of(place.code) for place in unplaced} == {FENGLIN}
    assert len(unplaced) == 9
    assert all((p.lon, p.lat, p.precision) == (None, None, Precision.NONE) for p in unplaced)
    assert FENGLIN not in {area.place for area in county.areas}


def test_villages_keep_apart() -> None:
    county = yushan()
    spots = [
        (p.lon * math.cos(math.radians(28.7)) * 111.32, p.lat * 111.32)
        for p in county.places
        if p.level is Level.VILLAGE and p.lon is not None and p.lat is not None
    ]
    grid = np.array(spots)
    apart = np.hypot(*(grid[:, None, :] - grid[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 0.25  # km: two marks never cover each other at the county's zoom


def test_the_same_seed_draws_the_same_map_and_another_seed_another() -> None:
    seats = [Seat(PlaceCode("990101001"), 110.1, 30.2), Seat(PlaceCode("990101002"), 110.4, 30.2)]
    cells = township_cells(SQUARE, seats)
    villages = _villages(PlaceCode("990101001"), 9) + _villages(PlaceCode("990101002"), 3)
    first = place_villages(villages, cells, seats)
    assert first == place_villages(reversed(villages), township_cells(SQUARE, seats), seats)
    assert first != place_villages(villages, cells, seats, seed="another")


def test_spots_are_pinned() -> None:
    # A changed algorithm moves every village of every centre: it must be meant.
    place = next(p for p in yushan().places if p.code == "361123002001")
    assert (place.lon, place.lat) == PINNED


PINNED = (118.257121, 28.655584)


def test_seat_outside_the_county_gets_no_cell() -> None:
    seats = [Seat(PlaceCode("990101001"), 110.1, 30.2), Seat(PlaceCode("990101002"), 111.4, 30.2)]
    assert set(township_cells(SQUARE, seats)) == {"990101001"}


def test_no_seats_no_cells() -> None:
    assert township_cells(SQUARE, []) == {}


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(110.01, 110.49), st.floats(30.01, 30.39)),
        min_size=1,
        max_size=6,
        unique=True,
    ),
    st.integers(1, 40),
)
def test_any_seats_any_number_of_villages(spots: list[tuple[float, float]], count: int) -> None:
    seats = [Seat(PlaceCode(f"99010100{i}"), *spot) for i, spot in enumerate(spots)]
    cells = township_cells(SQUARE, seats)
    villages = _villages(seats[0].township, count)
    placed = place_villages(villages, cells, seats)
    assert set(placed) == set(villages)
    cell = cells[seats[0].township].geometry.buffer(1e-5)
    assert all(shapely.contains_xy(cell, spot.lon, spot.lat) for spot in placed.values())
    assert all(
        one != other for one, other in pairwise(sorted((s.lon, s.lat) for s in placed.values()))
    )
