"""Walls: made and revoked by those who may, for their own places; looking, never acting."""

from pathlib import Path

import pytest

from command.accounts import actions, session, session_store
from command.accounts.role import Role
from command.accounts.session import KIOSK_COOKIE, KIOSK_LIFE
from command.accounts.session_store import Lasting
from command.accounts.token import hash_of, new_token
from command.base import journal
from command.base.db import Database
from tests.accounts.desk import KEY, client, cookie_of
from tests.cast import AT, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, cast, hire, kiosk

WALL = {"place": TOWNSHIP, "label": "冰溪街道大厅"}


async def test_link_becomes_a_cookie_and_shows_its_place_only(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        duty = {**people.headers("duty"), **KEY}
        made = await desk.post("/api/kiosks", json=WALL, headers=duty)
        assert made.status_code == 201
        door = await desk.get(made.json()["url"])
        assert (door.status_code, door.headers["location"]) == (303, "/wall")
        assert door.headers["cache-control"] == "no-store"
        me = await desk.get("/api/session", headers={"cookie": cookie_of(door, KIOSK_COOKIE)})
    body = me.json()
    assert (body["account"], body["role"], body["verbs"]) == (0, "kiosk", ["watch"])
    assert (body["scope"], body["place"], body["county"]) == (TOWNSHIP, TOWNSHIP, "361123")
    assert body["agency"] == {"id": "", "name": ""}
    assert body["centre"] == "玉山县社会治理中心"


async def test_revoked_wall_is_dark_at_once_and_the_house_is_told(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        made = (
            await desk.post("/api/kiosks", json=WALL, headers={**people.headers("duty"), **KEY})
        ).json()
        wall = {"cookie": cookie_of(await desk.get(made["url"]), KIOSK_COOKIE)}
        gone = await desk.delete(f"/api/kiosks/{made['kiosk']}", headers=people.headers("duty"))
        assert gone.status_code == 204
        assert (await desk.get("/api/session", headers=wall)).status_code == 401
        again = await desk.get(made["url"])
        assert again.status_code == 404
        assert "大屏链接无效" in again.text
        assert "set-cookie" not in again.headers
        twice = await desk.delete(f"/api/kiosks/{made['kiosk']}", headers=people.headers("duty"))
        assert (twice.status_code, twice.json()["code"]) == (404, "kiosk-ended")
        listed = (await desk.get("/api/kiosks", headers=people.headers("duty"))).json()["items"]
    assert [(one["place"], one["revoked"] is not None) for one in listed] == [(TOWNSHIP, True)]
    async with database.reading() as conn:
        told = [e for e in await journal.read_after(conn, 0) if e.type == "session.ended"]
    assert [(e.data, e.audience) for e in told] == [(f'{{"kiosk": {made["kiosk"]}}}', ("system",))]


async def test_link_followed_while_the_wall_is_revoked_shows_nothing(database: Database) -> None:
    people = await cast(database)
    kiosk_id, _ = await kiosk(database, TOWNSHIP)
    await actions.revoke_kiosk(database, kiosk_id, people.duty, AT)
    token = new_token()
    held = hash_of(token)
    assert held is not None
    async with database.transaction() as conn:
        lasting = Lasting(AT, AT + KIOSK_LIFE)
        await session_store.add_kiosk_session(conn, held, kiosk_id, lasting)
    assert await session.actor_of({KIOSK_COOKIE: token}, AT, database) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "%00", "<script>alert(1)</script>"])
async def test_unknown_link_is_a_plain_page(database: Database, tmp_path: Path, token: str) -> None:
    await cast(database)
    async with client(database, tmp_path) as desk:
        answer = await desk.get(f"/wall?kiosk={token}")
    assert answer.status_code in (404, 422)
    assert "<script" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_wall_without_a_link_is_the_page_itself(database: Database, tmp_path: Path) -> None:
    await cast(database)
    async with client(database, tmp_path) as desk:
        assert (await desk.get("/wall")).status_code == 404
        (tmp_path / "wall.html").write_text("<p>墙</p>", encoding="utf-8")
        page = await desk.get("/wall?theme=dark")
    assert (page.status_code, page.text) == (200, "<p>墙</p>")
    assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_repeated_request_is_one_kiosk_whose_first_link_ends(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    duty = {**people.headers("duty"), **KEY}
    async with client(database, tmp_path) as desk:
        first = (await desk.post("/api/kiosks", json=WALL, headers=duty)).json()
        wall = {"cookie": cookie_of(await desk.get(first["url"]), KIOSK_COOKIE)}
        second = (await desk.post("/api/kiosks", json=WALL, headers=duty)).json()
        assert first["kiosk"] == second["kiosk"]
        assert (await desk.get(first["url"])).status_code == 404
        assert (await desk.get(second["url"])).status_code == 303
        assert (await desk.get("/api/session", headers=wall)).status_code == 200
        other = await desk.post("/api/kiosks", json={**WALL, "label": "另一块"}, headers=duty)
        assert other.status_code == 409
    async with database.reading() as conn:
        kept = await conn.fetchval("select string_agg(k::text, '') from base.request_key k")
    assert second["url"].split("=")[1] not in kept


async def test_wall_is_made_for_the_own_jurisdiction_only(
    database: Database, tmp_path: Path
) -> None:
    await cast(database)
    officer = await hire(database, "bx.duty", Role.DUTY_OFFICER, f"c{TOWNSHIP}")
    other, _ = await kiosk(database, OTHER_TOWNSHIP)
    async with client(database, tmp_path) as desk:
        for number, (place, status) in enumerate(
            [(VILLAGE, 201), (TOWNSHIP, 201), ("361123", 422), (OTHER_TOWNSHIP, 422)]
        ):
            headers = {**officer.headers, "idempotency-key": f"key-{number:05}"}
            answer = await desk.post(
                "/api/kiosks", json={"place": place, "label": "大厅"}, headers=headers
            )
            assert answer.status_code == status
            assert status == 201 or answer.json()["field"] == "place"
        listed = (await desk.get("/api/kiosks", headers=officer.headers)).json()["items"]
        assert {one["place"] for one in listed} == {VILLAGE, TOWNSHIP}
        theirs = await desk.delete(f"/api/kiosks/{other}", headers=officer.headers)
        assert theirs.status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"place": "999999", "label": "x"}, "place"),
        ({"place": "3611", "label": "x"}, "place"),
        ({"place": TOWNSHIP, "label": ""}, "label"),
        ({"place": TOWNSHIP, "label": "  "}, "label"),
        ({"place": TOWNSHIP, "label": "长" * 41}, "label"),
        ({"place": TOWNSHIP}, "label"),
        ({"place": TOWNSHIP, "label": "x", "scope": "361123"}, "scope"),
    ],
)
async def test_bad_wall_names_the_field(
    database: Database, tmp_path: Path, body: dict[str, str], field: str
) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        answer = await desk.post(
            "/api/kiosks", json=body, headers={**people.headers("duty"), **KEY}
        )
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_wall_signed_in_sees_no_staff_and_ends_nothing(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    kiosk_id, wall = await kiosk(database, "361123")
    async with client(database, tmp_path) as desk:
        for method, path in [
            ("GET", "/api/agencies"),
            ("GET", "/api/agencies/rsj/officers"),
            ("DELETE", "/api/session"),
            ("GET", "/api/kiosks"),
            ("DELETE", f"/api/kiosks/{kiosk_id}"),
        ]:
            answer = await desk.request(method, path, headers=wall.headers)
            assert answer.status_code == 403, (method, path)
            assert people.lead.name not in answer.text
    assert await session.actor_of(dict([wall.cookie.split("=")]), AT, database) is not None
