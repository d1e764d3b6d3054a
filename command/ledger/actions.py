"""Reading a ledger on trial, and taking it over: batch by batch, each whole or not at all.

A file is in memory for as long as it is worked on and kept nowhere: names in it belong into the
identity plane, sealed. A run that was cut short is begun again with the same file; rows that are in
are known by their keys.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from command.audit.record import What, record
from command.base import journal
from command.base.db import Connection, Database
from command.casework import historic_store
from command.casework.card import public_place
from command.casework.historic import Taking, batch_event, case_of, events_of
from command.casework.historic_store import Taken
from command.casework.receipt import new_receipt_number
from command.identity import reporter as reporting
from command.identity.reporter import Reporter, SealedReporter
from command.identity.vault import Vault
from command.ledger import layout, store
from command.ledger.checking import Checked, check
from command.ledger.ground import Ground
from command.ledger.row import Entry
from command.ledger.store import Beginning
from command.ledger.workbook import read_book
from command.places.book import PlaceBook
from command.places.workdays import DayCount

BATCH = 200
"""Rows in one transaction."""
AT_ONCE = 32
"""Sealings asked of the vault at the same time: it does those in one transaction of its own."""
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What an import is done with; `db` is the keeper's login, which has the door."""

    db: Database
    book: PlaceBook
    vault: Vault
    count: DayCount = DayCount.CALENDAR_ROLL


@dataclass(frozen=True, slots=True)
class File:
    """A file as somebody hands it in; `source` says which ledger its numbers are of."""

    content: bytes
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Who takes over: the account, and how the timeline calls them."""

    account_id: int
    name: str
    agency_id: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What has come of a file: `taken` are in now, `known` were before."""

    import_id: int
    checked: Checked
    taken: int
    known: int


async def dry_run(desk: Desk, file: File, at: datetime, columns: Mapping[str, str] = {}) -> Checked:
    """What would come of a file; `columns` say what headings hold, this once.

    Raises BadFile, BadLayout, NobodyInCharge.
    """
    return (await _checked(desk, file, at, columns))[0]


async def put_right(
    desk: Desk, fingerprint: bytes, columns: dict[str, str], by: By, at: datetime
) -> None:
    """Keep what the columns of a layout hold."""
    async with desk.db.transaction() as conn:
        await store.keep_layout(conn, fingerprint, columns, by.account_id, at)


async def take_over(
    desk: Desk, file: File, by: By, at: datetime, tell: Tell = lambda done, of: None
) -> Done:
    """Take over every row that can be; what is wrong with the others stands in the answer.

    Raises BadFile, BadLayout, NobodyInCharge, VaultAway; batches before that stay in.
    """
    checked, ground = await _checked(desk, file, at)
    await desk.vault.reach()
    begun = Beginning(
        file.name[:200],
        hashlib.sha256(file.content).digest(),
        file.source,
        checked.total,
        len(checked.faulty),
        checked.known,
    )
    async with desk.db.transaction() as conn:
        import_id = await store.begin(conn, begun, by.account_id, at)
    run = _Run(desk, ground, by, at, import_id)
    taken = await run.all_of(checked.entries, tell)
    async with desk.db.transaction() as conn:
        await store.finish(conn, import_id, at)
    return Done(import_id, checked, taken, checked.total - len(checked.faulty) - taken)


async def _checked(
    desk: Desk, file: File, at: datetime, columns: Mapping[str, str] = {}
) -> tuple[Checked, Ground]:
    """The file read and held against what is here; reading takes no time of the event loop."""
    sheet = await asyncio.to_thread(read_book, file.content)
    found = layout.guess(sheet)
    async with desk.db.reading() as conn:
        ground = await store.ground(conn, desk.book, desk.count, at)
        kept = await store.find_layout(conn, found.fingerprint)
    found = found.put_right({**kept, **columns})
    checked = await asyncio.to_thread(check, sheet, found, ground, file.source)
    async with desk.db.reading() as conn:
        known = await historic_store.known(conn, [entry.key for entry in checked.entries])
    entries = tuple(entry for entry in checked.entries if entry.key not in known)
    return replace(checked, entries=entries, known=len(known)), ground


@dataclass(frozen=True, slots=True)
class _Run:
    """One import at work."""

    desk: Desk
    ground: Ground
    by: By
    at: datetime
    import_id: int

    async def all_of(self, entries: Sequence[Entry], tell: Tell) -> int:
        """Batch by batch, the next one prepared while one is written; how many rows came in."""
        taken, done = 0, 0
        waiting = await self.prepared(entries[:BATCH])
        while waiting:
            done += len(waiting)
            written, following = await asyncio.gather(
                self.written(waiting),
                self.prepared(entries[done : done + BATCH]),
                return_exceptions=True,  # neither is left alone when the other fails
            )
            if isinstance(written, BaseException):
                raise written
            taken += written
            tell(done, len(entries))
            if isinstance(following, BaseException):
                raise following
            waiting = following
        return taken

    async def prepared(self, entries: Sequence[Entry]) -> list[Taken]:
        """Cases that can be written, their people sealed: a vault that is away holds no row."""
        if not entries:
            return []
        async with self.desk.db.transaction() as conn:
            numbers = await historic_store.next_cases(conn, len(entries))
        people = [entry.past.person for entry in entries]
        sealed = await seal_people(self.desk.vault, numbers, people)
        return await asyncio.to_thread(self._made, entries, numbers, sealed)

    async def written(self, taken: Sequence[Taken]) -> int:
        """One batch in one transaction; how many rows of it came in."""
        async with self.desk.db.transaction() as conn:
            return await self._write(conn, taken)

    def _made(
        self,
        entries: Sequence[Entry],
        numbers: Sequence[int],
        sealed: Sequence[SealedReporter | None],
    ) -> list[Taken]:
        return [
            self._taken(entry, number, person)
            for entry, number, person in zip(entries, numbers, sealed, strict=True)
        ]

    def _taken(self, entry: Entry, number: int, person: SealedReporter | None) -> Taken:
        past, charge = entry.past, self.ground.charge.officer_id
        receipt = new_receipt_number(past.opened_at)
        taking = Taking(number, receipt, self.by.account_id, charge, self.at)
        case = case_of(past, taking, self.ground.promise)
        return Taken(entry.key, entry.line, past, case, person)

    async def _write(self, conn: Connection, taken: Sequence[Taken]) -> int:
        """Somebody may have taken the same rows over meanwhile: those are left out."""
        await historic_store.hold(conn)
        known = await historic_store.known(conn, [one.key for one in taken])
        fresh = [one for one in taken if one.key not in known]
        if not fresh:
            return 0
        await historic_store.take_over(conn, fresh, self.at, self.by.name)
        await store.go_on(conn, self.import_id, len(fresh), self.at)
        opened = [
            e for one in fresh for e in events_of(one.case, self.at, self.ground.charge.agency_name)
        ]
        facts = {"import": self.import_id, "cases": len(fresh), "open": len(opened)}
        await record(
            conn,
            What.LEDGER_IMPORTED,
            self.by.account_id,
            self.at,
            target=f"ledger:{self.import_id}",
            detail=facts,
            unit=self.by.agency_id,
        )
        county = public_place(fresh[0].case)[:6]
        await journal.append(conn, [*opened, batch_event(county, self.at, facts)])
        return len(fresh)


async def seal_people(
    vault: Vault, cases: Sequence[int], people: Sequence[Reporter]
) -> list[SealedReporter | None]:
    """Everybody who left something, sealed for their case. Raises VaultAway."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def sealed(case_id: int, person: Reporter) -> SealedReporter | None:
        if not person:
            return None
        async with gate:
            return (await reporting.seal(vault, case_id, person))[0]

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(sealed(case_id, person))
            for case_id, person in zip(cases, people, strict=True)
        ]
    return [task.result() for task in tasks]
