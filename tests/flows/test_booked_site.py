"""A township and a village receive a case that is none of theirs: they sit, hear and read what came
of it, and the file stays closed."""

from collections.abc import AsyncIterator

import pytest

from command.base.db import Database
from command.identity import conflict
from command.identity.conflict import Because
from command.identity.conflict import Party as Concerned
from tests.cast import AT, COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE
from tests.video import stage as staging
from tests.video.stage import Json, Stage, outcome

HERE = {"county": COUNTY, "township": TOWNSHIP, "village": VILLAGE}
FILE = ("case_file", "part", "deadline", "report", "entry", "task", "photo")


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staging.opened(database) as opened:
        yield opened


async def elsewhere(stage: Stage, **changes: str) -> int:
    """A case of a village of another township."""
    asked = "select place from places.place where place like $1 and length(place) = 12 limit 1"
    (row,) = await stage.cases.rows(asked, f"{OTHER_TOWNSHIP}%")
    return await stage.case(place=row["place"], **changes)


async def held_here(stage: Stage, case: int, **people: list[int]) -> Json:
    """Booked at our county, our township and our village."""
    sites = [
        {"level": level, "place": place, "people": people.get(level, [])}
        for level, place in HERE.items()
    ]
    return await stage.book(case=case, sites=sites)


async def seen(stage: Stage, who: str, case: int) -> dict[str, int]:
    """Rows of the file that a statement of theirs finds, whatever the program asks."""
    async with stage.db.transaction(stage.cast.actor(who)) as conn:
        found = {
            table: await conn.fetchval(
                f"select count(*) from casework.{table} where case_id = $1", case
            )
            for table in FILE
        }
        asked = "select count(*) from identity.person where case_id = $1"
        return found | {"person": await conn.fetchval(asked, case)}


async def test_a_booked_township_and_village_sit_and_gain_nothing_of_the_file(
    stage: Stage,
) -> None:
    case = await elsewhere(stage)
    record = await held_here(stage, case, township=[stage.cast.township.account_id])
    reception = record["reception"]
    for who, level in (("township", "township"), ("village", "village")):
        listed = (await stage.get(who, "/api/receptions")).json()["items"]
        assert [one["reception"] for one in listed] == [reception]
        (own,) = (site for site in listed[0]["sites"] if site["mine"])
        assert (own["level"], listed[0]["host"]) == (level, False)
        assert (await stage.get(who, f"/api/cases/{case}")).status_code == 404
        assert set((await seen(stage, who, case)).values()) == {0}

    village = await stage.enter("village", reception, "village")
    assert (await stage.record(reception))["state"] == "waiting", "who comes first opens the gate"
    township = await stage.enter("township", reception, "township")
    county = await stage.enter("duty", reception, "county")
    for page in (village, township, county):
        await page.say("consent", given=True)
    await county.room(lambda room: all(site["consent"] for site in room["sites"]))
    await stage.done("duty", reception, "begin")
    routes = stage.engine.routes[str(reception)]
    assert routes["t1"] == frozenset({"c1", "v1"})

    for deed in ("interrupt", "end"):
        assert (await stage.do("township", reception, deed)).status_code == 403
    ended = await stage.done("village", reception, "end")
    assert ended["state"] == "closing"
    await stage.done("duty", reception, "close", outcome=outcome(stage))
    for who in ("township", "village"):
        told = await stage.record(reception, who)
        (promise,) = told["outcome"]["commitments"]
        assert (promise["words"], promise["officer"]) == ("核实并补发工资", "人**")
        assert told["title"] == record["title"]
        assert set((await seen(stage, who, case)).values()) == {0}
        assert (await stage.get(who, f"/api/cases/{case}")).status_code == 404


async def test_a_site_gives_out_its_own_links_and_no_other(stage: Stage) -> None:
    reception = (await held_here(stage, await elsewhere(stage)))["reception"]
    guest = await stage.guest(reception, who="village")
    await stage.enter_guest(reception, guest)
    path = f"/api/receptions/{reception}/guests"
    refused = await stage.post("village", path, {"site": "county"})
    assert refused.status_code == 403


async def test_whoever_works_at_a_site_may_be_asked_and_nobody_else(stage: Stage) -> None:
    case = await elsewhere(stage)
    reception = (await held_here(stage, case))["reception"]
    village, outsider = stage.cast.village.account_id, stage.cast.outsider.account_id
    asked = await stage.done("duty", reception, "ask", account=village, site="township")
    assert asked["sites"][1]["people"] == ["社**"]
    mine = {
        site["level"]: site["mine"] for site in (await stage.record(reception, "village"))["sites"]
    }
    assert mine == {"county": False, "township": True, "village": False}
    refused = await stage.do("duty", reception, "ask", account=outsider, site="county")
    assert (refused.status_code, refused.json()["field"]) == (422, "account")


async def test_the_chair_goes_to_nobody_without_the_case(stage: Stage) -> None:
    reception = (await held_here(stage, await elsewhere(stage)))["reception"]
    township = stage.cast.township.account_id
    refused = await stage.do("duty", reception, "hand-over", account=township)
    assert (refused.status_code, refused.json()["field"]) == (422, "account")


async def test_a_host_whose_case_went_elsewhere_keeps_the_seat_and_not_the_chair(
    stage: Stage,
) -> None:
    case = await stage.case()
    reception = (await stage.book("township", case))["reception"]
    place = await stage.cases.rows(
        "select place from places.place where place like $1 and length(place) = 12 limit 1",
        f"{OTHER_TOWNSHIP}%",
    )
    await stage.cases.done("duty", case, "facts", place=place[0]["place"])
    told = await stage.record(reception, "township")
    assert not told["host"]
    ask = {"account": stage.cast.lead.account_id, "site": "county"}
    for deed, more in (("ask", ask), ("no-show", {"side": "official", "reason": "没有来"})):
        assert (await stage.do("township", reception, deed, **more)).status_code == 403
    await stage.token("township", reception, "township")


async def test_a_conflict_closes_the_seat_too(stage: Stage) -> None:
    case = await elsewhere(stage)
    reception = (await held_here(stage, case))["reception"]
    account = stage.cast.township.account_id
    await stage.record(reception, "township")
    async with stage.cases.house.transaction() as conn:
        await conflict.declare(conn, case, Concerned(account), Because.RELATION, AT, None)
    for path in (f"/api/receptions/{reception}", f"/api/receptions/{reception}/seats"):
        assert (await stage.get("township", path)).status_code == 404
    assert (await stage.get("township", "/api/receptions")).json() == {"items": []}
    seat = await stage.post("township", f"/api/receptions/{reception}/seats", {"site": "township"})
    assert seat.status_code == 404
    page = await stage.dial(reception, stage.cast.person("township").cookie)
    assert await page.closing() == 4404
    async with stage.db.transaction(stage.cast.actor("township")) as conn:
        assert await conn.fetchval("select count(*) from video.reception") == 0


async def test_the_screens_of_a_site_elsewhere_hear_of_it(stage: Stage) -> None:
    case = await elsewhere(stage)
    await held_here(stage, case)
    (booked,) = (entry for entry in await stage.journal() if entry.type == "reception.booked")
    assert {COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE} <= set(booked.audience)
    others = {
        scope
        for entry in await stage.journal()
        if entry.case == case
        for scope in entry.audience
        if not entry.type.startswith("reception.")
    }
    assert not others & {TOWNSHIP, VILLAGE}, "the case itself is told where it was told before"


async def test_of_a_matter_told_by_its_township_no_frame_names_the_village(stage: Stage) -> None:
    taken = await stage.cases.report(kind="incident", type="family_violence")
    case = int(taken["case"])
    await stage.book(case=case)
    (booked,) = (entry for entry in await stage.journal() if entry.type == "reception.booked")
    assert VILLAGE not in booked.audience
    assert VILLAGE not in booked.data
    (row,) = await stage.cases.rows("select sites::text as sites from video.open_reception")
    assert VILLAGE not in row["sites"]
