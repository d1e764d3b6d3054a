"""The broken glass, the sealed lane and one's own matter, as people use them in browsers."""

import re
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from command.accounts import actions
from command.accounts.account import NewAccount
from command.accounts.role import Role
from command.base import clock
from command.base.addresses import Addresses
from command.base.postgres import Server
from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House, new_key
from tests.casework.stage import a_report
from tests.cast import OTHER_TOWNSHIP, PASSWORD, TOWNSHIP, VILLAGE
from tests.sealed.stage import WORDS, a_complaint

PHONE = {"width": 360, "height": 740}
REASON = "当事人在窗口突发疾病,需联系承办人"
TOWN, HAMLET = f"c{TOWNSHIP}", f"c{VILLAGE}"


@pytest.fixture(scope="module")
async def house(
    server: Server, template: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with houses.ground(server) as ground, houses.opened(ground, folder) as opened:
        yield opened


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


async def matter_at(house: House, page_for: PageFor, login: str, matter: str) -> Page:
    page = await at(house, page_for, login, f"/sealed#m={matter}")
    await expect(page.locator("#told")).to_have_text(WORDS)
    return page


async def do(page: Page, deed: str, **inputs: str) -> None:
    """One deed through its form."""
    await page.click(f"[data-deed={deed}]")
    for name, value in inputs.items():
        field = page.locator(f"#in-{name}")
        is_choice = await field.evaluate("field => field.tagName") == "SELECT"
        await (field.select_option(value) if is_choice else field.fill(value))
    await page.click(".ask .go")
    await expect(page.locator("#said")).to_have_text("已办理")


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


# The sealed lane


async def test_a_complaint_is_filed_and_gone_from_whoever_wrote_it_down(
    house: House, page_for: PageFor
) -> None:
    page = await at(house, page_for, "clerk", "/sealed")
    await expect(page.locator("[data-tab]")).to_have_count(2)
    await page.click("#filing button[type=submit]")
    await expect(page.locator("#in-accused-why")).to_have_text("请加入至少一个被反映对象")
    await page.select_option("#in-accused", TOWN)
    await page.click("#add-accused")
    await expect(page.locator("#picked li")).to_have_count(1)
    await page.fill("#in-words", WORDS)
    await page.click("#filing button[type=submit]")
    receipt, code = page.locator("#filed-receipt"), page.locator("#filed-code")
    told = await receipt.inner_text(), await code.inner_text()
    await page.click("#handed")
    await expect(page.locator("#filing")).to_be_visible()
    text = await page.locator("body").inner_text()
    assert told[0] not in text
    assert told[1] not in text


async def test_the_lane_works_a_matter_to_its_end(house: House, page_for: PageFor) -> None:
    matter = await filed(house, TOWN, "duty")
    leader = await matter_at(house, page_for, "leader", matter)
    await do(leader, "accept")
    await do(leader, "note", words="已调取账目")
    await expect(leader.locator("#entries")).to_contain_text("已调取账目")
    await leader.click("[data-act=reveal-phone]")
    await leader.click(".ask .go")
    await expect(leader.locator("[data-field=phone]")).to_have_text("13800000000")
    second = await matter_at(house, page_for, "supervisor", matter)
    await do(leader, "answer", words="少发的三户已补发")
    await expect(leader.locator("[data-deed=close]")).to_have_count(0)
    await do(second, "close", satisfaction="satisfied", words="当事人认可")
    await expect(second.locator("#state")).to_have_text("已结")
    await expect(leader.locator("#state")).to_have_text("已结")


async def test_one_writes_an_abstract_another_lets_it_go_and_it_is_answered(
    house: House, page_for: PageFor
) -> None:
    matter = await filed(house, TOWN, "duty")
    leader = await matter_at(house, page_for, "leader", matter)
    await do(leader, "accept")
    await leader.click("[data-deed=abstract]")
    await leader.select_option("#in-agency", "zjj")
    await leader.fill("#in-words", WORDS)
    await leader.click(".ask .go")
    await expect(leader.locator("#in-words-why")).to_contain_text("摘要须隐去反映人")
    await leader.fill("#in-words", "请核对补偿款发放名册")
    await leader.click(".ask .go")
    await expect(leader.locator("#transfers")).to_contain_text("您拟的摘要")
    await expect(leader.locator("[data-act=approve]")).to_have_count(0)
    second = await matter_at(house, page_for, "supervisor", matter)
    await second.click("[data-act=approve]")
    await expect(second.locator("#transfers")).to_contain_text("已审批移送")
    await replied(await at(house, page_for, "support", "/sealed#received"))
    await expect(leader.locator("#transfers")).to_contain_text("名册与账目相符")


async def replied(receiver: Page) -> None:
    line = receiver.locator("#received li")
    await expect(line).to_contain_text("请核对补偿款发放名册")
    await line.locator("[data-act=reply]").click()
    await receiver.fill("#in-words", "名册与账目相符")
    await receiver.click(".ask .go")
    await expect(line).to_contain_text("名册与账目相符")
    assert WORDS[:12] not in await receiver.locator("body").inner_text()


async def test_one_more_accused_takes_the_open_matter_off_the_screen(
    house: House, page_for: PageFor
) -> None:
    matter = await filed(house, HAMLET, "township")
    other = await hire(house, Role.TOWNSHIP_OFFICER, TOWN)
    page = await matter_at(house, page_for, other, matter)
    deciding = await matter_at(house, page_for, "township", matter)
    await deciding.click("[data-deed=accuse]")
    await deciding.select_option("#in-accused", TOWN)
    await deciding.click(".ask .go")
    for one in (page, deciding):
        await expect(one.locator("#said")).to_have_text("这个事项不再向您开放")
        assert WORDS[:12] not in await one.locator("body").inner_text()
        await expect(one.locator(f"[data-matter='{matter}']")).to_have_count(0)
    await matter_at(house, page_for, "leader", matter)


async def test_whoever_may_not_know_is_told_not_found(house: House, page_for: PageFor) -> None:
    matter = await filed(house, TOWN, "duty")
    accused = await at(house, page_for, "township", f"/sealed#m={matter}")
    await expect(accused.locator("#said")).to_contain_text("没有找到")
    never = await at(house, page_for, "township", "/sealed#m=0000000000000000")
    await expect(never.locator("#said")).to_contain_text("没有找到")
    texts = [await one.locator("main").inner_text() for one in (accused, never)]
    assert texts[0] == texts[1]
    auditor = await at(house, page_for, "auditor", "/sealed")
    await expect(auditor.locator("main")).to_have_text("没有找到")


@pytest.mark.parametrize(
    ("login", "links"),
    [("leader", ["/glass", "/sealed"]), ("visitor", ["/glass"]), ("auditor", [])],
)
async def test_the_menu_leads_only_where_somebody_may_go(
    house: House, page_for: PageFor, login: str, links: list[str]
) -> None:
    page = await at(house, page_for, login, "/me")
    await expect(page.locator("#sessions li")).not_to_have_count(0)
    found = await page.locator(".bar a[href='/glass'], .bar a[href='/sealed']").all()
    assert [await one.get_attribute("href") for one in found] == links


async def test_a_declared_relation_is_listed(house: House, page_for: PageFor) -> None:
    page = await at(house, page_for, "dispatcher", "/sealed#relations")
    await expect(page.locator("main .empty")).to_have_text("没有声明过")
    await page.select_option("#in-agency", "lyj")
    await page.click("#declare button")
    await expect(page.locator("#relations li")).to_have_count(1)


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


async def test_an_open_matter_passes_axe_and_fits_a_phone(house: House, page_for: PageFor) -> None:
    matter = await filed(house, TOWN, "duty")
    visitor = await shown(house, page_for, "duty", f"/sealed?lang=en#m={matter}", PHONE)
    page = visitor.page
    await page.click("[data-deed=accept]")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.click("#back")
    await expect(page.locator(f"[data-matter='{matter}']")).to_be_visible()
    assert visitor.errors == []
