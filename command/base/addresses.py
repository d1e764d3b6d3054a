"""Where the database is: the embedded server's, or an administrator's by URL.

Gives the addresses of one database by login: the owner's (migrations, backups) and those of the
roles that own nothing. It refuses to know what the database holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote, urlsplit

from command.base import db
from command.base.db import Address, Connection
from command.base.postgres import Server

OWNER_ROLE = "yushan_owner"
DATABASE = "yushan"
LOCK = 0x796C6F67696E  # "ylogin"


@dataclass(frozen=True, slots=True)
class Addresses:
    """`web` serves people, `keeper` keeps promises, `stream` feeds the walls.

    `hall` works for guests of receptions, `auditor` reads the audit, `analysis` the incident plane.
    """

    owner: Address
    web: Address
    keeper: Address
    stream: Address
    hall: Address
    auditor: Address
    analysis: Address


def from_url(
    url: str, web_url: str | None = None, others: Mapping[str, str | None] = {}
) -> Addresses:
    """Addresses from PostgreSQL URLs; raises ValueError when a URL names no host or database.

    `others` are URLs by role. Without one the owner's login is used and acts as that role.
    """
    owner = _address(url)
    given = {**others, db.WEB_ROLE: web_url}
    found = {role: _by_role(owner, role, given.get(role)) for role in db.LOGINS}
    return Addresses(owner, *found.values())


def embedded(server: Server, database: str = DATABASE) -> Addresses:
    """Addresses on an embedded server, each with the secret of its login."""
    logins = (OWNER_ROLE, *db.LOGINS)
    return Addresses(*(server.address(login, database) for login in logins))


async def prepare_embedded(server: Server) -> Addresses:
    """Make what is missing of logins and database, give the logins their secrets; their addresses.

    Racing starters wait for each other.
    """
    conn = await db.connect(server.address())
    try:
        await conn.execute("select pg_advisory_lock($1)", LOCK)
        await _login(conn, server, OWNER_ROLE, "createrole createdb")
        for role in db.LOGINS:
            await _login(conn, server, role)
            await conn.execute(f"grant {role} to {OWNER_ROLE} with admin option")
        if not await conn.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await conn.execute(f"create database {DATABASE} owner {OWNER_ROLE}")
    finally:
        await conn.close()
    return embedded(server)


async def _login(conn: Connection, server: Server, role: str, may: str = "") -> None:
    secret = server.address(role).password
    known = await conn.fetchval("select 1 from pg_roles where rolname = $1", role)
    deed = "alter" if known else "create"
    await conn.execute(f"{deed} role {role} login {may} password '{secret}'")


def _by_role(owner: Address, role: str, url: str | None) -> Address:
    return _address(url) if url else replace(owner, role=role)


def _address(url: str) -> Address:
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    host = options.get("host", [parts.hostname or ""])[0]
    database = parts.path.removeprefix("/")
    if parts.scheme not in ("postgres", "postgresql") or not host or not database:
        raise ValueError("a database URL looks like postgresql://user:password@host:5432/name")
    return Address(
        host=host,
        port=int(options.get("port", [parts.port or 5432])[0]),
        user=unquote(parts.username or options.get("user", ["postgres"])[0]),
        database=unquote(database),
        password=unquote(parts.password) if parts.password else None,
        ssl=options.get("sslmode", [None])[0],
    )
