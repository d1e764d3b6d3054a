"""A reception from booking to outcome: three sites, a guest, promises on the case's timeline."""

import json
from collections.abc import AsyncIterator

import pytest

from command.base.db import Database
from tests.cast import COUNTY, TOWNSHIP, VILLAGE
from tests.video import stage as staging
from tests.video.stage import Stage, outcome


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staging.opened(database) as opened:
        yield opened


async def test_from_booking_to_the_outcome_on_the_cases_timeline(stage: Stage) -> None:
    case = await stage.case()
    record = await stage.book(case=case, petitioner="来访群众")
    reception = record["reception"]
    assert (record["state"], record["host"]) == ("booked", True)
    assert [(site["level"], site["place"]) for site in record["sites"]] == [
        ("county", COUNTY),
        ("township", TOWNSHIP),
        ("village", VILLAGE),
    ]
    cookie = await stage.guest(reception)
    county = await stage.enter("duty", reception, "county")
    township = await stage.enter("township", reception, "township")
    guest = await stage.enter_guest(reception, cookie)
    assert (await stage.record(reception))["state"] == "waiting"
    room = await guest.room(lambda room: bool(room["waiting"]))
    assert [(line["seat"], line["place"]) for line in room["waiting"]] == [("v1", 1)]
    for page in (county, township, guest):
        await page.say("consent", given=True)
    await county.room(lambda room: all(site["consent"] for site in room["sites"]))
    begun = await stage.done("duty", reception, "begin")
    assert (begun["state"], begun["reason"]) == ("in_session", "")
    routes = stage.engine.routes[str(reception)]
    assert routes == {
        "c1": frozenset({"t1", "v1"}),
        "t1": frozenset({"c1", "v1"}),
        "v1": frozenset({"c1", "t1"}),
    }
    ended = await stage.done(None, reception, "end", cookie=cookie)
    assert ended["state"] == "closing"
    assert set(stage.engine.routes[str(reception)].values()) == {frozenset()}
    closed = await stage.done("duty", reception, "close", outcome=outcome(stage))
    assert closed["state"] == "closed"
    (promise,) = closed["outcome"]["commitments"]
    assert (promise["task"], promise["agency"], promise["state"]) == (2, "人社局", "open")
    assert await county.closing() == 4410
    await _the_case_tells_it(stage, case)
    await _the_journal_tells_it(stage, reception)


async def _the_case_tells_it(stage: Stage, case: int) -> None:
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    told = [(entry["type"], entry["words"]) for entry in file["entries"]]
    assert told[-6:] == [
        ("reception.booked", ""),
        ("reception.waiting", ""),
        ("reception.begun", ""),
        ("reception.ended", ""),
        ("task.given", "核实并补发工资"),
        ("reception.closed", "三方当场约定"),
    ]
    facts = {entry["type"]: entry["facts"] for entry in file["entries"]}
    assert facts["reception.begun"]["sites"] == ["county", "township", "village"]
    assert facts["reception.ended"]["side"] == "petitioner"
    assert facts["reception.closed"]["commitments"] == 1
    tasks = [(task["task"], task["agency"], task["state"]) for task in file["tasks"]]
    assert sorted(tasks) == [(1, "zjj", "open"), (2, "rsj", "open")]
    card = await stage.cases.done("lead", case, "answer", task=2, words="已补发")
    assert card["due_name"] == "resolve_by"


async def _the_journal_tells_it(stage: Stage, reception: int) -> None:
    entries = await stage.journal()
    types = [entry.type for entry in entries if entry.type.startswith("reception.")]
    steps = [name for name in types if name != "reception.changed"]
    assert steps == [
        *("reception.booked", "reception.waiting", "reception.begun"),
        *("reception.ended", "reception.closed"),
    ]
    together = [entry.type for entry in entries][-3:]
    assert together[:2] == ["task.given", "reception.closed"]
    begun = next(entry for entry in entries if entry.type == "reception.begun")
    assert list(begun.audience) == [COUNTY, TOWNSHIP, VILLAGE, "agency:rsj", "agency:zjj"]
    held = json.loads(begun.data)["reception"]
    assert (held["id"], held["waiting"]) == (reception, 1)
    assert [site["present"] for site in held["sites"]] == [True, True, True]
    frames = " ".join(entry.data for entry in entries)
    assert not any(secret in frames for secret in ("值班甲", "来访群众", "约定", "补发"))


async def test_of_a_close_that_fails_nothing_is_kept(stage: Stage) -> None:
    case = await stage.case()
    reception = (await stage.book(case=case))["reception"]
    await stage.all_three(reception)
    await stage.done("duty", reception, "begin")
    await stage.done("duty", reception, "end")
    before = await stage.journal()
    given = (await stage.get("lead", f"/api/cases/{case}")).json()["tasks"]
    wish = outcome(stage)
    wish["commitments"].append({**wish["commitments"][0], "officer": 999})
    refused = await stage.do("duty", reception, "close", outcome=wish)
    assert (refused.status_code, refused.json()["field"]) == (
        422,
        "outcome.commitments[1].officer",
    )
    assert [entry.seq for entry in await stage.journal()] == [entry.seq for entry in before]
    assert (await stage.get("lead", f"/api/cases/{case}")).json()["tasks"] == given
    assert (await stage.record(reception))["state"] == "closing"


async def test_a_stranger_finds_nothing_and_their_screen_never_hears_of_it(stage: Stage) -> None:
    case = await stage.case()
    reception = (await stage.book(case=case))["reception"]
    for who in ("outsider", "other_township", "no_part"):
        assert (await stage.get(who, f"/api/receptions/{reception}")).status_code == 404
        assert (await stage.get(who, "/api/receptions")).json() == {"items": []}
        seat = await stage.post(who, f"/api/receptions/{reception}/seats", {"site": "county"})
        assert seat.status_code == 404
        deed = await stage.do(who, reception, "begin", reason="试一试")
        assert deed.status_code == 404
        page = await stage.dial(reception, stage.cast.person(who).cookie)
        assert await page.closing() == 4404
    scopes = {scope for entry in await stage.journal() for scope in entry.audience}
    assert not scopes & {"agency:lyj", "agency:slj", "361123101"}
