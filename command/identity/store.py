"""Rows of the identity schema: written sealed, read masked. Nothing here opens a seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from command.base import queries
from command.base.db import Connection
from command.identity.opening import Field, day_of
from command.identity.reporter import INDEXED, Nature, PersonPart, SealedReporter
from command.identity.vault_wire import Sealed

QUERIES = queries.load(__package__)
COLUMNS = {
    Field.NAME: "name_sealed",
    Field.PHONE: "phone_sealed",
    Field.ID_NUMBER: "id_sealed",
    Field.ADDRESS: "address_sealed",
}


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """What a screen may show: 张** and 138****0000, "" for what was not given."""

    person_id: int
    part: PersonPart
    nature: Nature
    name: str
    phone: str
    id_number: str = ""
    address: str = ""
    report_id: int | None = None


@dataclass(frozen=True, slots=True)
class SealedField:
    """A sealed value and whose it is; `is_first` for whoever reported the case first."""

    sealed: bytes
    person_id: int
    is_first: bool


async def add_person(
    conn: Connection,
    case_id: int,
    person: SealedReporter,
    at: datetime,
    report_id: int | None = None,
) -> int:
    """Keep a sealed person of a case, of a later report when it is named; returns their number."""
    found: int = await conn.fetchval(
        QUERIES["add_person"],
        case_id,
        person.part,
        person.nature,
        person.version,
        person.key_id,
        *(person.sealed.get(name) for name in Field),
        *(person.masks.get(name, "") for name in Field),
        person.index_version,
        person.index.get(Field.PHONE),
        person.index.get(Field.ID_NUMBER),
        at,
        report_id,
    )
    return found


async def people_of(conn: Connection, case_id: int) -> list[MaskedPerson]:
    """The masks of everybody a case names, the first named first."""
    rows = await conn.fetch(QUERIES["find_people"], case_id)
    return [
        MaskedPerson(
            row["person_id"],
            PersonPart(row["part"]),
            Nature(row["nature"]),
            row["name_masked"],
            row["phone_masked"],
            row["id_masked"],
            row["address_masked"],
            row["report_id"],
        )
        for row in rows
    ]


async def sealed_field(
    conn: Connection, case_id: int, field: Field, person_id: int | None = None
) -> SealedField | None:
    """A person's sealed field, without `person_id` that of whoever reported the case first; None
    when it was not given, or cannot be seen."""
    row = await conn.fetchrow(QUERIES["find_sealed"], case_id, field, person_id)
    if row is None or row["sealed"] is None:
        return None
    return SealedField(row["sealed"], row["person_id"], row["is_first"])


async def seen_by(conn: Connection, account_id: int, at: datetime) -> int:
    """How many fields the one who acts opened on the day of `at`; their other requests wait."""
    await conn.execute(QUERIES["hold_openings"], account_id)
    return int(await conn.fetchval(QUERIES["count_openings"], *day_of(at)))


async def looked_up_by(conn: Connection, account_id: int, at: datetime) -> int:
    """How many lookups the one who acts made on the day of `at`; their other requests wait."""
    await conn.execute(QUERIES["hold_openings"], account_id)
    return int(await conn.fetchval(QUERIES["count_lookups"], *day_of(at)))


# Keys of rows; the house's login only


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A row that is to be sealed anew; `key_id` None for one of a release before the vault."""

    person_id: int
    case_id: int
    key_id: UUID | None
    sealed: Mapping[Field, bytes]


async def count_behind(conn: Connection, generation: int, index: int) -> int:
    """How many rows are not under these keys."""
    return int(await conn.fetchval(QUERIES["count_behind"], generation, index))


async def rows_behind(
    conn: Connection, generation: int, index: int, after: int, most: int
) -> list[SealedRow]:
    """Rows not under these keys, in order, kept for this transaction."""
    rows = await conn.fetch(QUERIES["rows_behind"], generation, index, after, most)
    return [
        SealedRow(
            row["person_id"],
            row["case_id"],
            row["key_id"],
            {name: row[COLUMNS[name]] for name in Field if row[COLUMNS[name]] is not None},
        )
        for row in rows
    ]


async def replace_seals(
    conn: Connection, row: SealedRow, key_id: UUID, found: Sealed, sealed: Mapping[Field, bytes]
) -> None:
    """The same fields, sealed anew."""
    index = iter(found.index)
    keys = {name: next(index) for name in INDEXED if name in sealed}
    await conn.execute(
        QUERIES["replace_seals"],
        row.person_id,
        found.version,
        key_id,
        *(sealed.get(name) for name in Field),
        found.index_version,
        *(keys.get(name) for name in INDEXED),
    )


async def lowest_versions(conn: Connection) -> tuple[int, int, bool]:
    """The oldest generation and index in use, and whether old seals are left."""
    row = await conn.fetchrow(QUERIES["lowest_versions"])
    assert row is not None
    return int(row["generation"]), int(row["index"]), bool(row["is_old_left"])


async def keys_of(conn: Connection, case_id: int) -> list[UUID]:
    """The keys of a case's people."""
    return [row["key_id"] for row in await conn.fetch(QUERIES["keys_of"], case_id)]


async def has_old_seals(conn: Connection, case_id: int) -> bool:
    return bool(await conn.fetchval(QUERIES["has_old_seals"], case_id))


async def empty(conn: Connection, keys: Sequence[UUID]) -> int:
    """Rows of these keys keep nothing, not even a mask; how many there were."""
    return int(await conn.fetchval(QUERIES["empty"], list(keys)))


async def vault_of(conn: Connection) -> UUID | None:
    """Whose keys seal this database; held until the transaction ends."""
    found: UUID | None = await conn.fetchval(QUERIES["vault_of"])
    return found


async def note_vault(conn: Connection, vault_id: UUID, at: datetime) -> None:
    await conn.execute(QUERIES["note_vault"], vault_id, at)
