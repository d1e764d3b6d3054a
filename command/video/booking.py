"""Booking: three sites, one above the other, with the people asked to each. Pure.

Every refusal names the field of the request. Refuses to know the database.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from command.accounts.role import Actor, Verb
from command.base.clock import china_date, midnight_after, midnight_before
from command.base.problem import Conflict, InvalidInput
from command.base.words import Words
from command.casework.case import Case
from command.casework.title import check_public
from command.places.book import PlaceBook
from command.places.jurisdiction import LENGTH_OF_LEVEL
from command.places.jurisdiction import Level as PlaceLevel
from command.video.reception import Member, Site
from command.video.record import Booking, SiteWish
from command.video.terms import LEVELS, Level

EARLIEST = timedelta(minutes=-15)
LATEST = timedelta(days=90)
NIGHT = timedelta(hours=6)
PLACE_LEVELS = {
    Level.COUNTY: PlaceLevel.COUNTY,
    Level.TOWNSHIP: PlaceLevel.TOWNSHIP,
    Level.VILLAGE: PlaceLevel.VILLAGE,
}


class CaseClosed(Conflict):
    code = "case-closed"
    zh = "事项已结案,不能预约接访"
    en = "The case is closed: no reception can be booked"


class AlreadyBooked(Conflict):
    code = "already-booked"
    zh = "这个事项已有一场未结束的接访"
    en = "The case has a reception that is not over"


def wishes_of(booking: Booking, case: Case) -> list[SiteWish]:
    """The sites as asked for, from county to village; of the case's place when nobody said."""
    if booking.sites:
        return sorted(booking.sites, key=lambda wish: list(Level).index(wish.level))
    place = case.facts.place
    if len(place) < LENGTH_OF_LEVEL[PlaceLevel.VILLAGE]:
        raise InvalidInput(
            Words(
                "事项地点不到村级,请指定三级会场",
                "The place of the case is no village: name the three sites",
            ),
            field="sites",
        )
    return [
        SiteWish(level=level, place=place[: LENGTH_OF_LEVEL[PLACE_LEVELS[level]]])
        for level in Level
    ]


def sites_of(wishes: Iterable[SiteWish], book: PlaceBook) -> tuple[Site, ...]:
    """Raises InvalidInput unless there is one existing place of each level, each in the next."""
    held = list(wishes)
    if [wish.level for wish in held] != list(Level):
        raise InvalidInput(
            Words("须有县、乡、村三级会场各一个", "One site each for county, township and village"),
            field="sites",
        )
    above = ""
    for number, wish in enumerate(held):
        place = _place(wish, f"sites[{number}].place", book)
        if not place.startswith(above):
            raise InvalidInput(
                Words("会场须逐级在上一级会场之内", "Each site lies within the site above it"),
                field=f"sites[{number}].place",
            )
        above = place
    return tuple(Site(wish.level, wish.place) for wish in held)


def check_time(starts_at: datetime, at: datetime) -> None:
    if not EARLIEST <= starts_at - at <= LATEST:
        raise InvalidInput(
            Words("接访时间须在今后90天之内", "A reception is within the next 90 days"),
            field="starts_at",
        )


def label_of(text: str, field: str, otherwise: str) -> str:
    """A name-free label that others will read."""
    return check_public(text, field) or otherwise


def members_of(
    wishes: Iterable[SiteWish], people: Mapping[int, Actor], by: Actor
) -> tuple[Member, ...]:
    """Who was asked where. Whoever books it hosts it, and so does a receiver of the county."""
    members: dict[int, Member] = {}
    for number, wish in enumerate(wishes):
        for line, account_id in enumerate(wish.people):
            field = f"sites[{number}].people[{line}]"
            members[account_id] = _asked(people.get(account_id), wish.level, members, field)
    if by.account_id not in members:
        members[by.account_id] = Member(by.account_id, by.name, _home(by, wishes), True)
    booker = members[by.account_id]
    members[by.account_id] = Member(booker.account_id, booker.name, booker.level, True)
    return tuple(sorted(members.values(), key=lambda one: (not one.host, one.account_id)))


def _asked(actor: Actor | None, level: Level, known: Mapping[int, Member], field: str) -> Member:
    if actor is None:
        raise InvalidInput(
            Words("没有这位可以参加接访的人员", "Nobody of this number can take part"), field=field
        )
    if actor.account_id in known:
        raise InvalidInput(Words("一人只能在一个会场", "A person sits in one site"), field=field)
    host = level is Level.COUNTY and actor.may(Verb.RECEIVE)
    return Member(actor.account_id, actor.name, level, host)


def _home(by: Actor, wishes: Iterable[SiteWish]) -> Level:
    """Where whoever books it sits: at the site of their own centre, else at the county's."""
    return next((wish.level for wish in wishes if wish.place == by.place), Level.COUNTY)


def _place(wish: SiteWish, field: str, book: PlaceBook) -> str:
    found = book.find(wish.place)
    if found is None or found.level is not PLACE_LEVELS[wish.level]:
        raise InvalidInput(
            Words(
                f"没有这个{LEVELS[wish.level].zh}级地点",
                f"There is no such place ({LEVELS[wish.level].en})",
            ),
            field=field,
        )
    return str(found.code)


def about(at: datetime) -> tuple[datetime, datetime]:
    """From when to when the receptions of today are: a night goes on over midnight, China time."""
    day = china_date(at)
    return min(midnight_before(day), at - NIGHT), max(midnight_after(day), at + NIGHT)
