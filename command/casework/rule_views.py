"""The escalation rules over HTTP, for the system administrator; what they found, for the desk."""

from datetime import date, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts.role import Verb
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.base.words import Words
from command.base.written import written
from command.casework import found_store, rule_actions, rule_store
from command.casework.deed_views import DeedBody, deed_line, hand_of, target_of
from command.casework.escalation_actions import Refused, refuse_rise
from command.casework.file_findings import FileFinding, told
from command.casework.rule import Line, Wish, holding
from command.casework.rule_book import RULES, SOURCES, Recipient, Source
from command.casework.terms import Deed

PATH = "/api/rules"
LOOKED_BACK = timedelta(days=30)
PAGE = 100
LAST = 2**63 - 1
Code = Annotated[str, Meta(pattern=r"^E(0[1-9]|1[0-9]|2[0-7])$", max_length=3)]
Limit = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class RuleWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of a rule from a day on; `limits` in the order in which the list names them."""

    code: Code
    on: bool
    limits: Annotated[list[Limit], Meta(max_length=8)]
    recipients: Annotated[list[Recipient], Meta(max_length=len(Recipient))]
    from_: date = msgspec.field(name="from")
    why: Annotated[str, written(2, 200)]


class RuleLimit(msgspec.Struct, frozen=True):
    zh: str
    en: str
    value: int
    least: int
    most: int


class RuleItem(msgspec.Struct, frozen=True):
    """`state` is past, holds or coming, `from` null for what was shipped; `waits` says for which
    source a rule waits that cannot be on yet."""

    rule: int
    code: str
    zh: str
    en: str
    on: bool
    waits: str | None
    limits: list[RuleLimit]
    recipients: tuple[Recipient, ...]
    state: str
    by: str
    why: str
    from_: datetime | None = msgspec.field(name="from")


class RuleList(msgspec.Struct, frozen=True):
    items: list[RuleItem]


class RuleMade(msgspec.Struct, frozen=True):
    rule: int


class ChangedItem(msgspec.Struct, frozen=True):
    receipt: str
    place: str
    now: bool
    then: bool


class RulePreview(msgspec.Struct, frozen=True):
    """In how many of the newest open cases the rule finds something `now`, and would `then`; at
    most 50 that differ are told, none of a hidden type."""

    replaces: int
    looked_at: int
    now: int
    then: int
    changed: list[ChangedItem]
    from_: datetime = msgspec.field(name="from")


class FindingQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`before` is the last number of the page before."""

    code: Code | None = None
    before: Annotated[int, Meta(ge=1, le=LAST)] = LAST


class FindingItem(msgspec.Struct, frozen=True):
    case: int
    receipt: str
    title: str
    place: str
    finding: FileFinding


class FindingPage(msgspec.Struct, frozen=True):
    """What rules found within 30 days in open cases of the reader's scope, the newest first."""

    items: list[FindingItem]
    next: int | None


class Refusal(DeedBody, frozen=True, kw_only=True):
    """The rise that a finding asked for is refused; everybody in scope reads why."""

    finding: Annotated[int, Meta(ge=1, le=LAST)]
    why: Annotated[str, written(2, 120)]


async def list_rules(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        lines = await rule_store.lines(conn)
    held = {line.number for line in holding(lines, call.at).values()}
    return Reply(RuleList([_item(line, held, call.at) for line in lines]))


async def preview_rule(call: Call) -> Reply:
    db, keeping = call.state.db, call.state.keeping
    found = await rule_actions.preview(db, keeping, _wish(call.body), call.actor, call.at)
    changed = [ChangedItem(one.receipt, one.place, one.now, one.then) for one in found.changed]
    counts = (found.looked_at, found.now, found.then)
    return Reply(RulePreview(found.replaces.number, *counts, changed, found.begins))


async def add_rule(call: Call) -> Reply:
    made = rule_actions.add(call.state.db, _wish(call.body), hand_of(call))
    return Reply(await made, status=201)


async def drop_rule(call: Call) -> Reply:
    await rule_actions.drop(call.state.db, call.path["rule"], hand_of(call))
    return Reply(status=204)


async def list_findings(call: Call) -> Reply:
    asked: FindingQuestion = call.query
    since = call.at - LOOKED_BACK
    async with call.state.db.reading(call.actor) as conn:
        found = await found_store.recent(conn, since, asked.before, asked.code, PAGE)
    items = [
        FindingItem(one.case_id, one.receipt, one.title, one.place, told(one.finding))
        for one in found
    ]
    following = found[-1].finding.finding_id if len(found) == PAGE else None
    return Reply(FindingPage(items, following))


async def post_refusal(call: Call) -> Reply:
    said = Refused(call.body.finding, call.body.why)
    return Reply(await refuse_rise(call.state.db, target_of(call), said, hand_of(call)))


def _wish(body: RuleWish) -> Wish:
    recipients = tuple(body.recipients)
    return Wish(body.code, body.on, tuple(body.limits), recipients, body.from_, body.why)


def _item(line: Line, held: set[int], at: datetime) -> RuleItem:
    rule = RULES[line.code]
    waits = None if rule.source is Source.CASEWORK else _waiting(rule.source)
    limits = [
        RuleLimit(limit.zh, limit.en, value, limit.least, limit.most)
        for limit, value in zip(rule.limits, line.limits, strict=True)
    ]
    return RuleItem(
        rule=line.number,
        code=line.code,
        zh=rule.zh,
        en=rule.en,
        on=line.is_on,
        waits=waits,
        limits=limits,
        recipients=line.recipients,
        state="holds" if line.number in held else "past" if line.has_begun(at) else "coming",
        by=line.made_by,
        why=line.why,
        from_=line.valid_from,
    )


def _waiting(source: Source) -> Words:
    term = SOURCES[source]
    return Words(term.zh, term.en)


RULE_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        PATH,
        list_rules,
        "The escalation rules with past and coming settings",
        Verb.MANAGE_SYSTEM,
        returns=RuleList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "POST",
        f"{PATH}/preview",
        preview_rule,
        "What settings would find in the open cases; nothing is written, the reading is on record",
        Verb.MANAGE_SYSTEM,
        body=RuleWish,
        returns=RulePreview,
        keyed=False,
        audit=Reading.LIST,
    ),
    Endpoint(
        "POST",
        PATH,
        add_rule,
        "Settings of a rule that hold from a day on",
        Verb.MANAGE_SYSTEM,
        body=RuleWish,
        returns=RuleMade,
        status=201,
    ),
    Endpoint(
        "DELETE",
        f"{PATH}/{{rule:int}}",
        drop_rule,
        "Take back settings before their day",
        Verb.MANAGE_SYSTEM,
        status=204,
    ),
    Endpoint(
        "GET",
        "/api/findings",
        list_findings,
        "What the rules found lately in open cases of one's scope",
        Verb.READ_CASE,
        query=FindingQuestion,
        returns=FindingPage,
        audit=Reading.LIST,
    ),
    deed_line(Deed.REFUSE_RISE, post_refusal, Refusal, "Refuse the rise that a rule asked for"),
)
