"""Who a report concerns, as somebody said it: on its way to the identity plane and nowhere else.

Pure. A group speaks through five; more are noted and told of, never refused (regulation on
petitions, art. 20: registration may not be refused for it).
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.terms import Term
from command.identity import reporter as reporting
from command.identity.reporter import Nature, PersonPart, Said

PERSON_PARTS = {
    PersonPart.REPORTER: Term("反映人", "Reporter"),
    PersonPart.PETITIONER: Term("共同反映人", "Co-petitioner"),
    PersonPart.AGENT: Term("代为反映人", "On their behalf"),
    PersonPart.REPRESENTATIVE: Term("代表人", "Representative"),
    PersonPart.RESPONDENT: Term("被反映方", "Respondent"),
}
NATURES = {
    Nature.PERSON: Term("个人", "Person"),
    Nature.ORGANISATION: Term("单位", "Organisation"),
}
MOST_REPRESENTATIVES = 5
MOST_PARTIES = 40
Name = Annotated[str, Meta(max_length=40)]
Number = Annotated[str, Meta(max_length=30)]
Address = Annotated[str, Meta(max_length=100)]


class Reporter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whoever the matter is of; an organisation's `id_number` is its credit code."""

    name: Name = ""
    phone: Number = ""
    id_number: Number = ""
    address: Address = ""
    nature: Nature = Nature.PERSON


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anybody else: further petitioners, whoever came on somebody's behalf (`agent`), those who
    speak for a group, and whom it is against."""

    part: PersonPart
    name: Name = ""
    phone: Number = ""
    id_number: Number = ""
    address: Address = ""
    nature: Nature = Nature.PERSON


Parties = Annotated[list[Party], Meta(max_length=MOST_PARTIES)]


def everybody(reporter: Reporter | None, parties: Sequence[Party]) -> list[reporting.Reporter]:
    """Everybody in one form, the reporter first, empty for nobody.

    Raises InvalidInput naming `reporter.phone`, `parties[2].name` and so on.
    """
    first = reporting.stated(_said(reporter or Reporter(), PersonPart.REPORTER, "reporter"))
    others = [
        reporting.stated(_said(one, _part(one, number), f"parties[{number}]"))
        for number, one in enumerate(parties)
    ]
    for number, one in enumerate(others):
        if not one:
            raise InvalidInput(
                Words("请填写姓名或名称", "Say who it is"), field=f"parties[{number}].name"
            )
    return [first, *others]


def owners_of(people: Sequence[reporting.Reporter]) -> list[reporting.Reporter]:
    """Those whose matter it is: not whoever came for them, nor whom it is against."""
    others = (PersonPart.AGENT, PersonPart.RESPONDENT)
    return [one for one in people if one.part not in others]


def warnings_of(parties: Sequence[Party]) -> list[Words]:
    """What the clerk should say to those who came; nothing is refused for it."""
    speaking = sum(one.part is PersonPart.REPRESENTATIVE for one in parties)
    if speaking <= MOST_REPRESENTATIVES:
        return []
    return [
        Words(
            f"代表人{speaking}人:多人走访应推选不超过{MOST_REPRESENTATIVES}名代表,已照常登记",
            f"{speaking} representatives: a group sends {MOST_REPRESENTATIVES} at most;"
            " it is registered all the same",
        )
    ]


def _part(party: Party, number: int) -> PersonPart:
    """There is one reporter, who stands apart."""
    if party.part is PersonPart.REPORTER:
        raise InvalidInput(
            Words("反映人请填在 reporter 中", "The reporter stands in `reporter`"),
            field=f"parties[{number}].part",
        )
    return party.part


def _said(one: Reporter | Party, part: PersonPart, at: str) -> Said:
    return Said(one.name, one.phone, one.id_number, one.address, one.nature, part, at)
