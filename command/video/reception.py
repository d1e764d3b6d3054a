"""A reception: a case's hearing at three sites, and how it moves through the state table.

Pure. It refuses to know who asked, what the clock says, and who sits in the room just now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from command.base.event import ScopeKey
from command.base.problem import Conflict, InvalidInput
from command.base.words import Words
from command.video import transitions
from command.video.terms import DEEDS, LEVELS, STATES, Deed, Level, Side, State
from command.video.transitions import OVER, TRANSITIONS

__all__ = ["TRANSITIONS", "Member", "Reception", "Site", "WrongReceptionState", "moved"]

ReceptionId = NewType("ReceptionId", int)
FEWEST_LETTERS = 2


class WrongReceptionState(Conflict):
    code = "wrong-reception-state"
    zh = "接访当前状态不能这样办理"
    en = "The state of the reception does not allow this"


class SitesMissing(Conflict):
    """`extra` names the levels where nobody is."""

    code = "sites-missing"
    zh = "三级会场未到齐,开始须写明理由"
    en = "Not all three sites are there: beginning needs a reason"


@dataclass(frozen=True, slots=True)
class Site:
    """One level's place. `present`: somebody is connected there; `consent`: agreed to be heard."""

    level: Level
    place: str
    present: bool = False
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account who was asked to a site."""

    account_id: int
    name: str
    level: Level
    host: bool


@dataclass(frozen=True, slots=True)
class Reception:
    """As of `version`; title, place and audience are the case's when it was last told of."""

    reception_id: ReceptionId
    case_id: int
    state: State
    petitioner: str
    starts_at: datetime
    booked_by: int
    booked_at: datetime
    sites: tuple[Site, ...]
    members: tuple[Member, ...]
    title: str
    place: str
    audience: tuple[ScopeKey, ...]
    told_version: int
    version: int = 1
    waiting: int = 0
    began_at: datetime | None = None
    ended_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str = ""
    missing_side: Side | None = None
    wished_by: Side | None = None
    conclusion: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def present(self) -> frozenset[Level]:
        return frozenset(site.level for site in self.sites if site.present)

    def site(self, level: Level) -> Site:
        return next(site for site in self.sites if site.level is level)

    def member(self, account_id: int) -> Member | None:
        return next((one for one in self.members if one.account_id == account_id), None)


def moved(reception: Reception, deed: Deed, at: datetime, when: str = "") -> Reception:
    """The reception after a deed. Raises WrongReceptionState for a move the table does not have."""
    line = transitions.find(reception.state, deed, when)
    if line is None:
        raise wrong_state(reception.state, deed)
    if line.after is None:
        return reception
    after = replace(reception, state=line.after, version=reception.version + 1)
    if line.after is State.IN_SESSION and reception.began_at is None:
        after = replace(after, began_at=at)
    if line.after is State.CLOSING:
        after = replace(after, ended_at=at)
    if line.after in OVER:
        gone = tuple(replace(site, present=False) for site in reception.sites)
        after = replace(after, closed_at=at, sites=gone, waiting=0)
    return after


def begun(reception: Reception, reason: str, at: datetime) -> Reception:
    """In session: with somebody at each site, or for a stated reason. Raises SitesMissing."""
    after = moved(reception, Deed.BEGIN, at)
    missing = [level for level in Level if level not in reception.present]
    if missing and len(reason.strip()) < FEWEST_LETTERS:
        raise SitesMissing(nobody_at(missing), field="reason", extra={"missing": list(missing)})
    return replace(after, reason=reason.strip() if missing else "")


def nobody_at(levels: Sequence[Level]) -> Words:
    zh = "、".join(LEVELS[level].zh for level in levels)
    en = ", ".join(LEVELS[level].en for level in levels)
    return Words(f"{zh}级会场还没有人", f"Nobody is there yet: {en}")


def failed(reception: Reception, side: Side, reason: str, at: datetime) -> Reception:
    """Nobody came of one side, for a stated reason."""
    said = _stated(reason, Words("请写明未到场的情况", "Say who did not come, and why"))
    return replace(moved(reception, Deed.NO_SHOW, at), missing_side=side, reason=said)


def put_off(
    reception: Reception, starts_at: datetime, side: Side, reason: str, at: datetime
) -> Reception:
    """Booked for another time, at the wish of one side, for a stated reason."""
    said = _stated(reason, Words("请写明改期的理由", "Say why it is moved"))
    if starts_at == reception.starts_at:
        raise InvalidInput(
            Words("请选另一个时间", "Choose another time than now"), field="starts_at"
        )
    after = moved(reception, Deed.MOVE, at)
    return replace(after, starts_at=starts_at, wished_by=side, reason=said)


def called_off(reception: Reception, side: Side, reason: str, at: datetime) -> Reception:
    """It will not take place, at the wish of one side, for a stated reason."""
    said = _stated(reason, Words("请写明取消的理由", "Say why it is cancelled"))
    return replace(moved(reception, Deed.CANCEL, at), wished_by=side, reason=said)


def _stated(reason: str, otherwise: Words) -> str:
    if len(reason.strip()) < FEWEST_LETTERS:
        raise InvalidInput(otherwise, field="reason")
    return reason.strip()


def concluded(reception: Reception, promises: int, conclusion: str, at: datetime) -> Reception:
    """Closed with its outcome: at least one promise, or a stated conclusion."""
    after = moved(reception, Deed.CLOSE, at)
    if not promises and len(conclusion.strip()) < FEWEST_LETTERS:
        raise InvalidInput(
            Words(
                "结束接访须登记承诺事项,或写明结论", "Closing needs a commitment or a conclusion"
            ),
            field="outcome",
        )
    return replace(after, conclusion=conclusion.strip())


def wrong_state(state: State, deed: Deed) -> WrongReceptionState:
    """A refusal that says which state it is and what can be done in it."""
    deeds = transitions.possible(state)
    zh = "、".join(DEEDS[one].zh for one in deeds) or "无"
    en = ", ".join(DEEDS[one].en for one in deeds) or "nothing"
    return WrongReceptionState(
        Words(
            f"接访{STATES[state].zh},不能{DEEDS[deed].zh};现在可以:{zh}",
            f"{DEEDS[deed].en}: not in the state {STATES[state].en}. Possible now: {en}",
        ),
        extra={"state": state, "deed": deed, "possible": list(deeds)},
    )
