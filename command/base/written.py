"""What people must write: so many letters between blanks, which themselves say nothing."""

from msgspec import Meta


def written(fewest: int, most: int) -> Meta:
    """Text that still has `fewest` letters when the blanks at its ends are gone."""
    return Meta(min_length=fewest, max_length=most, pattern=rf"\S[\s\S]{{{fewest - 2},}}\S")
