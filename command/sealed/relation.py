"""Relations that people declare: to an agency, or to one official.

They close every matter that accuses the other side, now and later. Nobody else reads them, and
nobody takes one back alone: that would open what it closed.
"""

from dataclasses import dataclass
from datetime import datetime

from command.accounts import store as accounts
from command.accounts.role import Actor
from command.audit.record import What, record
from command.base.db import Connection, Database
from command.base.problem import InvalidInput
from command.base.words import Words
from command.sealed.store import QUERIES


@dataclass(frozen=True, slots=True)
class Relation:
    """Exactly one of `agency_id` and `other_id` is set; the name is of the one that is."""

    agency_id: str | None
    other_id: int | None
    name: str
    declared_at: datetime


async def declare(
    db: Database, agency_id: str | None, other_id: int | None, by: Actor, at: datetime
) -> None:
    """Say that one is related to an agency or to an official. Raises InvalidInput."""
    async with db.transaction(by) as conn:
        await _demand_one(conn, agency_id, other_id, by)
        await conn.execute(QUERIES["add_relation"], by.account_id, agency_id, other_id, at)
        what, target = What.SEALED_CHANGED, "relation"
        await record(conn, what, by.account_id, at, target=target, unit=by.agency_id)


async def own(conn: Connection, by: Actor) -> list[Relation]:
    rows = await conn.fetch(QUERIES["list_relations"], by.account_id)
    return [
        Relation(r["agency_id"], r["other_id"], r["agency_name"] or r["name"], r["declared_at"])
        for r in rows
    ]


async def _demand_one(
    conn: Connection, agency_id: str | None, other_id: int | None, by: Actor
) -> None:
    if (agency_id is None) == (other_id is None):
        raise InvalidInput(
            Words("请填写一个单位或一个人", "Name one agency or one person"), field="agency"
        )
    if agency_id is not None and await accounts.find_agency(conn, agency_id) is None:
        raise InvalidInput(Words("没有这个单位", "There is no such agency"), field="agency")
    if other_id is not None and (
        other_id == by.account_id or await accounts.find_account(conn, other_id) is None
    ):
        raise InvalidInput(Words("没有这个人", "There is no such person"), field="account")
