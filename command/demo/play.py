"""The performance: every event at its second, as a user's request over HTTP.

A step that fails is told in words and the rest goes on. After a restart it resumes where it
was, with the same keys. Knows no database.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from command.demo import scenario
from command.demo.client import Answer, Client, NoAnswer
from command.demo.diary import Diary
from command.demo.scenario import Cue, Thread
from command.demo.steps import Moment, Step, steps_for

LOG = logging.getLogger(__name__)
ATTEMPTS = 5  # a person at a desk may have been faster with the same case
RETRIES = 30  # of a server that does not answer, is busy, or has forgotten the session
RETRY_SECONDS = 1.0
AGAIN = ("not-signed-in", "database-busy")
READER = "duty"  # sees every case of the county


class Failed(Exception):
    """A step was refused or could not be sent, in words."""


@dataclass
class Played:
    """What came of it; `cases` are case ids by thread."""

    events: int = 0
    failures: list[str] = field(default_factory=list)
    cases: Mapping[str, int] = field(default_factory=dict)


async def play(
    base_url: str,
    accounts: Mapping[str, str],
    data: Path,
    again: bool = False,
    speed: float = 1.0,
    played: Callable[[Cue], None] = lambda cue: None,
) -> Played:
    """Play every script once per data folder; `accounts` are passwords by login.

    `again` plays once more and makes new cases; `speed` 2 takes half the time, inf none.
    `played` hears of every event that is over.
    """
    diary = Diary.open(data, again=again)
    performance = _Performance(Client(base_url, accounts), diary, played)
    left = [] if diary.pages.finished else _left(scenario.cues(scenario.scenarios()), diary)
    await performance.run(left, speed)
    return performance.played


def _left(cues: Iterable[Cue], diary: Diary) -> list[Cue]:
    return [cue for cue in cues if cue.name not in diary.pages.done]


class _Performance:
    def __init__(self, client: Client, diary: Diary, tell: Callable[[Cue], None]) -> None:
        self._client = client
        self._diary = diary
        self._tell = tell
        self._versions: dict[str, int] = {}
        self.played = Played(cases=diary.pages.cases)

    async def run(self, cues: list[Cue], speed: float) -> None:
        loop = asyncio.get_running_loop()
        first = cues[0].seconds if cues else 0.0
        began = loop.time()
        for cue in cues:
            await asyncio.sleep(max(0.0, began + (cue.seconds - first) / speed - loop.time()))
            await self._event(cue)
        if cues:
            self._diary.pages.finished = True
            self._diary.write()

    async def _event(self, cue: Cue) -> None:
        for thread in scenario.threads_of(cue.scenario, cue.event):
            try:
                await self._about(cue, thread)
            except Failed as failure:
                told = f"{cue.name} {cue.event.kind} ({thread.name}): {failure}"
                LOG.warning("demo: %s", told)
                self.played.failures.append(told)
        self._diary.end(cue.name)
        self.played.events += 1
        self._tell(cue)

    async def _about(self, cue: Cue, thread: Thread) -> None:
        """All deeds of an event about one case, in their order."""
        name = f"{cue.name}:{thread.name}"
        steps = self._diary.pages.begun.get(name)
        if steps is None:
            card = await self._card(thread.name)
            if card is None and cue.number != thread.opening:
                raise Failed("its case was never opened")
            steps = self._diary.begin(name, steps_for(Moment(cue, thread, card)))
        for step in steps:
            await self._do(f"{name}:{step.deed}", step)

    async def _do(self, name: str, step: Step) -> None:
        if step.deed == "report":
            sent = self._diary.send(name, step.body)
            answer = await self._asked(step.login, "/api/reports", sent.body, sent.key)
            self._took(step.thread, _demand(answer, step))
            return
        for attempt in range(ATTEMPTS):
            answer = await self._deed(name, step, attempt)
            if answer.status != 409 or answer.body.get("code") != "stale-case":
                break
        if step.deed == "escalate" and answer.body.get("field") == "level":
            await self._card(step.thread)  # a rule was faster, and it stands there already
            return
        self._took(step.thread, _demand(answer, step))

    def _took(self, thread: str, reply: dict[str, Any]) -> None:
        """What an answered deed says of the case."""
        card = reply["card"]
        self._diary.pages.cases[thread] = card["case"]
        self._versions[thread] = card["version"]

    async def _deed(self, name: str, step: Step, attempt: int) -> Answer:
        """The deed on the case as it is known, or as it was when this was sent before."""
        if attempt or step.thread not in self._versions:
            await self._card(step.thread)
        body = {**step.body, "version": self._versions.get(step.thread, 1)}
        sent = self._diary.send(name, body, attempt)
        path = f"/api/cases/{self._diary.pages.cases[step.thread]}/{step.deed}"
        return await self._asked(step.login, path, sent.body, sent.key)

    async def _card(self, thread: str) -> dict[str, Any] | None:
        case = self._diary.pages.cases.get(thread)
        if case is None:
            return None
        answer = await self._asked(READER, f"/api/cases/{case}")
        card: dict[str, Any] | None = answer.body.get("card")
        if card is None:
            raise Failed(f"case {case} cannot be read: {answer.words}")
        self._versions[thread] = card["version"]
        return card

    async def _asked(
        self, login: str, path: str, body: dict[str, Any] | None = None, key: str = ""
    ) -> Answer:
        """The answer, once the server has one; the same key each time, so it is done once."""
        last = ""
        for attempt in range(RETRIES):
            if attempt:
                await asyncio.sleep(RETRY_SECONDS)
            try:
                asked = (
                    self._client.get(login, path)
                    if body is None
                    else self._client.post(login, path, body, key)
                )
                answer = await asked
            except NoAnswer as failure:
                last = str(failure)
                continue
            if answer.body.get("code") not in AGAIN:
                return answer
            last = answer.words
        raise Failed(f"no answer to {login} {path}: {last}")


def _demand(answer: Answer, step: Step) -> dict[str, Any]:
    if not answer.is_done:
        raise Failed(f"{step.login} {step.deed} refused with {answer.words}")
    return answer.body
