"""Templates over HTTP: every version, how a draft would look, a new version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts.role import Verb
from command.base.clock import china_date
from command.base.http import Call, Endpoint, Reply
from command.base.problem import NotFound
from command.base.reading import Reading
from command.base.words import Words
from command.base.written import written
from command.casework.deed_views import CASE, means_of
from command.documents import actions, reading, store
from command.documents.field import fields_of
from command.documents.form import FORMS, Kind
from command.documents.making import sampled
from command.documents.sheet import Sheet, sheet_of
from command.documents.shipped import shipped
from command.documents.template import Template, holding

ALL = "/api/templates"
ONE = f"{ALL}/{{kind}}"


class NoSuchKind(NotFound):
    zh = "没有这类文书"
    en = "There is no such kind of document"


class TemplateText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`mark` stands before the year of a number; `body` is lines with fields in braces."""

    title: Annotated[str, Meta(min_length=2, max_length=60, pattern=r"^\S[^\n]*\S$")]
    mark: Annotated[str, Meta(min_length=2, max_length=20, pattern=r"^[^\s〔〕{}|]+$")]
    body: Annotated[str, written(2, 20000)]


class TemplateWish(TemplateText, frozen=True):
    """It holds from a day of China on; documents issued before keep what they were filled from."""

    from_: date = msgspec.field(name="from")
    why: Annotated[str, written(2, 200)]


class VersionItem(msgspec.Struct, frozen=True):
    """`state` is past, holds or coming; version 0 ships, and its `from` is null."""

    version: int
    title: str
    mark: str
    body: str
    by: str
    why: str
    state: str
    from_: date | None = msgspec.field(name="from")


class FieldItem(msgspec.Struct, frozen=True):
    """What a template may name between braces; `en` tells what it is."""

    name: str
    en: str


class TemplateItem(msgspec.Struct, frozen=True):
    kind: str
    name: str
    fields: list[FieldItem]
    versions: list[VersionItem]


class TemplateList(msgspec.Struct, frozen=True):
    items: list[TemplateItem]


class TemplateMade(msgspec.Struct, frozen=True):
    version: int


async def get_templates(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        written = await store.templates(conn)
    today = china_date(call.at)
    return Reply(TemplateList([_item(kind, written, today) for kind in Kind]))


async def post_template_sample(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        by = await reading.issuer_of(conn, call.actor, call.at)
    return Reply(sheet_of(sampled(_template(call, call.body), None, by)))


async def post_template_preview(call: Call) -> Reply:
    draft, case_id = _template(call, call.body), call.path["case_id"]
    async with call.state.db.snapshot(call.actor) as conn:
        by = await reading.issuer_of(conn, call.actor, call.at)
        matter = await reading.matter_of(conn, call.actor, case_id, call.at, call.state.places)
    return Reply(sheet_of(sampled(draft, matter, by)))


async def post_template(call: Call) -> Reply:
    body: TemplateWish = call.body
    new = replace(_template(call, body), why=body.why.strip())
    assert call.key is not None
    hand = actions.Hand(call.actor, call.at, call.key)
    made = actions.write_template(means_of(call), new, body.from_, hand)
    return Reply(await made, status=201)


def _template(call: Call, text: TemplateText) -> Template:
    """Raises NoSuchKind."""
    try:
        kind = Kind(call.path["kind"])
    except ValueError as unknown:
        raise NoSuchKind() from unknown
    return Template(kind, 0, text.title.strip(), text.mark.strip(), text.body)


def _item(kind: Kind, written: Sequence[Template], today: date) -> TemplateItem:
    versions = [shipped()[kind], *(one for one in written if one.kind is kind)]
    held = holding(versions, today).version
    term = FORMS[kind].term
    return TemplateItem(
        kind=str(kind),
        name=Words(term.zh, term.en),
        fields=[FieldItem(name, en) for name, en in fields_of(kind).items()],
        versions=[_version(one, held, today) for one in versions],
    )


def _version(one: Template, held: int, today: date) -> VersionItem:
    running = "holds" if one.version == held else "past"
    state = running if one.has_begun(today) else "coming"
    text = (one.version, one.title, one.mark, one.body)
    return VersionItem(*text, one.made_by, one.why, state, one.begins)


TEMPLATE_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        ALL,
        get_templates,
        "What documents say: every version of every template, and the fields it may name",
        Verb.WRITE_TEMPLATES,
        returns=TemplateList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "POST",
        f"{ONE}/sample",
        post_template_sample,
        "A template as it would look, fields showing their names; nothing is written",
        Verb.WRITE_TEMPLATES,
        body=TemplateText,
        returns=Sheet,
        keyed=False,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "POST",
        f"{CASE}/templates/{{kind}}/preview",
        post_template_preview,
        "A template as it would look on a case that its writer may read; nothing is written",
        Verb.WRITE_TEMPLATES,
        body=TemplateText,
        returns=Sheet,
        keyed=False,
        audit=Reading.CASE,
    ),
    Endpoint(
        "POST",
        ONE,
        post_template,
        "A new version of a template, which holds from a day on",
        Verb.WRITE_TEMPLATES,
        body=TemplateWish,
        returns=TemplateMade,
        status=201,
    ),
)
