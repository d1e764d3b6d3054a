"""One's own account and the administrators' page, as people with their browsers use them."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from command.accounts import actions
from command.accounts.account import NewAccount
from command.accounts.role import Role
from command.base import clock
from tests.browser import trust_scene
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.casework.stage import a_report
from tests.cast import PASSWORD

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def hire(house: House, login: str) -> None:
    """Somebody of this test's own, so that nobody else's second factor is in the way."""
    new = NewAccount(login, "测试某人", Role.AGENCY_OFFICER, "rsj")
    await actions.create_account(house.app.state.db, new, PASSWORD, None, clock.now())


async def with_key(page: Page) -> None:
    """A virtual authenticator plugged into the page's browser."""
    cdp: Any = await page.context.new_cdp_session(page)
    await cdp.send("WebAuthn.enable")
    await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


async def sign_in(house: House, page: Page, login: str) -> None:
    await page.goto(f"{house.url}/signin")
    await page.fill("#in-login", login)
    await page.fill("#in-password", PASSWORD)
    await page.click("button[type=submit]")


async def to_my_page(house: House, page: Page, login: str) -> None:
    await house.sign_in(page, login)
    await page.goto(f"{house.url}/me")
    await expect(page.locator("#sessions li")).not_to_have_count(0)


async def add_passkey(page: Page, label: str) -> None:
    await page.click("#open-passkey")
    await page.fill("#in-password", PASSWORD)
    await page.fill("#in-label", label)
    await page.click(".ask .go")
    await expect(page.locator("#passkeys")).to_contain_text(label)


async def leave(house: House, page: Page) -> None:
    """Sign out as the page would."""
    answer = await page.evaluate(
        "async () => (await fetch('/api/session', { method: 'DELETE' })).status"
    )
    assert answer == 204
    await page.goto("about:blank")  # the page may be on its way to the sign-in by itself


async def test_authenticator_is_set_up_and_asked_for_at_the_next_sign_in(
    house: House, page_for: PageFor
) -> None:
    await hire(house, "totp.person")
    page = (await page_for()).page
    await to_my_page(house, page, "totp.person")
    totp = await begin_totp(page)
    at = clock.now()
    codes = await confirm_totp(page, totp.at(at, counter_offset=-1))

    fresh = (await page_for()).page
    await sign_in(house, fresh, "totp.person")
    await expect(fresh.locator("h1")).to_have_text("第二步验证")
    await fresh.fill("#in-code", "000000")
    await fresh.click("button[type=submit]")
    await expect(fresh.get_by_role("alert")).to_contain_text("验证码不正确")
    await fresh.fill("#in-code", totp.at(at, counter_offset=1))
    await fresh.click("button[type=submit]")
    await fresh.wait_for_url(f"{house.url}/desk*")

    lost = (await page_for()).page
    await sign_in(house, lost, "totp.person")
    await expect(lost.locator("#in-code")).to_be_visible()
    await lost.fill("#in-code", codes[0].lower())
    await lost.click("button[type=submit]")
    await lost.wait_for_url(f"{house.url}/desk*")


async def begin_totp(page: Page) -> pyotp.TOTP:
    """The secret that the page shows, after every mistake that can be made before."""
    await page.click("#open-totp")
    await page.click(".ask .go")
    await expect(page.locator("#in-password-why")).to_have_text("请填写当前密码")
    await page.fill("#in-password", "not the password")
    await page.click(".ask .go")
    await expect(page.locator("#in-password-why")).to_contain_text("当前密码不正确")
    await page.fill("#in-password", PASSWORD)
    await page.click(".ask .go")
    await expect(page.locator("img.qr")).to_be_visible()
    totp = pyotp.TOTP((await page.locator("#secret").inner_text()).replace(" ", ""))
    await page.fill("#in-code", "000000")
    await page.click(".ask .go")
    await expect(page.locator("#in-code-why")).to_contain_text("验证码不正确")
    return totp


async def confirm_totp(page: Page, code: str) -> list[str]:
    """The recovery codes."""
    await page.fill("#in-code", code)
    await page.click(".ask .go")
    await expect(page.locator(".codes code")).to_have_count(10)
    codes = await page.locator(".codes code").all_inner_texts()
    await page.click("#codes-kept")
    await expect(page.locator("#recovery-state")).to_have_text("还剩 10 个")
    return codes


async def test_passkey_is_made_and_signs_in_alone_and_as_a_second_step(
    house: House, page_for: PageFor
) -> None:
    await hire(house, "key.person")
    page = (await page_for()).page
    await with_key(page)
    await to_my_page(house, page, "key.person")
    await add_passkey(page, "值班室电脑")
    await expect(page.locator(".codes code")).to_have_count(10)
    await page.click("#leave")
    await page.wait_for_url(f"{house.url}/signin*")
    await page.click("#passkey")
    await page.wait_for_url(f"{house.url}/desk*")

    await leave(house, page)
    await sign_in(house, page, "key.person")
    await expect(page.locator("h1")).to_have_text("第二步验证")
    await page.click("#passkey")
    await page.wait_for_url(f"{house.url}/desk*")


async def test_copied_key_whose_counter_falls_back_is_refused(
    house: House, page_for: PageFor
) -> None:
    await hire(house, "copied.person")
    page = (await page_for()).page
    await with_key(page)
    await to_my_page(house, page, "copied.person")
    await add_passkey(page, "安全钥匙")
    async with house.app.state.db.transaction() as conn:
        await conn.execute("update accounts.passkey set sign_count = 1000 where label = '安全钥匙'")
    await leave(house, page)
    await page.goto(f"{house.url}/signin")
    await page.click("#passkey")
    await expect(page.get_by_role("alert")).to_contain_text("通行密钥未通过验证")


async def test_answer_to_a_challenge_is_worth_nothing_a_second_time(
    house: House, page_for: PageFor
) -> None:
    await hire(house, "replay.person")
    page = (await page_for()).page
    await with_key(page)
    await to_my_page(house, page, "replay.person")
    await add_passkey(page, "钥匙")
    await leave(house, page)
    await page.goto(f"{house.url}/signin")
    async with page.expect_request(f"{house.url}/api/session/passkey") as sent:
        await page.click("#passkey")
    body = (await sent.value).post_data_json
    await page.wait_for_url(f"{house.url}/desk*")
    again = await page.request.post(f"{house.url}/api/session/passkey", data=body)
    assert (again.status, (await again.json())["code"]) == (401, "step-ended")


async def test_session_elsewhere_is_ended_from_the_list(house: House, page_for: PageFor) -> None:
    await hire(house, "two.places")
    elsewhere, here = (await page_for()).page, (await page_for()).page
    await house.sign_in(elsewhere, "two.places")
    await to_my_page(house, here, "two.places")
    await expect(here.locator("#sessions li")).to_have_count(2)
    await here.click("#sessions button")
    await expect(here.locator("#said")).to_contain_text("该登录已结束")
    await expect(here.locator("#sessions li")).to_have_count(1)
    assert (await elsewhere.request.get(f"{house.url}/api/session")).status == 401


async def test_password_is_changed_with_words_for_each_mistake(
    house: House, page_for: PageFor
) -> None:
    await hire(house, "new.password")
    page = (await page_for()).page
    await to_my_page(house, page, "new.password")
    await page.click("#open-password")
    await page.fill("#in-password", PASSWORD)
    await page.fill("#in-new", "short")
    await page.click(".ask .go")
    await expect(page.locator("#in-new-why")).to_have_text("密码至少 10 个字符")
    await page.fill("#in-new", "1234567890")
    await page.fill("#in-again", "1234567890")
    await page.click(".ask .go")
    await expect(page.locator("#in-new-why")).to_contain_text("密码过于简单")
    await page.fill("#in-new", "河边的石拱桥-1733")
    await page.fill("#in-again", "河边的石拱桥-1733")
    await page.click(".ask .go")
    await expect(page.locator("#said")).to_contain_text("密码已修改")


async def restored(page: Page, line: Locator) -> None:
    """A disabled account comes back by a new link."""
    await line.locator("[data-act=restore]").click()
    await page.click(".ask .go")
    await expect(page.locator("#link")).to_have_value(re.compile(r"/welcome\?token="))
    await page.click("#link-done")
    await expect(line).to_contain_text("未启用")


async def test_security_administrator_makes_moves_and_disables_an_account(
    house: House, page_for: PageFor
) -> None:
    page = (await page_for()).page
    await sign_in(house, page, "security_admin")
    await page.wait_for_url(f"{house.url}/admin*")
    await page.click("#open-new")
    await page.click(".ask .go")
    await expect(page.locator("#in-login-why")).to_have_text("请填写登录名")
    await page.fill("#in-login", "lead")
    await page.fill("#in-display_name", "测试新人")
    await page.select_option("#in-agency_id", "rsj")
    await page.click(".ask .go")
    await expect(page.locator("#in-login-why")).to_contain_text("登录名已被使用")
    await page.fill("#in-login", "fresh.person")
    await page.click(".ask .go")
    await expect(page.locator("#link")).to_have_value(re.compile(r"/welcome\?token="))
    await page.click("#link-done")
    line = page.locator("[data-login='fresh.person']")
    await expect(line).to_contain_text("未启用")
    await line.locator("[data-act=move]").click()
    await page.select_option("#in-role", "visitor")
    await page.click(".ask .go")
    await expect(page.locator("#in-role-why")).to_contain_text("该岗位不能设在这个单位")
    await page.select_option("#in-agency_id", "zjj")
    await page.select_option("#in-role", "agency_officer")
    await page.click(".ask .go")
    await expect(page.locator("#said")).to_contain_text("已调岗")
    await expect(line).to_contain_text("zjj")
    await line.locator("[data-act=disable]").click()
    await page.click(".ask .go")
    await expect(line).to_contain_text("已停用")
    await restored(page, line)


async def test_cases_of_somebody_who_leaves_are_handed_on_with_a_reason(
    house: House, page_for: PageFor
) -> None:
    heir = await trust_scene.hire(house, Role.AGENCY_OFFICER, "rsj")
    case = (await trust_scene.post(house, "duty", "/api/reports", a_report(kind="incident")))[
        "case"
    ]
    page = await trust_scene.at(house, page_for, "security_admin", "/admin")
    line = page.locator("[data-login=lead]")
    await line.locator("[data-act=disable]").click()
    await page.click(".ask .go")
    await expect(page.locator("#said")).to_contain_text("名下还有1件未办结的事项,须先移交")
    await line.locator("[data-act=leave]").click()
    await page.click(".ask .go")
    await expect(page.locator("#in-why-why")).to_have_text("请填写原因")
    await expect(page.locator("#in-why")).to_be_focused()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await page.select_option("#in-to", label=f"测试某人 · {heir}")
    await page.fill("#in-why", "调离本单位(虚构)")
    await page.click(".ask .go")
    await expect(page.locator("#said")).to_have_text("已停用,移交 1 件")
    await expect(line).to_contain_text("已停用")
    mine = await trust_scene.at(house, page_for, heir, "/desk?queue=mine")
    await mine.locator(f".row[data-case='{case}']").click()
    await expect(mine.locator("#case .mid .own")).to_contain_text("测试某人")
    await expect(mine.locator(".ev")).to_contain_text("调离本单位(虚构)")


async def test_demanded_factor_sends_the_person_to_their_own_page_first(
    house: House, page_for: PageFor
) -> None:
    await hire(house, "must.enrol")
    admin = (await page_for()).page
    await house.sign_in(admin, "security_admin")
    await admin.goto(f"{house.url}/admin#factors")
    row = admin.locator("[data-role=agency_officer]")
    await row.locator("button").click()
    await expect(row).to_contain_text("已要求")
    page = (await page_for()).page
    await sign_in(house, page, "must.enrol")
    await page.wait_for_url(f"{house.url}/me")
    await expect(page.get_by_role("alert")).to_contain_text("须有第二步验证")
    assert (await page.request.get(f"{house.url}/api/cases")).status == 403
    await with_key(page)
    await add_passkey(page, "钥匙")
    assert (await page.request.get(f"{house.url}/api/cases")).status == 200
    await row.locator("button").click()
    await expect(row).not_to_contain_text("已要求")


async def test_system_administrator_keeps_walls_and_roster(house: House, page_for: PageFor) -> None:
    page = (await page_for()).page
    await house.sign_in(page, "system_admin")
    await page.goto(f"{house.url}/admin")
    await page.click("#open-new")
    await page.fill("#in-place", "361123002")
    await page.fill("#in-label", "一楼东屏")
    await page.click(".ask .go")
    await expect(page.locator("#link")).to_have_value(re.compile(r"/wall\?kiosk="))
    await page.click("[data-tab=agencies]")
    await expect(page.locator("#agencies li").first).to_be_visible()
    await page.click("[data-tab=duties]")
    await page.click("#open-new")
    await page.select_option("#in-agency", "rsj")
    await page.locator("#in-account option:not([value=''])").first.wait_for(state="attached")
    await page.click(".ask .go")
    await expect(page.locator("#in-starts-why")).to_have_text("请填写起止时间")
    today = clock.now().date()
    await page.fill("#in-starts", f"{today + timedelta(days=1)}T08:00")
    await page.fill("#in-ends", f"{today + timedelta(days=60)}T08:00")
    await page.click(".ask .go")
    await expect(page.locator("#in-ends-why")).to_contain_text("不超过 31 天")
    await page.fill("#in-ends", f"{today + timedelta(days=2)}T08:00")
    await page.click(".ask .go")
    await expect(page.locator("#duties li")).to_contain_text("承办值班")
    await page.click("#duties button")
    await expect(page.locator("#duties li")).to_have_count(0)


@pytest.mark.parametrize("theme", ["day", "night"])
@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("duty", "/me"),
        ("security_admin", "/admin"),
        ("security_admin", "/admin#factors"),
        ("system_admin", "/admin#duties"),
    ],
)
async def test_pages_pass_axe_and_fit_a_phone(
    house: House, page_for: PageFor, login: str, address: str, theme: str
) -> None:
    visitor = await page_for(viewport={"width": 360, "height": 740})
    page = visitor.page
    await house.sign_in(page, login)
    path, _, tab = address.partition("#")
    await page.goto(f"{house.url}{path}?theme={theme}#{tab}")
    await expect(page.locator("main .card").first).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visitor.errors == []
