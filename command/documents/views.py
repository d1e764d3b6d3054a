"""Documents over HTTP: what may be issued, a preview, issuing, reading, taking copies away."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from command.accounts.role import Verb
from command.base.db import Connection
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.base.words import Words
from command.casework import access
from command.casework.deed_views import CASE, means_of
from command.documents import actions, archiving, reading, store
from command.documents.actions import Hand, Wish
from command.documents.form import FORMS, Kind
from command.documents.judge import demand, refusal, subjects
from command.documents.making import made
from command.documents.matter import Matter
from command.documents.sheet import Sheet, sheet_of
from command.documents.store import Issued
from command.documents.template import holding
from command.documents.template_views import TEMPLATE_ENDPOINTS

OF_CASE = f"{CASE}/documents"
ONE = f"{OF_CASE}/{{document:int}}"
TYPES = {
    "pdf": ("application/pdf", "pdf"),
    "word": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
}
Said = Annotated[str, Meta(max_length=4000)]


class DocumentWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`subject` is the number of what it is about, 0 where that is the case; `inputs` by code."""

    kind: Kind
    subject: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    inputs: dict[str, Said] = {}


class CopyQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`open` puts the citizen's name in the clear into a copy that is handed to them."""

    format: Literal["pdf", "word"] = "pdf"
    open: Literal["yes", "no"] = "no"


class DocumentItem(msgspec.Struct, frozen=True):
    """`digest` is of the kept content; its beginning stands on every copy."""

    document: int
    kind: str
    name: str
    number: str
    digest: str
    issued: datetime
    by: str
    agency: str
    copies: int
    opens: bool


class InputItem(msgspec.Struct, frozen=True):
    code: str
    name: str
    choices: tuple[str, ...]


class SubjectItem(msgspec.Struct, frozen=True):
    number: int
    name: str


class KindItem(msgspec.Struct, frozen=True):
    """What the reader may issue now, or `reason` why not; `about` is what of the case it needs."""

    kind: str
    name: str
    allowed: bool
    reason: str
    about: str
    subjects: list[SubjectItem]
    inputs: list[InputItem]


class DocumentList(msgspec.Struct, frozen=True):
    items: list[DocumentItem]
    kinds: list[KindItem]


class DocumentIssued(msgspec.Struct, frozen=True):
    document: int
    number: str
    digest: str


async def get_documents(call: Call) -> Reply:
    case_id = call.path["case_id"]
    async with call.state.db.snapshot(call.actor) as conn:
        matter = await _matter(call, conn)
        found = await store.documents_of(conn, case_id)
    kinds = [_kind(kind, matter, call) for kind in Kind]
    return Reply(DocumentList([_item(one) for one in found], kinds))


async def post_preview(call: Call) -> Reply:
    wish: DocumentWish = call.body
    async with call.state.db.snapshot(call.actor) as conn:
        matter = await _matter(call, conn)
        demand(wish.kind, wish.subject, wish.inputs, matter, call.actor)
        by = await reading.issuer_of(conn, call.actor, call.at)
        template = holding(await reading.templates_of(conn, wish.kind), by.day)
    return Reply(sheet_of(made(template, wish.subject, wish.inputs, matter, by)))


async def post_document(call: Call) -> Reply:
    body: DocumentWish = call.body
    assert call.key is not None  # issuing is keyed
    wish = Wish(body.kind, body.subject, body.inputs)
    hand = Hand(call.actor, call.at, call.key)
    return Reply(await actions.issue(means_of(call), call.path["case_id"], wish, hand), status=201)


async def get_document(call: Call) -> Reply:
    case_id, document_id = call.path["case_id"], call.path["document"]
    async with call.state.db.reading(call.actor) as conn:
        await access.case_for(conn, call.actor, case_id)
        await reading.document_for(conn, case_id, document_id)
        content = (await store.contents_of(conn, case_id))[document_id]
    return Reply(sheet_of(content))


async def post_copy(call: Call) -> Reply:
    asked: CopyQuestion = call.query
    case_id, document_id = call.path["case_id"], call.path["document"]
    wish = (asked.format, asked.open == "yes")
    file = await actions.take(means_of(call), case_id, document_id, wish, call.actor, call.at)
    media, ending = TYPES[asked.format]
    return taken(file, media, f"document-{document_id}.{ending}")


def taken(file: bytes, media: str, name: str) -> Reply:
    """A file for the browser to keep."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Reply(file, headers=headers, media_type=media)


async def _matter(call: Call, conn: Connection) -> Matter:
    case_id, book = call.path["case_id"], call.state.places
    return await reading.matter_of(conn, call.actor, case_id, call.at, book)


def _item(one: Issued) -> DocumentItem:
    form = FORMS[one.kind]
    return DocumentItem(
        document=one.document_id,
        kind=str(one.kind),
        name=Words(form.term.zh, form.term.en),
        number=one.number,
        digest=one.digest,
        issued=one.issued_at,
        by=one.issuer,
        agency=one.agency,
        copies=one.copies,
        opens=form.is_for_citizen,
    )


def _kind(kind: Kind, matter: Matter, call: Call) -> KindItem:
    form, refused = FORMS[kind], refusal(kind, matter, call.actor)
    return KindItem(
        kind=str(kind),
        name=Words(form.term.zh, form.term.en),
        allowed=refused is None,
        reason=refused.detail if refused else "",
        about=str(form.about),
        subjects=[SubjectItem(one.number, one.name) for one in subjects(kind, matter)],
        inputs=[InputItem(one.code, Words(one.field, one.en), one.choices) for one in form.inputs],
    )


async def post_archive(call: Call) -> Reply:
    case_id = call.path["case_id"]
    file = await archiving.take(means_of(call), case_id, call.actor, call.at)
    return taken(file, "application/pdf", f"case-{case_id}.pdf")


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        OF_CASE,
        get_documents,
        "The documents of a case, and which the reader may issue now",
        Verb.READ_CASE,
        returns=DocumentList,
        audit=Reading.CASE,
    ),
    Endpoint(
        "POST",
        f"{OF_CASE}/preview",
        post_preview,
        "A document as it would be issued now, without a number; nothing is written",
        Verb.READ_CASE,
        body=DocumentWish,
        returns=Sheet,
        keyed=False,
        audit=Reading.CASE,
    ),
    Endpoint(
        "POST",
        OF_CASE,
        post_document,
        "Issue a numbered document, which never changes",
        Verb.READ_CASE,
        body=DocumentWish,
        returns=DocumentIssued,
        status=201,
    ),
    Endpoint(
        "GET",
        ONE,
        get_document,
        "What stands in a document, masked",
        Verb.READ_CASE,
        returns=Sheet,
        audit=Reading.CASE,
    ),
    Endpoint(
        "POST",
        f"{ONE}/copy",
        post_copy,
        "Take a copy away as PDF or Word, marked with who and when; on record before it leaves",
        Verb.READ_CASE,
        query=CopyQuestion,
        returns=bytes,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{CASE}/archive",
        post_archive,
        "Take the whole file of a closed case away as one PDF with an index; on record",
        Verb.READ_CASE,
        returns=bytes,
        keyed=False,
    ),
    *TEMPLATE_ENDPOINTS,
)
