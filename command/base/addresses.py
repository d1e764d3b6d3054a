"""Where the database is: the embedded server's, or an administrator's by URL.

Gives two addresses of one database: the owner's (migrations) and the web role's (everything
else). It refuses to know what the database holds.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from command.base import db
from command.base.db import Address

OWNER_ROLE = "yushan_owner"
DATABASE = "yushan"


@dataclass(frozen=True, slots=True)
class Addresses:
    owner: Address
    web: Address


def from_url(url: str, web_url: str | None = None) -> Addresses:
    """Addresses from PostgreSQL URLs; raises ValueError when a URL names no host or database.

    Without a URL for the web role the owner's login is used and acts as that role.
    """
    owner = _address(url)
    web = _address(web_url) if web_url else None
    return Addresses(owner, web or _acting(owner, db.WEB_ROLE))


def embedded(socket_dir: str, port: int, database: str = DATABASE) -> Addresses:
    """Addresses on an embedded server, which trusts its own socket folder."""
    return Addresses(
        Address(socket_dir, port, OWNER_ROLE, database),
        Address(socket_dir, port, db.WEB_ROLE, database),
    )


async def prepare_embedded(socket_dir: str, port: int) -> Addresses:
    """Create the owner role and the database when they are missing; returns their addresses."""
    conn = await db.connect(Address(socket_dir, port, "postgres", "postgres"))
    try:
        if not await conn.fetchval("select 1 from pg_roles where rolname = $1", OWNER_ROLE):
            await conn.execute(f"create role {OWNER_ROLE} login createrole createdb")
        if not await conn.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await conn.execute(f"create database {DATABASE} owner {OWNER_ROLE}")
    finally:
        await conn.close()
    return embedded(socket_dir, port)


def _acting(login: Address, role: str) -> Address:
    return Address(
        login.host, login.port, login.user, login.database, login.password, role, login.ssl
    )


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
