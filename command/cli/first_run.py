"""The first run of a data folder: places, agencies, and three administrators with one-time links.

The three hold apart who runs the system, who gives rights, and who reads the audit.
"""

from dataclasses import dataclass
from datetime import datetime

from command.accounts import actions, store
from command.accounts.account import AccountId, NewAccount
from command.accounts.agency import centre_id
from command.accounts.role import Role
from command.base.addresses import Addresses
from command.base.db import Connection, Database
from command.cli.links import link_path
from command.places import actions as places
from command.places import store as place_store
from command.places.county import YUSHAN
from command.places.jurisdiction import PlaceCode


@dataclass(frozen=True, slots=True)
class Administrator:
    login: str
    role: Role
    zh: str


ADMINISTRATORS = (
    Administrator("sysadmin", Role.SYSTEM_ADMIN, "系统管理员"),
    Administrator("secadmin", Role.SECURITY_ADMIN, "安全管理员"),
    Administrator("auditor", Role.AUDITOR, "审计员"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that sets the password of `who`, once, until `expires`."""

    who: Administrator
    path: str
    expires: datetime


async def prepare(addresses: Addresses, at: datetime) -> list[Link]:
    """Load what is missing; links for administrators who never set a password."""
    db = await Database.open(addresses.web, size=2, reserved=1)
    try:
        county = await prepare_places(db, at)
        return [
            link for who in ADMINISTRATORS if (link := await _link(db, who, county, at)) is not None
        ]
    finally:
        await db.close()


async def prepare_places(db: Database, at: datetime) -> PlaceCode:
    """The county of this centre: the one imported, else the shipped one; and its agencies."""
    async with db.reading() as conn:
        known = await place_store.counties(conn)
    if not known:
        await places.load_county(db, YUSHAN, at)
        async with db.reading() as conn:
            known = await place_store.counties(conn)
    county = known[0].code
    await actions.load_agencies(db, county, at)
    return county


async def _link(db: Database, who: Administrator, county: PlaceCode, at: datetime) -> Link | None:
    async with db.reading() as conn:
        holders = [one for one in await store.accounts(conn) if one.role is who.role]
        waiting = await _waiting(conn, who.login)
    if holders and waiting is None:
        return None
    if waiting is None:
        new = NewAccount(who.login, who.zh, who.role, centre_id(county))
        waiting = await actions.create_account(db, new, None, None, at)
    token = await actions.invite(db, waiting, None, at)
    return Link(who, link_path(token), at + actions.INVITATION_LIFE)


async def _waiting(conn: Connection, login: str) -> AccountId | None:
    """The account of a login that has never set its password."""
    found = await store.find_credentials(conn, login)
    return found.account_id if found and found.password_hash is None else None
