"""What a deed is done with: the house's book, vault and way of counting, and people's words.

Values only; nothing here decides a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from command.accounts.role import Actor
from command.base.db import Connection, Database
from command.base.problem import Refusal
from command.base.words import Words
from command.casework.card import TOWNSHIP_DIGITS
from command.casework.deadlines import Promise
from command.casework.sharing import Ask
from command.casework.terms import Level, ReturnGround
from command.identity.vault import Vault
from command.places import store as places
from command.places.book import PlaceBook
from command.places.workdays import DayCount


class NotInJurisdiction(Refusal):
    """Places are no secret among staff, so this one says what is wrong."""

    status = 403
    code = "not-in-jurisdiction"
    zh = "这个地点不在您的辖区内"
    en = "This place is outside your jurisdiction"


@dataclass(frozen=True, slots=True)
class Means:
    """What the app has at hand; `count` is how the county counts promised days, `origin` where
    browsers find the house."""

    db: Database
    book: PlaceBook
    vault: Vault
    count: DayCount = DayCount.CALENDAR_ROLL
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A dispatcher's word on who answers and what supporters are asked; without a lead the
    mandates decide."""

    lead: str | None = None
    supports: Sequence[str] = ()
    reason: str = ""
    asks: Sequence[Ask] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Words of the case plane and photos uploaded before; they stay with the case. `percent` is how
    far a case is that a leader owns."""

    words: str = ""
    photos: Sequence[str] = ()
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class No:
    """Why an agency gives a case back: a ground of the list, and a reason for everybody."""

    ground: ReturnGround
    reason: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A graver level and the reason, which everybody in scope will read."""

    level: Level
    why: str


async def promise_of(conn: Connection, count: DayCount = DayCount.CALENDAR_ROLL) -> Promise:
    """How days are counted now: the published calendar under the county's corrections."""
    return Promise(await places.work_calendar(conn), count)


def demand_jurisdiction(by: Actor, place: str) -> None:
    """Raises NotInJurisdiction when a centre's person names a place outside their centre."""
    if by.place is not None and not place.startswith(by.place):
        raise NotInJurisdiction(
            Words(f"您的辖区是 {by.place}", f"Your jurisdiction is {by.place}"), field="place"
        )


def demand_near(by: Actor, old: str, new: str) -> None:
    """Raises NotInJurisdiction when an agency's person, who has no jurisdiction, moves a case out
    of the township that has it: another centre would lose or gain it without a word."""
    if by.place is None and not new.startswith(old[:TOWNSHIP_DIGITS]):
        raise NotInJurisdiction(
            Words(
                "部门人员只能在本乡镇内更正地点,跨乡镇请联系中心",
                "An agency corrects a place within its township; ask the centre to move it further",
            ),
            field="place",
        )
