"""Fifty thousand malformed signals over one socket: the room is usable, the case untouched, memory
flat, in the app and in the real worker.
"""

import asyncio
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from command.accounts.presence import Presence
from command.base.db import Database
from command.video import signal, socket
from tests.bench import machine
from tests.video import stage as staging
from tests.video.media.clients import Workers, workers
from tests.video.media.offers import OFFER, spoiled
from tests.video.stage import Page, Stage

SECONDS = 60.0
AT_ONCE = 50  # signals under way; the queue of a page has room for 200
GROWTH_MIB = 24
WARM = 0.2  # of all signals; what is loaded and kept once is loaded by then
UNREADABLE: tuple[str | bytes, ...] = (
    "",
    "no json",
    "[]",
    '{"type":"room"}',
    '{"type":"hand"}',
    '{"type":"ping","x":1}',
    "[" * 5_000,
    b"\0\xff",
)


class Attacker:
    """One person at the village who sends nonsense, and comes in again when shown out."""

    def __init__(self, stage: Stage, reception: int, chance: random.Random) -> None:
        self._stage = stage
        self._reception = reception
        self._chance = chance
        self._generation = 0
        self.page: Page
        self.told: Counter[str] = Counter()
        self.codes: Counter[int] = Counter()

    async def enter(self) -> None:
        self.page = await self._stage.enter("village", self._reception, "village")
        self._generation = 0

    async def send(self, count: int) -> None:
        """So many, in turns: after each the server has taken all of them."""
        sent = 0
        while sent < count:
            turn = min(AT_ONCE, count - sent)
            for _ in range(turn - 1):
                await self.page.socket.send(json.dumps(self._signal()))
            if self._chance.random() < 0.2:
                await self._be_shown_out()
            else:
                await self.page.socket.send(json.dumps(self._signal()))
                await self._answered()
            sent += turn

    async def _answered(self) -> None:
        """Until a pong comes: what was sent before it has been taken."""
        await self.page.say("ping")
        async with asyncio.timeout(SECONDS):
            while True:
                told = json.loads(await self.page.socket.recv())
                self.told[told.get("code", told["type"])] += 1
                if told["type"] == "pong":
                    return

    async def _be_shown_out(self) -> None:
        await self._answered()
        text = self._chance.choice(UNREADABLE)
        await self.page.socket.send(text)
        self.codes[await self._code()] += 1
        self._stage.pages.remove(self.page)
        await self.enter()

    async def _code(self) -> int:
        try:
            async with asyncio.timeout(SECONDS):
                while True:
                    await self.page.socket.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def _signal(self) -> dict[str, Any]:
        chance = self._chance
        match chance.choices(
            ["publish", "answer", "stale", "giant", "enter", "subscribe"], (40, 30, 10, 1, 10, 9)
        ):
            case ["publish"]:
                self._generation += 1
                return self._publish(spoiled(OFFER, chance), self._generation)
            case ["answer"]:
                number = chance.randrange(1, 2**31)
                return {"type": "answer", "generation": number, "answer": spoiled(OFFER, chance)}
            case ["stale"]:
                return self._publish(OFFER, max(1, self._generation - 1))
            case ["giant"]:
                self._generation += 1
                return self._publish("v=0\r\n" + "a=x\r\n" * 7_000, self._generation)
            case ["enter"]:
                return {"type": "enter", "token": chance.randbytes(20).hex()}
        return {"type": "subscribe", "restart": chance.random() < 0.5}

    def _publish(self, offer: str, generation: int) -> dict[str, Any]:
        return {"type": "publish", "offer": offer, "generation": generation}


async def drain(page: Page) -> None:
    """What the others would read."""
    async for text in page.socket:
        told = json.loads(text)
        if told["type"] in ("pong", "published"):
            page.told.append(told)


class Failures:
    """Stands for the log of the socket: what was not caught."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def exception(self, text: str, **about: object) -> None:
        self.seen.append(text)

    def debug(self, text: str, **about: object) -> None:
        """Said of pages that went by themselves."""


def patient(stage: Stage, patch: pytest.MonkeyPatch) -> Failures:
    """No flood gate, which would end it all at the first turn; and who somebody is, is asked of the
    database once: both are proved elsewhere.
    """
    patch.setattr(socket, "AT_ONCE", 10**9)
    known: dict[str, Presence | None] = {}
    ask = stage.signalling._present

    async def present(cookies: Any, at: Any) -> Presence | None:
        key = json.dumps(cookies, sort_keys=True)
        if key not in known:
            known[key] = await ask(cookies, at)
        return known[key]

    patch.setattr(stage.signalling, "_present", present)
    failures = Failures()
    patch.setattr(socket, "LOG", failures)
    return failures


@pytest.mark.parametrize("count", [500, pytest.param(50_000, marks=pytest.mark.slow)])
async def test_malformed_signals_leave_room_case_and_memory_as_they_were(
    count: int, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers(tmp_path) as media, staging.opened(database, media.engine) as stage:
        failures = patient(stage, monkeypatch)
        case = await stage.case()
        reception = (await stage.book(case=case))["reception"]
        others = [
            await stage.enter("duty", reception, "county"),
            await stage.enter("township", reception, "township"),
        ]
        attacker = Attacker(stage, reception, random.Random(count))
        await attacker.enter()
        before = await _case(stage, case)
        drains = [asyncio.create_task(drain(page)) for page in others]
        await attacker.send(int(count * WARM))
        warm = _memory(media)
        await attacker.send(count - int(count * WARM))
        grown = [after - then for then, after in zip(warm, _memory(media), strict=True)]
        print(f"{count} signals: app {grown[0]:+.1f} MiB, worker {grown[1]:+.1f} MiB")
        assert max(grown) < GROWTH_MIB
        await _still_usable(stage, others)
        assert await _case(stage, case) == before
        assert failures.seen == []
        assert set(attacker.codes) <= {4400}
        assert attacker.told["bad-offer"] > count / 10
        assert attacker.told[signal.OfferTooLarge.code] > 0
        for one in drains:
            one.cancel()
        await asyncio.gather(*drains, return_exceptions=True)


def _memory(media: Workers) -> list[float]:
    """Of the app, which is this process, and of the worker; PSS in MiB."""
    return [machine.own_pss_mib(pid) for pid in (None, media.processes[0].pid)]


async def _still_usable(stage: Stage, pages: list[Page]) -> None:
    for page in pages:
        await page.say("publish", offer=OFFER, generation=1)
        await page.say("ping")
    await stage.until(lambda: all({"pong", "published"} <= _kinds(page) for page in pages))


def _kinds(page: Page) -> set[str]:
    return {told["type"] for told in page.told}


async def _case(stage: Stage, case: int) -> Any:
    answer = await stage.get("duty", f"/api/cases/{case}")
    assert answer.status_code == 200, answer.text
    return answer.json()
