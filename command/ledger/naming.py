"""The words of offices for what the house has closed lists of. Pure."""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TypeVar

from command.casework import terms
from command.casework.taxonomy import CaseType, types
from command.casework.terms import Channel, Difficulty, Kind, Satisfaction, State, Term

T = TypeVar("T")
OTHER = types()["other"]
_USUAL = (Kind.PETITION, Kind.DISPUTE, Kind.INCIDENT, Kind.ARBITRATION, Kind.LEGAL_AID)
_SHORT = ("类", "纠纷", "问题", "事务", "件")


def _listed(name: str, known: Mapping[T, Term], coded: Callable[[str], T]) -> dict[str, T]:
    """Our names of a list, and those of `words/names.csv`."""
    ours = {said: code for code, term in known.items() for said in (term.zh, term.en, str(code))}
    theirs = {said: coded(row["code"]) for row in _rows(name) for said in row["names"].split()}
    return ours | theirs


@cache
def _rows(name: str) -> Iterable[Mapping[str, str]]:
    text = resources.files(__package__).joinpath("words/names.csv").read_text(encoding="utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row["list"] == name]


def _maybe(code: str) -> Satisfaction | None:
    return Satisfaction(code) if code else None


STATES = _listed("state", terms.STATES, State)
KINDS = _listed("kind", terms.KINDS, Kind)
CHANNELS = _listed("channel", terms.CHANNELS, Channel)
DIFFICULTIES = _listed("difficulty", terms.DIFFICULTIES, Difficulty)
_RATED: Mapping[Satisfaction | None, Term] = dict[Satisfaction | None, Term](
    terms.SATISFACTIONS.items()
)
SATISFACTIONS = _listed("satisfaction", _RATED, _maybe)


@cache
def types_by_name() -> Mapping[str, CaseType]:
    """Every type by its names, and by its Chinese name without what only ends it."""
    found: dict[str, CaseType] = {}
    for one in types().values():
        for name in (one.zh, one.headline, one.code, one.en):
            found[name] = one
            for ending in _SHORT:
                shorter = name.removesuffix(ending)
                if len(shorter) > 1:
                    found.setdefault(shorter, one)
    return found


def usual_kind(case_type: CaseType) -> Kind:
    return next((kind for kind in _USUAL if kind in case_type.kinds), min(case_type.kinds))


def found(text: str, names: Mapping[str, T]) -> T:
    """What a text names, also with 类 or a remark in brackets behind it. Raises KeyError."""
    said = unicodedata.normalize("NFKC", text).strip()
    forms = [said, said.casefold(), said.split("(")[0].strip()]
    forms += [said.removesuffix(ending) for ending in _SHORT]
    forms += [f"{said}{ending}" for ending in ("纠纷", "问题")]
    return names[next((form for form in forms if form in names), said)]
