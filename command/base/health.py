"""How the house is: alive, ready and why not, which version.

`/healthz` answers while the process can answer at all; `/readyz` only when people can be served.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version

import msgspec

from command.base import metrics, migrate
from command.base.db import Database
from command.base.http import Call, Endpoint, Reply
from command.base.problem import DatabaseBusy
from command.base.reading import Reading
from command.base.upkeep import Loop

OK = "ok"


class Alive(msgspec.Struct):
    status: str = OK


class Readiness(msgspec.Struct):
    ready: bool
    checks: dict[str, str]


class Version(msgspec.Struct):
    """`demo` says that all data here is fictitious, and that demo accounts may sign in."""

    version: str
    schema: int
    demo: bool


def version() -> str:
    """The version of the installed package; `0` in a tree that was never installed."""
    try:
        return installed_version("yushan")
    except PackageNotFoundError:
        return "0"


async def check(
    db: Database, loops: Sequence[Loop], more: Mapping[str, Callable[[], str]]
) -> Readiness:
    """Database, schema, every loop and what else says `ok`; `ready` only when all do."""
    checks = {"database": OK, "migrations": OK}
    try:
        async with db.reading() as conn:
            missing = len(await migrate.missing(conn))
        checks["migrations"] = f"{missing} missing" if missing else OK
    except DatabaseBusy:
        checks["database"] = "does not answer"
    except migrate.SchemaProblem as reason:
        checks["migrations"] = str(reason)
    for loop in loops:
        checks[loop.name] = OK if loop.is_running else loop.failure or "not started"
    checks |= {name: ask() for name, ask in more.items()}
    return Readiness(all(said == OK for said in checks.values()), checks)


async def healthz(call: Call) -> Reply:
    return Reply(Alive(), headers={"cache-control": "no-store"})


async def readyz(call: Call) -> Reply:
    found = await check(call.state.db, call.state.loops, call.state.checks)
    return Reply(found, 200 if found.ready else 503, headers={"cache-control": "no-store"})


async def show_metrics(call: Call) -> Reply:
    return Reply(call.state.metrics.exposition(), media_type=metrics.MEDIA_TYPE)


async def show_version(call: Call) -> Reply:
    is_demo = call.state.settings.demo
    return Reply(Version(version(), migrate.shipped()[-1].number, is_demo))


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/healthz",
        healthz,
        "Whether the process answers",
        None,
        returns=Alive,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/readyz",
        readyz,
        "Whether people can be served",
        None,
        returns=Readiness,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/metrics",
        show_metrics,
        "Figures for Prometheus",
        None,
        returns=bytes,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/version",
        show_version,
        "Version, schema, demo",
        None,
        returns=Version,
        audit=Reading.OPEN,
    ),
)
