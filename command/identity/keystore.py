"""Where keys lie: master keys in files, the cases' keys wrapped in a small database beside them.

One process at a time, held by a lock. Nothing of it is in PostgreSQL or in its backups. Refuses
to know what is sealed.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from command.base import keyfile
from command.identity import legacy, sealing
from command.identity.sealing import CannotOpen, KeyName

STORE, LOCK = "cases.keys", "lock"
MASTER = "master-{number}.key"
LOCK_SECONDS = 10.0
REWRAPPED = 500
KEPT_FOR = timedelta(days=3)
"""An older generation of a case's key stays so long: answers kept for repeats are sealed by it."""
_SCHEMA = Path(__file__).with_name("keystore.sql")


class KeyDestroyed(Exception):
    """The case's key was destroyed; what it sealed is unreadable for ever."""


class StoreInUse(Exception):
    """Another vault works on this folder."""


class KeyStore:
    """The keys of one centre. Every method but `close` stands inside `batch`."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder, making it and the first keys.

        Raises StoreInUse, BadKeyFile, OSError.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._lock = _locked(folder / LOCK)
        self._masters = _masters(folder)
        self.db = opened(folder / STORE)
        self._seen: dict[KeyName, bytes] = {}
        with self.batch():
            self._begin()
        self.refresh_old()

    def close(self) -> None:
        self.db.close()
        os.close(self._lock)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction, on disk when the block ends."""
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.forget_seen()
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def _begin(self) -> None:
        self.db.execute("insert or ignore into fact values ('vault', ?)", (str(uuid4()),))
        self.db.execute("insert or ignore into fact values ('generation', '1')")
        if self.number("select count(*) from index_key") == 0:
            self._add_index_key(1)

    # Facts

    def fact(self, name: str) -> str:
        found = self.db.execute("select value from fact where name = ?", (name,)).fetchone()
        return str(found[0])

    def number(self, sql: str, *values: object) -> int:
        return int(self.db.execute(sql, values).fetchone()[0] or 0)

    @property
    def master(self) -> int:
        return max(self._masters)

    @property
    def generation(self) -> int:
        return int(self.fact("generation"))

    @property
    def old_keys(self) -> list[tuple[int, bytes]]:
        """Keys of releases before the vault, by number."""
        return self._old

    def refresh_old(self) -> None:
        """Read them anew: a centre that is upgraded hands them over when it starts."""
        paths = [(legacy.version_of(path), path) for path in self.folder.glob(legacy.PATTERN)]
        self._old = [(n, keyfile.load_or_create(path)) for n, path in sorted(paths) if n]

    # Keys of cases

    def newest_of(self, key_id: UUID, at: datetime) -> tuple[KeyName, bytes]:
        """The key of today's generation, made when it is not there. Raises KeyDestroyed."""
        name = KeyName(key_id, self.generation)
        if name in self._seen:
            return name, self._seen[name]
        self._refuse_destroyed(key_id)
        kept = self._kept(name)
        key = kept if kept is not None else sealing.new_key()
        if kept is None:
            row = (key_id.bytes, name.version, self.master, self._wrapped(key, name))
            self.db.execute("insert into case_key values (?, ?, ?, ?, ?)", (*row, at.isoformat()))
        return name, self._remember(name, key)

    def key_of(self, name: KeyName) -> bytes:
        """Raises KeyDestroyed, and CannotOpen when the key was never here."""
        if name in self._seen:
            return self._seen[name]
        self._refuse_destroyed(name.key_id)
        key = self._kept(name)
        if key is None:
            raise CannotOpen()
        return self._remember(name, key)

    def forget_seen(self) -> None:
        """No unwrapped key stays in memory."""
        self._seen.clear()

    def _remember(self, name: KeyName, key: bytes) -> bytes:
        if len(self._seen) > 1000:
            self._seen.clear()
        self._seen[name] = key
        return key

    def _refuse_destroyed(self, key_id: UUID) -> None:
        if self.number("select count(*) from destroyed where key_id = ?", key_id.bytes):
            raise KeyDestroyed()

    def _kept(self, name: KeyName) -> bytes | None:
        row = self.db.execute(
            "select master, wrapped from case_key where key_id = ? and version = ?",
            (name.key_id.bytes, name.version),
        ).fetchone()
        return self._unwrapped(row[0], row[1], _what(name)) if row else None

    def _wrapped(self, key: bytes, name: KeyName) -> bytes:
        return sealing.wrap(key, self._masters[self.master], self.master, _what(name))

    def _unwrapped(self, number: int, wrapped: bytes, what: str) -> bytes:
        if number not in self._masters:
            raise CannotOpen()
        return sealing.unwrap(wrapped, self._masters[number], number, what)

    # Index keys

    def index_keys(self) -> dict[int, bytes]:
        """Those in use, by version; the newest one indexes."""
        rows = self.db.execute("select version, master, wrapped from index_key order by version")
        return {row[0]: self._unwrapped(row[1], row[2], f"index {row[0]}") for row in rows}

    def _add_index_key(self, version: int) -> None:
        number = self.master
        kept = sealing.wrap(sealing.new_key(), self._masters[number], number, f"index {version}")
        self.db.execute("insert into index_key values (?, ?, ?)", (version, number, kept))

    # Rotation

    def rotate(self) -> None:
        """A new master, a new index key and a new generation, from now on."""
        number = self.master + 1
        path = self.folder / MASTER.format(number=number)
        self._masters[number] = keyfile.load_or_create(path)
        self._add_index_key(max(self.index_keys()) + 1)
        self.db.execute(
            "update fact set value = ? where name = 'generation'", (str(self.generation + 1),)
        )

    def to_rewrap(self) -> int:
        """How many keys lie under an older master."""
        return sum(
            self.number(f"select count(*) from {table} where master < ?", self.master)
            for table in ("case_key", "index_key")
        )

    def rewrap(self) -> None:
        """Some more keys under the newest master; when none is left older masters are erased."""
        new = self.master
        rows = self.db.execute(
            "select key_id, version, master, wrapped from case_key where master < ? limit ?",
            (new, REWRAPPED),
        ).fetchall()
        for key_id, version, number, kept in rows:
            name = KeyName(UUID(bytes=key_id), version)
            key = self._unwrapped(number, kept, _what(name))
            self.db.execute(
                "update case_key set master = ?, wrapped = ? where key_id = ? and version = ?",
                (new, self._wrapped(key, name), key_id, version),
            )
        if len(rows) < REWRAPPED:
            self._rewrap_index()

    def _rewrap_index(self) -> None:
        new = self.master
        for version, key in self.index_keys().items():
            kept = sealing.wrap(key, self._masters[new], new, f"index {version}")
            self.db.execute(
                "update index_key set master = ?, wrapped = ? where version = ?",
                (new, kept, version),
            )

    def erase_masters(self) -> None:
        """Erase masters that wrap nothing any more; after the commit of what was rewrapped."""
        if self.to_rewrap():
            return
        for number in [one for one in self._masters if one < self.master]:
            erase(self.folder / MASTER.format(number=number))
            del self._masters[number]

    def retire(self, index: int, generation: int, at: datetime, *, old: bool) -> None:
        """Forget index keys below `index`, and generations below `generation` once superseded for
        three days; with `old` the keys of releases before the vault."""
        self.db.execute(
            "delete from index_key where version < ? and version < (select max(version)"
            " from index_key)",
            (index,),
        )
        self.db.execute(
            "delete from case_key where version < ? and exists (select 1 from case_key n"
            " where n.key_id = case_key.key_id and n.version > case_key.version"
            "   and n.made_at < ?)",
            (generation, (at - KEPT_FOR).isoformat()),
        )
        self.forget_seen()
        if old:
            for path in self.folder.glob(legacy.PATTERN):
                erase(path)
            self.refresh_old()

    # Opened fields

    def note_opened(self, entry: int, key_id: UUID, field: str, case: int, at: datetime) -> None:
        """A field was opened for this row of the audit; asked again it is the same opening."""
        row = (entry, key_id.bytes, field, case, at.isoformat())
        self.db.execute("insert or ignore into opened values (?, ?, ?, ?, ?)", row)


def _what(name: KeyName) -> str:
    return f"case {name.key_id} {name.version}"


def opened(path: Path) -> sqlite3.Connection:
    """The database of keys: deleted rows are overwritten, a commit is on disk."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute("pragma secure_delete = on")
    for statement in _SCHEMA.read_text().split(";"):
        db.execute(statement)
    return db


def erase(path: Path) -> None:
    """Overwrite a key's bytes, then take the file away."""
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink()


def _locked(path: Path) -> int:
    """Wait a little: a vault whose centre was killed is on its way out."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    late = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() > late:
                os.close(handle)
                raise StoreInUse(f"{path.parent}: another vault works here") from None
            time.sleep(0.02)


def _masters(folder: Path) -> dict[int, bytes]:
    """Every master key by number; the first one is made when there is none and nothing to open.

    Raises BadKeyFile when the store is there and its master is not.
    """
    numbers = [path.stem.removeprefix("master-") for path in folder.glob(MASTER.format(number="*"))]
    found = [int(text) for text in numbers if text.isascii() and text.isdigit() and int(text) > 0]
    if not found and (folder / STORE).exists():
        raise keyfile.BadKeyFile(
            f"{folder}: {STORE} is here and no master-N.key: put the master keys back from a copy"
        )
    return {
        number: keyfile.load_or_create(folder / MASTER.format(number=number))
        for number in found or [1]
    }
