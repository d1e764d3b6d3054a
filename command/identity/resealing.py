"""Rows sealed anew under today's keys, destroyed ones emptied, and whose vault a database has.

In pages, each a transaction of its own, so that it may be cut off and begun again while people
work. Refuses to open anything: the vault seals anew by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from command.base.db import Connection, Database
from command.identity import store
from command.identity.opening import Field
from command.identity.reporter import INDEXED, TABLE
from command.identity.store import SealedRow
from command.identity.vault import Vault
from command.identity.vault_wire import (
    Ask,
    Gone,
    GoneKeys,
    Row,
    Seal,
    SealAnew,
    Sealed,
    SealedAnew,
    State,
)

PAGE = 100
Tell = Callable[[int, int], None]


class StrangeVault(Exception):
    """The database was sealed with the keys of another vault; the message names both."""


@dataclass(frozen=True, slots=True)
class Done:
    """`unreadable` rows stay as they are: no key here opens them."""

    sealed: int
    emptied: int
    unreadable: int
    lowest_key: int
    lowest_index: int
    is_old_left: bool


async def reseal(db: Database, vault: Vault, tell: Tell = lambda done, of: None) -> Done:
    """Every row that is not under today's keys, oldest first. Raises VaultAway, DatabaseBusy."""
    state = await vault.ask(Ask(), State)
    async with db.reading() as conn:
        total = await store.count_behind(conn, state.generation, state.index)
    sealed = emptied = unreadable = after = 0
    while True:
        async with db.transaction() as conn:
            rows = await store.rows_behind(conn, state.generation, state.index, after, PAGE)
            if not rows:
                break
            after = rows[-1].person_id
            anew = await vault.ask(SealAnew([_asked(row) for row in rows]), SealedAnew)
            await _write(conn, rows, anew)
        sealed += sum(one is not None for one in anew.rows)
        emptied += sum(anew.destroyed)
        unreadable += len(rows) - sum(one is not None for one in anew.rows) - sum(anew.destroyed)
        tell(sealed + emptied + unreadable, max(total, 1))
    async with db.reading() as conn:
        lowest = await store.lowest_versions(conn)
    return Done(sealed, emptied, unreadable, *lowest)


def _asked(row: SealedRow) -> Row:
    seals = [Seal(TABLE, str(name), sealed) for name, sealed in row.sealed.items()]
    index = [(str(name), str(name)) for name in INDEXED if name in row.sealed]
    return Row(row.case_id, row.key_id or uuid4(), seals, index)


async def _write(conn: Connection, rows: Sequence[SealedRow], anew: SealedAnew) -> None:
    for row, found, destroyed in zip(rows, anew.rows, anew.destroyed, strict=True):
        if found is not None:
            await store.replace_seals(conn, row, _name_of(found), found, _by_field(row, found))
        elif destroyed and row.key_id is not None:
            await store.empty(conn, [row.key_id])


def _by_field(row: SealedRow, found: Sealed) -> dict[Field, bytes]:
    return dict(zip(row.sealed, found.seals, strict=True))


def _name_of(found: Sealed) -> UUID:
    """The key stands at the head of every seal."""
    return UUID(bytes=found.seals[0][1:17])


async def empty_destroyed(db: Database, vault: Vault) -> int:
    """Rows whose keys are destroyed lose masks and indexes too, also after a restore."""
    emptied, after = 0, None
    while True:
        gone = (await vault.ask(Gone(after), GoneKeys)).keys
        if not gone:
            return emptied
        async with db.transaction() as conn:
            emptied += await store.empty(conn, gone)
        after = gone[-1]


async def adopt(db: Database, vault: Vault, at: datetime, *, strange: bool = False) -> None:
    """Note whose keys seal this database; with `strange` another vault's from now on.

    Raises StrangeVault, VaultAway.
    """
    ours = (await vault.ask(Ask(), State)).vault
    async with db.transaction() as conn:
        theirs = await store.vault_of(conn)
        if theirs is None or (strange and theirs != ours):
            await store.note_vault(conn, ours, at)
        elif theirs != ours:
            raise StrangeVault(
                f"this database was sealed with the keys of vault {theirs}, here are those of"
                f" {ours}: name their folder with --vault-keys, put them back from a copy, or, when"
                " they are lost for ever, run `yushan vault adopt`"
            )
