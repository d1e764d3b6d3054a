"""Every route for every role in every relation to the case, as the reviewed file has it."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from command.accounts.role import VERBS, Role, Verb
from command.app import create_app
from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.identity import conflict
from command.identity.conflict import Because, Party
from command.live.audience import scope_of
from tests import cast as casting
from tests import vaults
from tests.casework.stage import a_report
from tests.cast import AT, COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, Cast, Person
from tests.flows import access
from tests.flows.access import COLUMNS, NOT_A_CASE, About, Row
from tests.ground import house_of
from tests.sealed.stage import TOWN, a_complaint

ROWS = access.reviewed()
DELETES_OWN_SESSION = ("DELETE", "/api/session")
HERE = {"county": COUNTY, "township": TOWNSHIP, "village": VILLAGE}


class Doors:
    """The whole app, its cast, and a case in each relation."""

    def __init__(
        self,
        app: Starlette,
        client: httpx2.AsyncClient,
        cast: Cast,
        wall: Person,
        house: Database,
    ) -> None:
        self.app = app
        self.client = client
        self.house = house
        self.cast = cast
        self.wall = wall.cookie
        self.screen = wall
        self.cases: dict[str, int] = {}
        self.receptions: dict[str, int] = {}
        self.guests: dict[str, str] = {}
        self.matters: dict[str, str] = {}

    async def open_cases(self) -> None:
        here = await self._report(VILLAGE)
        there = await self._report(await self._village_of(OTHER_TOWNSHIP))
        self.cases = {"own": here, "other": there, "lead": here, "supporter": here, "none": here}
        self.cases[NOT_A_CASE] = here
        self.cases["conflicted"] = await self._report(VILLAGE)
        body = {"version": 1, "lead": "rsj", "supports": ["zjj"]}
        for case in (here, self.cases["conflicted"]):
            answer = await self._post("dispatcher", f"/api/cases/{case}/assign", body)
            assert answer.status_code == 200, answer.text
        await self._book_receptions(here, there)
        await self._close_to_everybody()

    async def _close_to_everybody(self) -> None:
        """One case is everybody's conflict; everybody is related to whom one matter accuses."""
        case = self.cases["conflicted"]
        async with self.house.transaction() as conn:
            for person in self.cast:
                party = Party(person.actor.account_id)
                await conflict.declare(conn, case, party, Because.RELATION, AT, None)
            matter = await self._complain("zjj")
            self.matters = dict.fromkeys(access.MATTER_RELATIONS, await self._complain(TOWN))
            self.matters["conflicted"] = matter
            await conn.execute(
                "insert into sealed.relation (account_id, agency_id, declared_at)"
                " select account_id, 'zjj', $1 from accounts.account where agency_id <> 'zjj'",
                AT,
            )

    async def _complain(self, accused: str) -> str:
        body = a_complaint(accused)
        answer = await self._post("clerk", "/api/sealed/complaints", body)
        assert answer.status_code == 201, answer.text
        async with self.house.reading() as conn:
            asked = "select matter from sealed.matter where receipt_number = $1"
            return str(await conn.fetchval(asked, answer.json()["receipt"]))

    async def _book_receptions(self, here: int, there: int) -> None:
        """One of each case, and a guest at each; one of a case elsewhere, held here."""
        own, other = await self._booked(here), await self._booked(there)
        afar = await self._report(await self._village_of(OTHER_TOWNSHIP))
        held = [{"level": level, "place": place} for level, place in HERE.items()]
        self.receptions[access.BOOKED] = await self._booked(afar, sites=held)
        self.cases[access.BOOKED] = afar
        self.receptions |= dict.fromkeys((*access.RELATIONS, *access.GUESTS), own)
        self.receptions |= {"other": other, NOT_A_CASE: own}
        self.receptions["conflicted"] = await self._booked(self.cases["conflicted"])
        self.cases |= dict.fromkeys(access.GUESTS, here)
        self.guests = {"guest": await self._seat(own), "guest_elsewhere": await self._seat(other)}

    async def _booked(self, case: int, **more: object) -> int:
        starts_at = (clock.now() + timedelta(hours=1)).isoformat()
        body = {"case": case, "starts_at": starts_at, **more}
        answer = await self._post("duty", "/api/receptions", body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["reception"]["reception"])

    async def _seat(self, reception: int) -> str:
        """The cookie of a guest's seat."""
        path = f"/api/receptions/{reception}/guests"
        made = await self._post("duty", path, {"site": "village"})
        secret = made.json()["url"].partition("#")[2]
        answer = await self.client.post("/api/guests", json={"secret": secret})
        assert answer.status_code == 200, answer.text
        self.client.cookies.clear()
        return str(answer.headers["set-cookie"].partition(";")[0])

    async def _village_of(self, township: str) -> str:
        answer = await self.client.get("/api/places", headers=self.cast.headers("duty"))
        codes: list[str] = [one["code"] for one in answer.json()["items"]]
        return next(code for code in codes if code.startswith(township) and len(code) == 12)

    async def _report(self, place: str) -> int:
        answer = await self._post("clerk", "/api/reports", a_report(place=place))
        assert answer.status_code == 201, answer.text
        return int(answer.json()["case"])

    async def _post(self, who: str, path: str, body: object) -> httpx2.Response:
        headers = {**self.cast.headers(who), "idempotency-key": secrets.token_hex(8)}
        return await self.client.post(path, json=body, headers=headers)

    async def row(self, method: str, path: str, relation: str) -> Row:
        """What this door answers now, as a row of the file."""
        if method in ("FRAME", "SIGNAL", "SEALED"):
            cells = [self._spoken_to(method, one) for one in COLUMNS]
            return Row(method, path, relation, tuple(cells))
        cells = [await self._cell(method, path, relation, column) for column in COLUMNS]
        return Row(method, path, relation, tuple(cells))

    def _spoken_to(self, method: str, column: str) -> str:
        """Whether a stream opens for the role, or a room may: nobody else is sent anything."""
        if column == "stranger":
            return "sign"
        login = access.who_stands(column, NOT_A_CASE)
        actor = self.screen.actor if login == "wall" else self.cast.actor(str(login))
        if method == "SEALED":
            return "in" if actor.may(Verb.HANDLE_SEALED) else "no"
        is_let_in = actor.may(Verb.READ_CASE) if method == "SIGNAL" else scope_of(actor)
        return "in" if is_let_in else "no"

    async def _cell(self, method: str, path: str, relation: str, column: str) -> str:
        login = access.who_stands(column, relation)
        if login is None:
            return "."
        line = access.endpoint_of(Row(method, path, relation, ()))
        cookie = {"stranger": "", "wall": self.wall, **self.guests}.get(login)
        if cookie is None:
            cookie = self.cast.person(login).cookie
        about = About(
            self.cases.get(relation, 0),
            self.receptions.get(relation, 0),
            self.matters.get(relation, ""),
        )
        url = access.url_of(line, about, relation)
        return await access.tried(self.client, line, url, cookie)


@pytest.fixture
async def house(fresh: Addresses, tmp_path: Path) -> AsyncIterator[Doors]:
    database = await Database.open(fresh.web)
    people = await casting.cast(database)
    _, wall = await casting.kiosk(database, casting.COUNTY)
    await database.close()
    app = create_app(Settings(data=tmp_path), fresh, vault=vaults.shared(), loops=False)
    transport = httpx2.ASGITransport(app=app)
    async with (
        house_of(database) as house,
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        opened = Doors(app, client, people, wall, house)
        await opened.open_cases()
        yield opened


def test_every_route_frame_and_signal_has_a_row_and_no_row_is_left_over() -> None:
    known = {row.door for row in ROWS}
    missing = sorted(access.doors() - known)
    assert missing == [], (
        f"write rows into {access.FILE.name}: {missing}; columns {', '.join(COLUMNS)};"
        " cells in, sign, no, hid or ."
    )
    assert sorted(known - access.doors()) == [], "rows of what is no longer there"
    assert len(known) == len(ROWS)


def test_every_role_has_a_column() -> None:
    held = {role for _, role, _ in casting.ROLES.values()} | {Role.KIOSK}
    assert held == set(Role) == set(VERBS)
    assert len(COLUMNS) == len(Role) + 1  # and strangers


async def test_every_door_answers_as_reviewed(house: Doors) -> None:
    """One pass over all cells: what ends the asker's own session comes last."""
    doors = sorted(ROWS, key=lambda row: row.door[:2] == DELETES_OWN_SESSION)
    wrong = [
        f"reviewed {row.line}\nanswered {found.line}"
        for row in doors
        if (found := await house.row(*row.door)) != row
    ]
    assert wrong == [], "\n".join(wrong)
