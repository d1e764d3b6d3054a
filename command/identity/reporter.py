"""Somebody a matter concerns on the way into the identity plane: cleaned, masked, sealed.

Each under a key of their own, by the vault in one trip. Refuses to know rows and whose case it is
about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID, uuid4

from command.identity.credit_code import normalise_credit_code
from command.identity.id_number import mask_id_number, normalise_id_number
from command.identity.opening import Field
from command.identity.person import (
    clean_address,
    clean_name,
    mask_address,
    mask_name,
    mask_phone,
    normalise_phone,
)
from command.identity.vault import Field as Column
from command.identity.vault import Vault

TABLE = "identity.person"
INDEXED = (Field.PHONE, Field.ID_NUMBER)
_MASKS = {
    Field.NAME: mask_name,
    Field.PHONE: mask_phone,
    Field.ID_NUMBER: mask_id_number,
    Field.ADDRESS: mask_address,
}


class PersonPart(StrEnum):
    """What somebody is to a matter."""

    REPORTER = "reporter"
    PETITIONER = "petitioner"
    AGENT = "agent"  # came on the reporter's behalf
    REPRESENTATIVE = "representative"
    RESPONDENT = "respondent"


class Nature(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Reporter:
    """What somebody left of themselves, in one form; never printed."""

    fields: Mapping[Field, str] = field(repr=False)
    nature: Nature = Nature.PERSON
    part: PersonPart = PersonPart.REPORTER

    def __bool__(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class SealedReporter:
    """What may be kept: sealed bytes, masks, keyed indexes."""

    key_id: UUID
    version: int
    sealed: Mapping[Field, bytes]
    masks: Mapping[Field, str]
    index_version: int
    index: Mapping[Field, bytes]
    nature: Nature = Nature.PERSON
    part: PersonPart = PersonPart.REPORTER


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of somebody; `at` is the input that says it, for refusals."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    nature: Nature = Nature.PERSON
    part: PersonPart = PersonPart.REPORTER
    at: str = "reporter"


def stated(said: Said) -> Reporter:
    """The fields that were given, in one form.

    Raises BadName, BadPhone, BadIdNumber, BadCreditCode or BadAddress, naming `reporter.name` and
    so on.
    """
    is_person = said.nature is Nature.PERSON
    number = normalise_id_number if is_person else normalise_credit_code
    kept = {
        Field.NAME: clean_name(said.name, f"{said.at}.name"),
        Field.PHONE: normalise_phone(said.phone, f"{said.at}.phone"),
        Field.ID_NUMBER: number(said.id_number, f"{said.at}.id_number"),
        Field.ADDRESS: clean_address(said.address, f"{said.at}.address"),
    }
    return Reporter({name: text for name, text in kept.items() if text}, said.nature, said.part)


def masked(person: Reporter) -> dict[Field, str]:
    """How the fields look to everybody; name and code of an organisation are nobody's."""
    open_to_all = (Field.NAME, Field.ID_NUMBER) if person.nature is Nature.ORGANISATION else ()
    return {
        name: text if name in open_to_all else _MASKS[name](text)
        for name, text in person.fields.items()
    }


async def seal(
    vault: Vault, case_id: int, person: Reporter, more: Mapping[Column, str] = {}
) -> tuple[SealedReporter, list[bytes]]:
    """A person of a case and `more` texts of it, under a new key of their own.

    Raises VaultAway.
    """
    key_id = uuid4()
    texts = {Column(TABLE, name): text for name, text in person.fields.items()}
    indexed = {name: person.fields[name] for name in INDEXED if name in person.fields}
    found = await vault.seal(
        case_id, key_id, {**texts, **more}, {str(name): text for name, text in indexed.items()}
    )
    own = len(texts)
    sealed = SealedReporter(
        key_id,
        found.version,
        dict(zip(person.fields, found.seals[:own], strict=True)),
        masked(person),
        found.index_version,
        dict(zip(indexed, found.index, strict=True)),
        person.nature,
        person.part,
    )
    return sealed, found.seals[own:]


async def seal_all(
    vault: Vault, case_id: int, people: Sequence[Reporter], more: Mapping[Column, str]
) -> tuple[list[SealedReporter], list[bytes]]:
    """Everybody who left something, each apart; `more` goes with the first. Raises VaultAway."""
    first, rest = await seal(vault, case_id, people[0], more)
    others = [(await seal(vault, case_id, person))[0] for person in people[1:] if person]
    return [*([first] if people[0] else []), *others], rest
