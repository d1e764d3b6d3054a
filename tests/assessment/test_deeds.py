"""Appeals, voiding by two, interviews, the veto list and the export over HTTP (R54-R56)."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from command.base.clock import china_date, now
from tests.assessment.stage import AT, DAY, Stage

WORDS = {"words": "回访记录与办理情况不符(虚构)"}
NOW = now()
THEN = NOW - 20 * DAY  # whatever holidays lie between, five working days are over
YEAR = china_date(THEN).year


async def one(stage: Stage) -> int:
    """An entry of now, open to appeal."""
    await stage.visited(at=THEN)
    await stage.read(NOW)
    (row,) = await stage.rows("select strike_id from assessment.strike")
    return int(row["strike_id"])


async def counted(stage: Stage, number: int, who: str = "lead") -> None:
    """Entries of this year that count by now."""
    for _ in range(number):
        await stage.visited(who, at=THEN)
    await stage.read(THEN + DAY)
    await stage.read(NOW)


async def done(stage: Stage, who: str, path: str, body: Any = WORDS) -> dict[str, Any]:
    answer = await stage.post(who, path, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def listed(stage: Stage, who: str) -> dict[str, Any]:
    answer = await stage.get(who, "/api/strikes", year=YEAR)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_r55_an_appealed_entry_counts_only_when_the_appeal_is_dismissed(
    stage: Stage,
) -> None:
    entry = await one(stage)
    assert (await done(stage, "lead2", f"/api/strikes/{entry}/appeal"))["state"] == "appealed"
    await stage.read(NOW + 60 * DAY)
    (item,) = (await listed(stage, "supervisor"))["items"]
    assert (item["state"], item["appeal"]["words"]) == ("appealed", WORDS["words"])
    assert item["next"] == ["dismiss", "propose-void"]
    assert (await done(stage, "supervisor", f"/api/strikes/{entry}/dismiss"))["state"] == "pending"
    await stage.read(now())
    (item,) = (await listed(stage, "lead"))["items"]
    assert (item["state"], item["appeal"]["upheld"]) == ("counted", False)


async def test_r55_an_appeal_that_is_upheld_voids_the_entry(stage: Stage) -> None:
    entry = await one(stage)
    await done(stage, "lead", f"/api/strikes/{entry}/appeal")
    await done(stage, "supervisor", f"/api/strikes/{entry}/void")
    said = {"decision": "approve", **WORDS}
    assert (await done(stage, "leader", f"/api/strikes/{entry}/decide-void", said))["state"] == (
        "voided"
    )
    (item,) = (await listed(stage, "lead"))["items"]
    assert (item["appeal"]["upheld"], item["voiding"]["approved"]) == (True, True)
    await stage.read(NOW + 60 * DAY)
    assert (await listed(stage, "lead"))["units"][0]["counted"] == 0


@pytest.mark.parametrize(
    ("who", "status"), [("supervisor", 403), ("lead", 403), ("duty", 403), ("leader", 200)]
)
async def test_r55_voiding_by_one_person_is_refused(stage: Stage, who: str, status: int) -> None:
    entry = await one(stage)
    await done(stage, "supervisor", f"/api/strikes/{entry}/void")
    said = {"decision": "approve", **WORDS}
    answer = await stage.post(who, f"/api/strikes/{entry}/decide-void", said)
    assert answer.status_code == status
    (row,) = await stage.rows("select state from assessment.strike")
    assert row["state"] == ("voided" if status == 200 else "pending")


async def test_the_database_takes_no_voiding_of_one_person_or_of_the_unit(stage: Stage) -> None:
    entry = await one(stage)
    cast = stage.cast
    sql = (
        "insert into assessment.voiding (strike_id, why, proposed_by, proposed_at, decided_by,"
        " decided_at, approved) values ($1, '记录有误', $2, now(), $3, now(), true)"
    )
    pairs = [("supervisor", "supervisor"), ("supervisor", "lead2"), ("lead", "supervisor")]
    for first, second in pairs:
        who = cast.actor(first).account_id, cast.actor(second).account_id
        with pytest.raises(asyncpg.CheckViolationError):
            await stage.house_says(sql, entry, *who)


async def test_a_refused_proposal_leaves_the_entry_and_another_may_follow(stage: Stage) -> None:
    entry = await one(stage)
    await done(stage, "supervisor", f"/api/strikes/{entry}/void")
    again = await stage.post("leader", f"/api/strikes/{entry}/void", WORDS)
    assert again.status_code == 409
    said = {"decision": "refuse", **WORDS}
    assert (await done(stage, "second", f"/api/strikes/{entry}/decide-void", said))["state"] == (
        "pending"
    )
    await done(stage, "leader", f"/api/strikes/{entry}/void")


async def test_a_unit_sees_its_own_entries_and_its_officer_alone_their_name(stage: Stage) -> None:
    await counted(stage, 1)
    await counted(stage, 1, "support")
    for who, agencies, officers in (
        ("supervisor", ["rsj", "zjj"], 2),
        ("leader", ["rsj", "zjj"], 2),
        ("lead", ["rsj"], 1),
        ("lead2", ["rsj"], 0),
        ("outsider", [], 0),
        ("duty", [], 0),
    ):
        told = await listed(stage, who)
        assert sorted(item["agency"] for item in told["items"]) == agencies, who
        assert sorted(unit["key"] for unit in told["units"]) == agencies, who
        assert len(told["officers"]) == officers, who
        named = [item["officer"] for item in told["items"] if item["officer"]]
        assert len(named) == officers, who
    strange = await stage.post("outsider", "/api/strikes/1/appeal", WORDS)
    assert strange.status_code == 404


@pytest.mark.requirement("R55")
async def test_r55_an_interview_is_held_recorded_and_signed_by_both(stage: Stage) -> None:
    await counted(stage, 3)
    (talk,) = (await stage.get("supervisor", "/api/interviews", year=YEAR)).json()["items"]
    path = f"/api/interviews/{talk['interview']}"
    assert (talk["agency"], talk["about_officer"], talk["state"]) == ("rsj", True, "owed")
    said = {
        "talker": "领导辛",
        "held_on": china_date(now()).isoformat(),
        "minutes": "三次不满意,分析原因,限期整改(虚构)。",
        "rectify_by": date(YEAR + 2, 12, 31).isoformat(),
    }
    early = await stage.post("supervisor", f"{path}/record", {**said, "held_on": "2020-01-01"})
    assert (early.status_code, early.json()["field"]) == (422, "held_on")
    assert (await stage.post("lead", f"{path}/record", said)).status_code == 403
    assert (await stage.post("lead2", f"{path}/sign", {})).status_code == 409
    assert (await done(stage, "supervisor", f"{path}/record", said))["state"] == "held"
    assert (await done(stage, "lead2", f"{path}/sign", {}))["state"] == "held"
    assert (await done(stage, "lead", f"{path}/sign", {}))["state"] == "signed"
    (talk,) = (await stage.get("lead", "/api/interviews", year=YEAR)).json()["items"]
    assert (talk["minutes"], talk["talker"]) == (said["minutes"], "领导辛")
    assert talk["unit_signed"]
    assert talk["officer_signed"]
    with pytest.raises(asyncpg.CheckViolationError, match="stays as it is"):
        await stage.house_says("update assessment.interview set minutes = '别的话别的话别的话'")


async def test_an_interview_falls_away_with_a_voided_entry(stage: Stage) -> None:
    await counted(stage, 3)
    (row, *_) = await stage.rows("select strike_id from assessment.strike")
    await done(stage, "supervisor", f"/api/strikes/{row['strike_id']}/void")
    said = {"decision": "approve", **WORDS}
    await done(stage, "leader", f"/api/strikes/{row['strike_id']}/decide-void", said)
    await stage.read(now())
    assert [talk[2] for talk in await stage.talks()] == ["withdrawn"]
    await counted(stage, 1)
    assert [talk[2] for talk in await stage.talks()] == ["withdrawn", "owed"]


@pytest.mark.requirement("R56")
async def test_r56_a_unit_with_five_is_on_the_veto_list_with_its_reasons(stage: Stage) -> None:
    await counted(stage, 4)
    assert (await stage.get("supervisor", "/api/vetoes", year=YEAR)).json()["items"] == []
    await counted(stage, 1, "lead2")
    (unit,) = (await stage.get("supervisor", "/api/vetoes", year=YEAR)).json()["items"]
    assert (unit["agency"], unit["counted"], len(set(unit["receipts"]))) == ("rsj", 5, 5)
    assert len((await stage.get("lead", "/api/vetoes", year=YEAR)).json()["items"]) == 1
    assert (await stage.get("outsider", "/api/vetoes", year=YEAR)).json()["items"] == []
    assert (await stage.get("supervisor", "/api/vetoes", year=YEAR - 1)).json()["items"] == []


async def test_r54_the_export_holds_the_ratings_of_the_period_and_no_other(stage: Stage) -> None:
    for at, said in (
        (AT, "satisfied"),
        (AT, "dissatisfied"),
        (AT + 30 * DAY, "fairly"),
        (AT - 30 * DAY, "satisfied"),
    ):
        await stage.visited(at=at, said=said)
    await stage.read(AT)
    span = {"from": "2026-03-01", "to": "2026-03-31"}
    answer = await stage.get("supervisor", "/api/ratings", **span)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    _, line = answer.content.decode("utf-8-sig").strip().split("\r\n")
    assert line.split(",")[0] == "rsj"
    assert line.split(",")[4:] == ["2", "1", "0", "1", "0", "0", "0", "50.0"]
    assert (await stage.get("lead", "/api/ratings", **span)).status_code == 403
    wrong = await stage.get("leader", "/api/ratings", **{"from": "2026-03-31", "to": "2026-03-01"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "to")


async def test_a_deed_sent_twice_is_done_once_and_is_on_record(stage: Stage) -> None:
    entry = await one(stage)
    for _ in range(2):
        answer = await stage.post("lead", f"/api/strikes/{entry}/appeal", WORDS, key="twice-1234")
        assert answer.json() == {"strike": entry, "state": "appealed"}
    rows = await stage.rows(
        "select target from audit.entry where what = 'assessment.changed' order by entry_id"
    )
    assert [row["target"] for row in rows] == [f"strike:{entry}"]
    events = await stage.rows("select from journal.event where type = 'strike.appealed'")
    assert len(events) == 1
