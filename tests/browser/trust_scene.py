"""What the tests of the lane, the glass, one's own matter and exports share: people and deeds."""

import secrets
from typing import Any

import httpx2
from playwright.async_api import Page

from command.accounts import actions
from command.accounts.account import NewAccount
from command.accounts.role import Role
from command.base import clock
from tests.browser.conftest import PageFor
from tests.browser.house import House, new_key
from tests.cast import PASSWORD, TOWNSHIP, VILLAGE
from tests.sealed.stage import a_complaint

PHONE = {"width": 360, "height": 740}
TOWN, HAMLET = f"c{TOWNSHIP}", f"c{VILLAGE}"


async def hire(house: House, role: Role, agency: str) -> str:
    """Somebody of this test's own; their login."""
    login = f"t{secrets.token_hex(4)}"
    new = NewAccount(login, "测试某人", role, agency)
    await actions.create_account(house.app.state.db, new, PASSWORD, None, clock.now())
    return login


async def at(house: House, page_for: PageFor, login: str, path: str, **options: Any) -> Page:
    page = (await page_for(**options)).page
    await house.sign_in(page, login)
    await page.goto(f"{house.url}{path}")
    return page


async def post(house: House, login: str, path: str, body: Any) -> dict[str, Any]:
    """A deed of somebody whose browser is not looked at."""
    headers = {**house.cast.headers(login), "idempotency-key": new_key()}
    async with httpx2.AsyncClient(base_url=house.url) as client:
        answer = await client.post(path, json=body, headers=headers)
    assert answer.status_code < 300, answer.text
    told: dict[str, Any] = answer.json() if answer.content else {}
    return told


async def filed(house: House, accused: str, handler: str) -> str:
    """A complaint that is taken in; the matter's id, as `handler` finds it."""
    told = await post(house, "clerk", "/api/sealed/complaints", a_complaint(accused))
    async with httpx2.AsyncClient(base_url=house.url) as client:
        lane = await client.get("/api/sealed/matters", headers=house.cast.headers(handler))
    (found,) = [x["matter"] for x in lane.json()["matters"] if x["receipt"] == told["receipt"]]
    return str(found)
