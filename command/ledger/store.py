"""Rows of imports and layouts, and what a row of a ledger is read against. Holds no rules."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from command.accounts.agency import AgencyKind
from command.accounts.role import VERBS, Role, Verb
from command.accounts.roster import Duty, Officer, choose_officer
from command.accounts.roster import Post as Turn
from command.base import queries
from command.base.db import Connection, Row
from command.base.words import Words
from command.casework.means import promise_of
from command.casework.routing import Post
from command.ledger.ground import Ground, NobodyInCharge, Unit, places_of, units_of
from command.places.book import PlaceBook
from command.places.workdays import DayCount

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class Import:
    """How far an import is; `finished_at` None while it runs, or was cut short."""

    import_id: int
    file_name: str
    source: str
    total: int
    faulty: int
    known: int
    taken: int
    begun_at: datetime
    changed_at: datetime
    finished_at: datetime | None
    begun_name: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a file before its first row is in."""

    file_name: str
    file_hash: bytes
    source: str
    total: int
    faulty: int
    known: int


async def ground(conn: Connection, book: PlaceBook, count: DayCount, at: datetime) -> Ground:
    """Places, units and people as they are at `at`. Raises NobodyInCharge."""
    places = places_of(book)
    county = str(places.county.code)
    people = _by_agency(await conn.fetch(QUERIES["list_people"]))
    turns = [_turn(row) for row in await conn.fetch(QUERIES["list_turns"], at)]
    rows = [row for row in await conn.fetch(QUERIES["list_units"]) if row["place"][:6] == county]
    units = [(_unit(row, people, turns, at), row["name"]) for row in rows]
    promise = await promise_of(conn, count)
    charge = _charge(rows, people, county)
    return Ground(places, units_of(units, places.county.name), promise, at, charge)


async def find_layout(conn: Connection, fingerprint: bytes) -> dict[str, str]:
    """What somebody has said of these headings; nothing when nobody has."""
    found = await conn.fetchval(QUERIES["find_layout"], fingerprint)
    return dict(json.loads(found)) if found else {}


async def keep_layout(
    conn: Connection, fingerprint: bytes, columns: Mapping[str, str], by: int, at: datetime
) -> None:
    kept = json.dumps(columns, ensure_ascii=False)
    await conn.execute(QUERIES["keep_layout"], fingerprint, kept, at, by)


async def begin(conn: Connection, begun: Beginning, by: int, at: datetime) -> int:
    values = (begun.file_name, begun.file_hash, begun.source, begun.total, begun.faulty)
    return int(await conn.fetchval(QUERIES["begin_import"], *values, begun.known, at, by))


async def go_on(conn: Connection, import_id: int, taken: int, at: datetime) -> None:
    await conn.execute(QUERIES["go_on"], import_id, taken, at)


async def finish(conn: Connection, import_id: int, at: datetime) -> None:
    await conn.execute(QUERIES["finish_import"], import_id, at)


async def imports(conn: Connection, since: datetime) -> list[Import]:
    rows = await conn.fetch(QUERIES["list_imports"], since)
    names = Import.__dataclass_fields__
    return [Import(**{name: row[name] for name in names}) for row in rows]


def _by_agency(rows: Iterable[Row]) -> dict[str, list[Officer]]:
    found: dict[str, list[Officer]] = defaultdict(list)
    for row in rows:
        who = Officer(row["account_id"], row["display_name"], Role(row["role"]), row["agency_id"])
        found[who.agency_id].append(who)
    return found


def _turn(row: Row) -> Duty:
    return Duty(
        row["agency_id"], row["account_id"], Turn(row["post"]), row["starts_at"], row["ends_at"]
    )


def _unit(
    row: Row, people: Mapping[str, list[Officer]], turns: Iterable[Duty], at: datetime
) -> Unit:
    agency, name = row["agency_id"], row["short_name"]
    place = row["place"] if row["kind"] == AgencyKind.CENTRE else row["place"][:6]
    if row["has_ended"]:
        return Unit(agency, name, place, None, ended=_ended(row))
    officers = people.get(agency, [])
    mine = [turn for turn in turns if turn.agency_id == agency]
    chosen = choose_officer(officers, mine, at)
    named = {one.name: _post(one, name) for one in officers if one.can_sign}
    return Unit(agency, name, place, _post(chosen, name) if chosen else None, named)


def _ended(row: Row) -> Words:
    name, successor = row["short_name"], row["successor"]
    return Words(
        f"单位“{name}”已撤销" + (f",现为“{successor}”" if successor else ""),
        f"The agency {name!r} is no more" + (f"; {successor!r} follows it" if successor else ""),
    )


def _post(officer: Officer, agency_name: str) -> Post:
    return Post(officer.agency_id, agency_name, officer.account_id, officer.name)


def _charge(rows: Iterable[Row], people: Mapping[str, list[Officer]], county: str) -> Post:
    """The longest-standing person of the county's centre who may accept."""
    centre = f"c{county}"
    able = [one for one in people.get(centre, []) if Verb.ACCEPT in VERBS[one.role]]
    if not able:
        raise NobodyInCharge()
    name = next(row["short_name"] for row in rows if row["agency_id"] == centre)
    return _post(min(able, key=lambda one: one.account_id), name)
