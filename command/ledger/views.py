"""Ledgers over HTTP, for an administrator who sees no case: on trial, put right, taken over.

The file travels with every request and stays nowhere. Whoever runs an import asks for its progress
beside it.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts.role import Verb
from command.base.book import XLSX
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.ledger import actions, layout, store
from command.ledger.actions import By, Desk, File
from command.ledger.checking import Checked
from command.ledger.faulty import faulty_book
from command.ledger.layout import COLUMNS, NEEDED
from command.ledger.row import Fault
from command.ledger.workbook import LARGEST_FILE

SHOWN = 200
"""Faults in one answer; the workbook has all of them."""
LISTED = timedelta(days=90)
MEDIA = (XLSX, "application/octet-stream")


class FileQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` is what the file is called; `source` which ledger its numbers are of."""

    name: Annotated[str, Meta(max_length=200)] = ""
    source: Annotated[str, Meta(max_length=60)] = ""


class HeadingItem(msgspec.Struct, frozen=True):
    """A column as the sheet calls it, and what it holds; "" for nothing of ours."""

    heading: str
    column: str


class FaultItem(msgspec.Struct, frozen=True):
    """`column` is ours, `heading` the sheet's name for it."""

    line: int
    column: str
    heading: str
    words: str


class NoteItem(msgspec.Struct, frozen=True):
    line: int
    words: str


class CheckedFile(msgspec.Struct, frozen=True):
    """`faulty` are rows, of which `faults` holds the first; `layout` names these headings."""

    sheet: str
    total: int
    good: int
    faulty: int
    known: int
    layout: str
    headings: list[HeadingItem]
    faults: list[FaultItem]
    notes: list[NoteItem]


class Imported(msgspec.Struct, frozen=True):
    import_: int = msgspec.field(name="import")
    total: int
    taken: int
    faulty: int
    known: int


class ImportItem(msgspec.Struct, frozen=True, kw_only=True):
    """How far an import is: `taken` of `total` less `faulty` and `known`."""

    import_: int = msgspec.field(name="import")
    name: str
    source: str
    total: int
    faulty: int
    known: int
    taken: int
    begun: datetime
    changed: datetime
    finished: datetime | None
    by: str


class ColumnItem(msgspec.Struct, frozen=True):
    """What a column may hold; `needed` without which no row says anything."""

    column: str
    name: str
    name_en: str
    needed: bool


class ImportList(msgspec.Struct, frozen=True):
    items: list[ImportItem]
    columns: list[ColumnItem]


class LayoutWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the columns of a layout hold, by heading; "" for nothing of ours."""

    layout: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", max_length=64)]
    columns: Annotated[
        dict[Annotated[str, Meta(max_length=40)], Annotated[str, Meta(max_length=20)]],
        Meta(max_length=200),
    ]


async def get_imports(call: Call) -> Reply:
    async with call.state.keeping.reading() as conn:
        found = await store.imports(conn, call.at - LISTED)
    columns = [
        ColumnItem(str(column), term.zh, term.en, column in NEEDED)
        for column, term in COLUMNS.items()
    ]
    return Reply(ImportList([_import(one) for one in found], columns))


async def post_check(call: Call) -> Reply:
    """On trial: nothing is changed."""
    return Reply(_told(await actions.dry_run(_desk(call), _file(call), call.at)))


async def post_faulty(call: Call) -> Reply:
    """The rows that cannot be taken over, as a workbook with the reasons."""
    checked = await actions.dry_run(_desk(call), _file(call), call.at)
    headers = {"content-disposition": 'attachment; filename="faulty.xlsx"'}
    return Reply(await asyncio.to_thread(faulty_book, checked), headers=headers, media_type=XLSX)


async def post_layout(call: Call) -> Reply:
    wish: LayoutWish = call.body
    for column in filter(None, wish.columns.values()):
        layout.column_named(column)
    fingerprint = bytes.fromhex(wish.layout)
    await actions.put_right(_desk(call), fingerprint, wish.columns, _by(call), call.at)
    return Reply(status=204)


async def post_import(call: Call) -> Reply:
    """Answers when every row is in or explained; its progress stands in the list meanwhile."""
    done = await actions.take_over(_desk(call), _file(call), _by(call), call.at)
    checked = done.checked
    told = Imported(done.import_id, checked.total, done.taken, len(checked.faulty), done.known)
    return Reply(told, status=201)


def _desk(call: Call) -> Desk:
    state = call.state
    return Desk(state.keeping, state.places, state.vault)


def _file(call: Call) -> File:
    return File(call.body, call.query.name, call.query.source.strip())


def _by(call: Call) -> By:
    return By(call.actor.account_id, call.actor.name, call.actor.agency_id)


def _told(checked: Checked) -> CheckedFile:
    found = checked.layout
    return CheckedFile(
        sheet=checked.sheet.name,
        total=checked.total,
        good=len(checked.entries),
        faulty=len(checked.faulty),
        known=checked.known,
        layout=found.fingerprint.hex(),
        headings=[
            HeadingItem(name, str(found.columns.get(at, "")))
            for at, name in sorted(found.headings.items())
        ],
        faults=[_fault(one, checked) for one in checked.faults[:SHOWN]],
        notes=[NoteItem(line, words) for line, words in checked.notes[:SHOWN]],
    )


def _fault(one: Fault, checked: Checked) -> FaultItem:
    return FaultItem(one.line, str(one.column), checked.layout.heading(one.column), one.words)


def _import(one: store.Import) -> ImportItem:
    return ImportItem(
        import_=one.import_id,
        name=one.file_name,
        source=one.source,
        total=one.total,
        faulty=one.faulty,
        known=one.known,
        taken=one.taken,
        begun=one.begun_at,
        changed=one.changed_at,
        finished=one.finished_at,
        by=one.begun_name,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/ledger/imports",
        get_imports,
        "Imports of three months with how far each is, and what a column may hold",
        Verb.MANAGE_SYSTEM,
        returns=ImportList,
        audit=Reading.LIST,
    ),
    Endpoint(
        "POST",
        "/api/ledger/check",
        post_check,
        "Read a ledger on trial: which rows fit, and why the others do not",
        Verb.MANAGE_SYSTEM,
        body=bytes,
        query=FileQuery,
        returns=CheckedFile,
        media=MEDIA,
        limit=LARGEST_FILE,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/ledger/faulty",
        post_faulty,
        "The rows of a ledger that do not fit, as a workbook with the reasons",
        Verb.MANAGE_SYSTEM,
        body=bytes,
        query=FileQuery,
        returns=bytes,
        media=MEDIA,
        limit=LARGEST_FILE,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/ledger/layouts",
        post_layout,
        "Say what the columns of a layout hold; kept for every sheet with the same headings",
        Verb.MANAGE_SYSTEM,
        body=LayoutWish,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/ledger/imports",
        post_import,
        "Take over every row that fits; a row that is in already stays as it is",
        Verb.MANAGE_SYSTEM,
        body=bytes,
        query=FileQuery,
        returns=Imported,
        status=201,
        media=MEDIA,
        limit=LARGEST_FILE,
        keyed=False,
    ),
)
