"""The sealed lane's page, as its officers and those who may not know use it in browsers."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from command.accounts.role import Role
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.trust_scene import HAMLET, PHONE, TOWN, at, filed, hire
from tests.sealed.stage import WORDS


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
    [
        ("leader", ["/glass", "/sealed", "/exports"]),
        ("visitor", ["/glass"]),
        ("auditor", []),
    ],
)
async def test_the_menu_leads_only_where_somebody_may_go(
    house: House, page_for: PageFor, login: str, links: list[str]
) -> None:
    page = await at(house, page_for, login, "/me")
    await expect(page.locator("#sessions li")).not_to_have_count(0)
    found = await page.locator(
        ".bar a[href='/glass'], .bar a[href='/sealed'], .bar a[href='/exports']"
    ).all()
    assert [await one.get_attribute("href") for one in found] == links


async def test_a_declared_relation_is_listed(house: House, page_for: PageFor) -> None:
    page = await at(house, page_for, "dispatcher", "/sealed#relations")
    await expect(page.locator("main .empty")).to_have_text("没有声明过")
    await page.select_option("#in-agency", "lyj")
    await page.click("#declare button")
    await expect(page.locator("#relations li")).to_have_count(1)


async def test_an_open_matter_passes_axe_and_fits_a_phone(house: House, page_for: PageFor) -> None:
    matter = await filed(house, TOWN, "duty")
    visitor = await page_for(viewport=PHONE)
    page = visitor.page
    await house.sign_in(page, "duty")
    await page.goto(f"{house.url}/sealed?lang=en#m={matter}")
    await page.click("[data-deed=accept]")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.click("#back")
    await expect(page.locator(f"[data-matter='{matter}']")).to_be_visible()
    assert visitor.errors == []
