"""Everything that a wall's token reaches, followed link by link: no personal field in any of it.

The house is full of people who do not exist: reporters, parties, whoever joined, complainants, and
officers by their own names. Every route is asked, every page's links are followed, and the stream
is heard while they work.
"""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.applications import Starlette

from command.app import endpoints
from command.base.http import Endpoint
from command.casework.taxonomy import is_hidden, types
from command.casework.title import personal_pattern
from tests.casework.stage import a_report
from tests.cast import TOWNSHIP, VILLAGE, Cast
from tests.flows.access import About, url_of
from tests.flows.test_access import Doors, house
from tests.flows.test_canary import Canary, canaries_in
from tests.sealed.stage import TOWN, a_complaint, listening, text_of

__all__ = ["house"]

KEYS = {
    *("phone", "id_number", "address", "reporter", "parties", "petitioner", "complainant"),
    *("words", "query_code", "display_name", "login_name", "person", "officer_name"),
}
"""Names of fields that no answer to a wall has."""
SCHEMAS = ("/openapi.json", "/asyncapi.json")
LINK = re.compile(r"""(?:href|src|action)=["'](/[^"'#]*)""")
PART = ("petitioner", "respondent", "agent")


@dataclass(frozen=True)
class Screen:
    """A wall alone, for whoever listens."""

    app: Starlette
    cast: Cast


class Town:
    """People who do not exist, in everything that takes a person."""

    def __init__(self, house: Doors) -> None:
        self.house = house
        self.born = 0
        self.case = 0

    def bird(self) -> dict[str, str]:
        self.born += 1
        return Canary(self.born).body

    async def post(self, who: str, path: str, body: Any) -> dict[str, Any]:
        headers = {**self.house.cast.headers(who), "idempotency-key": secrets.token_hex(8)}
        answer = await self.house.client.post(path, json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def live(self) -> None:
        """Reports of an open and a hidden type with parties, one that joins, and what follows."""
        hidden = next(code for code in types() if is_hidden(code))
        plain = "wage_arrears"
        for kind, type_ in (("incident", plain), ("petition", hidden), ("petition", plain)):
            parties = [{"part": part, **self.bird()} for part in PART]
            report = a_report(kind=kind, type=type_, reporter=self.bird(), parties=parties)
            self.case = int((await self.post("clerk", "/api/reports", report))["case"])
        match = {"case": self.case, "as": "joined"}
        await self.post("clerk", "/api/reports", a_report(reporter=self.bird(), match=match))
        await self.do("dispatcher", "assign", lead="rsj")
        await self.do("lead", "sign-for")
        said = self.bird()
        await self.do("lead", "progress", words=f"已联系{said['name']},电话{said['phone']}")
        who = {"name": said["name"], "phone": said["phone"]}
        await self.post("clerk", "/api/sealed/complaints", a_complaint(TOWN, reporter=who))
        await self.do("lead", "resolve", words=f"已当面答复{said['name']}")

    async def do(self, who: str, deed: str, **body: Any) -> None:
        file = f"/api/cases/{self.case}"
        seen = await self.house.client.get(file, headers=self.house.cast.headers("duty"))
        body["version"] = seen.json()["card"]["version"]
        await self.post(who, f"{file}/{deed}", body)


def addresses(house: Doors, case: int) -> list[str]:
    """Every route that reads, about what is there, and the same with what a page may ask."""
    about = About(case, house.receptions["own"], house.matters["handling"])
    reading = [url_of(line, about) for line in endpoints() if _reads(line)]
    asked = [f"/api/cases?{one}" for one in ("q=虚构", "queue=unit", "state=closed", "level=1")]
    places = [f"{one}?place={TOWNSHIP}" for one in ("/map/counts", "/map/layers")]
    return ["/", "/wall", *reading, *asked, *places, f"/api/places/search?q={VILLAGE}"]


def _reads(line: Endpoint) -> bool:
    return line.method == "GET"


async def crawled(house: Doors, first: list[str]) -> dict[str, httpx2.Response]:
    """Every answer, links and redirections followed."""
    found: dict[str, httpx2.Response] = {}
    waiting = list(first)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = await house.client.get(address, headers={"cookie": house.wall})
        found[address] = answer
        if "location" in answer.headers:
            waiting.append(urlsplit(answer.headers["location"]).path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            waiting += LINK.findall(answer.text)
    return found


def keys_of(value: Any) -> Iterator[str]:
    """Names of fields, however deep."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from keys_of(inner)


def personal_in(address: str, text: str, is_json: bool, born: int, names: list[str]) -> list[str]:
    """What points to a person in an answer; files of ours are searched for people alone."""
    found = canaries_in(text, born) + [name for name in names if name in text]
    if is_json and text and address not in SCHEMAS:
        told = json.loads(text)
        found += sorted(KEYS & set(keys_of(told)))
        found += [str(personal_pattern(one)) for one in texts_of(told) if personal_pattern(one)]
    return found


def texts_of(value: Any) -> Iterator[str]:
    """What people read: no ids, receipts or hashes, which are letters and digits alone."""
    if isinstance(value, str) and re.search("[\u4e00-\u9fff]", value):
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inner)


@pytest.mark.slow
async def test_nothing_that_a_wall_reaches_points_to_a_person(house: Doors) -> None:
    town = Town(house)
    names = [person.actor.name for person in house.cast]
    screen = Screen(house.app, Cast({"wall": house.screen}))
    async with listening(screen, "/live", "wall", "v=1") as ear:
        assert (await ear.message())["type"] == "websocket.accept"
        await town.live()
        frames: list[str] = []
        while not any('"case.resolved"' in frame for frame in frames):
            frames += text_of(await ear.message()).splitlines()
    answers = await crawled(house, addresses(house, town.case))
    wrong = {}
    for address, answer in answers.items():
        is_json = "json" in answer.headers.get("content-type", "")
        if told := personal_in(address, answer.text, is_json, town.born, names):
            wrong[address] = told
    for frame in frames:
        if told := personal_in("/live", frame, True, town.born, names):
            wrong[f"/live {frame[:80]}"] = told
    assert wrong == {}
    opened = {address for address, answer in answers.items() if answer.status_code == 200}
    assert {"/wall", "/api/session", "/api/places", "/map/counts", "/map/layers"} <= opened
    assert any(address.startswith("/static/") for address in opened)
    assert f"/api/cases/{town.case}" not in opened
    assert len(frames) > 5


def test_a_person_in_an_answer_would_be_seen() -> None:
    bird = Canary(3)
    assert personal_in("/x", f"…{bird.name}…", False, 3, []) == [bird.name]
    assert personal_in("/x", '{"a": [{"phone": ""}]}', True, 3, []) == ["phone"]
    assert personal_in("/x", '{"title": "请拨13812345678联系"}', True, 3, []) != []
    assert personal_in("/x", "值班甲", False, 3, ["值班甲"]) == ["值班甲"]
    assert personal_in("/x", '{"card": {"title": "约20人反映欠薪"}}', True, 3, []) == []
