"""Today's reception of the demo: a fictitious matter of the cast's village, booked for this hour.

Done once a day of China, by fixed keys; a start later the same day finds it. Knows no SQL.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from command.accounts.role import Actor
from command.base.clock import CHINA, china_date, midnight_after
from command.base.idempotency import RequestKey
from command.casework import handover_actions, intake_actions
from command.casework.doing import Target
from command.casework.intake import Report
from command.casework.joining import TakenIn
from command.casework.means import Choice, Means
from command.demo.seeding import CardReply
from command.video import actions
from command.video.doing import Hand
from command.video.doing import Means as HallMeans
from command.video.ground import Ground
from command.video.party import Party
from command.video.record import Booking, Record, RecordReply, SiteWish
from command.video.terms import Level

VILLAGE = "361123002001"
NOTICE = timedelta(minutes=20)
QUARTER = timedelta(minutes=15)
MATTER: Mapping[str, Any] = {
    "kind": "petition",
    "type": "wage_arrears",
    "words": "某装修项目尚欠三人工资,请求当面协调(演示数据,内容虚构)。",
    "headcount": 3,
    "place": VILLAGE,
    "channel": "window",
    "reporter": {"name": "演示来访人", "phone": "13800000000"},
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who books, and who is asked to which site."""

    clerk: Actor
    dispatcher: Actor
    duty: Actor
    leader: Actor
    township: Actor
    village: Actor


async def book_today(means: Means, people: Cast, at: datetime) -> Record:
    """The reception of the day that contains `at`, booked when there is none yet."""
    case = await _case(means, people, at)
    wish = Booking(case=case, starts_at=starts_at(at), sites=_sites(people))
    hand = Hand(Party(at, actor=people.duty), at, _key(people.duty, "book", at))
    hall = HallMeans(Ground(means.db, means.db), means.book)
    reply = await actions.book(hall, wish, people.duty, hand)
    return msgspec.json.decode(reply, type=RecordReply).reception


def starts_at(at: datetime) -> datetime:
    """The quarter of an hour after next, but still today in China; aware."""
    wanted = at + NOTICE
    over = timedelta(minutes=wanted.minute % 15, seconds=wanted.second)
    rounded = wanted - over - timedelta(microseconds=wanted.microsecond) + QUARTER
    return min(rounded, midnight_after(china_date(at)) - timedelta(minutes=1)).astimezone(CHINA)


async def _case(means: Means, people: Cast, at: datetime) -> int:
    report = msgspec.convert(MATTER, Report, strict=False)
    key = _key(people.clerk, "report", at)
    reply = await intake_actions.take_in(means, report, people.clerk, at, key)
    taken = msgspec.json.decode(reply, type=TakenIn)
    target = Target(taken.case, taken.card.version)
    key = _key(people.dispatcher, "accept", at)
    by = people.dispatcher
    accepted = await handover_actions.accept(means.db, target, Choice(), by, at, key)
    return msgspec.json.decode(accepted, type=CardReply).card.case


def _sites(people: Cast) -> list[SiteWish]:
    asked = {
        Level.COUNTY: [people.duty, people.leader],
        Level.TOWNSHIP: [people.township],
        Level.VILLAGE: [people.village],
    }
    return [
        SiteWish(level=level, place=VILLAGE[:digits], people=[one.account_id for one in who])
        for (level, who), digits in zip(asked.items(), (6, 9, 12), strict=True)
    ]


def _key(by: Actor, deed: str, at: datetime) -> RequestKey:
    name = f"demo-reception-{china_date(at).isoformat()}-{deed}"
    return RequestKey(by.account_id, name, hashlib.sha256(name.encode()).digest())
