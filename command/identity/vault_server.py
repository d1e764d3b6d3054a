"""The vault at work: it alone holds keys, seals and opens for whoever may reach its socket.

What is asked at the same time is done in one transaction of the store. It never logs or answers a
key, and refuses to know cases, people and the database.
"""

import asyncio
import os
import socket
import sqlite3
import struct
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from command.base import clock, logs
from command.identity import keycopies, vault_wire
from command.identity.keycopies import BadCopy
from command.identity.keystore import KeyDestroyed, KeyStore
from command.identity.legacy import is_of_old, open_old
from command.identity.person import lookup_form
from command.identity.sealing import CannotOpen, Spot, index_of, name_of, seal, unseal
from command.identity.vault_wire import (
    Answer,
    Ask,
    BadFrame,
    Copy,
    Destroy,
    Everyday,
    FindKeys,
    Forget,
    Found,
    Gone,
    GoneKeys,
    Index,
    Opened,
    OpenSeals,
    Refused,
    Request,
    Retire,
    Rewrap,
    Rotate,
    Row,
    Seal,
    SealAnew,
    Sealed,
    SealedAnew,
    SealTexts,
    State,
)

LOG = logs.log("vault")
AT_ONCE = 64
WAITING = 1024
PAGE = 5000
GUARDED = "identity."
"""Tables whose fields are opened for a row of the audit only."""
Waiting = tuple[Request, "asyncio.Future[Answer]"]


class VaultServer:
    """Answers on two sockets: one for the centre, one for administrators' commands."""

    def __init__(self, store: KeyStore, allowed: Collection[int] = ()) -> None:
        """`allowed` are user ids beside our own that may ask the everyday things."""
        self._store = store
        self._allowed = {os.getuid(), *allowed}
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(WAITING)
        self._lines: set[asyncio.Task[None]] = set()
        self._kinds: dict[type, Callable[[Any], Answer]] = {
            SealTexts: self._seal,
            OpenSeals: self._open,
            FindKeys: self._find,
            SealAnew: self._seal_anew,
            Ask: lambda _: self._state(),
            Gone: self._gone,
            Rotate: self._rotate,
            Rewrap: self._rewrap,
            Retire: self._retire,
            Destroy: self._destroy,
            Copy: self._copy,
            Forget: self._forget,
        }

    async def run(self, path: Path, admin: Path, stop: asyncio.Event) -> None:
        """Answer until `stop`; both sockets are gone at the end. Raises OSError."""
        everyday = await asyncio.start_unix_server(
            lambda r, w: self._line(r, w, everything=False), sock=_bound(path, self._mode())
        )
        everything = await asyncio.start_unix_server(
            lambda r, w: self._line(r, w, everything=True), sock=_bound(admin, 0o600)
        )
        worker = asyncio.create_task(self._work(), name="vault")
        try:
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({waiting, worker}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
        finally:
            for server, place in ((everyday, path), (everything, admin)):
                server.close()
                place.unlink(missing_ok=True)
            for task in (worker, *self._lines):
                task.cancel()
            await asyncio.gather(worker, *self._lines, return_exceptions=True)

    def _mode(self) -> int:
        return 0o600 if len(self._allowed) == 1 else 0o666  # the peer's user is asked as well

    # Lines

    async def _line(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, everything: bool
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            user = _user_behind(writer.get_extra_info("socket"))
            if user == os.getuid() or (user in self._allowed and not everything):
                await self._converse(reader, writer, everything)
            else:
                LOG.warning("refused a stranger", user=user)
        except (BadFrame, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._lines.discard(task)
            writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, everything: bool
    ) -> None:
        while True:
            request = vault_wire.request_from(await vault_wire.read_frame(reader))
            if everything or isinstance(request, Everyday):
                told: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
                await self._queue.put((request, told))
                answer = await told
            else:
                answer = Refused("forbidden", "only on the administrators' socket")
            writer.write(vault_wire.packed(answer))
            await writer.drain()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "vault") as hand:
            while True:
                batch = [await self._queue.get()]
                while len(batch) < AT_ONCE and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                requests = [request for request, _ in batch]
                answers = await loop.run_in_executor(hand, self.answer_all, requests)
                for (_, told), answer in zip(batch, answers, strict=True):
                    if not told.done():
                        told.set_result(answer)

    def answer_all(self, requests: list[Request]) -> list[Answer]:
        """Answers in order, once everything they made is on disk."""
        try:
            with self._store.batch():
                answers = [self._answer(request) for request in requests]
            for request in requests:
                self._afterwards(request)
        except (sqlite3.Error, OSError) as failure:
            LOG.error("the store failed", kind=type(failure).__name__, words=str(failure))
            return [Refused("store", str(failure)) for _ in requests]
        return [self._state() if isinstance(answer, State) else answer for answer in answers]

    def _answer(self, request: Request) -> Answer:
        try:
            return self._kinds[type(request)](request)
        except KeyDestroyed:
            return Refused("destroyed")
        except CannotOpen:
            return Refused("unreadable")
        except BadCopy as reason:
            return Refused("copy", str(reason))

    def _afterwards(self, request: Request) -> None:
        """What must follow the commit."""
        if isinstance(request, Destroy | Copy):
            keycopies.settle(self._store)
        if isinstance(request, Rewrap):
            self._store.erase_masters()

    # Everyday things

    def _seal(self, asked: SealTexts) -> Answer:
        name, key = self._store.newest_of(asked.key, clock.now())
        texts = [(Spot(t.table, t.column, asked.case), t.text) for t in asked.texts]
        version, found = self._indexed(asked.index)
        return Sealed(
            name.version, [seal(text, key, name, spot) for spot, text in texts], version, found
        )

    def _indexed(self, wanted: list[Index]) -> tuple[int, list[bytes]]:
        keys = self._store.index_keys()
        newest = max(keys)
        return newest, [
            index_of(lookup_form(one.kind, one.text), keys[newest], one.kind) for one in wanted
        ]

    def _open(self, asked: OpenSeals) -> Answer:
        guarded = [one for one in asked.seals if one.table.startswith(GUARDED)]
        if guarded and not asked.entry:
            return Refused("entry", "no row of the audit, no opening")
        texts = [self._text(one, asked.case) for one in asked.seals]
        for one in guarded:
            field = f"{one.table}.{one.column}"
            key_id = UUID(int=0) if is_of_old(one.sealed) else name_of(one.sealed).key_id
            self._store.note_opened(asked.entry or 0, key_id, field, asked.case, clock.now())
        return Opened(texts)

    def _text(self, one: Seal, case_id: int) -> str:
        if is_of_old(one.sealed):
            return open_old(one.sealed, self._store.old_keys, case_id, one.column)
        key = self._store.key_of(name_of(one.sealed))
        return unseal(one.sealed, key, Spot(one.table, one.column, case_id))

    def _find(self, asked: FindKeys) -> Answer:
        text = lookup_form(asked.index.kind, asked.index.text)
        keys = self._store.index_keys().values()
        return Found([index_of(text, key, asked.index.kind) for key in keys])

    def _seal_anew(self, asked: SealAnew) -> Answer:
        rows: list[Sealed | None] = []
        destroyed: list[bool] = []
        if any(is_of_old(seal.sealed) for row in asked.rows for seal in row.seals):
            self._store.refresh_old()
        for row in asked.rows:
            try:
                rows.append(self._anew(row))
                destroyed.append(False)
            except (KeyDestroyed, CannotOpen) as why:
                rows.append(None)
                destroyed.append(isinstance(why, KeyDestroyed))
        return SealedAnew(rows, destroyed)

    def _anew(self, row: Row) -> Sealed:
        texts = {one.column: self._text(one, row.case) for one in row.seals}
        name, key = self._store.newest_of(row.key, clock.now())
        spots = [Spot(one.table, one.column, row.case) for one in row.seals]
        version, found = self._indexed([Index(kind, texts[column]) for kind, column in row.index])
        sealed = [seal(texts[spot.column], key, name, spot) for spot in spots]
        return Sealed(name.version, sealed, version, found)

    def _gone(self, asked: Gone) -> Answer:
        after = asked.after.bytes if asked.after else b""
        sql = "select key_id from destroyed where key_id > ? order by key_id limit ?"
        rows = self._store.db.execute(sql, (after, PAGE))
        return GoneKeys([UUID(bytes=row[0]) for row in rows])

    # Administrators' things

    def _rotate(self, _: Rotate) -> Answer:
        self._store.rotate()
        return self._state()

    def _rewrap(self, _: Rewrap) -> Answer:
        self._store.rewrap()
        return self._state()

    def _retire(self, asked: Retire) -> Answer:
        self._store.retire(asked.index, asked.generation, clock.now(), old=asked.old)
        return self._state()

    def _destroy(self, asked: Destroy) -> Answer:
        keycopies.destroy(self._store, asked.keys, clock.now())
        return self._state()

    def _copy(self, asked: Copy) -> Answer:
        keycopies.write(self._store, Path(asked.folder), clock.now())
        return self._state()

    def _forget(self, asked: Forget) -> Answer:
        keycopies.forget(self._store, Path(asked.folder))
        return self._state()

    def _state(self) -> State:
        store = self._store
        copies = store.db.execute("select folder, made_at from copy").fetchall()
        due = store.db.execute("select distinct folder from copy_due order by folder").fetchall()
        return State(
            vault=UUID(store.fact("vault")),
            master=store.master,
            generation=store.generation,
            index=max(store.index_keys()),
            cases=store.number("select count(distinct key_id) from case_key"),
            destroyed=store.number("select count(*) from destroyed"),
            opened=store.number("select count(*) from opened"),
            to_rewrap=store.to_rewrap(),
            old_keys=len(store.old_keys),
            copies=dict(copies),
            due=[row[0] for row in due],
        )


def _bound(path: Path, mode: int) -> socket.socket:
    """A listening socket in the place of one that a killed vault left; nobody else's meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        made.bind(str(path))
    finally:
        os.umask(before)
    with suppress(OSError):
        path.chmod(mode)
    made.listen(128)
    return made


def _user_behind(line: socket.socket) -> int:
    """The user id that the kernel knows of whoever connected."""
    told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", told)[1])
