"""What protecting people costs them that work: a list of fifty under the policies of the database,
and one sealed field opened.

Lists over two hundred thousand cases, beside the same statements by the house, which no policy
narrows (floor). Openings over HTTP at the real `yushan serve`, beside a page that only knows who
asks (floor); every one must be on record.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx2

from command.accounts.role import Actor, Role
from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Connection, Database
from command.casework.queue import PAGE, Queue, Search, list_queue
from command.casework.terms import State
from command.identity.opening import QUOTA
from tests import cast
from tests.bench import history
from tests.bench.centre import Centre, centre, serving
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.scale import Scale
from tests.casework.stage import a_report
from tests.cast import COUNTY, VILLAGE, Person

LIST_MS, REVEAL_MS = Goal(most=10.0), Goal(most=50.0)
REPEATS = 20
PHONE = "13800000000"
OPENED = "select count(*) from audit.entry where what = 'identity.opened'"


@dataclass(frozen=True, slots=True)
class Look:
    name: str
    actor: Actor
    search: Search


def run(scale: Scale, folder: Path) -> list[Figure]:
    with centre(folder / "data") as ground:
        found = asyncio.run(_lists(ground, scale))
        people = asyncio.run(_officers(ground.addresses, scale.rounds))
        with serving(ground.data) as served:
            return found + asyncio.run(_openings(served.url, people, ground.addresses))


# Lists


async def _lists(ground: Centre, scale: Scale) -> list[Figure]:
    superuser = ground.postgres.address(database=ground.addresses.owner.database)
    past = scale.many_cases, scale.many_open, clock.now()
    await history.fill(ground.addresses, superuser, *past)
    web = await Database.open(ground.addresses.web, size=1, reserved=0)
    owner = await Database.open(ground.addresses.owner, size=1, reserved=0)
    try:
        looks = await _looks(web)
        return [figure for look in looks for figure in await _list(look, web, owner, scale.rounds)]
    finally:
        await owner.close()
        await web.close()


async def _looks(web: Database) -> list[Look]:
    county = (await cast.hire(web, "bench.county", Role.DUTY_OFFICER, f"c{COUNTY}")).actor
    bureau = (await cast.hire(web, "bench.bureau", Role.AGENCY_OFFICER, history.AGENCY)).actor
    other = (await cast.hire(web, "bench.other", Role.AGENCY_OFFICER, "lyj")).actor
    village = (await cast.hire(web, "bench.village", Role.VILLAGE_CADRE, f"c{VILLAGE}")).actor
    closed = Search(state=State.CLOSED)
    return [
        Look("open, county", county, Search()),
        Look("open, bureau", bureau, Search(Queue.UNIT)),
        Look("closed, county", county, closed),
        Look("closed, bureau that led all", bureau, closed),
        Look("closed, bureau that led none", other, closed),
        Look("closed, village", village, closed),
    ]


async def _list(look: Look, web: Database, owner: Database, rounds: int) -> list[Figure]:
    """Every round takes both in turns."""

    async def ours() -> int:
        async with web.reading(look.actor) as conn:
            return await _page(conn, look)

    async def plain() -> int:
        async with owner.reading() as conn:
            return await _page(conn, look)

    if await ours() != await plain():
        raise WrongResult(f"{look.name}: not the same cases with policies and without")
    times = [(await _median(ours), await _median(plain)) for _ in range(rounds)]
    mine, floor = zip(*times, strict=True)
    what = "list of 50"
    return [
        Figure(what, look.name, "ms", mine, LIST_MS),
        Figure(what, f"{look.name}, without policies (floor)", "ms", floor),
    ]


async def _page(conn: Connection, look: Look) -> int:
    """A sum over the page's cases: what was found, in short."""
    page = await list_queue(conn, look.actor, look.search, None)
    if len(page.items) > PAGE:
        raise WrongResult(f"{len(page.items)} cases on one page")
    return sum(card.case for card in page.items)


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds."""
    taken = list[float]()
    for _ in range(REPEATS):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


# Openings


async def _officers(found: Addresses, rounds: int) -> list[Person]:
    """One a round, for a day has a quota."""
    web = await Database.open(found.web, size=1, reserved=0)
    try:
        names = [f"bench.reader{number}" for number in range(rounds)]
        return [await cast.hire(web, one, Role.DUTY_OFFICER, f"c{COUNTY}") for one in names]
    finally:
        await web.close()


async def _openings(url: str, people: list[Person], found: Addresses) -> list[Figure]:
    async with httpx2.AsyncClient(base_url=url) as client:
        case = await _reported(client, people[0])
        times = [await _opened(client, person, case) for person in people]
    owner = await Database.open(found.owner, size=1, reserved=0)
    async with owner.reading() as conn:
        recorded = await conn.fetchval(OPENED)
    await owner.close()
    if recorded != len(people) * QUOTA:
        raise WrongResult(f"{recorded} of {len(people) * QUOTA} openings are on record")
    ours, floor = zip(*times, strict=True)
    return [
        Figure("one field opened", "reveal, over HTTP", "ms", ours, REVEAL_MS),
        Figure("one field opened", "a page that knows who asks (floor)", "ms", floor),
    ]


async def _reported(client: httpx2.AsyncClient, who: Person) -> int:
    headers = {**who.headers, "idempotency-key": secrets.token_hex(8)}
    answer = await client.post("/api/reports", json=a_report(), headers=headers)
    if answer.status_code != 201:
        raise WrongResult(answer.text)
    return int(answer.json()["case"])


async def _opened(client: httpx2.AsyncClient, who: Person, case: int) -> tuple[float, float]:
    """Everything a day lets one person open, and as many pages, in turns."""
    taken, plain = list[float](), list[float]()
    wish = {"field": "phone", "purpose": "verify"}
    for _ in range(QUOTA):
        began = time.perf_counter()
        answer = await client.post(f"/api/cases/{case}/reveal", json=wish, headers=who.headers)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200 or answer.json()["value"] != PHONE:
            raise WrongResult(answer.text)
        began = time.perf_counter()
        await client.get("/api/session", headers=who.headers)
        plain.append((time.perf_counter() - began) * 1000)
    return median(taken), median(plain)
