"""The sealed lane over HTTP: parse, act, answer. What is closed to somebody is not found."""

from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts import session
from command.accounts import store as accounts
from command.accounts.role import Verb
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.base.written import written
from command.casework.terms import Satisfaction
from command.sealed import actions, file, filing, opening, relation, transferring
from command.sealed.doing import Done, Hand, Means, Target
from command.sealed.file import Lane, MatterFile
from command.sealed.filing import Accusations, AgencyId, Complaint, Filed, OwnComplaint
from command.sealed.opening import Opened, Wish
from command.sealed.relation import Relation
from command.sealed.transferring import Replied

MATTER = "/api/sealed/matters/{matter}"
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Said = Annotated[str, written(2, 5000)]


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    version: Version


class SealedSeen(_Body, frozen=True):
    """Nothing but the version the person has seen."""


class SealedWords(_Body, frozen=True):
    words: Said


class MoreAccused(_Body, frozen=True):
    accused: Accusations


class Abstract(_Body, frozen=True):
    """An abstract in other words than the complaint's."""

    agency: AgencyId
    words: Said


class Visit(_Body, frozen=True):
    satisfaction: Satisfaction
    words: Said


class SealedReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: Said


class NewRelation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two: an agency, or an official by their account."""

    agency: AgencyId | None = None
    account: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None


class NamedAgency(msgspec.Struct, frozen=True):
    id: str
    name: str


class Named(msgspec.Struct, frozen=True):
    """Whom a complaint may name."""

    items: list[NamedAgency]


class Relations(msgspec.Struct, frozen=True):
    items: list[Relation]


def means_of(call: Call) -> Means:
    return Means(call.state.db, call.state.envelope, call.origin)


def _hand(call: Call) -> Hand:
    assert call.key is not None
    return Hand(call.actor, call.at, call.key)


def _target(call: Call) -> Target:
    return Target(call.path["matter"], call.body.version)


async def post_complaint(call: Call) -> Reply:
    assert call.key is not None
    filed = filing.take_in(means_of(call), call.body, call.actor, call.at, call.key)
    return Reply(await filed, status=201)


async def post_own_complaint(call: Call) -> Reply:
    """The same by the complainant alone; so many an hour from one address."""
    assert call.key is not None
    call.state.filings.take(session.source(call.request).address, call.at)
    said: OwnComplaint = call.body
    filed = filing.take_in(means_of(call), said.complaint, None, call.at, call.key)
    return Reply(await filed, status=201)


async def get_named(call: Call) -> Reply:
    async with call.state.db.reading() as conn:
        found = await accounts.agencies(conn)
    return Reply(Named([NamedAgency(one.agency.agency_id, one.agency.name) for one in found]))


async def get_lane(call: Call) -> Reply:
    async with call.state.db.snapshot(call.actor) as conn:
        return Reply(await file.lane_for(conn, call.state.envelope, call.actor))


async def get_matter(call: Call) -> Reply:
    async with call.state.db.snapshot(call.actor) as conn:
        found = file.file_for(conn, call.state.envelope, call.path["matter"], call.actor)
        return Reply(await found)


async def post_accept(call: Call) -> Reply:
    return Reply(await actions.accept(means_of(call), _target(call), _hand(call)))


async def post_recuse(call: Call) -> Reply:
    return Reply(await actions.recuse(means_of(call), _target(call), _hand(call)))


async def post_note(call: Call) -> Reply:
    words = call.body.words
    return Reply(await actions.add_note(means_of(call), _target(call), words, _hand(call)))


async def post_answer(call: Call) -> Reply:
    words = call.body.words
    return Reply(await actions.answer(means_of(call), _target(call), words, _hand(call)))


async def post_close(call: Call) -> Reply:
    visit: Visit = call.body
    said = visit.satisfaction, visit.words
    return Reply(await actions.close(means_of(call), _target(call), *said, _hand(call)))


async def post_accuse(call: Call) -> Reply:
    accused = call.body.accused
    return Reply(await actions.accuse(means_of(call), _target(call), accused, _hand(call)))


async def post_abstract(call: Call) -> Reply:
    wish: Abstract = call.body
    what = wish.agency, wish.words
    return Reply(await transferring.draft(means_of(call), _target(call), *what, _hand(call)))


async def post_approve(call: Call) -> Reply:
    transfer = call.path["transfer"]
    return Reply(await transferring.approve(means_of(call), _target(call), transfer, _hand(call)))


async def post_reply(call: Call) -> Reply:
    transfer, words = call.path["transfer"], call.body.words
    return Reply(await transferring.reply(means_of(call), transfer, words, _hand(call)))


async def post_reveal(call: Call) -> Reply:
    wish: Wish = call.body
    matter = call.path["matter"]
    return Reply(await opening.reveal(means_of(call), matter, wish, call.actor, call.at))


async def get_relations(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        return Reply(Relations(await relation.own(conn, call.actor)))


async def post_relation(call: Call) -> Reply:
    wish: NewRelation = call.body
    await relation.declare(call.state.db, wish.agency, wish.account, call.actor, call.at)
    return Reply(status=204)


def _deed(name: str, view, summary: str, body: type) -> Endpoint:  # type: ignore[no-untyped-def]
    path = f"{MATTER}/{name}"
    return Endpoint("POST", path, view, summary, Verb.HANDLE_SEALED, body=body, returns=Done)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/api/sealed/complaints",
        post_complaint,
        "File a complaint against units or officials; nobody accused or under them sees it",
        Verb.REPORT,
        body=Complaint,
        returns=Filed,
        status=201,
    ),
    Endpoint(
        "POST",
        "/api/sealed/own",
        post_own_complaint,
        "File a complaint alone, without an account; it goes to the lowest unit above the accused",
        None,
        body=OwnComplaint,
        returns=Filed,
        status=201,
    ),
    Endpoint(
        "GET",
        "/api/sealed/agencies",
        get_named,
        "Agencies and centres that a complaint may name, for whoever files one alone",
        None,
        returns=Named,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/api/sealed/matters",
        get_lane,
        "The matters open to the reader, and abstracts that came to their agency",
        Verb.HANDLE_SEALED,
        returns=Lane,
        audit=Reading.SEALED,
    ),
    Endpoint(
        "GET",
        MATTER,
        get_matter,
        "One matter's file, its complainant masked",
        Verb.HANDLE_SEALED,
        returns=MatterFile,
        audit=Reading.SEALED,
    ),
    _deed("accept", post_accept, "Take a matter on", SealedSeen),
    _deed("note", post_note, "Write into a matter's file", SealedWords),
    _deed("accuse", post_accuse, "Add an accused; their access ends with the commit", MoreAccused),
    _deed("recuse", post_recuse, "Leave a matter for good", SealedSeen),
    _deed("abstract", post_abstract, "Draft an abstract for another agency", Abstract),
    _deed("transfers/{transfer}/approve", post_approve, "Let another's abstract go", SealedSeen),
    _deed("answer", post_answer, "Answer the complainant", SealedWords),
    _deed("close", post_close, "Visit the complainant; close, or go on", Visit),
    Endpoint(
        "POST",
        f"{MATTER}/reveal",
        post_reveal,
        "Open one field of the complainant, for a purpose; on record before the answer",
        Verb.HANDLE_SEALED,
        body=Wish,
        returns=Opened,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/sealed/transfers/{transfer}/reply",
        post_reply,
        "Reply to an abstract that came to one's agency",
        Verb.HANDLE_SEALED,
        body=SealedReply,
        returns=Replied,
    ),
    Endpoint(
        "GET",
        "/api/sealed/relations",
        get_relations,
        "Relations one has declared",
        Verb.READ_CASE,
        returns=Relations,
        audit=Reading.OWN,
    ),
    Endpoint(
        "POST",
        "/api/sealed/relations",
        post_relation,
        "Declare a relation to an agency or an official",
        Verb.READ_CASE,
        body=NewRelation,
        status=204,
        keyed=False,
    ),
)
