"""Rows of the sealed schema. Connection first, time handed in; the database hides the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from command.base import queries
from command.base.db import Connection, Row
from command.sealed.matter import Entry, Matter, Party, Transfer
from command.sealed.terms import Deed, State

QUERIES = queries.load(__package__)
MOST = 200


@dataclass(frozen=True, slots=True)
class Filing:
    """A complaint as it is written: sealed, with masks, and whom it accuses."""

    matter: str
    receipt: str
    code_hash: bytes
    handling: str
    channel: str
    words: bytes
    name: bytes | None
    phone: bytes | None
    name_masked: str
    phone_masked: str
    accused: Sequence[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What a deed leaves on its matter."""

    state: State
    deed: Deed
    by: int
    due_at: datetime | None = None
    satisfaction: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A matter whose time is over, the unit that has it and the place of that unit."""

    matter: str
    handling: str
    place: str


async def file(conn: Connection, one: Filing, at: datetime) -> None:
    await conn.execute(
        QUERIES["file"],
        one.matter,
        one.receipt,
        one.code_hash,
        one.handling,
        one.channel,
        one.words,
        one.name,
        one.phone,
        one.name_masked,
        one.phone_masked,
        [agency for agency, _ in one.accused],
        [account for _, account in one.accused],
        at,
    )


async def find(conn: Connection, matter: str, *, hold: bool = False) -> Matter | None:
    """None for what is not there, and for what is closed to the one who acts."""
    row = await conn.fetchrow(QUERIES["hold_matter" if hold else "find_matter"], matter)
    return _matter(row) if row else None


async def matters(conn: Connection) -> list[Matter]:
    return [_matter(row) for row in await conn.fetch(QUERIES["list_matters"], MOST)]


async def pulse(conn: Connection) -> list[tuple[str, int]]:
    """Ids and versions of everything that is open to the one who acts."""
    return [(row["id"], int(row["version"])) for row in await conn.fetch(QUERIES["pulse"])]


async def accused_of(conn: Connection, matters: Sequence[str]) -> dict[str, list[Party]]:
    found: dict[str, list[Party]] = {matter: [] for matter in matters}
    for row in await conn.fetch(QUERIES["list_accused"], list(matters)):
        party = Party(row["agency_id"], row["agency_name"], row["account_id"], row["name"])
        found[row["matter"]].append(party)
    return found


async def entries_of(conn: Connection, matter: str) -> list[Entry]:
    rows = await conn.fetch(QUERIES["list_entries"], matter)
    return [Entry(r["at"], Deed(r["deed"]), r["by_name"], r["words_sealed"]) for r in rows]


async def transfers_of(conn: Connection, matter: str) -> list[Transfer]:
    return [_transfer(row) for row in await conn.fetch(QUERIES["list_transfers"], matter)]


async def received(conn: Connection, agency_id: str) -> list[Transfer]:
    rows = await conn.fetch(QUERIES["list_received"], agency_id, MOST)
    return [_transfer(row) for row in rows]


async def hold_transfer(conn: Connection, transfer: str) -> Transfer | None:
    row = await conn.fetchrow(QUERIES["hold_transfer"], transfer)
    return _transfer(row) if row else None


async def save(conn: Connection, before: Matter, after: Saved, at: datetime) -> int:
    """The version it has now; the row is held, so nobody was faster."""
    version = await conn.fetchval(
        QUERIES["save_matter"],
        before.matter,
        before.version,
        str(after.state),
        at,
        str(after.deed),
        after.due_at,
        after.by,
        after.satisfaction,
    )
    return int(version)


async def accuse(
    conn: Connection,
    before: Matter,
    accused: Sequence[tuple[str, int | None]],
    unit: str,
    state: State,
    at: datetime,
) -> bool:
    agencies = [agency for agency, _ in accused]
    people = [account for _, account in accused]
    seen = before.matter, before.version
    done = await conn.fetchval(QUERIES["accuse"], *seen, agencies, people, unit, str(state), at)
    return bool(done)


async def late(conn: Connection, at: datetime, reached_by: datetime) -> list[Late]:
    """Matters whose time is over; for the keeper."""
    return [Late(*row.values()) for row in await conn.fetch(QUERIES["late"], at, reached_by)]


async def raise_late(
    conn: Connection, late: Late, above: str | None, at: datetime, reached_by: datetime
) -> bool:
    """False when somebody was faster."""
    held = late.matter, late.handling
    return bool(await conn.fetchval(QUERIES["raise_late"], *held, above, at, reached_by))


async def add_entry(
    conn: Connection,
    matter: str,
    deed: Deed,
    by: tuple[int, str],
    sealed: bytes | None,
    at: datetime,
) -> None:
    """`by` is an account id and the name that stands in the timeline."""
    await conn.execute(QUERIES["add_entry"], matter, at, str(deed), *by, sealed)


async def add_recusal(conn: Connection, matter: str, account_id: int, at: datetime) -> None:
    await conn.execute(QUERIES["add_recusal"], matter, account_id, at)


async def add_transfer(conn: Connection, one: Transfer) -> None:
    values = one.transfer, one.matter, one.to_agency, one.abstract_sealed, one.made_by, one.made_at
    await conn.execute(QUERIES["add_transfer"], *values)


async def approve(conn: Connection, transfer: str, by: int, at: datetime) -> None:
    await conn.execute(QUERIES["approve_transfer"], transfer, by, at)


async def reply(conn: Connection, transfer: str, sealed: bytes, by: int, at: datetime) -> None:
    await conn.execute(QUERIES["reply_transfer"], transfer, sealed, by, at)


async def tell(conn: Connection, matter: str, deed: Deed, at: datetime) -> None:
    """Into the lane's own journal; the last statement before commit."""
    await conn.execute(QUERIES["tell"], matter, f"sealed.{deed}", at)


def _matter(row: Row) -> Matter:
    return Matter(
        matter=row["matter"],
        receipt=row["receipt_number"],
        handling=row["handling"],
        state=State(row["state"]),
        version=row["version"],
        name_masked=row["name_masked"],
        phone_masked=row["phone_masked"],
        channel=row["channel"],
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        due_at=row["due_at"],
        answered_by=row["answered_by"],
        raised_at=row["raised_at"],
        raised_to=row["raised_name"],
        words_sealed=row["words_sealed"],
        name_sealed=row["name_sealed"],
        phone_sealed=row["phone_sealed"],
    )


def _transfer(row: Row) -> Transfer:
    return Transfer(**{name: row[name] for name in Transfer.__slots__})
