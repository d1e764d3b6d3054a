"""The lines of a case's timeline and the photos on them, as rows. Holds no rules.

Words and photos are the case plane: they are read through a case somebody may see.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from command.accounts.role import Actor
from command.base.db import Connection, Row
from command.base.problem import InvalidInput, Refusal
from command.base.words import Words, recalled
from command.casework.clock_store import QUERIES
from command.casework.photo import Photo

#: Photos of one account that no case has yet: several reports of nine, and no disk full of them.
MOST_LOOSE = 60


class TooManyPhotos(Refusal):
    status = 429
    code = "too-many-photos"
    zh = "未提交的照片过多"
    en = "Too many photos wait"


HOUSE = Words("系统", "The house")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what happened, who did it, what they said, which facts changed."""

    entry_id: int
    at: datetime
    type: str
    by: str
    agency: str
    words: str
    facts: Mapping[str, Any]
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line before it is written. `by` None is the house itself."""

    at: datetime
    type: str
    by: Actor | None
    words: str = ""
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    case_id: int | None
    uploaded_by: int
    jpeg: bytes


async def add_entry(conn: Connection, case_id: int, note: Note) -> int:
    """Write a line of the timeline and return its number."""
    return int(
        await conn.fetchval(
            QUERIES["add_entry"],
            case_id,
            note.at,
            note.type,
            note.by.account_id if note.by else None,
            note.by.name if note.by else HOUSE,
            note.by.agency_name if note.by else HOUSE,
            note.words,
            json.dumps(note.facts or {}, ensure_ascii=False),
        )
    )


async def entries_of(conn: Connection, case_id: int) -> list[Entry]:
    return [_entry(row) for row in await conn.fetch(QUERIES["find_entries"], case_id)]


def _entry(row: Row) -> Entry:
    """The house's own words stand among the facts, in both languages."""
    kept = json.loads(row["facts"])
    facts = {name: recalled(value) for name, value in kept.items()}
    by_house = row["by_name"] == HOUSE
    return Entry(
        row["entry_id"],
        row["at"],
        row["type"],
        HOUSE if by_house else row["by_name"],
        HOUSE if by_house else row["by_agency"],
        facts.pop("words", row["words"]),
        facts,
        tuple(row["photos"]),
    )


async def add_photo(conn: Connection, photo: Photo, by: Actor, at: datetime) -> None:
    """Keep a photo that belongs to no case yet; a day later it is forgotten.

    Raises TooManyPhotos when the account has `MOST_LOOSE` of them already.
    """
    kept = await conn.fetchval(
        QUERIES["add_photo"],
        photo.photo_id,
        by.account_id,
        at,
        photo.width,
        photo.height,
        photo.sha256,
        photo.jpeg,
        MOST_LOOSE,
    )
    if kept is None:
        raise TooManyPhotos(
            Words(
                f"已有{MOST_LOOSE}张照片尚未随事项提交",
                f"{MOST_LOOSE} photos wait for a report or progress already",
            ),
            extra={"most": MOST_LOOSE},
        )


async def attach_photos(
    conn: Connection, photos: Sequence[str], by: Actor, case_id: int, entry_id: int
) -> None:
    """Give the actor's own loose photos to a line. Raises InvalidInput naming a wrong one."""
    if not photos:
        return
    rows = await conn.fetch(
        QUERIES["attach_photos"], list(photos), by.account_id, case_id, entry_id
    )
    attached = {row["photo_id"] for row in rows}
    for number, photo_id in enumerate(photos):
        if photo_id not in attached:
            raise InvalidInput(
                Words(
                    "没有这张照片,或已用于其他事项",
                    "There is no such photo, or another case has it",
                ),
                field=f"photos[{number}]",
            )


async def find_photo(conn: Connection, photo_id: str) -> StoredPhoto | None:
    row = await conn.fetchrow(QUERIES["find_photo"], photo_id)
    return StoredPhoto(row["case_id"], row["uploaded_by"], bytes(row["jpeg"])) if row else None


async def drop_loose_photos(conn: Connection, before: datetime) -> int:
    return len(await conn.fetch(QUERIES["drop_loose_photos"], before))
