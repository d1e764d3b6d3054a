"""The broken glass, one's own matter and exports, as people use them in browsers."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from command.accounts.role import Role
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.trust_scene import PHONE, TOWN, at, hire, post
from tests.casework.stage import a_report
from tests.cast import OTHER_TOWNSHIP
from tests.sealed.stage import WORDS

REASON = "当事人在窗口突发疾病,需联系承办人"


# The broken glass


async def test_two_persons_break_the_glass_and_the_hour_runs(
    house: House, page_for: PageFor
) -> None:
    taken = await post(house, "clerk", "/api/reports", a_report())
    asker = await hire(house, Role.TOWNSHIP_OFFICER, f"c{OTHER_TOWNSHIP}")
    page = await at(house, page_for, asker, "/glass")
    await page.click("#ask button[type=submit]")
    await expect(page.locator("#in-receipt-why")).to_have_text("请填写受理编号")
    await page.fill("#in-receipt", taken["receipt"])
    await page.fill("#in-reason", "急")
    await page.click("#ask button[type=submit]")
    await expect(page.locator("#in-reason-why")).not_to_have_text(
        "为什么等不得,至少四个字;不写个人信息"
    )
    await page.fill("#in-reason", REASON)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    own = page.locator("#mine li")
    await expect(own).to_contain_text("等待审批")

    second = await at(house, page_for, "leader", "/glass")
    waiting = second.locator("#waiting li", has_text=taken["receipt"])
    await expect(waiting).to_contain_text(REASON)
    await waiting.locator("[data-act=approve]").click()
    await expect(second.locator("#said")).to_contain_text("60 分钟")
    await expect(second.locator("#others li", has_text=taken["receipt"])).to_contain_text("可读")

    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(own.locator("[data-left]")).to_contain_text(re.compile("还剩 (59|60)′"))
    before = await own.locator("[data-left]").inner_text()
    await expect(own.locator("[data-left]")).not_to_have_text(before)
    assert (await page.request.get(f"{house.url}/api/cases/{taken['case']}")).status == 200
    await own.locator("[data-act=end]").click()
    await expect(own).to_contain_text("已结束")
    assert (await page.request.get(f"{house.url}/api/cases/{taken['case']}")).status == 404


async def test_nobody_is_offered_to_agree_with_themselves(house: House, page_for: PageFor) -> None:
    receipt = "YS20261124-00000000"
    await post(house, "supervisor", "/api/glass", {"receipt": receipt, "reason": REASON})
    page = await at(house, page_for, "supervisor", "/glass")
    await expect(page.locator("#mine li", has_text=receipt)).to_be_visible()
    await expect(page.locator("[data-act=approve]")).to_have_count(0)


async def test_a_bureau_is_shown_no_list_of_what_others_asked(
    house: House, page_for: PageFor
) -> None:
    page = await at(house, page_for, "outsider", "/glass")
    await expect(page.locator("main h2")).to_have_text(["我的申请"])
    await expect(page.locator("main .empty")).to_have_text("近七天您没有申请过")


# One's own matter


async def test_the_petitioner_sees_which_unit_opened_their_phone(
    house: House, page_for: PageFor
) -> None:
    taken = await post(house, "clerk", "/api/reports", a_report())
    page = (await page_for(viewport=PHONE)).page
    await page.goto(f"{house.url}/signin")
    await page.click("#own")
    await page.fill("#in-receipt", f"{taken['receipt']} {taken['query_code']}")
    await page.click("#slip button")
    await expect(page.locator("#receipt")).to_have_text(taken["receipt"])
    await expect(page.locator("#no-openings")).to_be_visible()
    wish = {"field": "phone", "purpose": "contact"}
    opened = await post(house, "duty", f"/api/cases/{taken['case']}/reveal", wish)
    await page.click("#again")
    line = page.locator("#openings li")
    await expect(line).to_contain_text("玉山县社会治理中心 查看了电话")
    await expect(line).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d · 用途:联系办理"))
    text = await page.locator("body").inner_text()
    assert opened["value"] not in text
    assert "值班甲" not in text
    await page.click("#another")
    assert await page.input_value("#in-receipt") == ""
    kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href])")
    assert taken["receipt"] not in kept


async def test_a_wrong_code_is_said_at_its_field_and_tells_nothing_else(
    house: House, page_for: PageFor
) -> None:
    page = (await page_for(viewport=PHONE)).page
    await page.goto(f"{house.url}/own")
    await page.keyboard.press("Enter")
    await expect(page.locator("#in-receipt-why")).to_have_text("请填写受理编号")
    await page.fill("#in-receipt", "YS20261124-00000000")
    await page.fill("#in-code", "0000-0000-0000")
    await page.keyboard.press("Enter")
    await expect(page.locator("#in-code-why")).to_contain_text("受理编号或查询码不对")
    await expect(page.locator("#in-code")).to_be_focused()


async def test_a_citizen_complains_alone_and_follows_it_by_the_slip(
    house: House, page_for: PageFor
) -> None:
    page = (await page_for(viewport=PHONE)).page
    await page.goto(f"{house.url}/own")
    await page.click("#complain")
    await page.click("#file")
    await expect(page.locator("#in-accused-why")).to_have_text("请选择单位并加入")
    await page.select_option("#in-accused", TOWN)
    await page.click("#add-accused")
    await expect(page.locator("#picked li")).to_have_count(1)
    await page.fill("#in-words", WORDS)
    await page.click("#file")
    told = await page.locator("#filed-receipt").inner_text()
    code = await page.locator("#filed-code").inner_text()
    await page.click("#handed")
    kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href])")
    assert not [one for one in (told, code, WORDS) if one in kept + await page.content()]
    await page.fill("#in-receipt", f"{told} {code}")
    await page.click("#ask")
    await expect(page.locator("[data-fact=unit]")).to_have_text("玉山县社会治理中心")
    lane = await at(house, page_for, "leader", "/sealed")
    await expect(lane.locator("#matters")).to_contain_text(told)


# Exports


async def test_two_persons_let_an_export_of_many_identities_go(
    house: House, page_for: PageFor
) -> None:
    for _ in range(51):
        await post(house, "clerk", "/api/reports", a_report())
    page = await at(house, page_for, "duty", "/exports")
    await page.fill("#in-from", "2020-01-01")
    await page.fill("#in-to", "2019-01-01")
    await page.fill("#in-reason", "督查积案办理情况(虚构)")
    await page.click("#ask button[type=submit]")
    await expect(page.locator("#in-to-why")).to_contain_text("止日不早于起日")
    await page.fill("#in-to", "2099-01-01")
    await page.click("#ask button[type=submit]")
    await expect(page.locator("#said")).to_contain_text("等待县级另一人同意")
    own = page.locator("#mine li")
    await expect(own.locator("[data-act=take]")).to_have_count(0)

    second = await at(house, page_for, "leader", "/exports")
    await second.click("#waiting [data-act=approve]")
    await expect(second.locator("#others li")).to_contain_text("领导辛 同意")
    await expect(second.locator("[data-act=take]")).to_have_count(0)

    await page.reload()
    async with page.expect_download() as taken:
        await own.locator("[data-act=take]").click()
    text = await asyncio.to_thread(Path(await (await taken.value).path()).read_text, "utf-8-sig")
    lines = text.splitlines()
    number = await own.locator("b").inner_text()
    assert all(number in line and "领导辛同意" in line for line in (lines[0], *lines[2:]))
    assert len(lines) >= 53
    assert "13800000000" not in text
    await expect(own).to_contain_text("已下载 1 次")


# For everybody


async def shown(
    house: House, page_for: PageFor, login: str, path: str, size: dict[str, int]
) -> Any:
    visitor = await page_for(viewport=size)
    if login:
        await house.sign_in(visitor.page, login)
    await visitor.page.goto(f"{house.url}{path}")
    await expect(visitor.page.locator("main .card:visible").first).to_be_visible()
    return visitor


@pytest.mark.parametrize("look", ["theme=day&lang=en", "theme=night&lang=zh"])
@pytest.mark.parametrize(
    ("login", "path"),
    [
        *(("", "/own"), ("leader", "/glass"), ("leader", "/sealed#matters")),
        *(
            ("leader", "/sealed#received"),
            ("clerk", "/sealed#filing"),
            ("duty", "/sealed#relations"),
            ("leader", "/exports"),
        ),
    ],
)
async def test_pages_pass_axe_and_fit_a_phone(
    house: House, page_for: PageFor, login: str, path: str, look: str
) -> None:
    address, _, tab = path.partition("#")
    visitor = await shown(house, page_for, login, f"{address}?{look}#{tab}", PHONE)
    found = await Axe().run(visitor.page)
    assert found.violations_count == 0, found.generate_report()
    assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visitor.errors == []
