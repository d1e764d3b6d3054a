"""An officer's day at the desk in a real browser: by keyboard, from the report to the archive."""

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser import house as houses
from tests.browser.conftest import PageFor
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.cast import VILLAGE

WORDS = "某安置房项目(虚构)拖欠三个月工资。"
PAYLOADS = (
    "<script>window.hurt=1</script>",
    "<img src=x onerror=window.hurt=1>",
    '"><svg onload=window.hurt=1>',
    "{{constructor.constructor('window.hurt=1')()}}",
)


async def at_desk(
    house: House, page_for: PageFor, login: str, address: str = "", **options: Any
) -> Visitor:
    options.setdefault("viewport", {"width": 1366, "height": 768})
    visitor = await page_for(**options)
    await house.sign_in(visitor.page, login)
    await visitor.page.goto(f"{house.url}/desk{address}")
    await expect(visitor.page.locator("#top h1")).to_be_visible()
    return visitor


async def reported(house: House, page: Page, **facts: Any) -> int:
    """A new case, as the signed-in person of the page reports it."""
    report = {
        "kind": "petition",
        "type": "wage_arrears",
        "words": WORDS,
        "headcount": 3,
        "place": VILLAGE,
        "channel": "window",
    }
    return int(await posted(house, page, "/api/reports", report | facts, "case"))


async def posted(house: House, page: Page, path: str, body: Any, name: str) -> Any:
    key = {"idempotency-key": houses.new_key()}
    answer = await page.request.post(f"{house.url}{path}", data=body, headers=key)
    assert answer.ok, await answer.text()
    return (await answer.json())[name]


async def deed_by_keys(page: Page, key: str, *typed: tuple[str, str], chosen: str = "") -> None:
    """Press the deed's key, choose and fill, send with Ctrl+Enter, see it delivered."""
    await expect(page.locator(f".btn[aria-keyshortcuts='{key}']")).to_be_visible()
    await page.keyboard.press(key)
    dialog = page.locator("dialog[open]")
    await expect(dialog).to_be_visible()
    if chosen:
        await dialog.locator(f"input{chosen}").check()
    for name, text in typed:
        await page.fill(f"#f-{name}", text)
    async with page.expect_response("**/api/cases/*/*") as answered:
        await page.keyboard.press("Control+Enter")
    assert (await answered.value).ok, await (await answered.value).text()
    await expect(page.locator("#toast")).to_contain_text("已送达")
    await expect(dialog).to_have_count(0)


async def choose_type_and_place(clerk: Page) -> None:
    """By two letters and a pinyin, from the key that opens the form."""
    await clerk.keyboard.press("n")
    await expect(clerk.locator("dialog[open]")).to_be_visible()
    await clerk.keyboard.press("Tab")
    await clerk.keyboard.type("欠薪")
    await expect(clerk.locator("#f-type-list li[aria-selected=true]")).to_contain_text("欠薪")
    await clerk.keyboard.press("Enter")
    await clerk.keyboard.press("Tab")
    await clerk.keyboard.type("wlz")
    await expect(clerk.locator("#f-place-list li[aria-selected=true]")).to_contain_text("万柳洲")
    await clerk.keyboard.press("Enter")
    await clerk.keyboard.press("Tab")


async def tell_and_register(clerk: Page) -> str:
    """The words and the headcount; returns the number of the case."""
    await clerk.keyboard.type(WORDS)
    await clerk.keyboard.press("Tab")
    await clerk.keyboard.press("Tab")
    await clerk.keyboard.type("12")
    await expect(clerk.locator("#f-title")).to_have_value("万柳洲社区约12人反映欠薪")
    await clerk.keyboard.press("Control+Enter")
    await expect(clerk.locator("#receipt-number")).to_contain_text("YS")
    assert len((await clerk.locator("#query-code").inner_text()).replace("-", "")) == 12
    drawn = await clerk.locator("img.qr").evaluate(
        "async image => (await image.decode(), image.naturalWidth)"
    )
    assert drawn > 100
    await clerk.keyboard.press("Enter")
    await expect(clerk.locator("dialog")).to_have_count(0)
    await expect(clerk.locator("#case-title")).to_have_text("万柳洲社区约12人反映欠薪")
    number = await clerk.evaluate("new URLSearchParams(location.search).get('case')")
    return str(number)


async def test_case_from_report_to_archive_by_keyboard(house: House, page_for: PageFor) -> None:
    clerk = (await at_desk(house, page_for, "duty")).page
    await expect(clerk.locator(".rows .empty")).to_contain_text("没有在办事项")
    await choose_type_and_place(clerk)
    number = await tell_and_register(clerk)
    await deed_by_keys(clerk, "a")
    await expect(clerk.locator("#case .meta")).to_contain_text("未签收")
    officer = (await at_desk(house, page_for, "lead", f"?case={number}")).page
    await expect(officer.locator(".btn[data-deed=sign-for]")).to_be_visible()
    await deed_by_keys(officer, "q")
    # the clerk's open case follows by the stream, without a touch
    await expect(clerk.locator("#case .mid")).to_contain_text("签收")
    await expect(clerk.locator("#case .meta")).to_contain_text("办理中")
    await deed_by_keys(officer, "p", ("words", "已核对工资表。"))
    await expect(clerk.locator(".ev")).to_contain_text("已核对工资表。")
    await deed_by_keys(clerk, "e", ("why", "人数 12→60"))
    for one in (clerk, officer):  # a deed on an older version would be refused
        await expect(one.locator(".why-line")).to_contain_text("人数 12→60")
    await expect(officer.locator(".later [data-deed=resolve]")).to_have_text(
        re.compile("还有1项任务未答复:住建局")
    )
    support = (await at_desk(house, page_for, "support", f"?case={number}")).page
    await support.click("[data-deed=answer]")
    await support.check("dialog[open] input[name=task]")
    await support.fill("#f-words", "已核对施工合同。")
    await support.keyboard.press("Control+Enter")
    await expect(support.locator("dialog[open]")).to_have_count(0)
    await deed_by_keys(officer, "r", ("words", "工资已全部发放。"))
    await visit_and_close(house, page_for, number)


async def visit_and_close(house: House, page_for: PageFor, number: str) -> None:
    visitor = (await at_desk(house, page_for, "visitor", f"?case={number}")).page
    await expect(visitor.locator(".btn[data-deed=visit]")).to_be_visible()
    await not_reached(visitor)
    await visitor.keyboard.press("v")
    await visitor.get_by_role("radio", name="满意", exact=True).check()
    await visitor.fill("#f-words", "已收到工资。")
    await visitor.keyboard.press("Control+Enter")
    await expect(visitor.locator("dialog[open]")).to_have_count(0)
    tries = visitor.locator("#visits")
    await expect(tries).to_contain_text("第2次 已联系上")
    await expect(tries).to_contain_text("已收到工资。")
    await deed_by_keys(visitor, "c")
    await expect(visitor.locator("#case .acts")).to_contain_text("已结案")


async def not_reached(visitor: Page) -> None:
    """A first try at the door: nothing is asked of whoever was not reached."""
    await visitor.keyboard.press("v")
    await visitor.get_by_role("radio", name="上门", exact=True).check()
    await visitor.get_by_role("radio", name="未联系上", exact=True).check()
    await expect(visitor.get_by_role("radio", name="满意", exact=True)).to_have_count(0)
    await visitor.keyboard.press("Control+Enter")
    await expect(visitor.locator("dialog[open]")).to_have_count(0)
    await expect(visitor.locator("#visits")).to_contain_text("第1次 未联系上")
    await expect(visitor.locator("#case .meta")).to_contain_text("待回访")


async def test_slower_officer_sees_the_difference_and_loses_no_word(
    house: House, page_for: PageFor
) -> None:
    slow = (await at_desk(house, page_for, "duty")).page
    case = await reported(house, slow)
    await slow.goto(f"{house.url}/desk?case={case}")
    await expect(slow.locator("#case-title")).to_be_visible()
    await slow.keyboard.press("p")
    await slow.fill("#f-words", "我写了很久的一段话")
    quick = (await at_desk(house, page_for, "dispatcher")).page
    body = {"version": 1, "headcount": 40}
    await posted(house, quick, f"/api/cases/{case}/facts", body, "card")
    await slow.keyboard.press("Control+Enter")
    stale = slow.locator("dialog .stale")
    await expect(stale).to_contain_text("事项刚被他人更新")
    await expect(stale).to_contain_text("40")
    await expect(slow.locator("#f-words")).to_have_value("我写了很久的一段话")
    await slow.keyboard.press("Control+Enter")
    await expect(slow.locator(".ev")).to_contain_text("我写了很久的一段话")


async def test_draft_survives_a_reload_and_lies_sealed(house: House, page_for: PageFor) -> None:
    page = (await at_desk(house, page_for, "duty")).page
    case = await reported(house, page)
    await page.goto(f"{house.url}/desk?case={case}")
    await expect(page.locator("#case-title")).to_be_visible()
    await page.keyboard.press("p")
    await page.fill("#f-words", "写到一半断电了")
    await expect(page.locator("#case .acts .q")).to_contain_text("草稿 1")
    await page.reload()
    await expect(page.locator("#case-title")).to_be_visible()
    await page.keyboard.press("p")
    await expect(page.locator("#f-words")).to_have_value("写到一半断电了")
    shelf = await page.evaluate(SHELF)
    assert shelf["rows"] == 1
    assert shelf["extractable"] is False
    assert "断电" not in shelf["text"]


SHELF = """() => new Promise((resolve) => {
  indexedDB.open("yushan").onsuccess = ({ target: { result: db } }) => {
    const ask = db.transaction(["drafts", "keys"]);
    const rows = ask.objectStore("drafts").getAll();
    const keys = ask.objectStore("keys").getAll();
    ask.oncomplete = () => resolve({
      rows: rows.result.length, extractable: keys.result[0].key.extractable,
      text: rows.result.map((row) => JSON.stringify(row) +
        new TextDecoder().decode(row.told.bytes)).join(""),
    });
  };
})"""


async def test_scripts_in_every_text_stay_texts(house: House, page_for: PageFor) -> None:
    visitor = await at_desk(house, page_for, "duty")
    page = visitor.page
    for payload in PAYLOADS:
        reporter = {"name": payload[:40], "phone": ""}
        facts = {"words": payload, "title": payload, "spot": payload[:60], "reporter": reporter}
        case = await reported(house, page, **facts)
        told = {"version": 1, "words": payload}
        await posted(house, page, f"/api/cases/{case}/progress", told, "card")
        await page.goto(f"{house.url}/desk?case={case}")
        await expect(page.locator("#case-title")).to_have_text(payload)
        await expect(page.locator(".ev")).to_contain_text(payload)
        await expect(page.locator(".words")).to_contain_text(payload)
        assert await page.evaluate("window.hurt") is None
    assert visitor.errors == []
    assert visitor.hosts == {house.url.removeprefix("http://")}


async def test_composing_letters_do_no_deed(house: House, page_for: PageFor) -> None:
    page = (await at_desk(house, page_for, "duty")).page
    await page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown",
        { key: "n", isComposing: true, bubbles: true }))"""
    )
    await page.keyboard.press("/")
    await page.keyboard.type("nnn")
    assert await page.input_value("#search") == "nnn"
    assert await page.locator("dialog").count() == 0
    await expect(page.locator(".rows .empty")).to_contain_text("没有符合的事项")
    assert "q=nnn" in page.url


async def test_search_finds_by_chinese_pinyin_and_number(house: House, page_for: PageFor) -> None:
    page = (await at_desk(house, page_for, "duty")).page
    case = await reported(house, page, type="noise")
    receipt = (await (await page.request.get(f"{house.url}/api/cases/{case}")).json())["card"]
    for wanted in ("噪声", "wanliuzhou", receipt["receipt"]):
        await page.fill("#search", wanted)
        await expect(page.locator(f".row[data-case='{case}']")).to_be_visible()
        await page.fill("#search", "没有这样的事")
        await expect(page.locator(f".row[data-case='{case}']")).to_have_count(0)


async def test_what_is_not_possible_now_is_folded_with_its_reason_and_others_deeds_are_absent(
    house: House, page_for: PageFor
) -> None:
    page = (await at_desk(house, page_for, "duty")).page
    case = await reported(house, page)
    await page.goto(f"{house.url}/desk?case={case}")
    await expect(page.locator(".btn[data-deed=accept]")).to_be_visible()
    await expect(page.locator("[data-deed=visit], [data-deed=resolve]")).to_have_count(0)
    await page.keyboard.press("v")
    await expect(page.locator("#toast")).to_contain_text("回访:不在您的岗位或单位职责内")
    ruling = page.locator(".later li[data-deed=rule]")
    await expect(ruling).to_be_hidden()
    await page.keyboard.press("w")
    await expect(page.locator("#toast")).to_contain_text("已退回时可以,现为已登记")
    await page.keyboard.press(".")
    await expect(ruling).to_be_visible()
    await expect(ruling).to_contain_text("已退回时可以,现为已登记")
    assert await page.locator("dialog").count() == 0
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await page.keyboard.press("Enter")
    await expect(ruling).to_be_hidden()


async def test_work_goes_on_without_network_and_is_sent_once(
    house: House, page_for: PageFor
) -> None:
    visitor = await at_desk(house, page_for, "duty")
    page = visitor.page
    case = await reported(house, page)
    await page.goto(f"{house.url}/desk?case={case}")
    await expect(page.locator("#case-title")).to_be_visible()
    await visitor.context.set_offline(True)
    await page.keyboard.press("p")
    await page.fill("#f-words", "没网时写的")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#toast")).to_contain_text("尚未送达")
    await visitor.context.set_offline(False)
    await expect(page.locator(".ev .text", has_text="没网时写的")).to_have_count(1, timeout=15_000)


async def test_a_small_screen_keeps_the_deeds_and_some_of_the_timeline(
    house: House, page_for: PageFor
) -> None:
    page = (await at_desk(house, page_for, "duty")).page
    case = await reported(house, page)
    await page.goto(f"{house.url}/desk?case={case}&lang=en")
    await expect(page.locator(".ev li").first).to_be_attached()
    assert await page.locator(".tl").evaluate("(timeline) => timeline.clientHeight") > 130
    await expect(page.locator(".acts .btn").last).to_be_in_viewport(ratio=1)
    covered = """(line) => { line.scrollIntoView({ block: "nearest" });
      const { left, top } = line.getBoundingClientRect();
      return !line.contains(document.elementFromPoint(left + 5, top + 5)); }"""
    assert not await page.locator(".ev li").first.evaluate(covered)


@pytest.mark.parametrize("size", [(360, 740), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("theme", ["day", "night"])
async def test_desk_passes_axe_and_fits(
    house: House, page_for: PageFor, size: tuple[int, int], theme: str
) -> None:
    view = {"width": size[0], "height": size[1]}
    page = (await at_desk(house, page_for, "duty", viewport=view)).page
    case = await reported(house, page)
    await page.goto(f"{house.url}/desk?theme={theme}&case={case}")
    await expect(page.locator("#case-title")).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    await page.keyboard.press("n")
    await expect(page.locator("dialog[open]")).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1280, 1366, 1920])
async def test_the_head_keeps_its_way_out_and_folds_the_further_pages(
    house: House, page_for: PageFor, width: int
) -> None:
    view = {"width": width, "height": 800}
    page = (await at_desk(house, page_for, "duty", "?lang=en", viewport=view)).page
    beyond = """all => all.filter((one) => one.getBoundingClientRect().right > innerWidth)
      .map((one) => one.outerHTML)"""
    await page.locator("#top > p.badge").evaluate("one => one.after('Demo data, all fictitious')")
    assert await page.locator("#top > *").evaluate_all(beyond) == []
    glass = page.locator("#top a[href='/glass']")
    await expect(glass).to_be_hidden()
    await page.get_by_text("Other pages").click()
    await expect(glass).to_be_visible()
    assert await page.locator(".rooms a").evaluate_all(beyond) == []
    await page.keyboard.press("Escape")
    await expect(glass).to_be_hidden()
    await page.keyboard.press("Enter")
    await expect(glass).to_be_visible()
    await page.locator("#search").click()
    await expect(glass).to_be_hidden()


async def test_every_word_is_there_in_english_too(house: House, page_for: PageFor) -> None:
    visitor = await at_desk(house, page_for, "duty", "?lang=en")
    page = visitor.page
    case = await reported(house, page)
    await page.goto(f"{house.url}/desk?lang=en&case={case}")
    await expect(page.locator("[data-deed=progress]")).to_contain_text("Add progress")
    for key in ("n", "?", "g", "f", "e"):
        await page.keyboard.press(key)
        await expect(page.locator("dialog[open]")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog[open]")).to_have_count(0)
    same = """async () => { const all = [
        ...Object.values(await import("/static/js/thought/words_desk.js")),
        ...Object.values(await import("/static/js/thought/words_phone.js")),
        ...Object.values(await import("/static/js/thought/words_signin.js"))];
      return all.every(({ zh, en }) => Object.keys(zh).join() === Object.keys(en).join()); }"""
    assert await page.evaluate(same)
    assert visitor.errors == []
