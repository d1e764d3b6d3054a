"""Classes of a count double, and nothing is not something."""

from itertools import pairwise

import pytest

from command.map.classes import BOUNDS, class_of


@pytest.mark.parametrize(
    ("count", "expected"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (31, 5), (32, 6), (9999, 6)]
)
def test_count_falls_into_its_class(count: int, expected: int) -> None:
    assert class_of(count) == expected


def test_classes_double() -> None:
    assert [upper / lower for lower, upper in pairwise(BOUNDS)] == [2.0] * 5


def test_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        class_of(-1)
