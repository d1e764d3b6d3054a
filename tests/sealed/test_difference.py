"""For the accused unit the centre looks the same, byte for byte, with and without a complaint.

Each round opens a case somewhere, looks at everything the accused can reach, files a complaint
and works on it, and looks again. `YUSHAN_DIFFERENCE=1000` makes a thousand rounds.
"""

import json
import os
import random
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from command.app import endpoints
from command.base import clock
from tests.casework.stage import a_report
from tests.cast import AT, TOWNSHIP, VILLAGE
from tests.flows.access import About, url_of
from tests.sealed.stage import HAMLET, TOWN, Stage, listening

ROUNDS = int(os.environ.get("YUSHAN_DIFFERENCE", "24"))
DOCUMENTS = {"/openapi.json", "/asyncapi.json", "/metrics"}
PAGES = ("/desk", "/phone", "/wall", "/me", "/sealed", "/nowhere")
SEARCHES = ("q=欠薪", "q=wanliuzhou", "queue=mine", "queue=unit", "level=1", "state=closed")
LEFT_OUT = {"x-request-id", "date"}
REQUEST = re.compile(rb'"request":"[0-9a-f]{16}"')
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


def addresses(case: int, guess: str) -> list[str]:
    """Everything that can be asked: routes, searches, pages, and guesses."""
    reading = [line for line in endpoints() if line.method == "GET" and line.path not in DOCUMENTS]
    asked = [url_of(line, About(case)) for line in reading] + list(PAGES)
    asked += [f"/api/cases?{search}" for search in SEARCHES]
    asked += [f"/api/cases/{case + more}" for more in (1, 2)]
    return [*asked, f"/api/sealed/matters/{guess}"]


async def looked(stage: Stage, who: str, case: int, guess: str) -> Look:
    """Every answer as it came, and the stream with its snapshot."""
    found: Look = {}
    for address in addresses(case, guess):
        answer = await stage.get(who, address)
        headers = tuple((k, v) for k, v in answer.headers.items() if k not in LEFT_OUT)
        found[address] = answer.status_code, headers, REQUEST.sub(b"", answer.content)
    refused = await stage.post(
        who, f"/api/sealed/matters/{guess}/note", {"version": 1, "words": "测试"}
    )
    found["POST"] = refused.status_code, (), REQUEST.sub(b"", refused.content)
    found["/metrics"] = 200, (), NUMBER.sub(rb"\1", (await stage.get(who, "/metrics")).content)
    found["/live"] = 101, (), await stream(stage, who)
    return found


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


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands: two looks at the same thing are the same."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    return AT


@pytest.mark.slow
async def test_the_accused_see_no_difference(stage: Stage, still: datetime) -> None:
    chance = random.Random(20261124)
    for who in {who for scene in SCENES for who in scene[1]}:
        await looked(stage, who, 1, "0" * 16)  # every figure has its line
    for number in range(ROUNDS):
        scene = SCENES[number % len(SCENES)]
        report = a_report(place=chance.choice(PLACES), headcount=chance.randint(0, 50))
        opened = await stage.post("clerk", "/api/reports", report)
        case = int(opened.json()["case"])
        looks = [await looked(stage, who, case, "0" * 16) for who in scene[1]]
        matter = await complained(stage, scene, chance)
        for who, before in zip(scene[1], looks, strict=True):
            after = await looked(stage, who, case, "0" * 16)
            changed = [name for name in before if after[name] != before[name]]
            assert changed == [], (number, who, [after[name] for name in changed][:3])
            guess = await looked(stage, who, case, matter)
            asked = f"/api/sealed/matters/{matter}"
            assert guess[asked] == before[f"/api/sealed/matters/{'0' * 16}"]
            assert guess["POST"] == before["POST"]


@pytest.mark.slow
async def test_a_difference_would_be_seen(stage: Stage, still: datetime) -> None:
    """The same look tells an ordinary case, and the handling unit's list."""
    report = await stage.post("clerk", "/api/reports", a_report())
    case = int(report.json()["case"])
    before = await looked(stage, "township", case, "0" * 16)
    await stage.post("clerk", "/api/reports", a_report())
    after = await looked(stage, "township", case, "0" * 16)
    changed = {name.partition("?")[0] for name in before if after[name] != before[name]}
    assert {"/api/cases", "/live"} <= changed
    county = await looked(stage, "leader", case, "0" * 16)
    await stage.file(TOWN)
    assert (await looked(stage, "leader", case, "0" * 16))["/api/sealed/matters"] != county[
        "/api/sealed/matters"
    ]
    assert TOWNSHIP in stage.cast.township.agency_id
