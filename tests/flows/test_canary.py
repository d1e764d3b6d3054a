"""Canaries: names and numbers that nobody has, searched for in everything that leaves the house.

People report, join, read, export, open and look up, and a screen listens, while the vault is killed
again and again. Afterwards what
the vault opened is what the audit says was opened, row by row. YUSHAN_TEST_OPERATIONS says how
many operations; the full figure is 10000.
"""

import asyncio
import os
import random
import re
import secrets
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from command.app import create_app
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.casework import lookup, reveal
from command.cli import vault_beside
from command.identity import vault
from command.identity.id_number import check_sign
from command.identity.keystore import STORE
from command.portal.tries import Tries
from tests import cast as casting
from tests.casework.stage import a_report
from tests.cast import OTHER_TOWNSHIP, VILLAGE, Cast
from tests.running import keys_of
from tests.sealed.stage import listening, text_of
from tests.video.test_media_workers import pid_behind

pytestmark = pytest.mark.slow

OPERATIONS = int(os.environ.get("YUSHAN_TEST_OPERATIONS", "240"))
PEOPLE = 6  # at once
STRIDE = max(OPERATIONS // 50, 30)  # operations between two kills
AWAY, PAUSE = 503, 0.05  # the vault is being started again; between two attempts
PATIENCE = 60.0
FIELDS = ("name", "phone", "id_number", "address")
PARTS = ("petitioner", "representative", "agent", "respondent")
BYTES = re.compile(r"\\x((?:[0-9a-f]{2}){8,})")  # as a column of bytes is written
READERS = ("duty", "clerk", "dispatcher", "township")


PAGES = (
    *("/api/cases?q=虚构", "/api/cases?queue=unit", "/api/exports", "/api/glass", "/api/strikes"),
    *("/api/receptions", "/map/counts", "/api/taxonomy", "/readyz", "/metrics"),
)
EXPORT = {
    "from": "2020-01-01",
    "to": "2099-01-01",
    "purpose": "supervise",
    "reason": "督查积案办理情况(虚构)",
}


@dataclass(frozen=True)
class Canary:
    """A reporter who does not exist; each has words of their own."""

    number: int

    @property
    def name(self) -> str:
        return f"虚构{chr(0x4E00 + self.number)}禽"

    @property
    def phone(self) -> str:
        return f"139{self.number:04d}7053"

    @property
    def id_number(self) -> str:
        head = f"36112319{self.number // 1000 % 90 + 10:02d}0101{self.number % 1000:03d}"
        return head + check_sign(head)

    @property
    def address(self) -> str:
        return f"虚构村{self.number:05d}号禽舍"

    @property
    def words(self) -> tuple[str, ...]:
        return self.name, self.phone, self.id_number, self.address

    @property
    def body(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELDS}


@dataclass
class Flight:
    """The house in use: cases with everybody they name, the reporter first, and all that the
    house said but what a reveal answered."""

    app: Starlette
    client: httpx2.AsyncClient
    cast: Cast
    chance: random.Random
    cases: dict[int, list[Canary]] = field(default_factory=dict)
    slips: list[dict[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    revealed: int = 0
    exported: int = 0
    born: int = 0

    async def one(self) -> None:
        often = 100 if OPERATIONS < 1000 else 10  # an export is of everything
        kinds = {self.report: 400, self.join: 200, self.open: 900, self.read: 400, self.find: 400}
        kinds |= {self.own: 100, self.export: often}
        await self.chance.choices(list(kinds), list(kinds.values()))[0]()

    def bird(self) -> Canary:
        self.born += 1
        return Canary(self.born)

    async def report(self) -> None:
        birds = [self.bird() for _ in range(self.chance.choice([1, 1, 2, 3]))]
        place = self.chance.choice([VILLAGE, f"{OTHER_TOWNSHIP}001"])
        wrong = self.chance.random() < 0.1
        body = a_report(place="999999999" if wrong else place, **self._about(birds))
        answer = await self._post("clerk", "/api/reports", body)
        assert answer.status_code == (422 if wrong else 201), answer.text
        self.said.append(answer.text)
        if not wrong:
            self.cases[int(answer.json()["case"])] = birds
            self._keep_slip(answer)

    async def join(self) -> None:
        if not self.cases:
            return
        case = self.chance.choice(list(self.cases))
        birds = [self.bird(), self.bird()]
        self.cases[case] += birds
        body = a_report(match={"case": case, "as": "joined"}, **self._about(birds))
        answer = await self._post("clerk", "/api/reports", body)
        assert answer.status_code == 201, answer.text
        self.said.append(answer.text)
        self._keep_slip(answer)

    def _about(self, birds: list[Canary]) -> dict[str, Any]:
        first, *others = birds
        parties = [{"part": self.chance.choice(PARTS), **one.body} for one in others]
        return {"reporter": first.body, "parties": parties}

    def _keep_slip(self, answer: httpx2.Response) -> None:
        told = answer.json()
        self.slips.append({"receipt": told["receipt"], "code": told["query_code"]})

    async def open(self) -> None:
        """A field of the reporter, or of somebody else whom the file numbers."""
        if not self.cases:
            return
        case = self.chance.choice(list(self.cases))
        name, who = self.chance.choice(FIELDS), self._who()
        body: dict[str, Any] = {"field": name, "purpose": "verify"}
        people = self.cases[case][:1]
        if self.chance.random() < 0.5:
            file = await self._get(who, f"/api/cases/{case}")
            others = [one["person"] for one in file.json().get("parties", [])]
            if others:
                body["person"], people = self.chance.choice(others), self.cases[case]
        answer = await self._post(who, f"/api/cases/{case}/reveal", body)
        if answer.status_code == 404:
            self.said.append(answer.text)
            return
        assert answer.status_code == 200, answer.text
        assert answer.json()["value"] in {getattr(one, name) for one in people}
        self.revealed += 1

    async def read(self) -> None:
        case = self.chance.choice(list(self.cases) or [1])
        await self._get(self._who(), self.chance.choice([f"/api/cases/{case}", *PAGES]))

    async def own(self) -> None:
        """What citizens read by their slip."""
        if self.slips:
            answer = await self._post("clerk", "/api/own", self.chance.choice(self.slips))
            assert answer.status_code == 200, answer.text
            self.said.append(answer.text)

    async def export(self) -> None:
        """Of everything, by two persons when it is much; taken at once."""
        asked = await self._post("duty", "/api/exports", EXPORT)
        self.said.append(asked.text)
        if asked.status_code == 422:  # nothing yet, or more than one file takes
            return
        one = f"/api/exports/{asked.json()['export']}"
        if asked.json()["state"] == "waiting":
            assert (await self._post("leader", f"{one}/approve", None)).status_code == 204
        taken = await self._post("duty", f"{one}/take", None)
        assert taken.status_code == 200, taken.text
        self.said += [taken.text, str(taken.headers)]
        self.exported += 1

    async def find(self) -> None:
        bird = Canary(self.chance.randint(1, max(self.born, 1)))
        kind = self.chance.choice(["phone", "id_number"])
        value = getattr(bird, kind) + self.chance.choice(["", "", "x"])
        body = {"by": kind, "value": value, "purpose": "verify"}
        answer = await self._post(self._who(), "/api/lookup", body)
        assert answer.status_code in (200, 422), answer.text
        self.said.append(answer.text)

    def _who(self) -> str:
        return self.chance.choice(READERS)

    async def _get(self, who: str, path: str) -> httpx2.Response:
        answer = await self.client.get(path, headers=self.cast.headers(who))
        self.said += [answer.text, str(answer.headers)]
        return answer

    async def _post(self, who: str, path: str, body: object) -> httpx2.Response:
        """One answer to one key, however often the vault is away meanwhile."""
        headers = {**self.cast.headers(who), "idempotency-key": secrets.token_hex(8)}
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.client.post(path, json=body, headers=headers)
                if answer.status_code != AWAY:
                    return answer
                await asyncio.sleep(PAUSE)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", vault_keys=keys_of(tmp_path / "data"))


@asynccontextmanager
async def in_use(fresh: Addresses, settings: Settings) -> AsyncIterator[Flight]:
    """The whole app over a vault that is a process of its own."""
    database = await Database.open(fresh.web)
    people = await casting.cast(database)
    await database.close()
    settings.data.mkdir(exist_ok=True)
    with vault_beside.opened(settings) as way:
        app = create_app(settings, fresh, vault=way, loops=False)
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
        ):
            app.state.tries = Tries(10**9)
            yield Flight(app, client, people, random.Random(7))


async def overheard(flight: Flight, path: Path) -> int:
    """The same, while a screen of the county takes every frame."""
    async with listening(flight, "/live", "duty", "v=1") as ear:
        kills = await fly(flight, path)
        async with asyncio.timeout(PATIENCE):
            while not any('"report.joined"' in told for told in flight.frames):
                flight.frames += [text_of(await ear.message()), *ear.heard()]
    return kills


async def fly(flight: Flight, path: Path) -> int:
    """Every operation, by several people at once; the vault is killed between. How often it was."""
    done, kills = 0, 0

    async def person() -> None:
        nonlocal done, kills
        while done < OPERATIONS:
            done += 1
            strikes = done % STRIDE == 0
            await flight.one()
            if strikes:
                with suppress(OSError, ProcessLookupError):  # it is being started again
                    os.kill(pid_behind(path), signal.SIGKILL)
                    kills += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(PEOPLE):
            group.create_task(person())
    return kills


def canaries_in(text: str, birds: int) -> list[str]:
    text += "\n".join(bytes.fromhex(one).decode("utf-8", "ignore") for one in BYTES.findall(text))
    found = set(
        re.findall(r"虚构.禽|139[0-9]{4}7053|36112319[0-9]{9}[0-9X]|虚构村[0-9]{5}号禽舍", text)
    )
    sought = {word for number in range(1, birds + 1) for word in Canary(number).words}
    return sorted(found & sought)


async def dump(house: Database) -> str:
    """Every row of every table, and what the planner keeps of them."""
    async with house.reading() as conn:
        await conn.execute("analyze")
        tables = await conn.fetch(
            "select format('%I.%I', schemaname, tablename) as name from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        )
        names = [row["name"] for row in tables] + ["pg_stats"]
        rows = [
            row["line"]
            for name in names
            for row in await conn.fetch(f"select t::text as line from {name} t")
        ]
    return "\n".join(rows)


def opened_in(keys: Path) -> list[tuple[int, int, str]]:
    """What the vault opened: row of the audit, case, field."""
    store = sqlite3.connect(keys / STORE)
    try:
        rows = store.execute("select entry_id, case_id, field from opened")
        return sorted((entry, case, name.rpartition(".")[2]) for entry, case, name in rows)
    finally:
        store.close()


async def test_no_canary_leaves_but_by_a_reveal_and_every_opening_is_on_record(
    fresh: Addresses,
    house: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for module, name in ((reveal, "QUOTA"), (lookup, "LOOKUPS")):
        monkeypatch.setattr(module, name, 10**6)
    for name in ("WAIT_SECONDS", "RECORDED_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(vault, name, PATIENCE)
    async with in_use(fresh, settings) as flight:
        kills = await overheard(flight, settings.vault_at)
        born, kept = flight.born, await dump(house)
        async with house.reading() as conn:
            rows = await conn.fetch(
                "select entry_id, case_id, target from audit.entry where what = 'identity.opened'"
            )
    recorded = sorted((r["entry_id"], r["case_id"], r["target"].split(":")[1]) for r in rows)
    opened = opened_in(keys_of(settings.data))
    said, logged = capfd.readouterr()
    print(f"{OPERATIONS} operations, {kills} kills, {len(opened)} opened, {len(recorded)} rows")
    assert opened == recorded
    assert len(recorded) == flight.revealed > OPERATIONS // 10
    assert kills >= 3
    assert born > OPERATIONS // 12
    assert flight.exported > 0
    files = [path for path in keys_of(settings.data).iterdir() if path.is_file()]
    on_disk = b"".join(path.read_bytes() for path in files)
    for where, text in {
        "answers": "\n".join(flight.said),
        "stream": "\n".join(flight.frames),
        "database": kept,
        "logs": said + logged,
        "key store": on_disk.decode("utf-8", "ignore"),
    }.items():
        assert canaries_in(text, born) == [], where
    assert "the vault died" in said + logged


def test_a_canary_that_got_out_would_be_seen() -> None:
    bird = Canary(41)
    for word in bird.words:
        assert canaries_in(f"x {word},", 41) == [word]
        assert canaries_in(f'("\\\\x{word.encode().hex()}")', 41) == [word]
    assert canaries_in("139****7053 虚** 361*************10", 41) == []
