"""Signing in and setting a first password, as people with their browsers do it."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from command.accounts import actions
from command.accounts.account import NewAccount
from command.accounts.role import Role
from command.base import clock
from command.base.addresses import Addresses
from command.demo.cast import PASSWORD as DEMO_PASSWORD
from command.demo.cast import rows
from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.cast import PASSWORD, TOWNSHIP

CAST = """async () => (await import("/static/js/thought/demo_cast.js"))"""


async def test_officer_signs_in_by_keyboard_and_lands_on_the_desk(
    house: House, page_for: PageFor
) -> None:
    visitor = await page_for()
    await visitor.page.goto(f"{house.url}/signin")
    await visitor.page.keyboard.type("duty")
    await visitor.page.keyboard.press("Tab")
    await visitor.page.keyboard.type(PASSWORD)
    await visitor.page.keyboard.press("Enter")
    await visitor.page.wait_for_url(f"{house.url}/desk*")
    assert visitor.hosts == {house.url.removeprefix("http://")}


@pytest.mark.parametrize(("login", "home"), [("village", "/phone"), ("leader", "/wall")])
async def test_everybody_lands_where_they_work(
    house: House, page_for: PageFor, login: str, home: str
) -> None:
    visitor = await page_for()
    await visitor.page.goto(f"{house.url}/signin?next=//elsewhere.example/")
    await visitor.page.fill("#in-login", login)
    await visitor.page.fill("#in-password", PASSWORD)
    await visitor.page.click("button[type=submit]")
    await visitor.page.wait_for_url(f"{house.url}{home}*")


async def test_wrong_and_missing_words_are_said_and_nothing_typed_is_lost(
    house: House, page_for: PageFor
) -> None:
    visitor = await page_for()
    page = visitor.page
    await page.goto(f"{house.url}/signin")
    await page.click("button[type=submit]")
    await expect(page.locator("#in-login-why")).to_have_text("请填写登录名")
    await page.fill("#in-login", "duty")
    await page.fill("#in-password", "not the password")
    await page.click("button[type=submit]")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await page.input_value("#in-login") == "duty"
    assert await page.locator("#in-login").get_attribute("autocomplete") == "username"
    assert await page.locator("#in-password").get_attribute("autocomplete") == "current-password"
    await page.click("#language")
    await expect(page.locator("h1")).to_have_text("Sign in")
    assert await page.input_value("#in-login") == "duty"


async def test_many_wrong_passwords_are_answered_with_what_to_do(
    house: House, page_for: PageFor
) -> None:
    page = (await page_for()).page
    await page.goto(f"{house.url}/signin")
    await page.fill("#in-login", "auditor")
    for number in range(20):
        await page.fill("#in-password", f"wrong password {number}")
        async with page.expect_response("**/api/session") as answered:
            await page.click("button[type=submit]")
        if (await answered.value).status == 429:
            break
    await expect(page.get_by_role("alert")).to_contain_text("连续输错")


async def test_demo_accounts_are_offered_only_by_a_demo(
    fresh: Addresses, tmp_path: Path, page_for: PageFor
) -> None:
    page = (await page_for()).page
    async with houses.opened(fresh, tmp_path, demo=True) as house:
        await page.goto(f"{house.url}/signin")
        await page.click("[data-login=duty]")
        assert await page.input_value("#in-password") == DEMO_PASSWORD
        shown = await page.evaluate(CAST)
    assert shown["PASSWORD"] == DEMO_PASSWORD
    known = {(row["login"], row["zh"], row["en"], row["page"]) for row in rows("cast.csv")}
    assert {tuple(line) for line in shown["CAST"]} <= known


async def test_real_use_offers_no_demo_account(house: House, page_for: PageFor) -> None:
    page = (await page_for()).page
    async with page.expect_response("**/version"):
        await page.goto(f"{house.url}/signin")
    await expect(page.locator("h1")).to_have_text("登录")
    assert await page.locator(".cast").count() == 0


async def test_invited_person_sets_a_password_and_is_in(house: House, page_for: PageFor) -> None:
    at = clock.now()
    db = house.app.state.db
    new = NewAccount("newcomer", "测试新人", Role.TOWNSHIP_OFFICER, f"c{TOWNSHIP}")
    account_id = await actions.create_account(db, new, None, None, at)
    token = await actions.invite(db, account_id, None, at)
    page = (await page_for()).page
    await page.goto(f"{house.url}/welcome?token={token}")
    assert token not in page.url, "the secret leaves the address at once"
    await page.fill("#in-password", "short")
    await page.click("button[type=submit]")
    await expect(page.locator("#in-password-why")).to_have_text("密码至少 10 个字符")
    await page.fill("#in-password", "河边的石拱桥-1733")
    await page.fill("#in-again", "河边的石拱桥-1734")
    await page.click("button[type=submit]")
    await expect(page.locator("#in-again-why")).to_have_text("两次输入不一致")
    await page.fill("#in-again", "河边的石拱桥-1733")
    await page.click("button[type=submit]")
    await page.wait_for_url(f"{house.url}/desk*")


async def test_link_without_its_secret_says_so(house: House, page_for: PageFor) -> None:
    page = (await page_for()).page
    await page.goto(f"{house.url}/welcome")
    await expect(page.get_by_role("alert")).to_contain_text("链接不完整")
    await expect(page.locator("button[type=submit]")).to_be_disabled()


@pytest.mark.parametrize("address", ["/signin", "/welcome?token=x"])
@pytest.mark.parametrize("theme", ["day", "night"])
async def test_pages_pass_axe(house: House, page_for: PageFor, address: str, theme: str) -> None:
    page = (await page_for(viewport={"width": 360, "height": 740})).page
    mark = "&" if "?" in address else "?"
    await page.goto(f"{house.url}{address}{mark}theme={theme}")
    await expect(page.locator("h1")).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
