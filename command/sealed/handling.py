"""Who handles a complaint: the lowest unit above everybody it accuses. Pure.

Art. 30 of the petition regulations forbids passing a complaint to the person or unit complained
about. The database closes the matter to them (ADR 16); here the one who answers is chosen.
"""

from collections.abc import Iterable, Sequence

from command.accounts.agency import Agency
from command.base.problem import InvalidInput
from command.base.words import Words


class NobodyAbove(InvalidInput):
    code = "nobody-above"
    zh = "被反映对象之上在本县没有单位,请引导向上一级机关反映"
    en = "In this county nobody stands above the accused: the complaint belongs one level up"


class Accused(InvalidInput):
    code = "accused"
    zh = "不能移送给被反映的单位或其下级"
    en = "It is never sent to an accused unit or to one under it"


def handling_unit(accused: Sequence[Agency], centres: Iterable[Agency]) -> Agency:
    """The lowest of the staffed `centres` that stands above all `accused`. Raises NobodyAbove."""
    fitting = [
        centre
        for centre in centres
        if centre.is_centre and all(stands_above(centre, one) for one in accused)
    ]
    if not accused or not fitting:
        raise NobodyAbove(field="accused")
    return max(fitting, key=lambda centre: len(centre.place))


def stands_above(centre: Agency, one: Agency) -> bool:
    """A centre stands above the centres inside its place, and above its place's bureaus."""
    inside = one.place.startswith(centre.place)
    return inside and (one.place != centre.place or not one.is_centre)


def is_under(one: Agency, accused: Agency) -> bool:
    """The accused unit itself, or one that stands under it; as the database has it."""
    if one.agency_id == accused.agency_id:
        return True
    return accused.is_centre and one.place.startswith(accused.place)


def demand_outside(receiver: Agency, accused: Iterable[Agency]) -> None:
    """Raises Accused when an abstract would reach an accused unit or one under it."""
    if any(is_under(receiver, one) for one in accused):
        raise Accused(
            Words(
                f"{receiver.short_name}是被反映的单位或其下级", f"{receiver.short_name} is accused"
            ),
            field="agency",
        )
