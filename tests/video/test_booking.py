"""Which receptions are those of today, also when today is nearly over."""

from datetime import datetime

import pytest

from command.base.clock import CHINA
from command.video.booking import about


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "since", "until"),
    [
        (at(10, 12), at(10, 0), at(11, 0)),
        (at(10, 23, 40), at(10, 0), at(11, 5, 40)),
        (at(11, 0, 10), at(10, 18, 10), at(12, 0)),
    ],
)
def test_a_night_goes_on_over_midnight(now: datetime, since: datetime, until: datetime) -> None:
    assert about(now) == (since, until)
