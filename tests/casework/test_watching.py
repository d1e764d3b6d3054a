"""The rules at work on a database: who changes what, the reader that looks, refusing, settings."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.base import clock
from command.base.clock import china_date
from command.casework import giving, keeper, rule, rule_store, watching
from command.casework.case import Case
from command.casework.deadline import Deadline
from tests.casework.stage import Stage

GATE = "县政府南门"


async def _look(stage: Stage) -> None:
    await watching.tick(stage.keeper, clock.now())


async def _gathered(stage: Stage, **changes: Any) -> int:
    report = {"kind": "incident", "type": "gathering", "spot": GATE, "headcount": 20}
    case = int((await stage.report(**{**report, **changes}))["case"])
    await _look(stage)
    return case


async def _file(stage: Stage, case: int, who: str = "duty") -> dict[str, Any]:
    found: dict[str, Any] = (await stage.get(who, f"/api/cases/{case}")).json()
    return found


async def test_the_shipped_settings_are_those_of_the_migration(stage: Stage) -> None:
    async with stage.db.reading() as conn:
        kept = await rule_store.in_force(conn, clock.now())
    for line in rule.shipped():
        held = kept[line.code]
        assert (held.is_on, held.limits, held.recipients) == (
            line.is_on,
            line.limits,
            line.recipients,
        )


async def test_a_crowd_at_the_gate_rises_by_a_rule_and_a_person_refuses_it(stage: Stage) -> None:
    case = await _gathered(stage)
    await stage.done("duty", case, "facts", headcount=60)
    await _look(stage)
    file = await _file(stage, case)
    assert (file["card"]["level"], file["card"]["why"]) == (3, "聚集人数达到50人台阶")
    assert file["card"]["why_en"] == "The number of people reached 50"
    rise = next(one for one in file["findings"] if one["level"])
    assert (rise["rule"], rise["from"], rise["level"]) == ("E06", 4, 3)
    assert rise["to"] == ["duty", "leader", "police"]
    told = [entry["type"] for entry in file["entries"][-4:]]
    assert told[-1] == "rule.found"
    assert "case.escalated" in told
    why = "现场核实为正常排队,人数有误"
    await stage.done("duty", case, "refuse-rise", finding=rise["finding"], why=why)
    await _look(stage)
    file = await _file(stage, case)
    assert (file["card"]["level"], file["card"]["escalated"]) == (4, None)
    rise = next(one for one in file["findings"] if one["level"])
    assert (rise["refused_why"], rise["refused_by"]) == (why, stage.cast.actor("duty").name)
    again = await stage.do("duty", case, "refuse-rise", finding=rise["finding"], why=why)
    assert (again.status_code, again.json()["field"]) == (422, "finding")


async def test_looking_again_tells_nothing_twice(stage: Stage) -> None:
    case = await _gathered(stage, headcount=60)
    first = await stage.rows("select code, subject from casework.finding where case_id = $1", case)
    await stage.done("duty", case, "progress", words="已到现场")
    await _look(stage)
    await _look(stage)
    second = await stage.rows("select code, subject from casework.finding where case_id = $1", case)
    assert len(first) == len(second) == 2
    told = await stage.rows(
        "select data->>'rule' as code from journal.event"
        " where case_id = $1 and type = 'rule.found' order by seq",
        case,
    )
    assert [row["code"] for row in told] == sorted(row["code"] for row in first)


async def test_a_case_that_cannot_be_looked_at_is_left_and_the_next_one_is_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    report: dict[str, Any] = {"kind": "incident", "type": "gathering", "headcount": 60}
    bad, good = [int((await stage.report(**report))["case"]) for _ in range(2)]
    shipped = giving.clocks

    def clocks(case: Case, *rest: Any) -> Iterator[Deadline]:
        if case.case_id == bad:
            raise ValueError("a fault in one case")
        return shipped(case, *rest)

    monkeypatch.setattr(giving, "clocks", clocks)
    await _look(stage)
    rows = await stage.rows("select distinct case_id from casework.finding")
    assert [row["case_id"] for row in rows] == [good], "nothing of the other one is kept by half"
    told = await stage.rows("select distinct case_id from journal.event where type = 'rule.found'")
    assert [row["case_id"] for row in told] == [good]
    (at,) = await stage.rows("select seq, (select max(seq) from journal.event) from casework.watch")
    assert at["seq"] < at["max"], "what was found is read next"
    await _look(stage)
    (at,) = await stage.rows(
        "select seq = (select max(seq) from journal.event) from casework.watch"
    )
    assert at[0]


async def test_what_is_noticed_in_words_stays_out_of_frames(stage: Stage) -> None:
    case = await _gathered(stage, words="有人带着汽油聚集(虚构)", spot="村口")
    file = await _file(stage, case)
    assert file["circumstances"]["marks"] == ["fuel"]
    assert file["card"]["level"] == 3
    found = next(one for one in file["findings"] if one["rule"] == "E19")
    assert found["detail"] == "有汽油、燃气等易燃物"
    rows = await stage.rows("select data::text as data from journal.event where case_id = $1", case)
    assert all("汽油" not in row["data"] and "fuel" not in row["data"] for row in rows)


async def test_a_person_strikes_what_was_noticed_and_tells_numbers(stage: Stage) -> None:
    case = await _gathered(stage, words="听说有人持刀(虚构)", spot="村口")
    facts = {"marks": ["injured"], "dead": 1, "serious": 10, "yuan": 600_000}
    await stage.done("duty", case, "facts", **facts)
    await _look(stage)
    file = await _file(stage, case)
    assert file["circumstances"] == facts
    entry = next(e for e in file["entries"] if e["type"] == "case.facts_updated")
    assert entry["facts"]["marks"] == [["weapon"], ["injured"]]
    assert {"E08", "E20"} <= {one["rule"] for one in file["findings"]}


async def test_the_keepers_steps_are_looked_at_and_only_the_gravest_is_told(stage: Stage) -> None:
    case = int((await stage.report(type="noise", headcount=1))["case"])
    later = clock.now() + timedelta(days=40)
    await keeper.tick(stage.keeper, later)
    await watching.tick(stage.keeper, later)
    rows = await stage.rows(
        "select code, subject from casework.finding where case_id = $1 order by subject", case
    )
    told = [(row["code"], row["subject"]) for row in rows]
    assert told == [("E04", "accept_by-0/0"), ("E04", "resolve_by-0/0")]


async def test_neighbours_are_those_whose_place_is_known(stage: Stage) -> None:
    here = {"lon": 118.25, "lat": 28.68, "datum": "WGS84", "channel": "grid"}
    cases = [await _gathered(stage, headcount=3, spot="村口", **here) for _ in range(3)]
    await _gathered(stage, headcount=3, spot="村口")
    rows = await stage.rows("select case_id from casework.finding where code = 'E09'")
    assert [row["case_id"] for row in rows] == [cases[-1]]


async def test_fast_growth_is_seen_in_the_journal(stage: Stage) -> None:
    case = await _gathered(stage, headcount=10, spot="村口")
    await stage.done("duty", case, "facts", headcount=16)
    await _look(stage)
    rows = await stage.rows("select words from casework.finding where code = 'E07'")
    assert [row["words"] for row in rows] == ["10分钟内由10人增至16人"]


async def test_a_case_that_rose_again_is_no_dissatisfied_visit(stage: Stage) -> None:
    case = int((await stage.report())["case"])
    said = {"method": "phone", "words": "已私下和解,不再反映"}
    for who, deed, body in (
        ("dispatcher", "accept", {}),
        ("visitor", "withdraw", said),
        ("clerk", "reopen", {"words": "对方反悔"}),
        ("lead", "sign-for", {}),
    ):
        await stage.done(who, case, deed, **body)
    await _look(stage)
    found = "select subject, words from casework.finding where code = 'E15'"
    assert not await stage.rows(found)
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    await stage.done("visitor", case, "visit", satisfaction="dissatisfied", words="没有收到")
    await _look(stage)
    assert [tuple(row) for row in await stage.rows(found)] == [("1", "第1次回访不满意,重办")]


async def test_a_closed_case_and_a_case_out_of_reach_tell_nothing(stage: Stage) -> None:
    case = await _gathered(stage, headcount=60)
    page = (await stage.get("duty", "/api/findings", code="E06")).json()
    assert [(one["case"], one["finding"]["rule"]) for one in page["items"]] == [(case, "E06")]
    for who in ("outsider", "other_township"):
        assert (await stage.get(who, "/api/findings")).json() == {"items": [], "next": None}


async def test_only_a_rise_can_be_refused_and_with_a_reason_fit_for_all(stage: Stage) -> None:
    case = await _gathered(stage, headcount=60)
    file = await _file(stage, case)
    rise = next(one["finding"] for one in file["findings"] if one["level"])
    other = next(one["finding"] for one in file["findings"] if not one["level"])
    refused = await stage.do("duty", case, "refuse-rise", finding=other, why="不需要")
    assert refused.json()["field"] == "finding"
    refused = await stage.do("duty", case, "refuse-rise", finding=rise, why="已电话13800000000")
    assert refused.json()["field"] == "why"
    assert (
        await stage.do("clerk", case, "refuse-rise", finding=rise, why="不需要")
    ).status_code == 403


async def test_the_button_is_there_only_when_there_is_a_rise(stage: Stage) -> None:
    quiet = await _gathered(stage, headcount=3, spot="村口")
    risen = await _gathered(stage, headcount=60)
    for case, allowed in ((quiet, False), (risen, True)):
        offers = (await _file(stage, case))["next"]
        assert next(one["allowed"] for one in offers if one["deed"] == "refuse-rise") is allowed


# Settings through the doors


def a_rule(**changes: Any) -> dict[str, Any]:
    today = china_date(clock.now()).isoformat()
    body = {"code": "E05", "on": True, "limits": [30], "recipients": ["duty"], "from": today}
    return {**body, "why": "县预案另有规定", **changes}


async def test_settings_are_previewed_on_the_cases_there_are(stage: Stage) -> None:
    case = await _gathered(stage)
    preview = await stage.post("system_admin", "/api/rules/preview", a_rule())
    assert preview.status_code == 200, preview.text
    told = preview.json()
    assert (told["looked_at"], told["now"], told["then"]) == (1, 1, 0)
    receipt = (await _file(stage, case))["card"]["receipt"]
    assert [one["receipt"] for one in told["changed"]] == [receipt]


async def test_a_preview_counts_cases_of_hidden_types_and_tells_none(stage: Stage) -> None:
    await _gathered(stage, type="family_violence", headcount=1, spot="")
    await _gathered(stage, headcount=1, spot="村口")
    rule = a_rule(code="E21", on=False, limits=[])
    told = (await stage.post("system_admin", "/api/rules/preview", rule)).json()
    assert (told["looked_at"], told["now"], told["then"]) == (2, 1, 0)
    assert told["changed"] == []


@pytest.mark.requirement("R34")
async def test_new_settings_hold_from_now_and_old_lines_stay(stage: Stage) -> None:
    made = await stage.post("system_admin", "/api/rules", a_rule())
    assert made.status_code == 201, made.text
    await _gathered(stage)
    assert not await stage.rows("select from casework.finding where code = 'E05'")
    listed = (await stage.get("system_admin", "/api/rules")).json()["items"]
    states = [(one["state"], one["limits"][0]["value"]) for one in listed if one["code"] == "E05"]
    assert states == [("holds", 30), ("past", 5)]
    waits = {one["code"] for one in listed if one["waits"]}
    assert waits == {"E12", "E13", "E23", "E25", "E26", "E27"}
    english = {**stage.cast.headers("system_admin"), "accept-language": "en"}
    listed = (await stage.client.get("/api/rules", headers=english)).json()["items"]
    assert {one["waits"] for one in listed if one["code"] == "E12"} == {"Waits for dispatch"}


async def test_settings_that_have_not_begun_are_taken_back_and_no_others(stage: Stage) -> None:
    tomorrow = (china_date(clock.now()) + timedelta(days=1)).isoformat()
    made = await stage.post("system_admin", "/api/rules", a_rule(**{"from": tomorrow}))
    path = f"/api/rules/{made.json()['rule']}"
    for key, status in (("first-key", 204), ("first-key", 204), ("other-key", 404)):
        headers = {**stage.cast.headers("system_admin"), "idempotency-key": key}
        assert (await stage.client.delete(path, headers=headers)).status_code == status


async def test_settings_sent_twice_under_one_key_are_written_once(stage: Stage) -> None:
    sent = [await stage.post("system_admin", "/api/rules", a_rule(), "one-key-twice") for _ in "ab"]
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()
    other = a_rule(limits=[31])
    reused = await stage.post("system_admin", "/api/rules", other, "one-key-twice")
    assert (reused.status_code, reused.json()["field"]) == (409, "Idempotency-Key")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "E26", "limits": [10, 60]}, "on"),
        ({"limits": [1]}, "limits[0]"),
        ({"from": "2001-01-01"}, "from"),
        ({"recipients": ["nobody"]}, "recipients[0]"),
    ],
)
async def test_settings_over_http_name_the_field(
    stage: Stage, changes: dict[str, Any], field: str
) -> None:
    answer = await stage.post("system_admin", "/api/rules", a_rule(**changes))
    assert (answer.status_code, answer.json()["field"]) == (422, field)


# The law in the database


@pytest.mark.parametrize(
    "statement",
    [
        "update casework.finding set words = '改过的话'",
        "update casework.finding set refused_at = now(), refused_by = 1, refused_why = '又一次'"
        " where refused_at is not null",
        "update casework.rule set is_on = true where code = 'E12'",
    ],
)
async def test_findings_stand_and_waiting_rules_stay_off(stage: Stage, statement: str) -> None:
    case = await _gathered(stage, headcount=60)
    rise = next(one["finding"] for one in (await _file(stage, case))["findings"] if one["level"])
    await stage.done("duty", case, "refuse-rise", finding=rise, why="人数有误")
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(statement)
