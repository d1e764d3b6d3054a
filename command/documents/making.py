"""A document made of its template and its case, with and without a number. Pure."""

from collections.abc import Mapping
from datetime import date

from command.documents.content import Content, Span
from command.documents.field import fields_of
from command.documents.filling import values
from command.documents.form import FORMS, About
from command.documents.judge import subjects
from command.documents.matter import Issuer, Matter, common
from command.documents.template import Template, Value, filled


def number_of(mark: str, year: int, serial: int) -> str:
    """`玉社治督〔2026〕12号`."""
    return f"{mark}〔{year}〕{serial}号"


def made(
    template: Template,
    subject: int,
    inputs: Mapping[str, str],
    matter: Matter,
    by: Issuer,
    number: str = "",
) -> Content:
    """The document as it would be issued now; without a number a preview."""
    told = values(template.kind, subject, inputs, matter, by)
    return _content(template, told, matter.file.card.receipt, by, number)


def sampled(template: Template, matter: Matter | None, by: Issuer) -> Content:
    """A template as it would look: with what the case tells, names of fields where it tells
    nothing yet."""
    told: dict[str, Value] = {name: (Span(f"〔{name}〕"),) for name in fields_of(template.kind)}
    receipt = ""
    if matter is not None:
        told |= common(matter, by)
        receipt = matter.file.card.receipt
        offered = subjects(template.kind, matter)
        if offered or FORMS[template.kind].about is About.CASE:
            asked = {one.code: f"〔{one.field}〕" for one in FORMS[template.kind].inputs}
            told |= values(template.kind, offered[0].number if offered else 0, asked, matter, by)
    return _content(template, told, receipt, by, "")


def _content(
    template: Template, told: Mapping[str, Value], receipt: str, by: Issuer, number: str
) -> Content:
    issued: date = by.day
    return Content(
        kind=str(template.kind),
        title=template.title,
        number=number,
        issued=issued,
        unit=by.unit,
        receipt=receipt,
        template=template.version,
        lines=filled(template.body, told),
    )
