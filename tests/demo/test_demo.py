"""The demo as a whole: prepared twice, played over HTTP, taken up again after a restart."""

import asyncio
import io
import math
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
import pytest
from rich.console import Console

from command.accounts import store as accounts
from command.accounts.role import Role
from command.app import create_app
from command.base import clock
from command.base.db import Database
from command.base.settings import Settings
from command.demo import announcement, cast, scenario
from command.demo.client import Client
from command.demo.play import Played, play
from command.demo.prepare import prepare
from command.demo.scenario import Cue
from tests import vaults
from tests.demo.conftest import Demo
from tests.demo.stage import serving_at

pytestmark = pytest.mark.slow

ENDS = {
    "SC1-1": ("closed", 3, 60),
    "SC2-1": ("resolved", 3, 0),
    "SC2-2": ("handling", 3, 2),
    "SC3-1": ("handling", 4, 0),
    "SC3-2": ("resolved", 4, 2),
    "SC3-3": ("resolved", 4, 2),
    "SC3-4": ("resolved", 4, 3),
    "SC4-1": ("handling", 3, 40),
}


async def cards(url: str, passwords: dict[str, str], played: Played) -> dict[str, dict[str, Any]]:
    client = Client(url, passwords)
    found = {}
    for thread, case in played.cases.items():
        found[thread] = (await client.get("duty", f"/api/cases/{case}")).body["card"]
    return found


async def counted(database: Database) -> Counter[str]:
    """How much of everything there is."""
    tables = ("accounts.account", "accounts.duty", "accounts.agency", "casework.case_file")
    async with database.reading() as conn:
        return Counter(
            {name: await conn.fetchval(f"select count(*) from {name}") for name in tables}
        )


async def test_preparing_twice_changes_nothing(demo: Demo, played_in: Database) -> None:
    before = await counted(played_in)
    again = await prepare(played_in, demo.data, vaults.shared(), clock.now())
    assert await counted(played_in) == before
    assert again == demo.passwords
    assert before["casework.case_file"] > 150


async def test_every_bureau_committee_and_township_names_an_officer(
    played_in: Database,
) -> None:
    async with played_in.reading() as conn:
        lines = await accounts.agencies(conn)
        people = await accounts.accounts(conn)
    without = [
        line.agency.agency_id
        for line in lines
        if not line.has_officer and len(line.agency.agency_id) <= len("c361123002")
    ]
    assert without == []
    assert {one.role for one in people} == set(Role) - {Role.KIOSK}
    assert all(one.is_demo and one.display_name.endswith(cast.MARK) for one in people)


async def test_the_month_before_has_closed_open_late_and_unplaced_matters(
    played_in: Database,
) -> None:
    async with played_in.reading() as conn:
        rows = await conn.fetch("select * from casework.case_file")
    states = Counter(row["state"] for row in rows)
    assert 100 <= states["closed"] <= 140
    assert 30 <= len(rows) - states["closed"] <= 60
    assert {"registered", "assigned", "handling"} <= set(states)
    assert sum(row["overdue"] for row in rows) >= 3
    assert {row["precision"] for row in rows} >= {"none"}
    assert len({row["type"] for row in rows}) >= 15
    assert len({row["place"][:9] for row in rows}) >= 12
    hours = {row["opened_at"].replace(minute=0, second=0, microsecond=0) for row in rows}
    assert len([hour for hour in hours if (clock.now() - hour).total_seconds() < 86400]) >= 12


async def test_a_month_cut_short_is_taken_up_where_it_was(house: Database, tmp_path: Path) -> None:
    class Cut(Exception):
        pass

    def cut(done: int, of: int) -> None:
        if done == of // 2:
            raise Cut

    at = clock.now()
    with pytest.raises(Cut):
        await prepare(house, tmp_path, vaults.shared(), at, cut)
    half = await counted(house)
    total: list[int] = []
    await prepare(house, tmp_path, vaults.shared(), at, lambda done, of: total.append(of))
    whole = await counted(house)
    async with house.reading() as conn:
        opened = await conn.fetchval(
            "select count(*) from journal.event where type = 'case.opened'"
        )
    assert half["casework.case_file"] < whole["casework.case_file"] == opened
    assert len(total) == total[0]


async def test_the_four_scripts_end_as_they_say_and_again_makes_new_cases(
    demo: Demo,
) -> None:
    async with serving_at(demo.found, demo.data) as url:
        played = await play(url, demo.passwords, demo.data, speed=math.inf)
        assert played.failures == []
        assert played.events == 53
        found = await cards(url, demo.passwords, played)
        ends = {
            name: (card["state"], card["level"], card["headcount"]) for name, card in found.items()
        }
        assert ends == ENDS
        assert found["SC1-1"]["title"] == "冰溪街道约60人聚集反映欠薪"
        assert found["SC4-1"]["redo"] == 1
        assert found["SC4-1"]["acknowledged"]

        once = await play(url, demo.passwords, demo.data, speed=math.inf)
        assert (once.events, once.cases) == (0, played.cases)

        again = await play(url, demo.passwords, demo.data, again=True, speed=math.inf)
        assert again.failures == []
        assert set(again.cases) == set(played.cases)
        assert not set(again.cases.values()) & set(played.cases.values())


async def test_a_performance_cut_short_goes_on_and_does_nothing_twice(
    demo: Demo, played_in: Database
) -> None:
    before = await counted(played_in)
    async with serving_at(demo.found, demo.data) as url:
        heard: list[Cue] = []
        enough = asyncio.Event()

        def hear(cue: Cue) -> None:
            heard.append(cue)
            if len(heard) == 20:
                enough.set()

        first = asyncio.create_task(
            play(url, demo.passwords, demo.data, speed=math.inf, played=hear)
        )
        await asyncio.wait_for(enough.wait(), 60)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    async with serving_at(demo.found, demo.data) as url:
        played = await play(url, demo.passwords, demo.data, speed=math.inf)
        found = await cards(url, demo.passwords, played)
    assert played.failures == []
    assert 0 < played.events < 53
    assert {name: card["state"] for name, card in found.items()} == {
        name: end[0] for name, end in ENDS.items()
    }
    opened = (await counted(played_in)) - before
    assert opened["casework.case_file"] == len(ENDS)


async def test_a_step_that_fails_is_told_in_words_and_the_rest_goes_on(
    demo: Demo,
) -> None:
    async with serving_at(demo.found, demo.data) as url:
        wrong = {**demo.passwords, "leader": "not the password of anybody"}
        played = await play(url, wrong, demo.data, speed=math.inf)
        found = await cards(url, demo.passwords, played)
    assert len(played.failures) == 1
    assert "SC1-WAGE-7 reception (SC1-1)" in played.failures[0]
    assert "wrong-password" in played.failures[0]
    assert found["SC1-1"]["state"] == "closed"
    assert played.events == 53


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"host": "127.0.0.1"}, 200),
        ({"host": "0.0.0.0"}, 401),
        ({"public_origins": ("https://centre.example",)}, 401),
    ],
)
async def test_a_demo_password_opens_nothing_that_others_can_reach(
    demo: Demo,
    settings: dict[str, Any],
    status: int,
) -> None:
    app = create_app(Settings(data=demo.data, demo=True, **settings), demo.found, loops=False)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            given = {"login": "duty", "password": demo.passwords["duty"]}
            answer = await client.post("/api/session", json=given)
    assert answer.status_code == status


def test_the_terminal_shows_who_may_sign_in_and_where_the_pages_are() -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(announcement.accounts_table(), announcement.pages_table("http://localhost:1"))
    shown = console.export_text()
    logins = [player.login for player in cast.players() if player.page]
    assert len(logins) == 14
    assert all(f"{login} " in shown for login in logins)
    assert shown.count(cast.PASSWORD) == 14
    assert "虚构" in shown
    assert "http://localhost:1/wall " in shown


def test_every_voice_of_the_scripts_is_somebody_of_the_cast() -> None:
    assert {voice.login for voice in scenario.voices().values()} - {""} <= {
        player.login for player in cast.players()
    }
