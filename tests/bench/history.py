"""A long history: a hundred thousand closed cases, some hundreds open, with their journal.

Written by COPY, always the same cases, all fictitious. Every open case of level I or II has been
signed for, so that none takes the wall while it is measured.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from command.accounts.account import AccountId
from command.accounts.role import Role
from command.base import db
from command.base.addresses import Addresses
from command.base.db import Address, Connection, Database
from command.base.event import audience_of
from command.casework.card import Card, CardPart, wire_instant
from tests import cast

SEED = 20261124
YEARS = timedelta(days=730)
RECENT = timedelta(days=18)
LAST_DAY = timedelta(hours=20)
RISEN_SHARE = 0.05
TAKEN = timedelta(days=4)
SIGNED = timedelta(minutes=20)
PROMISE = timedelta(days=20)
AGENCY, AGENCY_NAME, OFFICER = "rsj", "人社局", "陈**"
TYPES = (("wage_arrears", "欠薪"), ("neighbour", "邻里纠纷"), ("noise", "噪声扰民"))
COUNTER = "update journal.counter set seq = $1"
VILLAGES = """
select place, short_name, lon, lat, precision from places.place
 where level = 'village' and lon is not null order by place
"""
BEFORE_END = "alter table casework.case_file {} trigger visit_before_end"
NUMBERS = """
select setval(pg_get_serial_sequence('casework.case_file', 'case_id'),
              (select max(case_id) from casework.case_file))
"""


@dataclass(frozen=True, slots=True)
class Village:
    place: str
    short_name: str
    lon: float
    lat: float
    precision: str


@dataclass(frozen=True, slots=True)
class Past:
    """One case; open while `closed_at` is None."""

    number: int
    village: Village
    type: str
    title: str
    level: int
    opened_at: datetime
    signed_at: datetime | None
    closed_at: datetime | None

    @property
    def state(self) -> str:
        return "closed" if self.closed_at else "handling" if self.signed_at else "assigned"

    @property
    def receipt(self) -> str:
        return f"YS{self.opened_at:%Y%m%d}-{self.number:08d}"

    @property
    def changed_at(self) -> datetime:
        return self.closed_at or self.signed_at or self.opened_at

    @property
    def due_at(self) -> datetime | None:
        return None if self.closed_at else self.opened_at + PROMISE


async def fill(
    found: Addresses, superuser: Address, cases: int, open_cases: int, at: datetime, told: int = 0
) -> None:
    """Write the history as of `at` into a centre that has no case yet, with `told` lines of
    progress a case.

    COPY goes past the rules for rows, which only the superuser may. A case stands before its visit
    can, so the rule that none ends without one rests meanwhile.
    """
    officer = await _hire(found)
    conn = await db.connect(superuser)
    try:
        villages = [Village(*row) for row in await conn.fetch(VILLAGES)]
        past = _past(villages, cases, open_cases, at)
        await conn.execute(BEFORE_END.format("disable"))
        async with conn.transaction():
            for table, columns, rows in _tables(past, officer, told):
                schema, name = table.split(".")
                await conn.copy_records_to_table(
                    name, schema_name=schema, columns=columns.split(), records=rows
                )
            await _number(conn)
        await conn.execute(BEFORE_END.format("enable"))
        await conn.execute("vacuum analyze")
    finally:
        await conn.close()


async def _hire(found: Addresses) -> AccountId:
    database = await Database.open(found.web, size=1, reserved=1)
    try:
        person = await cast.hire(database, "bench", Role.AGENCY_OFFICER, AGENCY)
        return AccountId(person.actor.account_id)
    finally:
        await database.close()


async def _number(conn: Connection) -> None:
    """Let the journal and the cases go on where the history ends."""
    await conn.execute(COUNTER, await conn.fetchval("select max(seq) from journal.event"))
    await conn.execute(NUMBERS)


def _past(villages: Sequence[Village], cases: int, open_cases: int, at: datetime) -> list[Past]:
    dice = random.Random(SEED)
    closed = cases - open_cases
    return [
        _closed_case(dice, n, villages, at) if n <= closed else _open_case(dice, n, villages, at)
        for n in range(1, cases + 1)
    ]


def _closed_case(dice: random.Random, n: int, villages: Sequence[Village], at: datetime) -> Past:
    opened = at - TAKEN - (YEARS - TAKEN) * dice.random()
    return _case(dice, n, villages, (opened, opened + SIGNED, opened + TAKEN * dice.random()))


def _open_case(dice: random.Random, n: int, villages: Sequence[Village], at: datetime) -> Past:
    age = LAST_DAY if dice.random() < RISEN_SHARE else RECENT
    opened = at - SIGNED - age * dice.random()
    return _case(dice, n, villages, (opened, opened + SIGNED, None))


def _case(
    dice: random.Random,
    number: int,
    villages: Sequence[Village],
    when: tuple[datetime, datetime, datetime | None],
) -> Past:
    opened_at, signed_at, closed_at = when
    kind, words = dice.choice(TYPES)
    village, level = dice.choice(villages), dice.choices((1, 2, 3, 4), (1, 4, 15, 80))[0]
    waits = closed_at is None and level > 2 and dice.random() < RISEN_SHARE
    title = f"{village.short_name}{dice.randint(2, 30)}人反映{words}"
    signed = None if waits else signed_at
    return Past(number, village, kind, title, level, opened_at, signed, closed_at)


# Rows

Rows = Iterator[tuple[object, ...]]
CASE_COLUMNS = """case_id receipt_number query_code_hash kind type title level difficulty headcount
place public_place spot lon lat precision channel state version opened_at changed_at accepted_at
resolved_at closed_at due_at due_name next_at opened_by"""


def _tables(past: Sequence[Past], officer: AccountId, told: int) -> list[tuple[str, str, Rows]]:
    return [
        ("casework.case_file", CASE_COLUMNS, _case_rows(past, officer)),
        (
            "casework.part",
            "case_id agency_id part officer_id assigned_at signed_at",
            ((c.number, AGENCY, "lead", officer, c.opened_at, c.signed_at) for c in past),
        ),
        (
            "casework.deadline",
            "case_id name started_at due_at provisional met_at days warned",
            (
                (
                    c.number,
                    "resolve_by",
                    c.opened_at,
                    c.opened_at + PROMISE,
                    False,
                    c.closed_at,
                    20,
                    80,
                )
                for c in past
            ),
        ),
        (
            "casework.visit_try",
            "case_id redo number method tried_at reached made_by noted_at",
            (
                (c.number, 0, 1, "phone", c.closed_at, True, officer, c.closed_at)
                for c in past
                if c.closed_at
            ),
        ),
        (
            "casework.visit",
            "case_id redo satisfaction lead_agency officer_id visited_at",
            ((c.number, 0, "satisfied", AGENCY, officer, c.closed_at) for c in past if c.closed_at),
        ),
        (
            "casework.report",
            "case_id words channel received_at received_by",
            ((c.number, f"{c.title}。", "window", c.opened_at, officer) for c in past),
        ),
        (
            "casework.entry",
            "case_id at type by_id by_name by_agency words",
            (
                (c.number, at, kind, officer, "测试", AGENCY_NAME, "")
                for c, kind, at in _told(past, told)
            ),
        ),
        ("journal.event", "seq at type place case_id audience data", _event_rows(past, told)),
    ]


def _case_rows(past: Sequence[Past], officer: AccountId) -> Rows:
    for c in past:
        place = c.village
        code = c.number.to_bytes(32, "big")
        where = (place.place, place.place, "", place.lon, place.lat, place.precision)
        when = (c.opened_at, c.changed_at, c.opened_at, c.closed_at, c.closed_at, c.due_at)
        due_name = "resolve_by" if c.due_at else None
        facts = ("dispute", c.type, c.title, c.level, "difficult", 2)
        yield (
            *(c.number, c.receipt, code, *facts),
            *(*where, "window", c.state, 3, *when, due_name, c.due_at, officer),
        )


def _told(past: Sequence[Past], more: int) -> list[tuple[Past, str, datetime]]:
    """What happened to every case, oldest first; `more` lines between its beginning and its end."""
    told = [(c, "case.opened", c.opened_at) for c in past]
    told += [(c, "case.progressed", c.opened_at + SIGNED) for c in past for _ in range(more)]
    told += [(c, "case.closed", c.closed_at) for c in past if c.closed_at]
    return sorted(told, key=lambda one: one[2])


def _event_rows(past: Sequence[Past], told: int) -> Rows:
    for seq, (c, kind, at) in enumerate(_told(past, told), 1):
        place = c.village.place
        data = {"card": _card(c), "by": AGENCY_NAME}
        text = msgspec.json.encode(data).decode()
        yield seq, at, kind, place, c.number, audience_of(place, [AGENCY]), text


def _card(c: Past) -> Card:
    since = wire_instant(c.opened_at)
    signed = wire_instant(c.signed_at) if c.signed_at else None
    return Card(
        case=c.number,
        receipt=c.receipt,
        kind="dispute",
        type=c.type,
        title=c.title,
        level=c.level,
        state=c.state,
        difficulty="difficult",
        headcount=2,
        place=c.village.place,
        spot="",
        lon=c.village.lon,
        lat=c.village.lat,
        precision=c.village.precision,
        lead=CardPart(AGENCY, AGENCY_NAME, OFFICER, since, signed),
        supports=(),
        opened=since,
        changed=wire_instant(c.changed_at),
        due=wire_instant(c.due_at) if c.due_at else None,
        due_name="resolve_by" if c.due_at else None,
        overdue=False,
        escalated=None,
        why="",
        acknowledged=None,
        redo=0,
        version=3,
    )
