"""The types a case can have, as data: names, kinds, usual difficulty, what must stay hidden.

Read once from `data/types.csv`; codes 01-99 of mediation statistics stand beside ours.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.terms import Difficulty, Kind


class UnknownType(InvalidInput):
    code = "unknown-type"
    zh = "没有这个类型"
    en = "There is no such type"


@dataclass(frozen=True, slots=True)
class CaseType:
    """`headline` goes into a title. `sensitive` types are told apart on screens; `no_point`
    types are told in public by their township only: no point, spot or village (ethics, rule 6)."""

    code: str
    zh: str
    en: str
    headline: str
    kinds: frozenset[Kind]
    difficulty: Difficulty
    mediation_code: str
    sensitive: bool
    no_point: bool


@cache
def types() -> Mapping[str, CaseType]:
    """Every type by code, in the order of the file."""
    text = resources.files(__package__).joinpath("data/types.csv").read_text(encoding="utf-8")
    return {row["code"]: _case_type(row) for row in csv.DictReader(text.splitlines())}


def find_type(code: str, kind: Kind | None = None) -> CaseType:
    """A type by a code from outside. Raises UnknownType, naming the field."""
    found = types().get(code)
    if found is None:
        raise UnknownType(Words(f"没有类型 {code!r}", f"There is no type {code!r}"), field="type")
    if kind is not None and kind not in found.kinds:
        allowed = "、".join(sorted(found.kinds))
        raise UnknownType(
            Words(
                f"类型“{found.zh}”只用于 {allowed}", f"The type “{found.en}” is for {allowed} only"
            ),
            field="type",
        )
    return found


def is_hidden(code: str) -> bool:
    """Whether the public is told the township only; an unknown type is hidden too."""
    found = types().get(code)
    return found is None or found.no_point


def _case_type(row: Mapping[str, str]) -> CaseType:
    return CaseType(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        headline=row["headline"],
        kinds=frozenset(Kind(kind) for kind in row["kinds"].split()),
        difficulty=Difficulty(row["difficulty"]),
        mediation_code=row["mediation_code"],
        sensitive=row["sensitive"] == "yes",
        no_point=row["no_point"] == "yes",
    )
