"""A reporter on the way into the identity plane: cleaned, masked, sealed by the vault in one trip.

Refuses to know rows and whose case it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from command.identity.id_number import mask_id_number, normalise_id_number
from command.identity.opening import Field
from command.identity.person import clean_name, mask_name, mask_phone, normalise_phone
from command.identity.vault import Field as Column
from command.identity.vault import Vault

TABLE = "identity.person"
INDEXED = (Field.PHONE, Field.ID_NUMBER)
_MASKS = {Field.NAME: mask_name, Field.PHONE: mask_phone, Field.ID_NUMBER: mask_id_number}


@dataclass(frozen=True, slots=True)
class Reporter:
    """What a person left of themselves, in one form; never printed."""

    fields: Mapping[Field, str] = field(repr=False)

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


def stated(name: str, phone: str, id_number: str = "") -> Reporter:
    """The fields that were given, in one form.

    Raises BadName, BadPhone or BadIdNumber, naming `reporter.name` and so on.
    """
    kept = {
        Field.NAME: clean_name(name),
        Field.PHONE: normalise_phone(phone),
        Field.ID_NUMBER: normalise_id_number(id_number),
    }
    return Reporter({name: text for name, text in kept.items() if text})


async def seal(
    vault: Vault, case_id: int, reporter: Reporter, more: Mapping[Column, str] = {}
) -> tuple[SealedReporter, list[bytes]]:
    """The reporter of a case and `more` texts of it, under a new key of the case's own.

    Raises VaultAway.
    """
    key_id = uuid4()
    texts = {Column(TABLE, name): text for name, text in reporter.fields.items()}
    indexed = {name: reporter.fields[name] for name in INDEXED if name in reporter.fields}
    found = await vault.seal(
        case_id, key_id, {**texts, **more}, {str(name): text for name, text in indexed.items()}
    )
    own = len(texts)
    masked = {name: _MASKS[name](text) for name, text in reporter.fields.items()}
    person = SealedReporter(
        key_id,
        found.version,
        dict(zip(reporter.fields, found.seals[:own], strict=True)),
        masked,
        found.index_version,
        dict(zip(indexed, found.index, strict=True)),
    )
    return person, found.seals[own:]
