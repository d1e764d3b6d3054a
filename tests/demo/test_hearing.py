"""Today's reception of the demo: booked once a day, at three sites, named when the demo starts."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from command.base import clock
from command.base.clock import china_date
from command.base.db import Database
from command.demo import announcement, prepare
from command.demo.hearing import starts_at
from tests import vaults
from tests.demo.conftest import Demo


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(1, 0, "09:30"), (1, 26, "10:00"), (15, 10, "23:45"), (15, 40, "23:59"), (15, 59, "23:59")],
)
def test_it_is_soon_and_still_today(hour: int, minute: int, expected: str) -> None:
    at = datetime(2026, 11, 24, hour, minute, 30, tzinfo=UTC)
    booked = starts_at(at)
    assert booked.strftime("%H:%M") == expected
    assert china_date(booked) == china_date(at)
    assert booked - at >= timedelta(minutes=-1)


@pytest.mark.slow
async def test_one_reception_is_booked_a_day_and_named(demo: Demo, played_in: Database) -> None:
    at = clock.now()
    vault = vaults.shared()
    booked = await prepare.reception(played_in, vault, at)
    assert booked.state == "booked"
    assert [(site.level, len(site.people)) for site in booked.sites] == [
        ("county", 2),
        ("township", 1),
        ("village", 1),
    ]
    again = await prepare.reception(played_in, vault, at + timedelta(seconds=1))
    assert again == booked
    tomorrow = await prepare.reception(played_in, vault, at + timedelta(days=1))
    assert tomorrow.reception != booked.reception
    console = Console(file=io.StringIO(), width=80)
    console.print(announcement.reception_table("http://127.0.0.1:8000", booked))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert f"/reception?id={booked.reception}" in shown
    assert all(login in shown for login in ("duty", "leader", "township", "village"))
    assert max(map(len, shown.splitlines())) <= 80
