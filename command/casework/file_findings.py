"""What the rules found in a case, as its file and the desk's list tell it. Pure."""

from collections.abc import Sequence

import msgspec

from command.base.words import Words
from command.casework.card import wire_instant
from command.casework.case_file import Case
from command.casework.found_store import StoredFinding, name_of
from command.casework.judge import Offer
from command.casework.terms import Deed


class FileFinding(msgspec.Struct, frozen=True):
    """`level` is what the rule asks for at least, `from` what it raised the case from when it did;
    `to` are those to be told, by their work."""

    finding: int
    rule: str
    name: str
    urgency: str
    words: str
    detail: str
    to: tuple[str, ...]
    at: str
    level: int | None
    refused: str | None
    refused_by: str
    refused_why: str
    from_: int | None = msgspec.field(name="from")


class Circumstances(msgspec.Struct, frozen=True):
    """What no card shows: how many are dead or seriously injured, how much money it is about, and
    what was noticed (`marks` of the taxonomy)."""

    dead: int
    serious: int
    yuan: int
    marks: tuple[str, ...]


def circumstances(case: Case) -> Circumstances:
    facts = case.facts
    return Circumstances(facts.dead, facts.serious, facts.yuan, facts.marks)


def told_all(found: Sequence[StoredFinding]) -> list[FileFinding]:
    return [told(one) for one in found]


def offered(offers: Sequence[Offer], found: Sequence[StoredFinding]) -> list[Offer]:
    """The deeds, where a rise can be refused only when there is one."""
    waits = any(one.level is not None and one.refused_at is None for one in found)
    nothing = Words("没有规则要求的升级", "No rule asks for a graver level")
    return [
        Offer(one.deed, False, nothing)
        if one.deed is Deed.REFUSE_RISE and one.allowed and not waits
        else one
        for one in offers
    ]


def told(one: StoredFinding) -> FileFinding:
    return FileFinding(
        finding=one.finding_id,
        rule=one.code,
        name=name_of(one.code),
        urgency=one.urgency,
        words=one.words,
        detail=one.detail if one.detail else Words("", ""),
        to=one.recipients,
        at=wire_instant(one.found_at),
        level=one.level,
        refused=wire_instant(one.refused_at) if one.refused_at else None,
        refused_by=one.refuser,
        refused_why=one.refused_why,
        from_=one.before,
    )
