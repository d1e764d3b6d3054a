"""The cast of the tests: one person of every role, in the shipped county. All are fictitious.

`cast(database)` loads places, agencies and accounts; everybody gets a session, so that tests
need no password. Walls come by `kiosk(...)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher

from command.accounts import actions, session_store, store
from command.accounts.account import NewAccount
from command.accounts.presence import Presence
from command.accounts.role import Actor, Role
from command.accounts.session import KIOSK_COOKIE, SESSION_COOKIE
from command.accounts.session_store import Kiosk, KioskId, Lasting
from command.accounts.token import hash_of, new_token
from command.base.db import Connection, Database
from command.places.actions import load_county
from command.places.county import YUSHAN
from command.places.jurisdiction import PlaceCode

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LIFE = timedelta(days=36500)  # whatever clock a test or the machine that runs it has
PASSWORD = "七里街的老槐树-1958"
COUNTY = PlaceCode("361123")
TOWNSHIP = "361123002"  # 冰溪街道
VILLAGE = "361123002001"  # 万柳洲社区
OTHER_TOWNSHIP = "361123101"  # 临湖镇

ROLES: dict[str, tuple[str, Role, str]] = {
    "duty": ("值班甲", Role.DUTY_OFFICER, f"c{COUNTY}"),
    "dispatcher": ("分流乙", Role.DISPATCHER, f"c{COUNTY}"),
    "clerk": ("窗口丙", Role.WINDOW_CLERK, f"c{COUNTY}"),
    "lead": ("人社丁", Role.AGENCY_OFFICER, "rsj"),
    "support": ("住建戊", Role.AGENCY_OFFICER, "zjj"),
    "township": ("街道己", Role.TOWNSHIP_OFFICER, f"c{TOWNSHIP}"),
    "village": ("社区庚", Role.VILLAGE_CADRE, f"c{VILLAGE}"),
    "leader": ("领导辛", Role.COUNTY_LEADER, f"c{COUNTY}"),
    "visitor": ("回访壬", Role.VISITOR, f"c{COUNTY}"),
    "supervisor": ("督办癸", Role.SUPERVISOR, f"c{COUNTY}"),
    "system_admin": ("系统子", Role.SYSTEM_ADMIN, f"c{COUNTY}"),
    "security_admin": ("安全丑", Role.SECURITY_ADMIN, f"c{COUNTY}"),
    "auditor": ("审计寅", Role.AUDITOR, f"c{COUNTY}"),
    "outsider": ("林业卯", Role.AGENCY_OFFICER, "lyj"),
}
"""Login: display name, role, agency id."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in: the actor, and the Cookie header of their browser."""

    actor: Actor
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": self.cookie}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody by login; `cast.duty` is the actor, `cast.person("duty")` has the cookie too."""

    people: dict[str, Person]

    def person(self, login: str) -> Person:
        return self.people[login]

    def actor(self, login: str) -> Actor:
        return self.people[login].actor

    def headers(self, login: str) -> dict[str, str]:
        """Headers of a request of this person's."""
        return self.people[login].headers

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people.values())

    @property
    def duty(self) -> Actor:
        return self.actor("duty")

    @property
    def dispatcher(self) -> Actor:
        return self.actor("dispatcher")

    @property
    def clerk(self) -> Actor:
        return self.actor("clerk")

    @property
    def lead(self) -> Actor:
        return self.actor("lead")

    @property
    def support(self) -> Actor:
        return self.actor("support")

    @property
    def township(self) -> Actor:
        return self.actor("township")

    @property
    def village(self) -> Actor:
        return self.actor("village")

    @property
    def leader(self) -> Actor:
        return self.actor("leader")

    @property
    def visitor(self) -> Actor:
        return self.actor("visitor")

    @property
    def supervisor(self) -> Actor:
        return self.actor("supervisor")

    @property
    def system_admin(self) -> Actor:
        return self.actor("system_admin")

    @property
    def security_admin(self) -> Actor:
        return self.actor("security_admin")

    @property
    def auditor(self) -> Actor:
        return self.actor("auditor")

    @property
    def outsider(self) -> Actor:
        return self.actor("outsider")


async def cast(database: Database, at: datetime = AT) -> Cast:
    """The whole cast on `database`, signed in from `at` on; loads county and agencies first."""
    await load_ground(database, at)
    async with database.transaction() as conn:
        return Cast({login: await _person(conn, login, at) for login in ROLES})


async def load_ground(database: Database, at: datetime = AT) -> None:
    """The shipped county with its agencies, and nobody in them."""
    await load_county(database, YUSHAN, at)
    await actions.load_agencies(database, COUNTY, at)


async def hire(
    database: Database, login: str, role: Role, agency_id: str, at: datetime = AT
) -> Person:
    """One more person, signed in."""
    async with database.transaction() as conn:
        return await _hired(conn, NewAccount(login, f"测试{login}", role, agency_id), at)


async def kiosk(database: Database, place: str, at: datetime = AT) -> tuple[KioskId, Person]:
    """A wall at `place` whose browser has already exchanged its token."""
    token = new_token()
    async with database.transaction() as conn:
        made = Kiosk(KioskId(0), place, f"测试大屏 {place}", at, None)
        kiosk_id = await session_store.add_kiosk(conn, _hash(new_token()), made, None)
        lasting = Lasting(at, at + LIFE)
        await session_store.add_kiosk_session(conn, _hash(token), kiosk_id, lasting)
        present = await _present(conn, token, at)
    return kiosk_id, Person(present.actor, f"{KIOSK_COOKIE}={token}")


async def _person(conn: Connection, login: str, at: datetime) -> Person:
    name, role, agency_id = ROLES[login]
    return await _hired(conn, NewAccount(login, name, role, agency_id), at)


async def _hired(conn: Connection, new: NewAccount, at: datetime) -> Person:
    account_id = await store.add_account(conn, new, password_hash(), at)
    assert account_id is not None, f"{new.login} is there already"
    token = new_token()
    await session_store.add_session(conn, _hash(token), account_id, Lasting(at, at + LIFE))
    present = await _present(conn, token, at)
    return Person(present.actor, f"{SESSION_COOKIE}={token}")


async def _present(conn: Connection, token: str, at: datetime) -> Presence:
    present = await session_store.find_presence(conn, _hash(token), at)
    assert present is not None
    return present.proven_by(token)


@cache
def password_hash() -> str:
    """One hash for everybody: `PASSWORD`, at the cost that production uses."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD)


def _hash(token: str) -> bytes:
    held = hash_of(token)
    assert held is not None
    return held
