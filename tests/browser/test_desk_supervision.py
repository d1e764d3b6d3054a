"""Supervision at the desk, from the reminder of a unit to its end, on the screens of both."""

from datetime import timedelta

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from command.base import clock
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.test_desk import at_desk, deed_by_keys, posted, reported


async def test_a_unit_is_reminded_answers_and_the_supervision_is_lifted(
    house: House, page_for: PageFor
) -> None:
    duty = (await at_desk(house, page_for, "duty")).page
    case = await reported(house, duty)
    await posted(house, duty, f"/api/cases/{case}/accept", {"version": 1}, "card")
    supervisor = (await at_desk(house, page_for, "supervisor", f"?case={case}")).page
    by = str(clock.china_date(clock.now()) + timedelta(days=3))
    words = ("words", "请三日内书面回复进展(虚构)")
    await deed_by_keys(supervisor, "7", words, ("due", by), chosen="[name=step][value=remind]")
    section = supervisor.locator("[data-supervision='1']")
    await expect(section).to_contain_text("请三日内书面回复进展(虚构)")
    await expect(section).to_contain_text("待回复")
    officer = (await at_desk(house, page_for, "lead")).page
    await officer.keyboard.press("6")
    await expect(officer.locator("[data-queue=supervised]")).to_have_attribute(
        "aria-pressed", "true"
    )
    await officer.locator(f".row[data-case='{case}']").click()
    reply = ("words", "已约双方核对,本周五前发放(虚构)")
    await deed_by_keys(officer, "9", reply, chosen="[name=number]")
    await expect(section).to_contain_text("已约双方核对")  # by the stream
    found = await Axe().run(supervisor)
    assert found.violations_count == 0, found.generate_report()
    await deed_by_keys(supervisor, "0", ("words", "已按期回复"), chosen="[name=number]")
    await expect(section).to_contain_text("已解除")
    await expect(supervisor.locator(".btn[data-deed=lift]")).to_have_count(0)
    await officer.keyboard.press("6")
    await expect(officer.locator(f".row[data-case='{case}']")).to_have_count(0)
