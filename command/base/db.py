"""Connections: pools with a stated answer to "full", and the transaction.

Roles are known here by name: the owner (migrations, `yushan db`) and those that own nothing. A
transaction names who acts by their session; the database itself holds what they see (ADR 11).
asyncpg appears in this file and in the rooms' `store.py` only.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol, Self

import asyncpg

from command.base.problem import DatabaseBusy, NotSignedIn

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
Row = asyncpg.Record
UniqueViolation = asyncpg.UniqueViolationError
CheckViolation = asyncpg.CheckViolationError

ACQUIRE_SECONDS = 2.0
COMMAND_SECONDS = 30.0
CLOSE_SECONDS = 3.0
WEB_ROLE = "yushan_web"
KEEPER_ROLE = "yushan_keeper"
STREAM_ROLE = "yushan_stream"
HALL_ROLE = "yushan_hall"
AUDITOR_ROLE = "yushan_auditor"
ANALYSIS_ROLE = "yushan_analysis"
HOUSE_ROLE = "yushan_house"
LOGINS = (WEB_ROLE, KEEPER_ROLE, STREAM_ROLE, HALL_ROLE, AUDITOR_ROLE, ANALYSIS_ROLE)
"""They own nothing. Nobody logs in as the house: the owner is a member, and sees every row."""
GONE = (
    TimeoutError,
    ConnectionError,
    FileNotFoundError,  # the socket of a server that has gone
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""The server does not answer, is starting, stopping or full: nobody's fault, come again."""
FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
"""Whatever a database may refuse or fail at, for commands that put it into one line."""


class Acting(Protocol):
    """Who acts: `proof` is the token of their session, "" for somebody without one."""

    @property
    def proof(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Every parameter of a connection, so that nothing is read from the environment."""

    host: str
    port: int
    user: str
    database: str
    password: str | None = None
    role: str | None = None
    ssl: str | None = None

    def arguments(self) -> dict[str, Any]:
        """Arguments for asyncpg; `role` makes a login act as another role."""
        settings = {"application_name": "yushan", "timezone": "UTC", "jit": "off"}
        if self.role:
            settings["role"] = self.role
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "database": self.database,
            "password": self.password or "",  # None would ask the environment and a password file
            "ssl": self.ssl or False,
            "server_settings": settings,
        }


async def connect(
    address: Address,
    timeout: float = 10.0,  # noqa: ASYNC109 - asyncpg keeps it
) -> "asyncpg.Connection":
    """One connection of its own, outside any pool (LISTEN, migrations)."""
    return await asyncpg.connect(**address.arguments(), timeout=timeout)


class Database:
    """Two pools of one login: the common one, and a reserved lane for intake and escalation.

    What is asked for without an actor is the house's own: on the web's login it sees no case.
    """

    def __init__(self, address: Address, common: "asyncpg.Pool", reserved: "asyncpg.Pool") -> None:
        self.address = address
        self._common = common
        self._reserved = reserved

    @classmethod
    async def open(cls, address: Address, *, size: int = 8, reserved: int = 2) -> Self:
        """Open the pools; raises OSError or asyncpg errors when the server does not answer.

        Without `reserved` connections everybody waits in one line.
        """
        arguments = {**address.arguments(), "command_timeout": COMMAND_SECONDS}
        common = await asyncpg.create_pool(**arguments, min_size=1, max_size=size)
        if not reserved:
            return cls(address, common, common)
        lane = await asyncpg.create_pool(**arguments, min_size=1, max_size=reserved)
        return cls(address, common, lane)

    async def close(self) -> None:
        """Close both pools; connections still busy after 3 s are cut."""
        for pool in {self._common, self._reserved}:
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await pool.close()
            except TimeoutError:
                pool.terminate()

    @asynccontextmanager
    async def reading(self, actor: Acting | None = None) -> AsyncIterator[Connection]:
        """A connection for reading; raises DatabaseBusy when none is free within 2 s.

        With an `actor` it is one transaction; NotSignedIn when their session has just ended.
        """
        async with _acquired(self._common) as conn:
            if actor is None:
                yield conn
                return
            async with conn.transaction():
                await _act(conn, actor)
                yield conn

    @asynccontextmanager
    async def transaction(
        self, actor: Acting | None = None, *, reserved: bool = False
    ) -> AsyncIterator[Connection]:
        """One READ COMMITTED transaction of `actor`; `reserved` takes the lane of intake.

        Raises DatabaseBusy, and NotSignedIn when the actor's session has just ended.
        """
        pool = self._reserved if reserved else self._common
        async with _acquired(pool) as conn, conn.transaction():
            await _act(conn, actor)
            yield conn

    @asynccontextmanager
    async def snapshot(self, actor: Acting | None = None) -> AsyncIterator[Connection]:
        """One read-only REPEATABLE READ transaction: everything as of one instant."""
        async with (
            _acquired(self._common) as conn,
            conn.transaction(isolation="repeatable_read", readonly=True),
        ):
            await _act(conn, actor)
            yield conn

    def usage(self) -> Mapping[str, int]:
        """Connections in use and at most, by lane; for metrics."""
        pools = {"common": self._common, "reserved": self._reserved}
        return {
            f"{name}_{what}": figure
            for name, pool in pools.items()
            for what, figure in (
                ("busy", pool.get_size() - pool.get_idle_size()),
                ("most", pool.get_max_size()),
            )
        }


async def _act(conn: Connection, actor: Acting | None) -> None:
    """Name the session for the rest of the transaction, in one round trip."""
    if actor is None or not actor.proof:
        return
    if not await conn.fetchval("select accounts.act($1)", actor.proof):
        raise NotSignedIn()


@asynccontextmanager
async def _acquired(pool: "asyncpg.Pool") -> AsyncIterator["asyncpg.pool.PoolConnectionProxy"]:
    try:
        conn = await pool.acquire(timeout=ACQUIRE_SECONDS)
    except (*GONE, asyncpg.InterfaceError) as reason:
        raise DatabaseBusy() from reason
    try:
        yield conn
    except GONE as reason:
        # Whether a commit came through is unknown now; the client asks again with the same key.
        raise DatabaseBusy() from reason
    except (asyncpg.InterfaceError, asyncpg.InternalClientError) as reason:
        if _is_gone(conn):
            raise DatabaseBusy() from reason
        raise
    finally:
        await _let_go(pool, conn)


async def _let_go(pool: "asyncpg.Pool", conn: "asyncpg.pool.PoolConnectionProxy") -> None:
    """What was read or committed holds, though the server goes away now; the pool forgets it.

    A connection that cannot be reset the pool has cut already: the error tells of it only.
    """
    with suppress(*GONE, asyncpg.InterfaceError, asyncpg.InternalClientError):
        await pool.release(conn)


def _is_gone(conn: Connection) -> bool:
    """The pool takes a cut connection back by itself; then even asking it is an error."""
    try:
        return conn.is_closed()
    except asyncpg.InterfaceError:
        return True
