"""Copies of the keys: written where an administrator says, known, and destroyed with the keys.

A copy is a whole key folder. One that cannot be reached when a key is destroyed stays due until
it can.
"""

import sqlite3
from datetime import datetime
from pathlib import Path
from uuid import UUID

from command.base import keyfile
from command.identity import keystore, legacy
from command.identity.keystore import STORE, KeyStore

KEYS = ("master-*.key", legacy.PATTERN, "accounts-*.key", "sealed-*.key")
"""The vault's own, those of releases before it, and those that the centre keeps beside them."""


class BadCopy(Exception):
    """A folder that cannot hold a copy; the message says why."""


def destroy(store: KeyStore, keys: list[UUID], at: datetime) -> None:
    """Take the cases' keys out of the store, for ever; every known copy is due to lose them too."""
    for key_id in keys:
        row = (key_id.bytes, at.isoformat())
        store.db.execute("insert or ignore into destroyed values (?, ?)", row)
        store.db.execute("delete from case_key where key_id = ?", (key_id.bytes,))
        store.db.execute(
            "insert or ignore into copy_due select folder, ? from copy", (key_id.bytes,)
        )
    store.forget_seen()


def settle(store: KeyStore) -> None:
    """After the commit: nothing of a destroyed key in the log of the store, nor in any copy that
    can be reached."""
    store.db.execute("pragma wal_checkpoint(truncate)")
    folders = [row[0] for row in store.db.execute("select distinct folder from copy_due")]
    for folder in folders:
        keys = store.db.execute("select key_id from copy_due where folder = ?", (folder,))
        found = [row[0] for row in keys]
        if _taken_out(Path(folder) / STORE, found):
            store.db.execute("delete from copy_due where folder = ?", (folder,))


def _taken_out(path: Path, keys: list[bytes]) -> bool:
    """Whether a copy no longer holds these keys; False when it cannot be reached."""
    if not path.exists():
        return False
    try:
        copy = keystore.opened(path)
    except (OSError, sqlite3.Error):
        return False
    try:
        copy.executemany("delete from case_key where key_id = ?", [(key,) for key in keys])
        copy.execute("pragma wal_checkpoint(truncate)")
        return True
    except sqlite3.Error:
        return False
    finally:
        copy.close()


def write(store: KeyStore, folder: Path, at: datetime) -> None:
    """Keys and store as of now into `folder`, in the place of an earlier copy of this vault.

    Raises BadCopy.
    """
    target = folder.resolve()
    if target.is_relative_to(store.folder.resolve()):
        raise BadCopy("a copy inside the folder of the keys is lost with it: name another folder")
    if target.exists() and any(target.iterdir()) and not _is_ours(store, target):
        raise BadCopy("the folder holds something else: name an empty one")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.chmod(0o700)
    _write_store(store, target)
    _write_keys(store.folder, target)
    row = (str(target), at.isoformat())
    store.db.execute("insert or replace into copy values (?, ?)", row)
    store.db.execute("delete from copy_due where folder = ?", (str(target),))


def forget(store: KeyStore, folder: Path) -> None:
    """A copy that is no more, and owes nothing."""
    for table in ("copy", "copy_due"):
        store.db.execute(f"delete from {table} where folder = ?", (str(folder.resolve()),))


def _is_ours(store: KeyStore, folder: Path) -> bool:
    path = folder / STORE
    if not path.exists():
        return False
    copy = keystore.opened(path)
    try:
        row = copy.execute("select value from fact where name = 'vault'").fetchone()
        return row is not None and row[0] == store.fact("vault")
    finally:
        copy.close()


def _write_store(store: KeyStore, target: Path) -> None:
    """Over an earlier copy in place, page by page; what it held and we no longer do is gone."""
    copy = keystore.opened(target / STORE)
    try:
        copy.execute("begin immediate")
        for table in ("fact", "case_key", "index_key", "destroyed", "opened", "copy"):
            copy.execute(f"delete from {table}")
            rows = store.db.execute(f"select * from {table}").fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                copy.executemany(f"insert into {table} values ({marks})", rows)
        copy.execute("commit")
        copy.execute("pragma wal_checkpoint(truncate)")
    finally:
        copy.close()


def _write_keys(source: Path, target: Path) -> None:
    """Key files as they are here now; others of an earlier copy are erased."""
    names = {path.name for pattern in KEYS for path in source.glob(pattern)}
    for path in target.glob("*.key"):
        if path.name not in names:
            keystore.erase(path)
    for name in names:
        keyfile.move(source / name, target / name)
