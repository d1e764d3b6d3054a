"""Whose cases are these: by a phone or an identity number, through the keyed index, on record.

Cases in scope come by number, others only as how many a unit has; a case that is closed to the
one who asks is in neither. Searching by a part of a number or by a name is refused by design.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts.role import Actor
from command.audit.record import What, record
from command.base.db import Connection
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import store
from command.casework.means import Means
from command.identity import store as identity
from command.identity.id_number import normalise_id_number
from command.identity.opening import LOOKUPS, Field, LookupPurpose, QuotaUsed
from command.identity.person import normalise_phone
from command.identity.reporter import Reporter
from command.identity.vault import Vault

MOST = 20
"""Cases that one answer names."""


class LookupBy(StrEnum):
    PHONE = "phone"
    ID_NUMBER = "id_number"


OF_FIELD = {LookupBy.PHONE: Field.PHONE, LookupBy.ID_NUMBER: Field.ID_NUMBER}


class LookupWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by: LookupBy
    value: Annotated[str, Meta(min_length=1, max_length=30)]
    purpose: LookupPurpose


class FoundCase(msgspec.Struct, frozen=True):
    case: int
    receipt: str


class Elsewhere(msgspec.Struct, frozen=True):
    """Cases out of scope: how many a unit has, and nothing else of them."""

    agency: str
    name: str
    count: int


class Looked(msgspec.Struct, frozen=True):
    """The newest first; `more` when there are others in scope, `left` lookups today."""

    cases: list[FoundCase]
    elsewhere: list[Elsewhere]
    more: bool
    left: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A case of the person: `case_id` 0 when it is out of scope."""

    case_id: int
    receipt: str
    agency_id: str
    agency_name: str


async def look_up(means: Means, wish: LookupWish, by: Actor, at: datetime) -> Looked:
    """The cases of whoever has this number; on record before the answer.

    Raises BadPhone, BadIdNumber, VaultAway, QuotaUsed (on record too): at most 20 a person a day.
    """
    text = _in_one_form(wish)
    keys = await means.vault.find(wish.by, text)
    async with means.db.transaction(by) as conn:
        used = await identity.looked_up_by(conn, by.account_id, at)
        found = await _found(conn, {wish.by: keys}) if used < LOOKUPS else []
        what = What.IDENTITY_SEARCHED if used < LOOKUPS else What.IDENTITY_REFUSED
        await _put_on_record(conn, what, wish.by, wish.purpose, found, by, at)
    if what is What.IDENTITY_REFUSED:
        raise QuotaUsed(Words(f"每人每天至多 {LOOKUPS} 次", f"At most {LOOKUPS} times a day each"))
    return _looked(found, LOOKUPS - used - 1)


async def keys_of(vault: Vault, people: Sequence[Reporter]) -> dict[LookupBy, list[bytes]]:
    """The index of the numbers of these people, by kind. Raises VaultAway."""
    found: dict[LookupBy, list[bytes]] = {}
    for kind, field in OF_FIELD.items():
        for text in dict.fromkeys(one.fields.get(field, "") for one in people):
            if text:
                found.setdefault(kind, []).extend(await vault.find(kind, text))
    return found


@dataclass(frozen=True, slots=True)
class Repeated:
    """Earlier cases of people, each once, and which of them each kind of number has found."""

    hits: Sequence[Hit]
    of_kind: Mapping[LookupBy, Sequence[Hit]]


async def repeated(
    conn: Connection, keys: Mapping[LookupBy, Sequence[bytes]], by: Actor, at: datetime
) -> Repeated:
    """Earlier cases of whoever reports, for intake's check of duplicates: outside the quota, on
    record with purpose `duplicate`; nothing is looked for without a number."""
    if not keys:
        return Repeated((), {})
    found = await _found(conn, keys)
    of_kind = {kind: await _found(conn, {kind: each}) for kind, each in keys.items()}
    purpose, field = LookupPurpose.DUPLICATE, "-".join(keys)
    await _put_on_record(conn, What.IDENTITY_SEARCHED, field, purpose, found, by, at)
    return Repeated(found, of_kind)


def _in_one_form(wish: LookupWish) -> str:
    """Raises BadPhone, BadIdNumber; InvalidInput for blanks."""
    if wish.by is LookupBy.PHONE:
        text = normalise_phone(wish.value, "value")
    else:
        text = normalise_id_number(wish.value, "value")
    if not text:
        raise InvalidInput(
            Words("请填写要查的号码", "Say which number is looked for"), field="value"
        )
    return text


async def _found(conn: Connection, keys: Mapping[LookupBy, Sequence[bytes]]) -> list[Hit]:
    """Cases of whoever has one of these numbers, each once."""
    phones, numbers = (list(keys.get(kind, ())) for kind in LookupBy)
    return [Hit(*row) for row in await store.cases_of_person(conn, phones, numbers)]


async def _put_on_record(  # noqa: PLR0913, PLR0917 - a row has this many columns
    conn: Connection,
    what: What,
    field: str,
    purpose: LookupPurpose,
    found: Sequence[Hit],
    by: Actor,
    at: datetime,
) -> None:
    """Which kind of number, never the number itself."""
    inside = sum(1 for hit in found if hit.case_id)
    detail = {"found": inside, "elsewhere": len(found) - inside}
    row = (conn, what, by.account_id, at, None, f"lookup:{field}", purpose, detail)
    await record(*row, unit=by.agency_id)


def _looked(found: Sequence[Hit], left: int) -> Looked:
    inside = [FoundCase(hit.case_id, hit.receipt) for hit in found if hit.case_id]
    return Looked(inside[:MOST], elsewhere(found), len(inside) > MOST, left)


def elsewhere(found: Sequence[Hit]) -> list[Elsewhere]:
    """How many cases out of scope each unit has."""
    units: dict[tuple[str, str], int] = {}
    for hit in found:
        if not hit.case_id:
            unit = (hit.agency_id, hit.agency_name)
            units[unit] = units.get(unit, 0) + 1
    return [Elsewhere(agency, name, count) for (agency, name), count in sorted(units.items())]
