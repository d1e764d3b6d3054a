"""For the accused unit the centre looks the same, byte for byte, with and without a complaint.

Each round opens a case somewhere, looks at everything the accused can reach, files a complaint
and works on it, and looks again. `YUSHAN_DIFFERENCE=1000` makes a thousand rounds, in houses of
fifty each, so that lists and streams stay as long as a day's.
"""

import asyncio
import json
import os
import random
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

import httpx2
import pytest

from command.app import endpoints
from command.base import clock
from command.casework import lookup
from command.portal.tries import Tries
from tests.casework.stage import a_report
from tests.cast import AT, TOWNSHIP, VILLAGE
from tests.flows.access import About, url_of
from tests.sealed.stage import HAMLET, TOWN, WORDS, Stage, a_complaint, listening

ROUNDS = int(os.environ.get("YUSHAN_DIFFERENCE", "24"))
HOUSE = 50  # rounds in one house
AT_ONCE = 6  # questions of one look
ENDLESS = 10**9
DOCUMENTS = {"/openapi.json", "/asyncapi.json", "/metrics"}
PAGES = ("/desk", "/phone", "/wall", "/me", "/sealed", "/nowhere")
SEARCHES = ("q=欠薪", "q=wanliuzhou", "queue=mine", "queue=unit", "level=1", "state=closed")
LEFT_OUT = {"x-request-id", "date"}
REQUEST = re.compile(rb'"request":"[0-9a-f]{16}"|"(?:left|taken)":[0-9]+')
"""And what looking itself counts: a quota, and how often an export was taken."""
NUMBER = re.compile(rb"^(\S+(?:\{.*\})?) \S+$", re.MULTILINE)
PLACES = (VILLAGE, "361123002002", "361123101001")
# Whom a complaint accuses, who looks for it, who handles it, and a second person there.
SCENES: tuple[tuple[tuple[str, ...], tuple[str, ...], str, str], ...] = (
    ((TOWN,), ("township", "village", "wall"), "leader", "duty"),
    ((HAMLET,), ("village",), "township", "township2"),
    (("rsj",), ("lead",), "supervisor", "leader"),
    (("rsj", TOWN), ("lead", "township"), "duty", "leader"),
    ((HAMLET, "zjj"), ("village", "support"), "leader", "supervisor"),
)
Look = dict[str, tuple[int, tuple[tuple[str, str], ...], bytes]]


NEVER = "0" * 16
LOUD = ("POST /api/reports/similar", "POST /api/lookup")
EXPORT = {
    "from": "2026-11-24",
    "to": "2026-11-24",
    "purpose": "report",
    "reason": "年度工作报告(虚构)",
}


def addresses(case: int, guess: str) -> list[str]:
    """Everything that can be asked: routes, searches, pages, and guesses."""
    reading = [line for line in endpoints() if line.method == "GET" and line.path not in DOCUMENTS]
    asked = [url_of(line, About(case)) for line in reading] + list(PAGES)
    asked += [f"/api/cases?{search}" for search in SEARCHES]
    asked += [f"/api/cases/{case + more}" for more in (1, 2)]
    return [*asked, f"/api/sealed/matters/{guess}"]


def questions(case: int, guess: str) -> list[tuple[str, Any]]:
    """What is asked with a body and changes nothing: by the complainant's own phone and words."""
    phone = {"name": "甄虚构", "phone": "13800000000"}
    return [
        (f"/api/sealed/matters/{guess}/note", {"version": 1, "words": "测试"}),
        ("/api/reports/similar", a_report(reporter=phone, words=WORDS)),
        ("/api/lookup", {"by": "phone", "value": "13800000000", "purpose": "verify"}),
        ("/api/own", {"receipt": "YS20261124-00000000", "code": "0000-0000-0000"}),
        ("/api/sealed/complaints", a_complaint("c361123")),
        (f"/api/cases/{case + 1}/reveal", {"field": "phone", "purpose": "verify"}),
    ]


async def looked(stage: Stage, who: str, case: int, export: int) -> Look:
    """Every answer as it came, an export's file, and the stream with its snapshot."""
    taken = f"/api/exports/{export}/take"
    found: Look = {taken: _told(await stage.post(who, taken, None))}
    asking: dict[str, Callable[[], Awaitable[httpx2.Response]]] = {
        address: partial(stage.get, who, address) for address in addresses(case, NEVER)
    }
    asking |= {
        f"POST {path}": partial(stage.post, who, path, body)
        for path, body in questions(case, NEVER)
    }
    places = asyncio.Semaphore(AT_ONCE)

    async def ask(name: str) -> None:
        async with places:
            found[name] = _told(await asking[name]())

    async with asyncio.TaskGroup() as group:
        for name in asking:
            group.create_task(ask(name))
    found["/metrics"] = 200, (), NUMBER.sub(rb"\1", (await stage.get(who, "/metrics")).content)
    found["/live"] = 101, (), await stream(stage, who)
    return found


def _told(answer: httpx2.Response) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    headers = tuple((k, v) for k, v in answer.headers.items() if k not in LEFT_OUT)
    return answer.status_code, headers, REQUEST.sub(b"", answer.content)


async def stream(stage: Stage, who: str) -> bytes:
    """Hello and the whole snapshot."""
    async with listening(stage, "/live", who, "v=1") as ear:
        assert (await ear.message())["type"] == "websocket.accept"
        told = b""
        while True:
            message = await ear.message()
            piece: bytes = message.get("bytes") or message["text"].encode()
            told += piece
            last = json.loads(piece.splitlines()[-1])
            if last["type"] == "snapshot" and last["part"] == last["parts"]:
                return told


async def complained(stage: Stage, scene: Any, chance: random.Random) -> str:
    """A complaint and what happens to it; its id."""
    accused, _, first, second = scene
    matter = await stage.file(*accused)
    await stage.done(first, matter, "accept")
    deeds: list[Callable[[], Any]] = [
        lambda: stage.done(second, matter, "note", words="已调取材料"),
        lambda: stage.done(first, matter, "accuse", accused=[{"agency": accused[0]}]),
        lambda: handed_on(stage, matter, first, second),
        lambda: stage.done(first, matter, "recuse"),
    ]
    for deed in chance.sample(deeds[:3], chance.randint(0, 3)):
        await deed()
    if chance.random() < 0.5:
        await stage.done(first, matter, "answer", words="已经查清并整改")
        said = chance.choice(["satisfied", "dissatisfied"])
        await stage.done(second, matter, "close", satisfaction=said, words="回访过")
    elif chance.random() < 0.3:
        await deeds[3]()
    return matter


async def handed_on(stage: Stage, matter: str, first: str, second: str) -> None:
    await stage.done(first, matter, "abstract", agency="lyj", words="请核实相关项目的公示情况")
    (row,) = await stage.rows("select transfer from sealed.transfer where matter = $1", matter)
    await stage.done(second, matter, f"transfers/{row['transfer']}/approve")
    path = f"/api/sealed/transfers/{row['transfer']}/reply"
    assert (await stage.post("outsider", path, {"words": "已核实"})).status_code == 200


async def exported(stage: Stage, who: str) -> int:
    """An export that the accused asks for; 0, which nobody has, for those who may not."""
    answer = await stage.post(who, "/api/exports", EXPORT)
    return int(answer.json()["export"]) if answer.status_code == 201 else 0


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch, stage: Stage) -> datetime:
    """The clock stands and no quota ends: two looks at the same thing are the same."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(lookup, "LOOKUPS", ENDLESS)
    stage.app.state.tries = Tries(ENDLESS)
    return AT


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, ROUNDS, HOUSE))
async def test_the_accused_see_no_difference(stage: Stage, still: datetime, first: int) -> None:
    chance = random.Random(20261124 + first)
    for who in {who for scene in SCENES for who in scene[1]}:
        await looked(stage, who, 1, 0)  # every figure has its line
    for number in range(first, min(first + HOUSE, ROUNDS)):
        await round_of(stage, number, chance)


async def round_of(stage: Stage, number: int, chance: random.Random) -> None:
    scene = SCENES[number % len(SCENES)]
    report = a_report(place=chance.choice(PLACES), headcount=chance.randint(0, 50))
    opened = await stage.post("clerk", "/api/reports", report)
    case = int(opened.json()["case"])
    exports = {who: await exported(stage, who) for who in scene[1]}
    looks = {who: await looked(stage, who, case, exports[who]) for who in scene[1]}
    matter = await complained(stage, scene, chance)
    for who, before in looks.items():
        after = await looked(stage, who, case, exports[who])
        changed = [name for name in before if after[name] != before[name]]
        assert changed == [], (number, who, [after[name] for name in changed][:3])
        assert after.keys() == before.keys()
        asked = await stage.get(who, f"/api/sealed/matters/{matter}")
        assert _told(asked) == before[f"/api/sealed/matters/{NEVER}"]
        noted = await stage.post(who, *questions(case, matter)[0])
        assert _told(noted) == before[f"POST {questions(case, NEVER)[0][0]}"]


@pytest.mark.slow
async def test_a_difference_would_be_seen(stage: Stage, still: datetime) -> None:
    """The same look tells an ordinary case, and the handling unit's list."""
    report = await stage.post("clerk", "/api/reports", a_report())
    case = int(report.json()["case"])
    export = await exported(stage, "township")
    before = await looked(stage, "township", case, export)
    loud = (*LOUD, f"/api/exports/{export}/take")
    assert [before[name][0] for name in loud] == [200] * len(loud)
    again = a_report(reporter={"name": "甄虚构", "phone": "13800000000"})
    await stage.post("clerk", "/api/reports", again)
    after = await looked(stage, "township", case, export)
    changed = {name.partition("?")[0] for name in before if after[name] != before[name]}
    assert {"/api/cases", "/live", *LOUD} <= changed
    county = await looked(stage, "leader", case, 0)
    await stage.file(TOWN)
    lane = "/api/sealed/matters"
    assert (await looked(stage, "leader", case, 0))[lane] != county[lane]
    assert TOWNSHIP in stage.cast.township.agency_id
