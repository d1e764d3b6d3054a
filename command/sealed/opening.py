"""Opening one field of the complainant: a named person, a purpose, at most 20 a day, on record.

The row is committed before the answer; the complainant reads it by their query code.
"""

from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.audit.record import What, record
from command.base.db import Connection
from command.base.words import Words
from command.identity.opening import QUOTA, Field, NothingKept, Purpose, QuotaUsed, day_of
from command.sealed import access
from command.sealed.doing import Means
from command.sealed.matter import Matter
from command.sealed.store import QUERIES


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    field: Field
    purpose: Purpose


class Opened(msgspec.Struct, frozen=True):
    """`left` is how many more the person may open in the lane today."""

    field: Field
    value: str
    left: int


async def reveal(means: Means, matter_id: str, wish: Wish, by: Actor, at: datetime) -> Opened:
    """The field in plain text. Raises NoSuchMatter, NothingKept, QuotaUsed (on record too)."""
    async with means.db.transaction(by) as conn:
        matter = await access.matter_for(conn, matter_id)
        sealed = _sealed(matter, wish.field)
        used = await _used(conn, by, at)
        is_within = used < QUOTA
        if is_within:
            unit = by.agency_id
            values = matter.matter, by.account_id, unit, str(wish.field), str(wish.purpose), at
            await conn.execute(QUERIES["add_opening"], *values)
        await _keep_record(conn, matter, wish, by, at, is_within=is_within)
    if not is_within:
        raise QuotaUsed(Words(f"每人每天至多 {QUOTA} 次", f"At most {QUOTA} times a day each"))
    value = means.envelope.open(sealed, matter.matter, str(wish.field))
    return Opened(wish.field, value, QUOTA - used - 1)


def _sealed(matter: Matter, field: Field) -> bytes:
    kept = {Field.NAME: matter.name_sealed, Field.PHONE: matter.phone_sealed}
    found = kept.get(field)
    if found is None:
        raise NothingKept(field="field")
    return found


async def _used(conn: Connection, by: Actor, at: datetime) -> int:
    """How many the actor opened on the day of `at`; their other requests wait."""
    await conn.execute(QUERIES["hold_openings"], by.account_id)
    return int(await conn.fetchval(QUERIES["count_openings"], by.account_id, *day_of(at)))


async def _keep_record(
    conn: Connection, matter: Matter, wish: Wish, by: Actor, at: datetime, *, is_within: bool
) -> None:
    what = What.SEALED_READ if is_within else What.IDENTITY_REFUSED
    target, detail = f"field:{wish.field}", {"matter": matter.matter}
    purpose, unit = str(wish.purpose), by.agency_id
    await record(
        conn, what, by.account_id, at, target=target, purpose=purpose, detail=detail, unit=unit
    )
