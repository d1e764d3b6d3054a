"""Rows of the identity schema: written sealed, read masked. Nothing here opens a seal."""

from dataclasses import dataclass
from datetime import datetime

from command.base import queries
from command.base.db import Connection
from command.identity.opening import Field, day_of
from command.identity.person import clean_name, mask_name, mask_phone, normalise_phone
from command.identity.vault import Sealer

QUERIES = queries.load(__package__)
NAME = "name"
PHONE = "phone"


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """What a screen may show: 张** and 138****0000, "" for what was not given."""

    name: str
    phone: str


async def record_person(
    conn: Connection, sealer: Sealer, case_id: int, name: str, phone: str, at: datetime
) -> None:
    """Seal the reporter of a case; nothing is written when neither name nor phone is given.

    Raises BadName or BadPhone, naming `reporter.name` or `reporter.phone`.
    """
    name, phone = clean_name(name), normalise_phone(phone)
    if not name and not phone:
        return
    await conn.execute(
        QUERIES["add_person"],
        case_id,
        sealer.version,
        sealer.seal(name, case_id, NAME) if name else None,
        sealer.seal(phone, case_id, PHONE) if phone else None,
        mask_name(name),
        mask_phone(phone),
        at,
    )


async def reporter_of(conn: Connection, case_id: int) -> MaskedPerson | None:
    """The reporter's masks; None for a case without a named reporter."""
    row = await conn.fetchrow(QUERIES["find_reporter"], case_id)
    return MaskedPerson(row["name_masked"], row["phone_masked"]) if row else None


async def sealed_field(conn: Connection, case_id: int, field: Field) -> bytes | None:
    """The sealed bytes of a reporter's field; None when it was not given, or cannot be seen."""
    found: bytes | None = await conn.fetchval(QUERIES["find_sealed"], case_id, field)
    return found


async def seen_by(conn: Connection, account_id: int, at: datetime) -> int:
    """How many fields the one who acts opened on the day of `at`; their other requests wait."""
    await conn.execute(QUERIES["hold_openings"], account_id)
    return int(await conn.fetchval(QUERIES["count_openings"], *day_of(at)))
