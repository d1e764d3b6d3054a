"""A matter of the sealed lane, its accused, entries and transfers, as values. Knows no database."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from command.base.problem import Conflict, InvalidInput, NotFound
from command.base.words import Words
from command.sealed import transitions
from command.sealed.terms import DEEDS, STATES, Deed, State

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 16
ANSWER_WITHIN = timedelta(days=60)
"""Calendar days from acceptance (petition regulations of 2022, art. 34)."""
ACCEPT_WITHIN = timedelta(days=15)
"""Calendar days from receipt until somebody says whether it is taken on (art. 22)."""


class NoSuchMatter(NotFound):
    """For a number never given and for one that is closed to the asker alike."""

    zh = "没有找到"
    en = "Not found"


class StaleMatter(Conflict):
    code = "stale-matter"
    zh = "事项已被他人更新,请重新打开"
    en = "Somebody else has changed the matter; open it again"


class WrongStep(Conflict):
    code = "wrong-step"
    zh = "当前状态不能办理此项"
    en = "This cannot be done in the present state"


class SamePerson(InvalidInput):
    code = "same-person"
    zh = "须由另一人办理"
    en = "Another person must do this"


@dataclass(frozen=True, slots=True)
class Matter:
    matter: str
    receipt: str
    handling: str
    state: State
    version: int
    name_masked: str
    phone_masked: str
    channel: str
    opened_at: datetime
    changed_at: datetime
    due_at: datetime | None
    answered_by: int | None
    raised_at: datetime | None = None
    raised_to: str | None = None
    words_sealed: bytes = field(repr=False, default=b"")
    name_sealed: bytes | None = field(repr=False, default=None)
    phone_sealed: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a matter accuses: an agency, or one official in it."""

    agency_id: str
    agency_name: str
    account_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    deed: Deed
    by_name: str
    words_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Transfer:
    transfer: str
    matter: str
    to_agency: str
    to_name: str
    abstract_sealed: bytes
    made_by: int
    made_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    reply_sealed: bytes | None
    replied_at: datetime | None


def new_id() -> str:
    """80 random bits: nobody counts or guesses it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def demand_version(matter: Matter, seen: int) -> None:
    """Raises StaleMatter unless the person has seen it as it is."""
    if matter.version != seen:
        raise StaleMatter(field="version", extra={"version": matter.version})


def demand_move(state: State, deed: Deed, when: str = "") -> State:
    """The state after the deed. Raises WrongStep."""
    line = transitions.find(state, deed, when)
    if line is None:
        raise WrongStep(
            Words(
                f"{STATES[state].zh}时不能{DEEDS[deed].zh}",
                f"{DEEDS[deed].en}: not while it is {STATES[state].en}",
            )
        )
    return line.after or state


def demand_other(before: int | None, by: int) -> None:
    """Raises SamePerson when whoever did it before would also confirm it."""
    if before == by:
        raise SamePerson()
