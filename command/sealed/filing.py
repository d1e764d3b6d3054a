"""Taking a complaint in: sealed at once, sent to the lowest unit above whom it accuses.

Whoever writes it down at the window does not see it afterwards. Answered after the commit.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts import store as accounts
from command.accounts.agency import Agency
from command.accounts.role import Actor
from command.audit.record import What
from command.base import idempotency
from command.base.db import Connection
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import receipt
from command.casework.intake import ReportWords
from command.casework.party import Reporter
from command.casework.terms import Channel
from command.identity.person import clean_name, mask_name, mask_phone, normalise_phone
from command.sealed import store
from command.sealed.doing import Means, keep_record
from command.sealed.handling import handling_unit
from command.sealed.matter import new_id
from command.sealed.store import Filing
from command.sealed.terms import Deed

WORDS, NAME, PHONE, CODE = "words", "name", "phone", "query_code"


AgencyId = Annotated[str, Meta(min_length=1, max_length=40)]


class Accusation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An agency, or one official of it by their account."""

    agency: AgencyId
    account: int | None = None


Accusations = Annotated[list[Accusation], Meta(min_length=1, max_length=5)]


class Complaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody says of a unit or an official, as it was said."""

    accused: Accusations
    words: ReportWords
    channel: Channel
    reporter: Reporter | None = None


class OwnComplaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same as somebody files it alone, without an account: units by their ids."""

    accused: Annotated[list[AgencyId], Meta(min_length=1, max_length=5)]
    words: ReportWords
    reporter: Reporter | None = None

    @property
    def complaint(self) -> Complaint:
        named = [Accusation(agency) for agency in self.accused]
        return Complaint(
            accused=named, words=self.words, channel=Channel.ONLINE, reporter=self.reporter
        )


class Filed(msgspec.Struct, frozen=True):
    """What the complainant gets; the code is shown only once. `unit` is who handles it."""

    receipt: str
    query_code: str
    qr: str
    unit: str


async def take_in(
    means: Means, complaint: Complaint, by: Actor | None, at: datetime, key: RequestKey
) -> bytes:
    """File a complaint; returns `Filed` as JSON, the same for a repeated key.

    `by` is None when somebody files it alone; a stranger does not take the lane kept for intake.
    Raises InvalidInput naming the field, NobodyAbove.
    """
    async with means.db.transaction(by, reserved=by is not None) as conn:
        earlier = await idempotency.earlier_reply(conn, key, at)
        if earlier is not None:
            return _told_again(earlier, means)
        accused = await accused_agencies(conn, complaint.accused)
        unit = handling_unit(accused, await staffed(conn))
        code = receipt.new_query_code()
        filing = _filing(means, complaint, unit.agency_id, code, at)
        await store.file(conn, filing, at)
        await keep_record(conn, What.SEALED_CHANGED, Deed.FILE, filing.matter, by, at)
        filed = Filed(filing.receipt, code, "", unit.name)
        await idempotency.keep_reply(conn, key, _kept(filed, means, filing.matter))
        await store.tell(conn, filing.matter, Deed.FILE, at)
        return _told(filed, means.origin)


async def accused_agencies(conn: Connection, accused: Sequence[Accusation]) -> list[Agency]:
    """The agencies named. Raises InvalidInput for an unknown one, or one without the official."""
    return [await _accused(conn, one, place) for place, one in enumerate(accused)]


async def staffed(conn: Connection) -> list[Agency]:
    """Centres where somebody can sign."""
    found = await accounts.agencies(conn)
    return [one.agency for one in found if one.has_officer and one.agency.is_centre]


def pairs(accused: Sequence[Accusation]) -> list[tuple[str, int | None]]:
    return list(dict.fromkeys((one.agency, one.account) for one in accused))


async def _accused(conn: Connection, one: Accusation, place: int) -> Agency:
    agency = await accounts.find_agency(conn, one.agency)
    if agency is None:
        raise InvalidInput(
            Words("没有这个单位", "There is no such agency"), field=f"accused[{place}].agency"
        )
    if one.account is not None:
        account = await accounts.find_account(conn, one.account)
        if account is None or account.agency_id != agency.agency_id:
            raise InvalidInput(
                Words("该单位没有这个人", "Nobody of this account works there"),
                field=f"accused[{place}].account",
            )
    return agency


def _filing(means: Means, said: Complaint, unit: str, code: str, at: datetime) -> Filing:
    matter, seal = new_id(), means.envelope.seal
    person = said.reporter or Reporter()
    name, phone = clean_name(person.name), normalise_phone(person.phone)
    return Filing(
        matter=matter,
        receipt=receipt.new_receipt_number(at),
        code_hash=receipt.hash_of_code(code),
        handling=unit,
        channel=str(said.channel),
        words=seal(said.words.strip(), matter, WORDS),
        name=seal(name, matter, NAME) if name else None,
        phone=seal(phone, matter, PHONE) if phone else None,
        name_masked=mask_name(name),
        phone_masked=mask_phone(phone),
        accused=pairs(said.accused),
    )


class _Kept(msgspec.Struct, frozen=True):
    """The answer as it waits for repeats: its code is sealed, for only its hash is kept."""

    matter: str
    filed: Filed


def _kept(filed: Filed, means: Means, matter: str) -> bytes:
    sealed = means.envelope.seal(filed.query_code, matter, CODE).hex()
    return msgspec.json.encode(_Kept(matter, msgspec.structs.replace(filed, query_code=sealed)))


def _told_again(kept: bytes, means: Means) -> bytes:
    found = msgspec.json.decode(kept, type=_Kept)
    code = means.envelope.open(bytes.fromhex(found.filed.query_code), found.matter, CODE)
    return _told(msgspec.structs.replace(found.filed, query_code=code), means.origin)


def _told(filed: Filed, origin: str) -> bytes:
    qr = receipt.drawn(filed.receipt, filed.query_code, origin)
    return msgspec.json.encode(msgspec.structs.replace(filed, qr=qr))
