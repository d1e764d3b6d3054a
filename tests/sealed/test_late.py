"""A complaint that nobody accepts or answers in time does not lie at the one desk that sees it."""

import asyncio
from datetime import timedelta

import pytest

from command.base import clock
from command.sealed import keeper
from command.sealed.keeper import unit_above
from command.sealed.matter import ACCEPT_WITHIN, ANSWER_WITHIN
from tests.sealed.stage import HAMLET, TOWN, WAIT_SECONDS, Stage
from tests.sealed.test_handling import CENTRES

MINUTE = timedelta(minutes=1)
CLOSED = ("village", "lead", "outsider", "wall", "auditor")


@pytest.mark.parametrize(
    ("place", "above"),
    [("361123002001", "c361123002"), ("361123002", "c361123"), ("361123", None)],
)
def test_the_next_staffed_centre_stands_above(place: str, above: str | None) -> None:
    assert unit_above(place, CENTRES) == above


def test_a_centre_without_anybody_is_passed_over() -> None:
    staffed = [one for one in CENTRES if one.agency_id != "c361123002"]
    assert unit_above("361123002001", staffed) == "c361123"


async def late(stage: Stage, after: timedelta) -> int:
    return await keeper.tick(stage.app.state.keeping, clock.now() + after)


async def test_what_nobody_accepts_is_opened_to_the_unit_above_once(stage: Stage) -> None:
    matter = await stage.file(HAMLET)
    house = await stage.rows("select seq from journal.counter")
    assert await late(stage, ACCEPT_WITHIN - MINUTE) == 0
    assert await stage.listed("leader") == []
    assert await late(stage, ACCEPT_WITHIN) == 1
    assert await late(stage, ACCEPT_WITHIN + MINUTE) == 0
    for who in ("leader", "township"):
        assert await stage.listed(who) == [matter], who
    for who in CLOSED:
        assert set((await stage.seen(who)).values()) == {0}, who
    file = (await stage.get("leader", f"/api/sealed/matters/{matter}")).json()
    assert [(one["deed"], one["by"]) for one in file["entries"]] == [("raise", "")]
    assert file["item"]["raised_to"] == "县中心"
    assert await stage.rows("select seq from journal.counter") == house
    await stage.done("leader", matter, "accept")


async def test_what_nobody_answers_by_the_due_day_is_opened_too(stage: Stage) -> None:
    matter = await stage.file(HAMLET)
    await stage.done("township", matter, "accept")
    assert await late(stage, ACCEPT_WITHIN) == 0
    assert await late(stage, ANSWER_WITHIN + MINUTE) == 1
    assert await stage.listed("leader") == [matter]


async def test_at_the_county_it_is_told_to_the_county_itself(stage: Stage) -> None:
    matter = await stage.file(TOWN)
    assert await late(stage, ACCEPT_WITHIN) == 1
    (item,) = (await stage.get("leader", "/api/sealed/matters")).json()["matters"]
    assert item["matter"] == matter
    assert item["raised"] is not None
    assert item["raised_to"] is None
    assert await stage.listed("township") == []


async def test_with_another_unit_its_time_begins_anew_and_the_old_one_above_is_forgotten(
    stage: Stage,
) -> None:
    matter = await stage.file(HAMLET)
    await late(stage, ACCEPT_WITHIN)
    await stage.done("township", matter, "accuse", accused=[{"agency": TOWN}])
    (row,) = await stage.rows("select handling, raised_to, handed_at from sealed.matter")
    assert (row["handling"], row["raised_to"]) == ("c361123", None)
    assert await stage.listed("township") == []
    assert await keeper.tick(stage.app.state.keeping, row["handed_at"] + ACCEPT_WITHIN) == 1
    assert await stage.listed("township") == []


async def test_somebody_related_above_does_not_see_what_is_late(stage: Stage) -> None:
    matter = await stage.file(HAMLET)
    await stage.post("duty", "/api/sealed/relations", {"agency": HAMLET})
    await late(stage, ACCEPT_WITHIN)
    assert await stage.listed("duty") == []
    assert await stage.listed("leader") == [matter]


async def test_nothing_is_held_while_the_next_matter_waits_for_an_officer(stage: Stage) -> None:
    """Whoever has a matter in hand ends their deed, though the clock wants that matter too."""
    for _ in range(2):
        await stage.file(HAMLET)
    (_, second) = await stage.rows("select matter from sealed.matter order by opened_at")
    async with stage.house.transaction() as officer:
        await officer.execute(
            "select from sealed.matter where matter = $1 for update", second["matter"]
        )
        raising = asyncio.create_task(late(stage, ACCEPT_WITHIN + MINUTE))
        own = await officer.fetchval("select pg_backend_pid()")
        async with asyncio.timeout(WAIT_SECONDS):
            while not await stage.rows(
                "select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", own
            ):
                pass
        async with asyncio.timeout(WAIT_SECONDS):
            await officer.execute("update sealed.counter set seq = seq")
    assert await raising == 2
