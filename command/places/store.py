"""Rows of the places schema <-> places, areas, counties, the working calendar.

A county's places are written as a version (a survey); what they were stays in the history.
Holds no rules.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from command.base import queries
from command.base.db import Connection, Row
from command.places.areas import Area, geojson_of, geometry_of
from command.places.jurisdiction import Place, PlaceCode, Precision
from command.places.survey import Declaration
from command.places.workdays import Override, WorkCalendar

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """What every screen needs of a county; `neighbours` is a GeoJSON FeatureCollection."""

    code: PlaceCode
    centre_name: str
    neighbours: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Former:
    """What a place was until `replaced_at`, and the survey that had said so."""

    replaced_at: datetime
    was: Mapping[str, Any]
    source: str
    surveyed: date | None
    accuracy: str


async def lock(conn: Connection) -> None:
    """One survey at a time; until the transaction ends."""
    await conn.execute(QUERIES["lock_places"])


async def all_places(conn: Connection) -> tuple[list[Place], list[Place]]:
    """Current places and retired ones, by code."""
    rows = await conn.fetch(QUERIES["list_places"])
    current = [_place(row) for row in rows if not row["is_retired"]]
    return current, [_place(row) for row in rows if row["is_retired"]]


async def places_of(conn: Connection, county: PlaceCode) -> list[Place]:
    rows = await conn.fetch(QUERIES["list_places_of_county"], county)
    return [_place(row) for row in rows]


async def areas_of(conn: Connection, county: PlaceCode) -> list[Area]:
    """The county's outline and the areas in it, surveyed or approximate."""
    return [_area(row) for row in await conn.fetch(QUERIES["list_areas"], county)]


async def version(conn: Connection) -> int:
    """Grows with every survey; 0 when nothing was loaded."""
    return int(await conn.fetchval(QUERIES["read_version"]))


async def counties(conn: Connection) -> list[CountyFacts]:
    rows = await conn.fetch(QUERIES["list_counties"])
    return [
        CountyFacts(PlaceCode(row["county"]), row["centre_name"], json.loads(row["neighbours"]))
        for row in rows
    ]


async def history_of(conn: Connection, place: PlaceCode) -> list[Former]:
    """What the place was before, newest first."""
    rows = await conn.fetch(QUERIES["list_history"], place)
    return [
        Former(r["replaced_at"], json.loads(r["was"]), r["source"], r["surveyed"], r["accuracy"])
        for r in rows
    ]


async def add_survey(
    conn: Connection, county: PlaceCode, declared: Declaration, by: int | None, at: datetime
) -> int:
    """A new version of the county's places; returns its number."""
    return int(
        await conn.fetchval(
            QUERIES["add_survey"],
            county,
            declared.source,
            declared.surveyed,
            declared.accuracy,
            str(declared.datum),
            at,
            by,
        )
    )


async def replace_places(
    conn: Connection, survey: int, places: Sequence[Place], areas: Iterable[Area], at: datetime
) -> None:
    """Write the places under `survey`; what stood under their codes goes to the history."""
    area_of = {area.place: area for area in areas}
    await conn.execute(QUERIES["keep_history"], [place.code for place in places], at)
    columns = zip(*(_columns(place, area_of.get(place.code)) for place in places), strict=True)
    await conn.execute(QUERIES["save_places"], survey, *(list(column) for column in columns))


async def retire(conn: Connection, codes: Sequence[PlaceCode], at: datetime) -> None:
    await conn.execute(QUERIES["retire_places"], list(codes), at)


async def save_county(conn: Connection, facts: CountyFacts) -> None:
    neighbours = json.dumps(facts.neighbours, ensure_ascii=False)
    await conn.execute(QUERIES["save_county"], facts.code, facts.centre_name, neighbours)


async def work_calendar(conn: Connection) -> WorkCalendar:
    """The published calendar under the county's own corrections."""
    days = await conn.fetch(QUERIES["list_workday_overrides"])
    years = await conn.fetch(QUERIES["list_workday_years"])
    return WorkCalendar(
        {row["day"]: Override(row["is_workday"], row["note"]) for row in days},
        frozenset(row["year"] for row in years),
    )


async def save_override(conn: Connection, day: date, override: Override) -> None:
    await conn.execute(QUERIES["save_workday_override"], day, override.is_workday, override.note)


async def save_year(conn: Connection, year: int, note: str) -> None:
    """Say that every shifted day of `year` has been entered: it is no longer provisional."""
    await conn.execute(QUERIES["save_workday_year"], year, note)


def _place(row: Row) -> Place:
    return Place(
        code=PlaceCode(row["place"]),
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        pinyin=row["pinyin"],
        initials=row["initials"],
        lon=row["lon"],
        lat=row["lat"],
        precision=Precision(row["precision"]),
        source=row["source"],
        aliases=tuple(row["aliases"]),
    )


def _area(row: Row) -> Area:
    geometry = geometry_of(json.loads(row["area"]))
    return Area(PlaceCode(row["place"]), geometry, Precision(row["area_precision"]), row["source"])


def _columns(place: Place, area: Area | None) -> tuple[Any, ...]:
    return (
        place.code,
        place.parent,
        str(place.level),
        place.name,
        place.short_name,
        place.kind,
        place.pinyin,
        place.initials,
        "\n".join(place.aliases),
        place.lon,
        place.lat,
        str(place.precision),
        place.source,
        None if area is None else json.dumps(geojson_of(area.geometry)),
        None if area is None else str(area.precision),
    )
