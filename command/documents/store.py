"""Rows of the documents schema <-> values. Connection first, time handed in; holds no rules."""

from dataclasses import dataclass
from datetime import date, datetime

from command.base import queries
from command.base.db import Connection, Row
from command.documents.content import Content, recalled
from command.documents.form import Kind
from command.documents.template import Template

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class Issued:
    """A document of a case as a list tells it."""

    document_id: int
    case_id: int
    kind: Kind
    subject: int
    number: str
    digest: str
    issued_at: datetime
    issuer: str
    agency: str
    copies: int


@dataclass(frozen=True, slots=True)
class Issue:
    """A document to be kept: which number of which kind it is, and its bytes."""

    case_id: int
    kind: Kind
    subject: int
    county: str
    year: int
    serial: int
    content: Content


async def templates(conn: Connection) -> list[Template]:
    """Every version that was written, beside the ones that ship."""
    return [_template(row) for row in await conn.fetch(QUERIES["find_templates"])]


async def hold_templates(conn: Connection) -> None:
    """Nobody else writes a template until the transaction ends."""
    await conn.execute(QUERIES["lock_templates"])


async def add_template(conn: Connection, new: Template, begins: date, by: int, at: datetime) -> int:
    """Its version; called while the templates are held."""
    text = (new.title, new.mark, new.body)
    return int(
        await conn.fetchval(QUERIES["add_template"], new.kind, *text, begins, by, at, new.why)
    )


async def next_serial(conn: Connection, county: str, kind: Kind, year: int) -> int:
    """The next number, without holes: it is given back when the transaction fails."""
    return int(await conn.fetchval(QUERIES["next_serial"], county, kind, year))


async def add_document(conn: Connection, new: Issue, digest: str, by: int, at: datetime) -> int:
    made = new.content
    values = (new.case_id, new.kind, new.subject, new.county, new.year, new.serial, made.number)
    kept = (made.template, made.kept, digest)
    return int(await conn.fetchval(QUERIES["add_document"], *values, *kept, by, at))


async def documents_of(conn: Connection, case_id: int) -> list[Issued]:
    return [_issued(row) for row in await conn.fetch(QUERIES["list_documents"], case_id)]


async def find_document(conn: Connection, case_id: int, document_id: int) -> Issued | None:
    row = await conn.fetchrow(QUERIES["find_document"], case_id, document_id)
    return _issued(row) if row else None


async def contents_of(conn: Connection, case_id: int) -> dict[int, Content]:
    """What stands in the documents of a case, the first issued first."""
    rows = await conn.fetch(QUERIES["read_content"], case_id)
    return {row["document_id"]: recalled(bytes(row["content"])) for row in rows}


async def add_copy(
    conn: Connection,
    case_id: int,
    document_id: int | None,
    what: tuple[str, int, str],
    by: int,
    at: datetime,
) -> None:
    """`what`: the format, how many personal fields were opened, the digest of the bytes."""
    await conn.execute(QUERIES["add_copy"], case_id, document_id, *what, by, at)


def _template(row: Row) -> Template:
    return Template(
        Kind(row["kind"]),
        row["version"],
        row["title"],
        row["mark"],
        row["body"],
        row["begins"],
        row["made_by"],
        row["why"],
    )


def _issued(row: Row) -> Issued:
    return Issued(
        row["document_id"],
        row["case_id"],
        Kind(row["kind"]),
        row["subject"],
        row["number"],
        row["digest"],
        row["issued_at"],
        row["issuer"],
        row["agency"],
        row["copies"],
    )
