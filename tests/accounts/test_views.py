"""The accounts' routes: cookies, who I am, and a matrix of every route for every role."""

import re
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from command.accounts import actions
from command.accounts.account import NewAccount
from command.accounts.role import Role
from command.accounts.session import SESSION_COOKIE
from command.accounts.views import ENDPOINTS
from command.base import clock
from command.base.db import Database
from command.base.settings import Settings
from tests.accounts.desk import KEY, client, cookie_of
from tests.cast import AT, PASSWORD, ROLES, cast, hire, kiosk, load_ground

# Who gets past the door of each route; reviewed by eye. An entry is what the answer then is.
EVERYBODY = {*ROLES, "wall", "stranger"}
PEOPLE = set(ROLES)
KIOSK_KEEPERS = {"duty", "system_admin"}
SECURITY = {"security_admin"}
SYSTEM = {"system_admin"}
DOORS: dict[tuple[str, str], tuple[set[str], int]] = {
    ("POST", "/api/session"): (EVERYBODY, 401),
    ("GET", "/api/session"): (PEOPLE | {"wall"}, 200),
    ("DELETE", "/api/session"): (PEOPLE, 204),
    ("POST", "/api/invitations/{token}"): (EVERYBODY, 404),
    ("GET", "/api/agencies"): (PEOPLE, 200),
    ("GET", "/api/agencies/{agency}/officers"): (PEOPLE, 200),
    ("POST", "/api/kiosks"): (KIOSK_KEEPERS, 201),
    ("GET", "/api/kiosks"): (KIOSK_KEEPERS, 200),
    ("DELETE", "/api/kiosks/{kiosk:int}"): (KIOSK_KEEPERS, 404),
    ("GET", "/wall"): (EVERYBODY, 404),
    ("POST", "/api/session/code"): (EVERYBODY, 401),
    ("POST", "/api/session/passkey/ask"): (EVERYBODY, 200),
    ("POST", "/api/session/passkey"): (EVERYBODY, 401),
    ("GET", "/api/me/security"): (PEOPLE, 200),
    ("POST", "/api/me/password"): (PEOPLE, 422),
    ("POST", "/api/me/totp"): (PEOPLE, 422),
    ("POST", "/api/me/totp/confirm"): (PEOPLE, 422),
    ("POST", "/api/me/totp/remove"): (PEOPLE, 422),
    ("POST", "/api/me/recovery"): (PEOPLE, 422),
    ("POST", "/api/me/passkeys/ask"): (PEOPLE, 422),
    ("POST", "/api/me/passkeys"): (PEOPLE, 401),
    ("POST", "/api/me/passkeys/{passkey:int}/remove"): (PEOPLE, 422),
    ("DELETE", "/api/me/sessions/{session:int}"): (PEOPLE, 404),
    ("DELETE", "/api/me/sessions"): (PEOPLE, 200),
    ("GET", "/api/accounts"): (SECURITY, 200),
    ("POST", "/api/accounts"): (SECURITY, 201),
    ("POST", "/api/accounts/{account:int}/invitation"): (SECURITY, 404),
    ("POST", "/api/accounts/{account:int}/posting"): (SECURITY, 404),
    ("POST", "/api/accounts/{account:int}/disable"): (SECURITY, 404),
    ("POST", "/api/accounts/{account:int}/restore"): (SECURITY, 404),
    ("POST", "/api/accounts/{account:int}/factors/reset"): (SECURITY, 404),
    ("GET", "/api/sessions"): (SECURITY, 200),
    ("DELETE", "/api/sessions/{session:int}"): (SECURITY, 404),
    ("GET", "/api/factor-demands"): (SECURITY, 200),
    ("POST", "/api/factor-demands"): (SECURITY, 204),
    ("GET", "/api/duties"): (SYSTEM, 200),
    ("POST", "/api/duties"): (SYSTEM, 404),
    ("DELETE", "/api/duties/{duty:int}"): (SYSTEM, 404),
}
WRONG = {"password": "wrong"}
BODIES: dict[str, object] = {
    "/api/session": {"login": "nobody.here", "password": "wrong"},
    "/api/invitations/{token}": {"password": "三里街的豆腐-2026"},
    "/api/kiosks": {"place": "361123002", "label": "大厅"},
    "/api/session/code": {"step": "a" * 43, "code": "123456"},
    "/api/session/passkey/ask": {},
    "/api/session/passkey": {"token": "a" * 43, "credential": {}},
    "/api/me/password": {"old": "wrong", "new": "三里街的豆腐-2026"},
    "/api/me/totp": WRONG,
    "/api/me/totp/confirm": {"code": "123456"},
    "/api/me/totp/remove": WRONG,
    "/api/me/recovery": WRONG,
    "/api/me/passkeys/ask": WRONG,
    "/api/me/passkeys": {"token": "a" * 43, "label": "钥匙", "credential": {}},
    "/api/me/passkeys/{passkey:int}/remove": WRONG,
    "/api/accounts": {
        "login": "newcomer",
        "display_name": "测试新人",
        "role": "agency_officer",
        "agency_id": "rsj",
    },
    "/api/accounts/{account:int}/posting": {"role": "agency_officer", "agency_id": "rsj"},
    "/api/factor-demands": {"role": "auditor", "required": False},
    "/api/duties": {
        "account": 404,
        "post": "case_officer",
        "starts": (clock.now() + timedelta(days=1)).isoformat(),
        "ends": (clock.now() + timedelta(days=2)).isoformat(),
    },
}


def test_matrix_names_every_route() -> None:
    assert set(DOORS) == {(line.method, line.path) for line in ENDPOINTS}


@pytest.mark.parametrize(("method", "path"), DOORS)
async def test_route_opens_for_whom_the_matrix_says(
    database: Database, tmp_path: Path, method: str, path: str
) -> None:
    people = await cast(database)
    _, wall = await kiosk(database, "361123")
    cookies = {login: people.headers(login) for login in ROLES}
    cookies |= {"wall": wall.headers, "stranger": {}}
    let_in, opened = DOORS[method, path]
    url = path.replace("{token}", "a" * 43).replace("{agency}", "rsj")
    url = re.sub(r"{\w+:int}", "404", url)
    async with client(database, tmp_path, base_url="http://localhost") as desk:
        for who, cookie in cookies.items():
            if method == "POST":
                await _forget_tries(database)
            headers = {**cookie, "idempotency-key": f"key-of-{who}"}
            answer = await desk.request(
                method, url, json=BODIES.get(path) if method == "POST" else None, headers=headers
            )
            shut = 401 if who == "stranger" else 403
            assert answer.status_code == (opened if who in let_in else shut), who


async def _forget_tries(database: Database) -> None:
    async with database.transaction() as conn:
        await conn.execute("delete from accounts.failed_sign_in")


async def sign_in(
    desk: httpx2.AsyncClient, login: str, password: str = PASSWORD, **headers: str
) -> httpx2.Response:
    return await desk.post(
        "/api/session", json={"login": login, "password": password}, headers=headers
    )


async def test_signing_in_says_who_i_am_and_sets_a_cookie_for_this_host_only(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        answer = await sign_in(desk, "lead")
        cookie = {"cookie": cookie_of(answer)}
        me = await desk.get("/api/session", headers=cookie)
    attributes = answer.headers["set-cookie"].split("; ")[1:]
    assert attributes == ["Max-Age=43200", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"]
    body = me.json()
    assert {name: body[name] for name in body if name not in ("expires", "now")} == {
        "account": people.lead.account_id,
        "login": "lead",
        "name": "人社丁",
        "role": "agency_officer",
        "verbs": [
            *("acknowledge", "answer", "ask_time", "escalate", "handle_sealed", "progress"),
            *("read_case", "refer", "resolve", "return", "sign_for", "update_facts", "watch"),
        ],
        "scope": "agency:rsj",
        "place": None,
        "agency": {"id": "rsj", "name": "人力资源和社会保障局"},
        "centre": "玉山县社会治理中心",
        "county": "361123",
        "demo": False,
        "lacks_factor": False,
    }
    assert body["now"].endswith("Z")
    same = {name: value for name, value in body.items() if name not in ("now",)}
    assert {name: answer.json()[name] for name in same} == same


async def test_session_is_not_fixed_by_a_cookie_that_was_there_before(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        planted = people.headers("outsider")
        answer = await sign_in(desk, "lead", **planted)
        assert cookie_of(answer) != planted["cookie"]
        assert (await desk.get("/api/session", headers=planted)).status_code == 401
        made_up = {"cookie": f"{SESSION_COOKIE}={'b' * 43}"}
        answer = await sign_in(desk, "lead", **made_up)
        assert cookie_of(answer) != made_up["cookie"]
        assert (await desk.get("/api/session", headers=made_up)).status_code == 401


async def test_failed_sign_in_keeps_the_session_that_was_there(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        answer = await sign_in(desk, "lead", "wrong", **people.headers("lead"))
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong-password")
        assert "set-cookie" not in answer.headers
        assert (await desk.get("/api/session", headers=people.headers("lead"))).status_code == 200


async def test_sixth_try_is_told_to_wait(database: Database, tmp_path: Path) -> None:
    await cast(database)
    async with client(database, tmp_path) as desk:
        answers = [await sign_in(desk, "lead", "wrong") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [401] * 5
        shut = await sign_in(desk, "lead")
    assert (shut.status_code, shut.json()["code"]) == (429, "too-many-tries")
    assert "retry-after" in shut.headers


async def test_signing_out_drops_the_cookie(database: Database, tmp_path: Path) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        gone = await desk.delete("/api/session", headers=people.headers("lead"))
        assert (gone.status_code, gone.content) == (204, b"")
        assert gone.headers["set-cookie"].startswith(f"{SESSION_COOKIE}=; Max-Age=0;")
        assert (await desk.get("/api/session", headers=people.headers("lead"))).status_code == 401
        assert (await desk.get("/api/session", headers=people.headers("duty"))).status_code == 200


@pytest.mark.parametrize(("says_so", "status"), [(True, 401), (False, 200)])
async def test_a_page_nobody_touches_keeps_no_session_alive(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    says_so: bool,
    status: int,
) -> None:
    await cast(database)
    async with client(database, tmp_path) as desk:
        monkeypatch.setattr(clock, "now", lambda: AT)
        headers = {"cookie": cookie_of(await sign_in(desk, "lead"))}
        for minutes in (50, 100, 121):
            at = AT + timedelta(minutes=minutes)
            monkeypatch.setattr(clock, "now", lambda at=at: at)
            resting = {"x-idle": str(minutes * 60)} if says_so else {}
            answer = await desk.get("/api/session", headers={**headers, **resting})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"login": "lead"}, "password"),
        ({"login": 5, "password": "x"}, "login"),
        ({"login": "", "password": "x"}, "login"),
        ({"login": "l" * 41, "password": "x"}, "login"),
        ({"login": "lead", "password": "x" * 129}, "password"),
        ({"login": "le\u0000ad", "password": "x"}, "login"),
        ({"login": "lead", "password": "x", "role": "auditor"}, "role"),
    ],
)
async def test_bad_sign_in_names_the_field(
    database: Database, tmp_path: Path, body: dict[str, object], field: str
) -> None:
    async with client(database, tmp_path) as desk:
        answer = await desk.post("/api/session", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("login", ["𠮷野", "<script>alert(1)</script>", "' or 1=1 --", "值班甲"])
async def test_strange_login_is_an_ordinary_failure(
    database: Database, tmp_path: Path, login: str
) -> None:
    await cast(database)
    async with client(database, tmp_path) as desk:
        assert (await sign_in(desk, login)).status_code == 401


async def test_another_sites_page_cannot_sign_in_or_out(database: Database, tmp_path: Path) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        foreign = {"origin": "https://elsewhere.example"}
        assert (await sign_in(desk, "lead", **foreign)).status_code == 403
        headers = {**people.headers("lead"), **foreign}
        assert (await desk.delete("/api/session", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("host", "origins", "status"),
    [
        ("127.0.0.1", (), 200),
        ("0.0.0.0", (), 401),
        ("127.0.0.1", ("https://centre.example",), 401),
    ],
)
async def test_demo_password_opens_only_what_nobody_else_reaches(
    database: Database, tmp_path: Path, host: str, origins: tuple[str, ...], status: int
) -> None:
    await load_ground(database)
    new = NewAccount("show", "演示某", Role.AGENCY_OFFICER, "rsj", is_demo=True)
    await actions.create_account(database, new, PASSWORD, None, AT)
    settings = Settings(tmp_path, host=host, public_origins=origins, demo=True)
    async with client(database, tmp_path, settings) as desk:
        answer = await sign_in(desk, "show")
    assert answer.status_code == status
    assert status != 200 or answer.json()["demo"] is True


async def test_agencies_say_where_somebody_can_sign(database: Database, tmp_path: Path) -> None:
    people = await cast(database)
    async with client(database, tmp_path) as desk:
        items = (await desk.get("/api/agencies", headers=people.headers("dispatcher"))).json()
    found = {item["id"]: item for item in items["items"]}
    assert len(found) == 36 + 263
    assert found["rsj"] == {
        "id": "rsj",
        "name": "人力资源和社会保障局",
        "short_name": "人社局",
        "kind": "bureau",
        "place": "361123",
        "has_officer": True,
    }
    able = {agency for agency, item in found.items() if item["has_officer"]}
    assert able == {"rsj", "zjj", "lyj", "c361123", "c361123002", "c361123002001"}


async def test_dispatcher_sees_an_agencys_people_and_who_would_be_named(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    second = await hire(database, "rsj.chen", Role.AGENCY_OFFICER, "rsj")
    headers = people.headers("dispatcher")
    async with client(database, tmp_path) as desk:
        answer = await desk.get("/api/agencies/rsj/officers", headers=headers)
        nowhere = await desk.get("/api/agencies/nowhere/officers", headers=headers)
    assert [(item["account"], item["name"], item["named"]) for item in answer.json()["items"]] == [
        (people.lead.account_id, "人社丁", True),
        (second.actor.account_id, second.actor.name, False),
    ]
    assert nowhere.status_code == 404


async def test_an_agencys_people_say_who_may_sit_in_a_reception_and_who_may_host_it(
    database: Database, tmp_path: Path
) -> None:
    people = await cast(database)
    for role in (Role.COUNTY_LEADER, Role.VISITOR, Role.AUDITOR, Role.SYSTEM_ADMIN):
        await hire(database, f"c.{role}", role, "c361123")
    headers = people.headers("dispatcher")
    async with client(database, tmp_path) as desk:
        items = (await desk.get("/api/agencies/c361123/officers", headers=headers)).json()["items"]
    able = {item["role"]: (item["can_attend"], item["can_host"]) for item in items}
    assert able[Role.COUNTY_LEADER] == (True, True)
    assert able[Role.VISITOR] == (True, False)
    assert able[Role.AUDITOR] == able[Role.SYSTEM_ADMIN] == (False, False)


async def test_invitation_over_http_signs_in_once(database: Database, tmp_path: Path) -> None:
    people = await cast(database)
    token = await actions.invite(database, people.lead.account_id, None, clock.now())
    async with client(database, tmp_path) as desk:
        url, body = f"/api/invitations/{token}", {"password": "三里街的豆腐-2026"}
        weak = await desk.post(url, json={"password": "1234567890"})
        assert (weak.status_code, weak.json()["field"]) == (422, "password")
        assert "1234567890" not in weak.text
        answer = await desk.post(url, json=body, headers=KEY)
        assert (answer.status_code, answer.json()["login"]) == (200, "lead")
        me = await desk.get("/api/session", headers={"cookie": cookie_of(answer)})
        assert me.status_code == 200
        again = await desk.post(url, json=body, headers=KEY)
        assert (again.status_code, again.json()["code"]) == (404, "invitation-ended")
