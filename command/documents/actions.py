"""What people do with documents: issue one, take a copy, write a template. One function a deed.

`at` is an aware instant. Every deed is on record; issuing twice under one key issues once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from command.accounts.role import Actor
from command.audit.record import What, record
from command.base import idempotency, journal
from command.base.clock import CHINA, china_date
from command.base.db import Connection
from command.base.event import SYSTEM, Event, agency_scope
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput, NotPermitted
from command.base.words import Words
from command.casework import access, reveal
from command.casework.announce import scopes_of
from command.casework.card import public_place
from command.casework.means import Means
from command.casework.reveal import RevealWish
from command.documents import press, store
from command.documents.content import Content, Mark, digest_of, opened
from command.documents.field import fields_of
from command.documents.filling import talk_of
from command.documents.form import FORMS, Kind
from command.documents.judge import demand
from command.documents.making import made, number_of
from command.documents.matter import Matter
from command.documents.paper import Chapter, Format, Job
from command.documents.reading import document_for, issuer_of, matter_of, templates_of
from command.documents.shipped import shipped
from command.documents.store import Issue
from command.documents.template import Template, checked, holding
from command.identity.opening import Field, Purpose

SHOWN = 16
"""Signs of the digest that stand on paper."""


class NotForCitizens(NotPermitted):
    code = "not-for-citizens"
    zh = "这类文书不送达群众,不能打开姓名"
    en = "This kind is not handed to citizens, so no name is opened in it"


@dataclass(frozen=True, slots=True)
class Wish:
    """A document that somebody wants to issue."""

    kind: Kind
    subject: int
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, when, and under which key of the client."""

    by: Actor
    at: datetime
    key: RequestKey


async def issue(means: Means, case_id: int, wish: Wish, hand: Hand) -> bytes:
    """A numbered document that never changes. Raises NoSuchCase, NotPermitted, NotYet,
    InvalidInput."""
    by, at = hand.by, hand.at
    async with means.db.transaction(by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, at)
        if earlier is not None:
            return earlier
        matter = await matter_of(conn, by, case_id, at, means.book)
        demand(wish.kind, wish.subject, wish.inputs, matter, by)
        new = await _numbered(conn, case_id, wish, matter, hand)
        digest = digest_of(new.content.kept)
        document_id = await store.add_document(conn, new, digest, by.account_id, at)
        await _put_on_record(conn, What.DOCUMENT_ISSUED, case_id, document_id, hand.by, at)
        reply = {"document": document_id, "number": new.content.number, "digest": digest}
        encoded = msgspec.json.encode(reply)
        await idempotency.keep_reply(conn, hand.key, encoded)
        told = await _told(conn, new, document_id, matter, hand)
        await journal.append(conn, [told])
        return encoded


async def _numbered(
    conn: Connection, case_id: int, wish: Wish, matter: Matter, hand: Hand
) -> Issue:
    by = await issuer_of(conn, hand.by, hand.at)
    template = holding(await templates_of(conn, wish.kind), by.day)
    county = matter.file.card.place[:6]
    serial = await store.next_serial(conn, county, wish.kind, by.day.year)
    number = number_of(template.mark, by.day.year, serial)
    content = made(template, wish.subject, wish.inputs, matter, by, number)
    return Issue(case_id, wish.kind, wish.subject, county, by.day.year, serial, content)


async def _told(
    conn: Connection, new: Issue, document_id: int, matter: Matter, hand: Hand
) -> Event:
    """To every screen of the case; of an interview to the unit's own only."""
    case = await access.case_for(conn, hand.by, new.case_id)
    term, number = FORMS[new.kind].term, new.content.number
    words = Words(f"出具{term.zh} {number}", f"{term.en} {number}")
    data = {"document": document_id, "kind": str(new.kind), "number": number, "words": words.kept}
    scopes, named = scopes_of(case), {"by": hand.by.agency_name}
    if new.kind is Kind.INTERVIEW:
        talk = talk_of(matter, new.subject)
        unit = talk.agency_id if talk else None
        scopes = (agency_scope(unit) if unit else SYSTEM,)
    place = public_place(case)
    return Event("document.issued", hand.at, place, scopes, new.case_id, {**data, **named})


async def take(
    means: Means, case_id: int, document_id: int, wish: tuple[Format, bool], by: Actor, at: datetime
) -> bytes:
    """A copy with the taker's mark; with `wish[1]` the citizen's name in it, opened on record
    before. Raises NoSuchCase, NoSuchDocument, NotForCitizens, and what a reveal raises."""
    form, is_opened = wish
    async with means.db.reading(by) as conn:
        await access.case_for(conn, by, case_id)
        found = await document_for(conn, case_id, document_id)
        content = (await store.contents_of(conn, case_id))[document_id]
    opens = len(content.slots) if is_opened else 0
    if is_opened:
        if not FORMS[found.kind].is_for_citizen:
            raise NotForCitizens(field="open")
        content = await _opened(means, case_id, content, by, at)
    file = await press.drawn(_job(form, content, found.digest, mark_of(by, at, is_opened)))
    told = (str(form), opens, digest_of(file))
    async with means.db.transaction(by) as conn:
        await store.add_copy(conn, case_id, document_id, told, by.account_id, at)
        await _put_on_record(conn, What.DOCUMENT_TAKEN, case_id, document_id, by, at)
    return file


async def _opened(means: Means, case_id: int, content: Content, by: Actor, at: datetime) -> Content:
    """Every person's field in the clear, one after the other: each is counted and on record."""
    values: dict[tuple[int, str], str] = {}
    for person, field in content.slots:
        wish = RevealWish(Field(field), Purpose.DELIVER, person or None)
        shown = await reveal.reveal(means, case_id, wish, by, at)
        values[(person, field)] = shown.value
    return opened(content, values)


def mark_of(by: Actor, at: datetime, is_opened: bool = False) -> str:
    """Who takes it, of which unit, when; and that it is the citizen's."""
    when = f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return Mark(f"{by.name} {by.agency_name}", when, "送达件" if is_opened else "").words


def _job(form: Format, content: Content, digest: str, mark: str) -> Job:
    foot = f"{content.number}    校验码 {digest[:SHOWN]}    登记编号 {content.receipt}"
    chapter = Chapter(content.title, content.number, content.lines)
    title = f"{content.title} {content.number}".strip()
    return Job(form, title, content.unit, mark, foot, (chapter,))


async def _put_on_record(
    conn: Connection, what: What, case_id: int, document_id: int, by: Actor, at: datetime
) -> None:
    target, unit = f"document:{document_id}", by.agency_id
    await record(conn, what, by.account_id, at, case_id, target, unit=unit)


async def write_template(means: Means, new: Template, begins: date, hand: Hand) -> bytes:
    """The next version of a kind, which holds from a day on. Raises InvalidInput naming `body`,
    `mark` or `from`."""
    by, at = hand.by, hand.at
    async with means.db.transaction(by) as conn:

        async def written() -> bytes:
            checked(new.body, tuple(fields_of(new.kind)))
            if begins < china_date(at):
                early = Words("生效日期不能早于今天", "It begins today or later")
                raise InvalidInput(early, field="from")
            await store.hold_templates(conn)
            taken = [*shipped().values(), *await store.templates(conn)]
            _demand_own_mark(new, taken)
            named = replace(new, begins=begins)
            version = await store.add_template(conn, named, begins, by.account_id, at)
            target = f"template:{new.kind}:{version}"
            what, unit = What.TEMPLATE_WRITTEN, by.agency_id
            await record(conn, what, by.account_id, at, target=target, unit=unit)
            return msgspec.json.encode({"version": version})

        return await idempotency.once(conn, hand.key, at, written)


def _demand_own_mark(new: Template, others: list[Template]) -> None:
    """Two kinds with one mark would give the same number twice."""
    if any(one.mark == new.mark and one.kind is not new.kind for one in others):
        raise InvalidInput(
            Words("其他文书已使用这个机关代字", "Another kind has this mark"), field="mark"
        )
