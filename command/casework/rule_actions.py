"""Keeping the escalation rules: settings are previewed on the cases there are, written for a day to
come, or taken back before it.

The system administrator keeps them and sees no case: the keeper looks, and tells receipt numbers.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from command.accounts.role import Actor, Verb
from command.audit.record import What, record
from command.base import idempotency
from command.base.db import Connection, Database
from command.base.problem import Conflict, NotFound, NotPermitted
from command.base.words import Words
from command.casework import found_store, rule, rule_store, store
from command.casework.card import public_place
from command.casework.doing import Hand
from command.casework.escalation import findings
from command.casework.looking import Look
from command.casework.rule import Line, Wish
from command.casework.taxonomy import is_hidden

MOST_CASES = 500
MOST_TOLD = 50


class NoSuchLine(NotFound):
    code = "no-such-rule"
    zh = "没有这一条,或已生效"
    en = "There is no such line, or it has begun"


class SameInstant(Conflict):
    code = "same-day"
    zh = "这条规则在这一时刻已有新设置"
    en = "The rule has new settings from that instant already"


@dataclass(frozen=True, slots=True)
class Changed:
    """A case in which the rule would find more, or less, told by its receipt number."""

    receipt: str
    place: str
    now: bool
    then: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """How many open cases the rule finds something in as it is set `now`, and would `then`; of
    hidden types the counts only, for a rule that finds one tells what it is."""

    begins: datetime
    replaces: Line
    looked_at: int
    now: int
    then: int
    changed: tuple[Changed, ...]


async def preview(db: Database, keeping: Database, wish: Wish, by: Actor, at: datetime) -> Preview:
    """What the settings would find in the newest open cases; nothing is written.

    Raises NotPermitted, InvalidInput naming the field.
    """
    _demand(by)
    rule.check(wish)
    begins = rule.begins(wish, at)
    async with db.reading(by) as conn:
        held = (await rule_store.in_force(conn, at))[wish.code]
    line = replace(held, is_on=wish.is_on, limits=wish.limits, recipients=wish.recipients)
    async with keeping.reading() as conn:
        looks = await _sample(conn, held, line, at)
    found = [_changed(look, held, line) for look in looks]
    moved = [
        one
        for look, one in zip(looks, found, strict=True)
        if one.now != one.then and not is_hidden(look.case.facts.type)
    ]
    return Preview(
        begins=begins,
        replaces=held,
        looked_at=len(found),
        now=sum(one.now for one in found),
        then=sum(one.then for one in found),
        changed=tuple(moved[:MOST_TOLD]),
    )


async def add(db: Database, wish: Wish, hand: Hand) -> bytes:
    """Write settings that hold from their day on; answers with their number.

    Raises NotPermitted, SameInstant, InvalidInput naming the field.
    """
    by, at = hand.by, hand.at
    _demand(by)
    async with db.transaction(by) as conn:

        async def written() -> bytes:
            rule.check(wish)
            begins = rule.begins(wish, at)
            number = await rule_store.add(conn, wish, begins, by.account_id, at)
            if number is None:
                raise SameInstant(field="from")
            target = f"rule:{wish.code}:{number}"
            await record(conn, What.RULE_ADDED, by.account_id, at, target=target, unit=by.agency_id)
            return msgspec.json.encode({"rule": number})

        return await idempotency.once(conn, hand.key, at, written)


async def drop(db: Database, number: int, hand: Hand) -> None:
    """Take back settings before their day. Raises NotPermitted, NoSuchLine."""
    by, at = hand.by, hand.at
    _demand(by)
    async with db.transaction(by) as conn:

        async def dropped() -> bytes:
            if not await rule_store.drop(conn, number, at):
                raise NoSuchLine()
            target = f"rule:{number}"
            what, unit = What.RULE_DROPPED, by.agency_id
            await record(conn, what, by.account_id, at, target=target, unit=unit)
            return b""

        await idempotency.once(conn, hand.key, at, dropped)


async def _sample(conn: Connection, held: Line, line: Line, at: datetime) -> list[Look]:
    """The newest open cases, with what lies around them as far as either line looks."""
    cases = await store.cases_of(conn, await found_store.sample(conn, MOST_CASES))
    widest = tuple(map(max, zip(held.limits, line.limits, strict=True)))
    lines = {held.code: replace(held, limits=widest)}
    return await found_store.looks(conn, cases, lines, {case.case_id: at for case in cases})


def _changed(look: Look, held: Line, line: Line) -> Changed:
    now, then = (bool(findings(look, {one.code: one})) for one in (held, line))
    return Changed(look.case.receipt_number, public_place(look.case), now, then)


def _demand(by: Actor) -> None:
    if not by.may(Verb.MANAGE_SYSTEM):
        raise NotPermitted(
            Words("只有系统管理员可以维护升级规则", "The system administrator keeps the rules")
        )
