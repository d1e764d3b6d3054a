"""The same case read by two officers, one with a Chinese screen and one with an English one."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from command.base import clock
from command.base.db import Database
from command.casework import keeper
from tests.casework import stage as staging
from tests.casework.stage import Stage

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATER = timedelta(days=40)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staging.opened(database) as opened:
        yield opened


async def read(stage: Stage, who: str, path: str, language: str) -> dict[str, Any]:
    headers = {**stage.cast.headers(who), "accept-language": language}
    body: dict[str, Any] = (await stage.client.get(path, headers=headers)).json()
    return body


async def test_why_a_button_is_off_is_said_in_the_language_of_the_screen(stage: Stage) -> None:
    case = (await stage.report())["case"]
    chinese = (await read(stage, "lead", f"/api/cases/{case}", "zh-CN")).get("next", [])
    assert chinese == []  # a bureau sees it when it has a part
    await stage.done("dispatcher", case, "accept")
    for language, is_chinese in (("zh-CN", True), ("en", False)):
        offers = (await read(stage, "lead", f"/api/cases/{case}", language))["next"]
        reasons = [offer["reason"] for offer in offers if not offer["allowed"]]
        assert len(reasons) > 3
        assert [bool(CHINESE.search(reason)) for reason in reasons] == [is_chinese] * len(reasons)


async def test_a_refusal_is_said_in_the_language_of_the_screen(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    signed = await stage.done("lead", case, "sign-for")
    headers = {**stage.cast.headers("lead"), "idempotency-key": "language-1"}
    path, body = f"/api/cases/{case}/sign-for", {"version": signed["version"]}
    for language, detail in (
        ("zh-CN", "本单位已签收"),
        ("en-GB", "Your agency has signed already"),
    ):
        asked = {**headers, "accept-language": language}
        refused = await stage.client.post(path, json=body, headers=asked)
        problem = refused.json()
        assert (refused.status_code, problem["detail"]) == (409, detail)
        assert bool(CHINESE.search(problem["title"])) == (language == "zh-CN")


async def test_the_houses_own_reasons_are_known_in_both_languages(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    await keeper.tick(stage.keeper, clock.now() + LATER)
    chinese = await read(stage, "duty", f"/api/cases/{case}", "zh-CN")
    english = await read(stage, "duty", f"/api/cases/{case}", "en")
    card = english["card"]
    assert card["why"].startswith("办理时限")
    assert re.fullmatch(
        r"Resolve by: missed at the end of [A-Z][a-z]+ \d+, \d+ days late", card["why_en"]
    )
    said = {entry["type"]: entry for entry in english["entries"]}
    meant = {entry["type"]: entry for entry in chinese["entries"]}
    late = said["case.overdue"]
    assert (late["by"], late["words"]) == ("The house", card["why_en"])
    assert (meant["case.overdue"]["by"], meant["case.overdue"]["words"]) == ("系统", card["why"])
    assert "leads by mandate" in said["case.assigned"]["facts"]["routing"]
    assert meant["case.assigned"]["facts"]["routing"].startswith("按职责清单由")


async def test_the_reason_keeps_its_english_when_the_promise_is_counted_anew(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    await keeper.tick(stage.keeper, clock.now() + LATER)
    late = (await read(stage, "duty", f"/api/cases/{case}", "en"))["card"]
    await stage.done("lead", case, "sign-for")
    wish = {"wish": "difficulty", "difficulty": "difficult", "words": "涉及多个单位"}
    await stage.done("lead", case, "ask-time", **wish)
    await stage.done("leader", case, "decide-time", decision="grant", words="同意,已告知")
    card = (await read(stage, "duty", f"/api/cases/{case}", "en"))["card"]
    assert card["difficulty"] == "difficult"
    assert (card["why"], card["why_en"]) == (late["why"], late["why_en"])


async def test_what_a_person_wrote_stays_as_they_wrote_it(stage: Stage) -> None:
    case = (await stage.report(level=4))["case"]
    card = await stage.done("duty", case, "escalate", level=3, why="人数由20增至60")
    assert (card["why"], card.get("why_en")) == ("人数由20增至60", None)
    english = await read(stage, "duty", f"/api/cases/{case}", "en")
    raised = next(entry for entry in english["entries"] if entry["type"] == "case.escalated")
    assert raised["words"] == "人数由20增至60"
