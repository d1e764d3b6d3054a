"""Server and database killed in the middle of the work: nothing acknowledged is lost or doubled.

Two hundred reports under keys of their own, repeated until acknowledged, before three walls.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from command.base.db import Connection
from tests.cast import COUNTY, OTHER_TOWNSHIP, TOWNSHIP
from tests.faults import centre as centres
from tests.faults.centre import Centre
from tests.faults.screen import Screen, watching
from tests.live.replay import Told, replay, state_hash
from tests.running import postgres_processes

pytestmark = [pytest.mark.faults, pytest.mark.slow]

REPORTS, KILLS, DATABASE_KILLS, CLERKS = 200, 10, 3, 4
STRIDE = REPORTS // (KILLS + DATABASE_KILLS + 1)  # acknowledgements between two blows
VILLAGES = (f"{TOWNSHIP}001", f"{OTHER_TOWNSHIP}001", "361123003001")
Taken = dict[str, Any]


def a_report(number: int) -> Taken:
    return {
        "kind": "petition" if number % 5 else "incident",
        "type": "wage_arrears",
        "words": f"第{number}件,虚构。",
        "headcount": number,
        "place": VILLAGES[number % len(VILLAGES)],
        "channel": "window",
        "reporter": {"name": "甄虚构", "phone": "13800000000"},
    }


async def report_all(centre: Centre, cookie: str, told: asyncio.Queue[int]) -> dict[int, Taken]:
    """Every report until it is acknowledged, by several clerks at once; answers by number."""
    waiting = list(range(REPORTS))
    taken: dict[int, Taken] = {}

    async def clerk() -> None:
        while waiting:
            number = waiting.pop(0)
            key = f"report-{number}"
            answer = await centre.post("/api/reports", a_report(number), cookie, key)
            assert answer.status_code == 201, answer.text
            taken[number] = answer.json()
            told.put_nowait(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(CLERKS):
            group.create_task(clerk())
    return taken


async def strike(centre: Centre, told: asyncio.Queue[int]) -> None:
    """Kill the server again and again while reports come in, and its database now and then."""
    for blow in range(KILLS + DATABASE_KILLS):
        for _ in range(STRIDE):
            await told.get()
        if blow % (KILLS // DATABASE_KILLS + 1) == 1:
            centre.kill_database()
        else:
            await centre.kill()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


async def test_two_hundred_reports_over_ten_kills_are_all_there_once(data: Path) -> None:
    async with asyncio.timeout(300), centres.opened(data) as centre:
        duty = await centre.hire("duty", "duty_officer", f"c{COUNTY}")
        cookies = [
            await centre.hang_wall(place, duty) for place in (COUNTY, TOWNSHIP, OTHER_TOWNSHIP)
        ]
        walls = [Screen(centre, cookie) for cookie in cookies]
        told: asyncio.Queue[int] = asyncio.Queue()
        async with watching(*walls):
            before = centre.postmaster().pid
            async with asyncio.TaskGroup() as group:
                group.create_task(strike(centre, told))
                reporting = group.create_task(report_all(centre, duty, told))
            assert centre.postmaster().pid != before, "the database was killed and is back"
            taken = reporting.result()
            async with centre.looking_inside() as conn:
                last = await everything_is_there_once(conn, taken)
                for wall in walls:
                    await wall.reach(last)
                    await wall_missed_nothing(conn, wall)
            for wall in walls:
                await wall_shows_the_truth(wall)
        assert [sorted(wall.told.cards) for wall in walls] == cases_by_wall(taken)
        told_of(centre, walls)
        assert await centre.stop() == 0
    assert postgres_processes(data) == []


async def everything_is_there_once(conn: Connection, taken: dict[int, Taken]) -> int:
    """Each acknowledged report is one case, and there is no other; the journal's last number."""
    rows = await conn.fetch("select case_id, receipt_number, headcount from casework.case_file")
    kept = {(row["case_id"], row["receipt_number"], row["headcount"]) for row in rows}
    assert kept == {(t["case"], t["receipt"], number) for number, t in taken.items()}
    assert len(rows) == len({row["receipt_number"] for row in rows}) == REPORTS
    people = await conn.fetchval("select count(distinct case_id) from identity.person")
    assert people == REPORTS
    seqs = [row["seq"] for row in await conn.fetch("select seq from journal.event order by seq")]
    assert seqs == list(range(1, len(seqs) + 1)), "the journal has no hole"
    opened = await conn.fetch("select case_id from journal.event where type = 'case.opened'")
    assert sorted(row["case_id"] for row in opened) == sorted(t["case"] for t in taken.values())
    return len(seqs)


async def wall_missed_nothing(conn: Connection, wall: Screen) -> None:
    """Every event of its scope after its only snapshot, once, each chained to the one before."""
    first = next(frame["seq"] for frame in wall.frames if frame["type"] == "snapshot")
    rows = await conn.fetch(
        "select seq from journal.event where audience @> array[$1::text] and seq > $2 order by seq",
        wall.told.scope,
        first,
    )
    assert wall.events == [row["seq"] for row in rows]
    assert set(wall.verdicts) == {"take"}
    assert wall.count("snapshot") == 1, "it resumed each time"


async def wall_shows_the_truth(wall: Screen) -> None:
    """What it holds is what a screen would be told that comes now."""
    newcomer = Screen(wall.centre, wall.cookie)
    async with watching(newcomer):
        assert newcomer.told.scope == wall.told.scope
        held, truth = at_one_instant(wall.told, newcomer.told)
    assert held.shown() == truth.shown()
    assert state_hash(held) == state_hash(truth)


def at_one_instant(*told: Told) -> list[Told]:
    now = max(one.now for one in told if one.now is not None).isoformat()
    return [replay([{"type": "heartbeat", "seq": one.seq, "now": now}], one) for one in told]


def cases_by_wall(taken: dict[int, Taken]) -> list[list[int]]:
    return [
        sorted(t["case"] for t in taken.values() if t["card"]["place"].startswith(place))
        for place in (COUNTY, TOWNSHIP, OTHER_TOWNSHIP)
    ]


def told_of(centre: Centre, walls: list[Screen]) -> None:
    dials = "/".join(str(wall.count("hello")) for wall in walls)
    print(f"\n{REPORTS} reports, {KILLS} kills, {centre.cuts} requests cut, walls dialled {dials}")
    assert centre.cuts > 0, "no blow fell in the middle of a request"
    assert all(wall.count("hello") > KILLS for wall in walls)
