"""Opening one personal field of somebody a case names: by a named person, for a purpose, on record.

The row of the audit is committed before the vault opens anything; nothing is kept for a repeat,
which counts again.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts.role import Actor
from command.audit.record import What, record
from command.base.words import Words
from command.casework import access
from command.casework.means import Means
from command.identity import store as identity
from command.identity.opening import QUOTA, Field, NothingKept, Purpose, QuotaUsed
from command.identity.reporter import TABLE
from command.identity.store import SealedField
from command.identity.vault import Field as Column


class RevealWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without `person` whoever reported the case first; the file numbers the others."""

    field: Field
    purpose: Purpose
    person: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None


class Revealed(msgspec.Struct, frozen=True):
    """`left` is how many more the person may open today."""

    field: Field
    value: str
    left: int


async def reveal(means: Means, case_id: int, wish: RevealWish, by: Actor, at: datetime) -> Revealed:
    """The field in plain text. Raises NoSuchCase, NothingKept, QuotaUsed (which is on
    record too), and what the vault refuses with: VaultAway, IdentityDestroyed, IdentityUnreadable.

    At most 20 a person a day of China's calendar.
    """
    await means.vault.reach()
    async with means.db.transaction(by) as conn:
        await access.case_for(conn, by, case_id)
        kept = await identity.sealed_field(conn, case_id, wish.field, wish.person)
        if kept is None:
            raise NothingKept(field="field")
        used = await identity.seen_by(conn, by.account_id, at)
        what = What.IDENTITY_OPENED if used < QUOTA else What.IDENTITY_REFUSED
        target, unit = _target(kept, wish.field), by.agency_id
        row = (conn, what, by.account_id, at, case_id, target, wish.purpose)
        entry = await record(*row, unit=unit)
    if what is What.IDENTITY_REFUSED:
        raise QuotaUsed(Words(f"每人每天至多 {QUOTA} 次", f"At most {QUOTA} times a day each"))
    value = await means.vault.open(case_id, Column(TABLE, wish.field), kept.sealed, entry)
    return Revealed(wish.field, value, QUOTA - used - 1)


def _target(kept: SealedField, field: Field) -> str:
    """The first reporter's own field is what their page tells them; others are told apart."""
    if kept.is_first:
        return f"field:{field}"
    return f"party:{field}:{kept.person_id}"
