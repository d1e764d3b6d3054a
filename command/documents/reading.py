"""Looking at a case as its documents need it: through casework's file, never past it.

Whoever reads sees their own part of it: the database decides what is theirs.
"""

from collections.abc import Iterable
from datetime import datetime

from command.accounts import store as accounts
from command.accounts.role import Actor
from command.assessment import store as assessment
from command.base.clock import china_date
from command.base.db import Connection
from command.base.problem import NotFound
from command.casework import file
from command.documents import store
from command.documents.form import Kind
from command.documents.matter import Issuer, Matter
from command.documents.shipped import shipped
from command.documents.store import Issued
from command.documents.template import Template
from command.places.book import PlaceBook


class NoSuchDocument(NotFound):
    zh = "没有找到这份文书"
    en = "There is no such document"


async def matter_of(
    conn: Connection, actor: Actor, case_id: int, at: datetime, book: PlaceBook
) -> Matter:
    """The case as the actor may read it. Raises NoSuchCase."""
    told = await file.file_for(conn, actor, case_id, at)
    talks = await assessment.talks_of_case(conn, case_id)
    named = [one.agency for one in told.parts] + [one.agency for one in told.supervisions]
    return Matter(told, book.path_names(told.where.place), await _units(conn, named), talks)


async def issuer_of(conn: Connection, actor: Actor, at: datetime) -> Issuer:
    units = await _units(conn, [actor.agency_id])
    unit = units.get(actor.agency_id, actor.agency_name)
    return Issuer(actor.name, unit, china_date(at))


async def _units(conn: Connection, ids: Iterable[str]) -> dict[str, str]:
    found = [await accounts.find_agency(conn, one) for one in dict.fromkeys(ids)]
    return {one.agency_id: one.name for one in found if one is not None}


async def templates_of(conn: Connection, kind: Kind) -> list[Template]:
    """Every version of a kind, the one that ships first."""
    written = [one for one in await store.templates(conn) if one.kind is kind]
    return [shipped()[kind], *written]


async def document_for(conn: Connection, case_id: int, document_id: int) -> Issued:
    """A document of a case that the one who acts may read. Raises NoSuchDocument."""
    found = await store.find_document(conn, case_id, document_id) if document_id < 2**63 else None
    if found is None:
        raise NoSuchDocument()
    return found
