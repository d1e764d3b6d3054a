"""One's own matter by receipt number and query code: how far it is, and who opened one's identity.

A case and a sealed matter read alike, so that whoever looks over a shoulder cannot tell them apart.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from command.base import queries
from command.base.db import Connection, Row
from command.base.problem import NotFound
from command.casework import terms as casework
from command.casework.receipt import hash_of_code
from command.casework.terms import Term
from command.sealed import terms as sealed
from command.sealed.envelope import Envelope
from command.sealed.store import QUERIES as SEALED
from command.sealed.terms import Deed

QUERIES = queries.load(__package__)


class WrongCode(NotFound):
    """For a number never given and for a wrong code alike."""

    code = "wrong-code"
    zh = "受理编号或查询码不对"
    en = "The receipt number or the query code is wrong"


class OwnOpening(msgspec.Struct, frozen=True):
    """Which unit opened which field, when, and for what: codes of closed lists."""

    unit: str
    field: str
    purpose: str
    at: datetime


class OwnAnswer(msgspec.Struct, frozen=True):
    at: datetime
    words: str


class Own(msgspec.Struct, frozen=True):
    """`state` in both languages; `unit` is who answers, empty before it is assigned."""

    receipt: str
    state: dict[str, str]
    unit: str
    opened: datetime
    accepted: datetime | None
    due: datetime | None
    answered: datetime | None
    closed: datetime | None
    answers: list[OwnAnswer]
    openings: list[OwnOpening]


async def own_for(conn: Connection, envelope: Envelope, receipt: str, code: str) -> Own:
    """Raises WrongCode. Both places are always asked: neither answers faster."""
    number, held = receipt.strip().upper(), hash_of_code(code)
    case = await conn.fetchrow(QUERIES["of_code"], number, held)
    matter = await conn.fetchrow(SEALED["of_code"], number, held)
    if case is not None:
        return _own(number, case, _named(casework.STATES), [], await _openings(conn, case))
    if matter is None:
        raise WrongCode(field="code")
    answers = [
        OwnAnswer(row["at"], envelope.open(row["words_sealed"], matter["matter"], str(Deed.ANSWER)))
        for row in await conn.fetch(SEALED["answers_of_code"], held)
    ]
    openings = [
        OwnOpening(row["unit"], row["field"], row["purpose"], row["at"])
        for row in await conn.fetch(SEALED["openings_of_code"], held)
    ]
    return _own(number, matter, _named(sealed.STATES), answers, openings)


async def _openings(conn: Connection, case: Row) -> list[OwnOpening]:
    return [
        OwnOpening(row["unit"], row["field"], row["purpose"], row["at"])
        for row in await conn.fetch(QUERIES["openings_of"], case["case_id"], case["person"])
    ]


def _named(states: Mapping[casework.State, Term] | Mapping[sealed.State, Term]) -> dict[str, Term]:
    return {str(state): term for state, term in states.items()}


def _own(
    receipt: str,
    row: Row,
    states: Mapping[str, Term],
    answers: list[OwnAnswer],
    openings: list[OwnOpening],
) -> Own:
    state = states[row["state"]]
    return Own(
        receipt=receipt,
        state={"zh": state.zh, "en": state.en},
        unit=row["unit"],
        opened=row["opened_at"],
        accepted=row["accepted_at"],
        due=row["due_at"],
        answered=row["answered_at"],
        closed=row["closed_at"],
        answers=answers,
        openings=openings,
    )
