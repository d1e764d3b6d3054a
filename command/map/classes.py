"""Classes of a count: how dark a township is tinted, how large a village's dot is.

Counts of places are far apart (most 0 to 3, the county seat dozens), so classes double.
Pure; refuses to know levels: the tint says how many, never how grave.
"""

from bisect import bisect_right

BOUNDS = (1, 2, 4, 8, 16, 32)
"""Lower bounds of class 1, 2, ...; class 0 holds nothing. Sent to the screens as they are."""


def class_of(count: int) -> int:
    """The class of a count of cases, 0 to `len(BOUNDS)`. Raises ValueError below zero."""
    if count < 0:
        raise ValueError(f"a count is not negative: {count}")
    return bisect_right(BOUNDS, count)
