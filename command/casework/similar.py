"""Matters that a report may belong to, looked for before it is registered; a person decides.

By the reporter's numbers through the keyed index, by words, reference, place and time. On record;
out of scope only how many a unit has is told. Refuses to decide.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.audit.record import What, record
from command.base.db import Connection
from command.base.problem import Conflict
from command.base.words import Words
from command.casework import access, likeness, lookup, party, similar_store
from command.casework.card import TOWNSHIP_DIGITS, Card, card_of
from command.casework.case import Case
from command.casework.happened import Facts
from command.casework.intake import Report, facts_of
from command.casework.likeness import NEAR_FOR, WORDS_FOR, Reason
from command.casework.lookup import Elsewhere, LookupBy, Repeated
from command.casework.means import Means, demand_jurisdiction
from command.casework.position import ground_of
from command.identity.vault import Vault

MOST = 8
"""Matters that one answer names: as many as a person compares."""
SAID_LETTERS = 200
Keys = Mapping[LookupBy, Sequence[bytes]]
OF_NUMBER = {LookupBy.PHONE: Reason.PHONE, LookupBy.ID_NUMBER: Reason.ID_NUMBER}


class Candidate(msgspec.Struct, frozen=True):
    """A matter in scope: its card, why it may be the same, the beginning of what was said first.

    A closed one takes no more reports, it is linked; `reports` is how many it has.
    """

    card: Card
    why: list[Reason]
    words: str
    reports: int
    may_join: bool


class Similar(msgspec.Struct, frozen=True):
    """The likest first; `elsewhere` are the reporter's matters out of scope."""

    candidates: list[Candidate]
    elsewhere: list[Elsewhere]


class MaybeKnown(Conflict):
    """Between looking and registering somebody else registered; `shown` is what to look at now."""

    code = "maybe-known"
    zh = "可能是已登记的事项,请先核对"
    en = "This may be known already: look first"

    def __init__(self, shown: Similar) -> None:
        words = Words("刚有相近的事项登记", "A matter like this was registered this instant")
        super().__init__(words, extra={"similar": msgspec.to_builtins(shown)})
        self.shown = shown


async def similar(means: Means, report: Report, by: Actor, at: datetime) -> Similar:
    """What a clerk looks at before registering. Raises what registering raises for bad input."""
    facts = facts_for(means, report, by)
    keys = await keys_of(means.vault, report)
    async with means.db.transaction(by) as conn:
        return await look(conn, facts, report, keys, by, at)


async def keys_of(vault: Vault, report: Report) -> Keys:
    """The index of everybody's numbers whose matter it is. Raises VaultAway, BadPhone and so on."""
    people = party.everybody(report.reporter, report.parties)
    return await lookup.keys_of(vault, party.owners_of(people))


def facts_for(means: Means, report: Report, by: Actor) -> Facts:
    """Raises UnknownPlace, NotInJurisdiction, InvalidInput."""
    ground = ground_of(report.place, means.book)
    demand_jurisdiction(by, report.place)
    return facts_of(report, ground)


async def look(
    conn: Connection, facts: Facts, report: Report, keys: Keys, by: Actor, at: datetime
) -> Similar:
    """The matters, put on record with purpose `duplicate` when a number was looked for."""
    repeated = await lookup.repeated(conn, keys, by, at)
    found = await _reasons(conn, facts, report, repeated, at)
    chosen = likeness.in_order(found)[:MOST]
    cases = await access.cases_for(conn, by, chosen)
    said = await similar_store.first_words(conn, chosen, SAID_LETTERS)
    candidates = [
        _candidate(case, found[case.case_id], *said[case.case_id])
        for case in sorted(cases, key=lambda case: chosen.index(case.case_id))
    ]
    return Similar(candidates, lookup.elsewhere(repeated.hits))


async def demand_seen(
    conn: Connection, means: Means, report: Report, keys: Keys, by: Actor, at: datetime
) -> None:
    """Raises MaybeKnown when matters are there that the clerk has not looked at.

    Others who register for the same people or township wait until this transaction ends.
    """
    if report.seen is None:
        return
    facts = facts_for(means, report, by)
    indexes = [index for of_kind in keys.values() for index in of_kind]
    await similar_store.hold_intake(conn, facts.place[:TOWNSHIP_DIGITS], indexes)
    found = await look(conn, facts, report, keys, by, at)
    if not {one.card.case for one in found.candidates} <= set(report.seen):
        raise MaybeKnown(found)


async def put_refusal_on_record(means: Means, known: MaybeKnown, by: Actor, at: datetime) -> None:
    """The refusal undid its row: what it shows is recorded before it leaves."""
    found = len(known.shown.candidates)
    async with means.db.transaction(by) as conn:
        row = (conn, What.LIST_READ, by.account_id, at, None, "POST /api/reports", "")
        await record(*row, {"found": found}, unit=by.agency_id)


async def _reasons(
    conn: Connection,
    facts: Facts,
    report: Report,
    repeated: Repeated,
    at: datetime,
) -> Mapping[int, Sequence[Reason]]:
    """By case in scope, why it may be this one."""
    found: dict[int, list[Reason]] = {}
    for kind, hits in repeated.of_kind.items():
        for hit in hits:
            if hit.case_id:
                found.setdefault(hit.case_id, []).append(OF_NUMBER[kind])
    for case_id in await similar_store.referenced(conn, report.reference.strip()):
        found.setdefault(case_id, []).append(Reason.REFERENCE)
    pairs = await similar_store.bigrams(conn, report.words)
    township = facts.place[:TOWNSHIP_DIGITS]
    near = (township, facts.type, at - WORDS_FOR, at - NEAR_FOR)
    for known in await similar_store.known_near(conn, pairs, *near):
        why = likeness.reasons(facts, len(pairs), known, at)
        if why:
            found.setdefault(known.case_id, []).extend(why)
    return found


def _candidate(case: Case, why: Sequence[Reason], words: str, reports: int) -> Candidate:
    return Candidate(card_of(case), list(dict.fromkeys(why)), words, reports, case.is_open)
