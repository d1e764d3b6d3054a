"""Casework: intake, every deed and every reading of a desk, in a centre with a long history.

The real `yushan serve`, one officer after the other over HTTP. Beside an answer that asks nothing
and a commit that writes one row (the floors). Every answer must be the one that was meant.
"""

import asyncio
import math
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from command.base import clock, db
from command.base.clock import china_date
from command.base.db import Connection, Database
from tests import cast as casting
from tests.bench import history, machine
from tests.bench.centre import Centre, Served, centre, serving
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.scale import Scale
from tests.cast import ROLES, VILLAGE, Person

DEED, READING, MEMORY = Goal(most=50), Goal(most=100), Goal(most=200)
BARE = "create table bare (id bigint generated always as identity primary key, text text not null)"
INSERT = "insert into bare (text) values ($1)"
SEARCHES = {
    "a word of every third matter": "欠薪",
    "a village": "万柳洲",
    "pinyin": "xushidachang",
    "two words": "虚实 欠薪",
}
WHO = ("duty", "dispatcher", "clerk", "lead", "support", "village", "visitor", "supervisor")
SECONDS = 30.0
Answer = TypeVar("Answer")
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """People who are signed in, and how long each of their calls took, by what it was."""

    client: httpx2.AsyncClient
    people: Mapping[str, Person]
    taken: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    async def timed(self, what: str, subject: str, work: Awaitable[Answer]) -> Answer:
        began = time.perf_counter()
        found = await work
        self.taken[what, subject].append((time.perf_counter() - began) * 1000)
        return found

    async def read(self, who: str, subject: str, path: str, **query: str) -> Any:
        asked = self.client.get(path, params=query, headers=self.people[who].headers)
        return _body(await self.timed("reading, p95", subject, asked), 200)

    async def write(self, who: str, what: tuple[str, str], path: str, body: Body) -> Any:
        headers = {**self.people[who].headers, "idempotency-key": secrets.token_hex(8)}
        answer = await self.timed(*what, self.client.post(path, json=body, headers=headers))
        return _body(answer, 201 if path == "/api/reports" else 200)


def _body(answer: httpx2.Response, status: int) -> Any:
    if answer.status_code != status:
        raise WrongResult(f"{answer.request.url} answers {answer.status_code}: {answer.text}")
    return answer.json()


def run(scale: Scale, folder: Path) -> list[Figure]:
    with centre(folder / "data") as ground:
        people = asyncio.run(_prepare(ground, scale))
        with serving(ground.data) as served:
            return asyncio.run(_measure(ground, served, people, scale))


async def _prepare(ground: Centre, scale: Scale) -> dict[str, Person]:
    """The history, whoever works at the desks, and a bare table."""
    at = clock.now()
    superuser = ground.postgres.address(database=ground.addresses.owner.database)
    cases = (scale.cases, scale.due_cases, at, scale.told_cases)
    await history.fill(ground.addresses, superuser, *cases)
    web = await Database.open(ground.addresses.web, size=1, reserved=1)
    try:
        people = {who: await casting.hire(web, who, *ROLES[who][1:], at) for who in WHO}
    finally:
        await web.close()
    conn = await db.connect(ground.addresses.owner)
    try:
        await conn.execute(BARE)
    finally:
        await conn.close()
    return people


async def _measure(
    ground: Centre, served: Served, people: Mapping[str, Person], scale: Scale
) -> list[Figure]:
    rounds = []
    bare = await db.connect(ground.addresses.owner)
    try:
        async with httpx2.AsyncClient(base_url=served.url, timeout=SECONDS) as client:
            await _life(Desk(client, people), bare)  # connections and prepared statements
            for _ in range(scale.rounds):
                desk = Desk(client, people)
                for _ in range(scale.lives):
                    await _life(desk, bare)
                rounds.append({key: _p95(taken) for key, taken in desk.taken.items()})
    finally:
        await bare.close()
    memory = Figure("PSS", "app", "MiB", (machine.pss_mib(served.process.pid),), MEMORY)
    return [*(_figure(key, [one[key] for one in rounds]) for key in rounds[0]), memory]


def _figure(key: tuple[str, str], values: Sequence[float]) -> Figure:
    what, subject = key
    goal = None if "floor" in subject else READING if what.startswith("reading") else DEED
    return Figure(what, subject, "ms", tuple(values), goal)


def _p95(taken: Sequence[float]) -> float:
    return sorted(taken)[math.ceil(len(taken) * 0.95) - 1]


async def _life(desk: Desk, bare: Connection) -> None:
    """One case from its report to its end, with what its officers look at meanwhile."""
    await desk.timed("intake, p95", "plain insert (floor)", bare.execute(INSERT, "x" * 600))
    await desk.timed("deed, p95", "plain insert (floor)", bare.execute(INSERT, "x" * 600))
    await desk.read("duty", "an answer that asks nothing (floor)", "/api/session")
    report = _report()
    similar = ("reading, p95", "matters that may be the same")
    known = await desk.write("clerk", similar, "/api/reports/similar", report)
    report["seen"] = [one["card"]["case"] for one in known["candidates"]]
    taken = await desk.write("clerk", ("intake, p95", "report"), "/api/reports", report)
    await _handled(desk, taken["card"])
    await desk.read("duty", "page of a queue", "/api/cases")
    await desk.read("lead", "page of an agency's queue", "/api/cases", queue="unit")
    for subject, words in SEARCHES.items():
        await desk.read("duty", f"search: {subject}", "/api/cases", q=words)
    await desk.read("duty", "page of a case", f"/api/cases/{taken['case']}")


async def _handled(desk: Desk, card: Body) -> None:
    """Every deed once; the case is closed then."""
    due = china_date(clock.now() + timedelta(days=3)).isoformat()
    said = {"words": "已办理(虚构)"}
    pause = {"wish": "pause", "reason": "citizen", "days": 5, **said}
    steps: list[tuple[str, str, Body]] = [
        ("dispatcher", "accept", {}),
        ("lead", "return", {"ground": "not_competent", "reason": "不属本单位"}),
        ("dispatcher", "assign", {"lead": "rsj", "supports": ["zjj"], "reason": "仍由人社局牵头"}),
        ("lead", "sign-for", {}),
        ("lead", "progress", said),
        ("village", "facts", {"headcount": 60}),
        ("duty", "escalate", {"level": 3, "why": "人数增加"}),
        ("duty", "acknowledge", {}),
        ("lead", "ask-time", pause),
        ("duty", "decide-time", {"decision": "grant", **said}),
        ("lead", "resume-clock", {}),
        ("supervisor", "supervise", {"step": "order", "due": due, **said}),
        ("lead", "reply", said),
        ("supervisor", "lift", said),
        ("support", "answer", said),
        ("lead", "resolve", said),
        ("visitor", "visit", {"satisfaction": "satisfied", "words": "满意"}),
        ("visitor", "close", {}),
    ]
    for who, deed, body in steps:
        path, sent = f"/api/cases/{card['case']}/{deed}", {"version": card["version"], **body}
        card = (await desk.write(who, ("deed, p95", deed), path, sent))["card"]
    if card["state"] != "closed":
        raise WrongResult(f"case {card['case']} is {card['state']} at its end")


def _report() -> Body:
    number = secrets.randbelow(10**8)
    return {
        "kind": "petition",
        "type": "wage_arrears",
        "words": f"虚实达厂(虚构)拖欠{number}号工地的工资,至今没有说法,盼尽快查清。",
        "headcount": 20,
        "place": VILLAGE,
        "channel": "window",
        "reporter": {"name": "甄虚构", "phone": f"138{number:08d}"},
    }
