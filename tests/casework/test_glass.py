"""Breaking the glass: with a reason, by two persons, for an hour, never over a conflict."""

from datetime import timedelta

import asyncpg
import pytest

from command.base import clock
from command.casework import glass
from command.identity import conflict
from command.identity.conflict import Because, Party
from tests.casework.stage import Stage
from tests.cast import AT

REASON = "当事人在窗口突发疾病,需联系承办人"


async def broken(stage: Stage, who: str = "other_township", second: str = "leader") -> int:
    """A case that `who` may read now; its id."""
    taken = await stage.report()
    await opened(stage, taken["receipt"], who, second)
    return int(taken["case"])


async def opened(stage: Stage, receipt: str, who: str, second: str) -> int:
    asked = await stage.post(who, "/api/glass", {"receipt": receipt, "reason": REASON})
    assert asked.status_code == 201, asked.text
    made = int(asked.json()["glass"])
    agreed = await stage.post(second, f"/api/glass/{made}/approve", None)
    assert agreed.status_code == 204, agreed.text
    return made


async def test_a_second_person_opens_a_case_out_of_reach_for_an_hour(stage: Stage) -> None:
    taken = await stage.report()
    path = f"/api/cases/{taken['case']}"
    assert (await stage.get("other_township", path)).status_code == 404
    body = {"receipt": taken["receipt"].lower(), "reason": REASON}
    made = (await stage.post("other_township", "/api/glass", body)).json()["glass"]
    assert (await stage.get("other_township", path)).status_code == 404
    await stage.post("leader", f"/api/glass/{made}/approve", None)
    assert (await stage.get("other_township", path)).status_code == 200
    wish = {"field": "phone", "purpose": "emergency"}
    assert (await stage.post("other_township", f"{path}/reveal", wish)).status_code == 200
    (one,) = (await stage.get("other_township", "/api/glass")).json()["items"]
    assert (one["state"], one["case"], one["mine"]) == ("open", taken["case"], True)
    (row,) = await stage.rows("select ends_at - approved_at as lasts from casework.glass")
    assert row["lasts"] == timedelta(minutes=60)


async def test_it_is_for_reading_only(stage: Stage) -> None:
    case = await broken(stage)
    answer = await stage.do("other_township", case, "progress", words="测试")
    assert answer.status_code == 404


async def test_nobody_agrees_with_themselves(stage: Stage) -> None:
    taken = await stage.report()
    body = {"receipt": taken["receipt"], "reason": REASON}
    made = (await stage.post("duty", "/api/glass", body)).json()["glass"]
    own = await stage.post("duty", f"/api/glass/{made}/approve", None)
    assert (own.status_code, own.json()["code"]) == (409, "not-waiting")
    assert (await stage.post("lead", f"/api/glass/{made}/approve", None)).status_code == 403
    assert (await stage.post("leader", f"/api/glass/{made}/approve", None)).status_code == 204
    again = await stage.post("supervisor", f"/api/glass/{made}/approve", None)
    assert again.json()["code"] == "not-waiting"
    async with stage.house.transaction() as conn:
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute("update casework.glass set approved_by = asked_by")


async def test_the_clock_ends_it_and_the_keeper_puts_that_on_record(stage: Stage) -> None:
    case = await broken(stage)
    async with stage.house.transaction() as conn:
        await conn.execute(
            "update casework.glass set approved_at = now() - interval '61 minutes',"
            " ends_at = now() - interval '1 minute'"
        )
    assert (await stage.get("other_township", f"/api/cases/{case}")).status_code == 404
    assert await glass.close_ended(stage.keeper, clock.now()) == 1
    assert await glass.close_ended(stage.keeper, clock.now()) == 0
    rows = await stage.rows(
        "select what, case_id, by_id, detail from audit.entry where what like 'glass%' order by 1"
    )
    assert [(r["what"], r["case_id"]) for r in rows] == [
        *(("glass.broken", case), ("glass.broken", case), ("glass.closed", case))
    ]
    assert rows[-1]["by_id"] is None


async def test_whoever_asked_gives_it_back(stage: Stage) -> None:
    taken = await stage.report()
    made = await opened(stage, taken["receipt"], "other_township", "leader")
    assert (await stage.post("duty", f"/api/glass/{made}/end", None)).status_code == 404
    assert (await stage.post("other_township", f"/api/glass/{made}/end", None)).status_code == 204
    answer = await stage.get("other_township", f"/api/cases/{taken['case']}")
    assert answer.status_code == 404


@pytest.mark.parametrize("conflicted", ["other_township", "leader"])
async def test_never_over_a_conflict_of_either(stage: Stage, conflicted: str) -> None:
    """The one who asks finds nothing; the one who agrees opens nothing; neither is told."""
    taken = await stage.report()
    party = Party(stage.cast.actor(conflicted).account_id)
    async with stage.db.transaction() as conn:
        await conflict.declare(conn, taken["case"], party, Because.RELATION, AT, None)
    await opened(stage, taken["receipt"], "other_township", "leader")
    answer = await stage.get("other_township", f"/api/cases/{taken['case']}")
    assert answer.status_code == 404
    (one,) = (await stage.get("other_township", "/api/glass")).json()["items"]
    assert (one["state"], one["case"]) == ("open", None)


async def test_a_receipt_that_nobody_was_given_reads_alike(stage: Stage) -> None:
    await opened(stage, "YS20261124-00000000", "other_township", "leader")
    (one,) = (await stage.get("other_township", "/api/glass")).json()["items"]
    assert (one["state"], one["case"]) == ("open", None)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with stage.db.transaction(stage.cast.actor("other_township")) as conn:
            await conn.fetch("select case_id from casework.glass")


async def test_bureaus_see_their_own_requests_only(stage: Stage) -> None:
    await broken(stage)
    assert (await stage.get("lead", "/api/glass")).json()["items"] == []
    assert len((await stage.get("supervisor", "/api/glass")).json()["items"]) == 1


async def test_the_slip_of_a_report_that_joined_opens_the_case_too(stage: Stage) -> None:
    first = await stage.report()
    later = await stage.report(match={"case": first["case"], "as": "joined"})
    assert later["receipt"] != first["receipt"]
    await opened(stage, later["receipt"], "other_township", "leader")
    answer = await stage.get("other_township", f"/api/cases/{first['case']}")
    assert answer.status_code == 200
