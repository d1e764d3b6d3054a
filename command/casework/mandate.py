"""A line of the mandates: which matter where goes to whom, from which instant on.

Pure: what may be written, and which lines hold at an instant. Refuses to know who answers now.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from command.base.clock import china_date, midnight_before
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.routing import ANY, CENTRES, Mandate, Matters
from command.casework.taxonomy import find_type
from command.casework.terms import Kind
from command.places.jurisdiction import LENGTH_OF_LEVEL, Level

FEWEST_LETTERS = 2
LONGEST_AHEAD = 366


@dataclass(frozen=True, slots=True)
class Wish:
    """A line as an administrator writes it; `day` is the first day of China it holds.

    Without leads the matter goes back to the more general line.
    """

    type: str
    kind: str
    level: str
    place: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    day: date
    why: str

    @property
    def matters(self) -> Matters:
        return self.type, self.kind, self.level, self.place


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is kept; `valid_from` None for the shipped ones, which always held."""

    number: int
    matters: Matters
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    valid_from: datetime | None
    made_by: str
    why: str

    @property
    def mandate(self) -> Mandate:
        return Mandate(self.leads, self.supports, self.number)

    def has_begun(self, at: datetime) -> bool:
        return self.valid_from is None or self.valid_from <= at


def holding(lines: Iterable[Line], at: datetime) -> dict[Matters, Line]:
    """The line of each matter that holds at `at`: of those that have begun the last one."""
    found: dict[Matters, Line] = {}
    for line in lines:
        held = found.get(line.matters)
        if line.has_begun(at) and (held is None or _began(held) < _began(line)):
            found[line.matters] = line
    return found


def begins(wish: Wish, at: datetime) -> datetime:
    """When the line begins: midnight of its day in China, for today at once.

    Raises InvalidInput: the past stays as it was decided.
    """
    days = (wish.day - china_date(at)).days
    if not 0 <= days <= LONGEST_AHEAD:
        raise InvalidInput(
            Words("生效日期须从今天起、一年之内", "The day must be within a year from today"),
            field="from",
        )
    return max(at, midnight_before(wish.day))


def check(wish: Wish, agencies: Collection[str]) -> None:
    """Raises InvalidInput naming the field; `agencies` are the ids that exist now."""
    _check_matter(wish)
    known = {*agencies, *CENTRES}
    for field, named in (("leads", wish.leads), ("supports", wish.supports)):
        for number, agency in enumerate(named):
            if agency not in known:
                raise InvalidInput(
                    Words(f"没有单位 {agency!r}", f"There is no agency {agency!r}"),
                    field=f"{field}[{number}]",
                )
    _check_once(wish)
    _check_lowest_first(wish.leads)
    if len(wish.why.strip()) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明理由", "Say why"), field="why")


def _check_matter(wish: Wish) -> None:
    """A type and kind of the closed lists, a level that the place has."""
    kind = None if wish.kind == ANY else Kind(wish.kind)
    if wish.type != ANY:
        find_type(wish.type, kind)
    length = len(wish.place) if wish.place != ANY else 0
    if wish.level != ANY and LENGTH_OF_LEVEL[Level(wish.level)] < length:
        raise InvalidInput(
            Words("该地点没有这一层级", "This place has no such level in it"), field="level"
        )
    if not wish.leads and wish.matters == (ANY, ANY, ANY, ANY):
        raise InvalidInput(
            Words("总则须有牵头单位", "The general line must name a lead"), field="leads"
        )


def _check_once(wish: Wish) -> None:
    """A later candidate to lead may well support whoever leads."""
    for field, named in (("leads", wish.leads), ("supports", wish.supports)):
        if len(set(named)) < len(named):
            raise InvalidInput(
                Words("同一单位只能出现一次", "An agency can be named once"), field=field
            )
    if wish.supports and not wish.leads:
        raise InvalidInput(
            Words("有协办单位时须有牵头单位", "Name a lead with the supporting ones"), field="leads"
        )


def _check_lowest_first(leads: Sequence[str]) -> None:
    """What a village can settle is not the county's: the lowest able level comes first."""
    lengths = [CENTRES[lead] for lead in leads if lead in CENTRES]
    if lengths != sorted(lengths, reverse=True):
        raise InvalidInput(
            Words(
                "中心须按村、乡、县从低到高排列",
                "Centres stand in order: village, township, county",
            ),
            field="leads",
        )


def _began(line: Line) -> float:
    return line.valid_from.timestamp() if line.valid_from else float("-inf")
