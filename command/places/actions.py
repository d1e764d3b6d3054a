"""Deeds on places: load the county a centre starts with, and take in its own survey.

Each owns its transaction; reading and drawing happen in a thread, since they take a while.
"""

import asyncio
from datetime import datetime
from pathlib import Path

from command.base import journal
from command.base.db import Connection, Database
from command.base.event import SYSTEM, Event
from command.base.problem import Conflict, InvalidInput
from command.base.words import Words
from command.places import store
from command.places.county import read_county
from command.places.jurisdiction import Place, PlaceCode
from command.places.plan import Plan, plan_import
from command.places.store import CountyFacts
from command.places.survey import Survey


class NothingMatched(InvalidInput):
    code = "nothing-matched"
    zh = "文件中没有一行能对应到地点"
    en = "No row of the file is a place of this county"


class DatumDoubtful(Conflict):
    """Another datum fits the county's outline better than the declared one."""

    code = "datum-doubtful"
    zh = "坐标系可能填错"
    en = "The declared datum is probably wrong"


async def load_county(db: Database, folder: Path, at: datetime) -> int:
    """Load a shipped county once; returns how many places were loaded, 0 when it is there.

    What an administrator imported later is never overwritten. Raises ImportProblem.
    """
    county = await asyncio.to_thread(read_county, folder)
    async with db.transaction() as conn:
        await store.lock(conn)
        if await store.places_of(conn, county.code):
            return 0
        survey = await store.add_survey(conn, county.code, county.declared, None, at)
        await store.replace_places(conn, survey, county.places, county.areas, at)
        facts = CountyFacts(county.code, county.file.centre, county.neighbours or _NOBODY)
        await store.save_county(conn, facts)
    return len(county.places)


_NOBODY = {"type": "FeatureCollection", "features": []}


async def dry_run(db: Database, survey: Survey) -> Plan:
    """What `import_survey` would do; changes nothing."""
    async with db.snapshot() as conn:
        return await _plan(conn, survey)


async def import_survey(
    db: Database, survey: Survey, by: int | None, at: datetime, *, accept_doubt: bool = False
) -> Plan:
    """Store a survey as the county's new version; `by` is an account id.

    Places that the file does not name stay as they are; the former version stays in the
    history. Raises NothingMatched, or DatumDoubtful unless `accept_doubt`.
    """
    async with db.transaction() as conn:
        await store.lock(conn)
        plan = await _plan(conn, survey)
        _refuse(plan, accept_doubt)
        number = await store.add_survey(conn, survey.county, survey.declared, by, at)
        await store.replace_places(conn, number, plan.places, plan.areas, at)
        await _name_centre(conn, plan)
        data = {"county": survey.county, "version": number}
        event = Event("places.surveyed", at, survey.county, (SYSTEM,), data=data)
        await journal.append(conn, [event])
    return plan


async def _plan(conn: Connection, survey: Survey) -> Plan:
    known = await store.places_of(conn, survey.county)
    areas = await store.areas_of(conn, survey.county)
    outline = next((area.geometry for area in areas if area.place == survey.county), None)
    return await asyncio.to_thread(plan_import, survey, known, areas, outline)


def _refuse(plan: Plan, accept_doubt: bool) -> None:
    if plan.taken == 0:
        file, rows = plan.survey.file, len(plan.matches)
        raise NothingMatched(
            Words(f"{file}:{rows}行中没有一行对上", f"{file}: none of {rows} rows"), field="file"
        )
    if plan.doubt is not None and not accept_doubt:
        raise DatumDoubtful(
            Words(
                f"申报为{plan.survey.declared.datum},但{plan.doubt}与县界更吻合",
                f"declared {plan.survey.declared.datum}, but {plan.doubt} fits the outline better",
            ),
            field="datum",
            extra={"fit": {str(datum): round(share, 4) for datum, share in plan.fit.items()}},
        )


async def _name_centre(conn: Connection, plan: Plan) -> None:
    """A county that comes by an import gets a centre named after it."""
    code = plan.survey.county
    if any(facts.code == code for facts in await store.counties(conn)):
        return
    await store.save_county(conn, CountyFacts(code, f"{_name(plan, code)}社会治理中心", _NOBODY))


def _name(plan: Plan, code: PlaceCode) -> str:
    county: Place = next(place for place in plan.places if place.code == code)
    return county.name
