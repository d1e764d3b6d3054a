"""Rows of the video schema <-> receptions with their sites and people. Holds no rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from command.accounts.role import Actor, Role
from command.base import queries
from command.base.db import Connection, Row
from command.base.event import ScopeKey
from command.video.reception import Member, Reception, ReceptionId, Site
from command.video.terms import Level, Side, State

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class Search:
    """Receptions from `since` up to `until`, or of a case, that an actor may see."""

    since: datetime | None
    until: datetime | None
    case_id: int | None
    by: Actor


async def find(
    conn: Connection, reception_id: int, *, for_change: bool = False
) -> Reception | None:
    """A reception by its id, locked when it will be changed; nobody calls this but `access`."""
    name = "lock_reception" if for_change else "find_reception"
    row = await conn.fetchrow(QUERIES[name], reception_id)
    return (await _whole(conn, [row]))[0] if row else None


async def case_of(conn: Connection, reception_id: int) -> int | None:
    found: int | None = await conn.fetchval(QUERIES["case_of"], reception_id)
    return found


async def is_by_seat(conn: Connection, reception_id: int) -> bool:
    """Whether whoever acts is booked for it, and the case is none of theirs."""
    return bool(await conn.fetchval(QUERIES["is_by_seat"], reception_id))


async def search(conn: Connection, asked: Search) -> list[Reception]:
    """By their time, 200 at most."""
    rows = await conn.fetch(
        QUERIES["list_receptions"],
        asked.since,
        asked.until,
        asked.case_id,
        asked.by.scope,
        asked.by.account_id,
        asked.by.place,
    )
    return await _whole(conn, rows)


async def unsettled(conn: Connection) -> list[int]:
    """Receptions that are not over and may have to be told anew."""
    return [row["reception_id"] for row in await conn.fetch(QUERIES["unsettled"])]


async def add(conn: Connection, reception: Reception) -> Reception | None:
    """Write a new reception; None when its case has another one that is not over."""
    found = await conn.fetchval(
        QUERIES["add_reception"],
        reception.case_id,
        reception.state,
        reception.petitioner,
        reception.starts_at,
        reception.booked_by,
        reception.booked_at,
        reception.title,
        reception.place,
        list(reception.audience),
        reception.told_version,
    )
    if found is None:
        return None
    for site in reception.sites:
        await conn.execute(QUERIES["add_site"], found, site.level, site.place)
    for one in reception.members:
        await _save_member(conn, found, one)
    return replace(reception, reception_id=ReceptionId(found))


async def save(conn: Connection, before: Reception, after: Reception, at: datetime) -> None:
    """Write a locked reception after a deed."""
    await conn.execute(
        QUERIES["save_reception"],
        after.reception_id,
        after.state,
        after.version,
        after.began_at,
        after.ended_at,
        after.closed_at,
        after.reason,
        after.missing_side,
        after.conclusion,
        after.waiting,
        after.title,
        after.place,
        list(after.audience),
        after.told_version,
        after.starts_at,
        after.wished_by,
    )
    for one in after.members:
        if one not in before.members:
            await _save_member(conn, after.reception_id, one)
    for site in after.sites:
        if site != before.site(site.level):
            await conn.execute(
                QUERIES["save_site"],
                after.reception_id,
                site.level,
                site.present,
                site.consent,
                at,
            )


async def _save_member(conn: Connection, reception_id: int, one: Member) -> None:
    await conn.execute(QUERIES["save_member"], reception_id, one.account_id, one.level, one.host)


async def people(conn: Connection, ids: Iterable[int]) -> dict[int, Actor]:
    """Accounts that work now, as they would act, by id."""
    rows = await conn.fetch(QUERIES["find_people"], list(ids))
    return {row["account_id"]: _actor(row) for row in rows}


async def _whole(conn: Connection, rows: Sequence[Row]) -> list[Reception]:
    ids = [row["reception_id"] for row in rows]
    sites = await conn.fetch(QUERIES["find_sites"], ids)
    members = await conn.fetch(QUERIES["find_members"], ids)
    return [
        _reception(
            row,
            tuple(_site(one) for one in sites if one["reception_id"] == row["reception_id"]),
            tuple(_member(one) for one in members if one["reception_id"] == row["reception_id"]),
        )
        for row in rows
    ]


def _reception(row: Row, sites: tuple[Site, ...], members: tuple[Member, ...]) -> Reception:
    return Reception(
        reception_id=ReceptionId(row["reception_id"]),
        case_id=row["case_id"],
        state=State(row["state"]),
        petitioner=row["petitioner"],
        starts_at=row["starts_at"],
        booked_by=row["booked_by"],
        booked_at=row["booked_at"],
        sites=sites,
        members=members,
        title=row["title"],
        place=row["place"],
        audience=tuple(ScopeKey(key) for key in row["audience"]),
        told_version=row["told_version"],
        version=row["version"],
        waiting=row["waiting"],
        began_at=row["began_at"],
        ended_at=row["ended_at"],
        closed_at=row["closed_at"],
        reason=row["reason"],
        missing_side=Side(row["missing_side"]) if row["missing_side"] else None,
        wished_by=Side(row["wished_by"]) if row["wished_by"] else None,
        conclusion=row["conclusion"],
    )


def _site(row: Row) -> Site:
    return Site(Level(row["level"]), row["place"], row["present"], row["consent"])


def _member(row: Row) -> Member:
    return Member(row["account_id"], row["name"], Level(row["level"]), row["host"])


def _actor(row: Row) -> Actor:
    return Actor(
        account_id=row["account_id"],
        login=row["login"],
        name=row["display_name"],
        role=Role(row["role"]),
        agency_id=row["agency_id"],
        agency_name=row["short_name"],
        place=row["centre_place"],
    )
