"""Return visits as an officer reads them: every try, and the results that are theirs to read.

Whose they are the database decides; this file only puts them together.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from command.casework.card import wire_instant
from command.casework.happened import CaseVisited
from command.casework.timeline import Entry
from command.casework.visit_store import Result
from command.casework.visiting import Try


class FileTry(msgspec.Struct, frozen=True):
    number: int
    method: str
    tried: str
    reached: bool


class FileVisit(msgspec.Struct, frozen=True):
    """A round of tries; `redo` counts the case's returns before it. Without `satisfaction` there
    is no result yet, or none that the reader may know."""

    redo: int
    tries: list[FileTry]
    satisfaction: str | None = None
    words: str = ""
    result_known: bool | None = None
    request: str = ""


def file_visits(tries: Sequence[Try], results: Sequence[Result]) -> list[FileVisit]:
    """Rounds in their order."""
    found = {one.redo: one for one in results}
    rounds = sorted({one.redo for one in tries} | found.keys())
    return [
        _round(redo, [one for one in tries if one.redo == redo], found.get(redo)) for redo in rounds
    ]


def told(entries: Sequence[Entry], results: Sequence[Result]) -> list[Entry]:
    """The timeline with what was said in the visits that the reader may know."""
    found = {one.redo: one for one in results}
    return [_told(entry, found.get(entry.facts.get("visit", -1))) for entry in entries]


def _told(entry: Entry, result: Result | None) -> Entry:
    if entry.type != CaseVisited.name or result is None:
        return entry
    facts = {**entry.facts, "satisfaction": str(result.satisfaction)}
    return replace(entry, words=result.words, facts=facts)


def _round(redo: int, tries: Sequence[Try], result: Result | None) -> FileVisit:
    made = [FileTry(t.number, t.method, wire_instant(t.tried_at), t.reached) for t in tries]
    if result is None:
        return FileVisit(redo, made)
    return FileVisit(
        redo, made, result.satisfaction, result.words, result.result_known, result.request
    )
