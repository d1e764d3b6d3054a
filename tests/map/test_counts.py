"""Counts by place add up, and hidden types are told by their township only."""

from command.casework.taxonomy import is_hidden, types
from command.map.counts import Line, counts_of

VILLAGE = "361123002001"
TOWNSHIP = "361123002"
HIDDEN = next(code for code, kind in types().items() if kind.no_point)
SHOWN = next(code for code, kind in types().items() if not kind.no_point)


def test_levels_and_types_of_a_village_become_one_count() -> None:
    lines = [Line(VILLAGE, SHOWN, 2, 1, 4), Line(VILLAGE, SHOWN, 4, 3, 90)]
    (count,) = counts_of(lines)
    assert (count.place, count.open, count.total) == (VILLAGE, [0, 1, 0, 3], 94)


def test_hidden_type_never_shows_its_village() -> None:
    assert is_hidden(HIDDEN)
    counts = counts_of([Line(VILLAGE, HIDDEN, 4, 1, 1), Line(VILLAGE, SHOWN, 4, 2, 2)])
    assert {count.place: count.open[3] for count in counts} == {TOWNSHIP: 1, VILLAGE: 2}


def test_nothing_is_lost_and_places_come_by_code() -> None:
    lines = [Line(f"36112300{n % 3}00{n}", SHOWN, 1 + n % 4, n, 2 * n) for n in range(9)]
    counts = counts_of(lines)
    assert sum(sum(count.open) for count in counts) == sum(line.open for line in lines)
    assert sum(count.total for count in counts) == sum(line.total for line in lines)
    assert [count.place for count in counts] == sorted(count.place for count in counts)
