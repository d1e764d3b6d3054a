"""Ending an agency on a day, with a successor for its open cases; and a survey that ends centres.

The system administrator plans it and may take it back before its day; the keeper carries it out.
`at` is aware.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from command.accounts import retirement_store, store
from command.accounts.agency import Agency, centre_id
from command.accounts.ending import HoldsCases, demanding_nothing_held
from command.accounts.retirement_store import Retirement
from command.accounts.role import Actor, Verb
from command.audit.record import What, record
from command.base.clock import china_date, midnight_before
from command.base.db import Connection, Database
from command.base.problem import Conflict, InvalidInput, NotFound, NotPermitted
from command.base.words import Words
from command.places.jurisdiction import LENGTH_OF_LEVEL, Level, PlaceCode

LONGEST_AHEAD = 366
FEWEST_LETTERS = 2
BY_SURVEY = "地名普查后该地不再单设"


class NothingPlanned(NotFound):
    code = "nothing-planned"
    zh = "没有这项撤并安排,或已执行"
    en = "No end of this agency is planned, or it has ended"


class PlannedAlready(Conflict):
    code = "planned-already"
    zh = "已有撤并安排"
    en = "The end of this agency is planned already"


@dataclass(frozen=True, slots=True)
class Wish:
    """An agency ends at the beginning of a day of China, today at once."""

    agency_id: str
    successor: str
    day: date
    why: str


async def plan(db: Database, wish: Wish, by: Actor, at: datetime) -> datetime:
    """Write that an agency ends; returns when. Raises NotPermitted, NotFound, PlannedAlready,
    InvalidInput naming the field."""
    _demand(by)
    retires_at = _from(wish.day, at)
    why = wish.why.strip()
    if len(why) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明理由", "Say why"), field="why")
    async with db.transaction(by) as conn:
        await _check(conn, wish)
        wanted = Retirement(wish.agency_id, wish.successor, retires_at, why, by.account_id)
        if not await retirement_store.plan(conn, wanted, at):
            raise PlannedAlready()
        await _note(conn, What.AGENCY_RETIRING, wish.agency_id, by, at)
    return retires_at


async def drop(db: Database, agency_id: str, by: Actor, at: datetime) -> None:
    """The agency stays after all. Raises NotPermitted, NothingPlanned."""
    _demand(by)
    async with db.transaction(by) as conn:
        if not await retirement_store.drop(conn, agency_id):
            raise NothingPlanned()
        await _note(conn, What.AGENCY_KEPT, agency_id, by, at)


async def retire_centres(conn: Connection, places: Iterable[PlaceCode], at: datetime) -> None:
    """Centres of places that are no more end; one with open cases when the keeper has handed them
    on to the centre above."""
    for place in places:
        try:
            async with conn.transaction():
                with demanding_nothing_held():
                    await store.retire_centres(conn, [place], at)
        except HoldsCases:
            above = await _above(conn, place)
            await retirement_store.plan(
                conn, Retirement(centre_id(place), above, at, BY_SURVEY), at
            )


async def _above(conn: Connection, place: PlaceCode) -> str:
    """The lowest centre over a place that exists."""
    lengths = sorted((n for n in LENGTH_OF_LEVEL.values() if n < len(place)), reverse=True)
    for length in lengths:
        found = await store.find_agency(conn, f"c{place[:length]}")
        if found is not None:
            return found.agency_id
    raise NotFound(Words("没有上级中心", "There is no centre above"))


async def _check(conn: Connection, wish: Wish) -> Agency:
    agency = await store.find_agency(conn, wish.agency_id)
    if agency is None:
        raise NotFound(Words("没有这个单位", "There is no such agency"))
    if agency.is_centre and agency.level is Level.COUNTY:
        raise InvalidInput(
            Words("县中心不能撤并", "The county's own centre does not end"), field="agency"
        )
    if wish.successor == wish.agency_id or not await store.find_agency(conn, wish.successor):
        raise InvalidInput(
            Words("承接单位须为另一个现有单位", "The successor is another agency that exists"),
            field="successor",
        )
    return agency


def _from(day: date, at: datetime) -> datetime:
    """Raises InvalidInput for a day that is past or too far ahead."""
    if not 0 <= (day - china_date(at)).days <= LONGEST_AHEAD:
        raise InvalidInput(
            Words("撤并日期须从今天起、一年之内", "The day must be within a year from today"),
            field="on",
        )
    return max(at, midnight_before(day))


async def _note(conn: Connection, what: What, agency_id: str, by: Actor, at: datetime) -> None:
    target = f"agency:{agency_id}"
    await record(conn, what, by.account_id, at, target=target, unit=by.agency_id)


def _demand(by: Actor) -> None:
    if not by.may(Verb.MANAGE_SYSTEM):
        raise NotPermitted(extra={"verb": str(Verb.MANAGE_SYSTEM)})
