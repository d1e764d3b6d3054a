"""What a screen shows of the lane: the list of a unit, one matter's file, abstracts received.

Everything is read under the actor's session; what is closed to them is not there.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.base.db import Connection
from command.sealed import access, store, transitions
from command.sealed.envelope import Envelope
from command.sealed.filing import WORDS
from command.sealed.matter import Matter, Party, Transfer
from command.sealed.terms import DEEDS, STATES, Deed
from command.sealed.transferring import ABSTRACT, REPLY


class AccusedItem(msgspec.Struct, frozen=True):
    agency: str
    agency_name: str
    account: int | None
    name: str


class MatterItem(msgspec.Struct, frozen=True):
    """A line of the unit's list; `due` is when the answer is due, null before acceptance.

    `raised` is when its time was over, `raised_to` the unit above that sees it since.
    """

    matter: str
    receipt: str
    state: str
    version: int
    accused: list[AccusedItem]
    opened: datetime
    changed: datetime
    due: datetime | None
    raised: datetime | None
    raised_to: str | None


class TransferItem(msgspec.Struct, frozen=True):
    """`mine` says that the reader wrote it, so that another approves."""

    transfer: str
    to: str
    to_name: str
    abstract: str
    made: datetime
    mine: bool
    approved: datetime | None
    reply: str | None
    replied: datetime | None


class EntryItem(msgspec.Struct, frozen=True):
    at: datetime
    deed: str
    by: str
    words: str


class MatterFile(msgspec.Struct, frozen=True):
    """A matter as its unit reads it; the complainant is masked."""

    item: MatterItem
    words: str
    channel: str
    name: str
    phone: str
    entries: list[EntryItem]
    transfers: list[TransferItem]
    deeds: list[str]


class Lane(msgspec.Struct, frozen=True):
    """What is open to the reader: their unit's matters, and abstracts that came to it."""

    matters: list[MatterItem]
    received: list[TransferItem]
    states: dict[str, dict[str, str]]
    deeds: dict[str, dict[str, str]]


async def lane_for(conn: Connection, envelope: Envelope, by: Actor) -> Lane:
    found = await store.matters(conn)
    accused = await store.accused_of(conn, [one.matter for one in found])
    received = await store.received(conn, by.agency_id)
    return Lane(
        [_item(one, accused[one.matter]) for one in found],
        [_transfer(one, envelope, by) for one in received],
        {state: {"zh": term.zh, "en": term.en} for state, term in STATES.items()},
        {deed: {"zh": term.zh, "en": term.en} for deed, term in DEEDS.items()},
    )


async def file_for(conn: Connection, envelope: Envelope, matter_id: str, by: Actor) -> MatterFile:
    """Raises NoSuchMatter."""
    matter = await access.matter_for(conn, matter_id)
    accused = (await store.accused_of(conn, [matter.matter]))[matter.matter]
    entries = await store.entries_of(conn, matter.matter)
    transfers = await store.transfers_of(conn, matter.matter)
    return MatterFile(
        _item(matter, accused),
        envelope.open(matter.words_sealed, matter.matter, WORDS),
        matter.channel,
        matter.name_masked,
        matter.phone_masked,
        [
            EntryItem(
                e.at, str(e.deed), e.by_name, _words(envelope, matter, e.deed, e.words_sealed)
            )
            for e in entries
        ],
        [_transfer(one, envelope, by) for one in transfers],
        [str(deed) for deed in _deeds(matter, transfers, by)],
    )


def _deeds(matter: Matter, transfers: Sequence[Transfer], by: Actor) -> list[Deed]:
    """What the reader may do now: the state's deeds, less those that want another person."""
    waiting = any(t.approved_at is None and t.made_by != by.account_id for t in transfers)
    barred = set() if waiting else {Deed.APPROVE}
    if matter.answered_by == by.account_id:
        barred.add(Deed.CLOSE)
    return [deed for deed in transitions.possible(matter.state) if deed not in barred]


def _words(envelope: Envelope, matter: Matter, deed: Deed, sealed: bytes | None) -> str:
    return envelope.open(sealed, matter.matter, str(deed)) if sealed else ""


def _item(one: Matter, accused: Sequence[Party]) -> MatterItem:
    named = [AccusedItem(p.agency_id, p.agency_name, p.account_id, p.name) for p in accused]
    state, version = str(one.state), one.version
    times = one.opened_at, one.changed_at, one.due_at, one.raised_at
    return MatterItem(one.matter, one.receipt, state, version, named, *times, one.raised_to)


def _transfer(one: Transfer, envelope: Envelope, by: Actor) -> TransferItem:
    reply = one.reply_sealed
    return TransferItem(
        transfer=one.transfer,
        to=one.to_agency,
        to_name=one.to_name,
        abstract=envelope.open(one.abstract_sealed, one.transfer, ABSTRACT),
        made=one.made_at,
        mine=one.made_by == by.account_id,
        approved=one.approved_at,
        reply=envelope.open(reply, one.transfer, REPLY) if reply else None,
        replied=one.replied_at,
    )
