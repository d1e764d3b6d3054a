"""What has been played, in the data folder: written before it is sent, so a restart repeats it.

The same request under the same key again is done once. Knows no script.
"""

import os
import secrets
from pathlib import Path
from typing import Any, Self

import msgspec

from command.demo.steps import Step

NAME = "demo-play.json"


class Sent(msgspec.Struct):
    """A request as it was sent first; its answer may or may not have come."""

    key: str
    body: dict[str, Any]


class Pages(msgspec.Struct):
    """`begun` holds the deeds of the events at work, `sent` their requests by step."""

    run: str
    cases: dict[str, int] = {}
    done: list[str] = []
    begun: dict[str, list[Step]] = {}
    sent: dict[str, Sent] = {}
    finished: bool = False


class Diary:
    """One performance; a file that is always whole."""

    def __init__(self, path: Path, pages: Pages) -> None:
        self._path = path
        self.pages = pages

    @classmethod
    def open(cls, data: Path, *, again: bool = False) -> Self:
        """The performance of a data folder: the one begun, or a fresh one with fresh keys."""
        path = data / NAME
        if path.exists() and not again:
            return cls(path, msgspec.json.decode(path.read_bytes(), type=Pages))
        diary = cls(path, Pages(run=secrets.token_hex(6)))
        diary.write()
        return diary

    def begin(self, event: str, steps: list[Step]) -> list[Step]:
        """The deeds of an event, as they were decided the first time."""
        if event not in self.pages.begun:
            self.pages.begun[event] = steps
            self.write()
        return self.pages.begun[event]

    def send(self, step: str, body: dict[str, Any], attempt: int = 0) -> Sent:
        """The request of a step, as it was sent first; another attempt has another key."""
        known = self.pages.sent.get(step)
        if known is None or attempt > 0:
            known = self.pages.sent[step] = Sent(self._key(step, attempt), body)
            self.write()
        return known

    def _key(self, step: str, attempt: int) -> str:
        key = f"demo-{self.pages.run}-{step.replace(':', '_')}"
        return f"{key}-{secrets.token_hex(3)}" if attempt else key

    def end(self, event: str) -> None:
        """The event is over; its requests need not be repeated any more."""
        self.pages.done.append(event)
        self.pages.begun = {name: s for name, s in self.pages.begun.items() if _of(name) != event}
        self.pages.sent = {name: s for name, s in self.pages.sent.items() if _of(name) != event}
        self.write()

    def write(self) -> None:
        fresh = self._path.with_name(f"{NAME}.new")
        fresh.write_bytes(msgspec.json.encode(self.pages))
        os.replace(fresh, self._path)


def forget(data: Path) -> None:
    """The folder has another database now: its performance begins anew."""
    (data / NAME).unlink(missing_ok=True)


def _of(name: str) -> str:
    """`SC1-WAGE-4:SC1-1:facts` is of the event `SC1-WAGE-4`."""
    return name.partition(":")[0]
