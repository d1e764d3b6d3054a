"""The pure half of the screens, run where it lives: what comes first, what is late, what fits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import PageFor
from tests.static.stage import COUNTY, NOW, ORIGIN, a_card, a_part, a_stage, ago, ahead, iso

MS = int(NOW.timestamp() * 1000)
RUN = """async ([file, body, cards, now]) => {
  const module = await import(`/static/js/thought/${file}.js`);
  return new Function("m", "cards", "now", `return ${body}`)(module, cards, now);
}"""


@pytest.fixture
async def page(page_for: PageFor) -> AsyncIterator[Page]:
    visitor = await page_for(bypass_csp=True)  # RUN makes functions from text
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    yield visitor.page
    assert visitor.errors == []


async def ask(page: Page, file: str, body: str, cards: list[dict[str, Any]]) -> Any:
    """`body` is an expression over the module `m`, `cards` and `now`."""
    return await page.evaluate(RUN, [file, body, cards, MS])


def signed(**facts: Any) -> dict[str, Any]:
    return a_part(since=ago(minutes=20), signed=ago(minutes=1)) | facts


async def test_what_calls_stands_first_and_the_gravest_on_top(page: Page) -> None:
    cards = [
        a_card(1, level=4, opened=ago(minutes=1), lead=a_part()),
        a_card(2, level=2, opened=ago(hours=2), lead=a_part()),
        a_card(3, level=1, opened=ago(hours=1), lead=signed()),
        a_card(4, level=4, opened=ago(days=3), lead=a_part()),
        a_card(5, level=2, opened=ago(days=3), lead=a_part()),
    ]
    order = await ask(page, "select", "m.risen(cards, now).map((c) => c.case)", cards)
    assert order == [2, 5, 1, 3], "an ordinary case of last week is no news; a grave one is"


@pytest.mark.parametrize(
    ("facts", "calls"),
    [
        ({"lead": a_part()}, True),
        ({"lead": None}, True),
        ({"lead": signed()}, False),
        ({"acknowledged": ago(minutes=1)}, False),
        ({"escalated": ago(seconds=30), "lead": signed()}, True),
        ({"state": "resolved", "lead": a_part()}, False),
    ],
)
async def test_case_calls_until_somebody_answers_its_last_rise(
    page: Page, facts: dict[str, Any], calls: bool
) -> None:
    card = a_card(1, **facts)
    assert await ask(page, "select", "m.isCalling(cards[0])", [card]) is calls


async def test_never_more_than_twenty_pulse_and_the_gravest_are_among_them(page: Page) -> None:
    cards = [a_card(n, level=4, opened=ago(minutes=n)) for n in range(1, 60)]
    cards.append(a_card(99, level=1, opened=ago(hours=9)))
    chosen = await ask(page, "select", "[...m.pulsing(cards)]", cards)
    assert len(chosen) == 20
    assert chosen[0] == 99


async def test_unsigned_parts_are_listed_longest_wait_first(page: Page) -> None:
    late = a_part("住建局", since=ago(hours=1))
    cards = [
        a_card(1, lead=a_part("人社局", since=ago(minutes=5)), supports=[late]),
        a_card(2, lead=signed()),
        a_card(3, state="visited", lead=a_part("信访局")),
    ]
    body = "m.unsigned(cards, now).map(({ part, wait }) => [part.name, wait / 60000])"
    assert await ask(page, "select", body, cards) == [["住建局", 60], ["人社局", 5]]


async def test_what_is_due_within_three_days_comes_by_urgency(page: Page) -> None:
    cards = [
        a_card(1, due=ahead(days=2)),
        a_card(2, due=ago(hours=1)),
        a_card(3, due=ahead(days=4)),
        a_card(4, due=None, due_name=None),
    ]
    assert await ask(page, "select", "m.dueSoon(cards, now).map((d) => d.card.case)", cards) == [
        2,
        1,
    ]


async def test_time_used_runs_from_opening_to_deadline(page: Page) -> None:
    cards = [
        a_card(1, opened=ago(hours=1), due=ahead(hours=3)),
        a_card(2, opened=ago(hours=3), due=ago(hours=1)),
        a_card(3, due=None, due_name=None),
    ]
    used = await ask(page, "select", "cards.map((card) => m.timeUsed(card, now))", cards)
    assert used == [0.25, 1, None]


async def test_figures_of_the_day_and_of_the_moment(page: Page) -> None:
    cards = [a_card(1, due=ago(hours=1)), a_card(2, overdue=True), a_card(3)]
    counts = "{opened: 12, resolved: 9, closed: 8, overdue: 1, visited: 7, satisfied: 6}"
    today = f"m.tallies(cards, new Map([['2026-11-24', {counts}]]), now)"
    assert await ask(page, "select", today, cards) == {
        "opened": 12, "resolved": 9, "overdue": 2, "open": 3, "content": 75, "closed": 8,
    }  # fmt: skip
    other_day = f"m.tallies(cards, new Map([['2026-11-23', {counts}]]), now)"
    assert (await ask(page, "select", other_day, cards))["content"] is None


async def test_totals_by_place_add_up_to_every_open_case(page: Page) -> None:
    places = ["361123002001", "361123002002", "361123112003", "361123200", COUNTY]
    cards = [a_card(n, place=place, level=1 + n % 4) for n, place in enumerate(places)]
    totals = await ask(page, "select", f"m.placeTotals(cards, '{COUNTY}')", cards)
    assert [(t["place"], t["open"]) for t in totals] == [
        ("361123002", 2), ("361123", 1), ("361123112", 1), ("361123200", 1),
    ]  # fmt: skip
    assert sum(sum(t["levels"]) for t in totals) == len(cards)
    inside = await ask(page, "select", "m.placeTotals(cards, '361123002')", cards[:2])
    assert [t["place"] for t in inside] == ["361123002001", "361123002002"]


async def test_every_case_is_on_the_map_or_counted_beside_it(page: Page) -> None:
    cards = [
        a_card(1),
        a_card(2, lon=None, lat=None, precision="none"),
        a_card(3, precision="none"),
    ]
    body = "Object.values(m.byPosition(cards)).map((part) => part.map((c) => c.case))"
    assert await ask(page, "select", body, cards) == [[1], [3, 2]]


async def test_timeline_has_24_hours_and_ends_with_this_one(page: Page) -> None:
    first = iso(NOW.replace(minute=0, second=0))
    old = "['2026-11-22T00:00:00Z', [9, 9, 9, 9]]"
    body = f"m.timeline(new Map([['{first}', [0, 1, 0, 4]], {old}]), now)"
    hours = await ask(page, "select", body, [])
    assert len(hours) == 24
    assert (hours[-1]["levels"], hours[-1]["total"]) == ([0, 1, 0, 4], 5)
    assert sum(hour["total"] for hour in hours) == 5


async def test_course_of_a_case_is_told_in_order_of_time(page: Page) -> None:
    lead = a_part("人社局", since=ago(minutes=12), signed=ago(minutes=2))
    card = a_card(1, opened=ago(minutes=15), escalated=ago(minutes=5), lead=lead)
    steps = await ask(page, "select", "m.course(cards[0]).map(({ step }) => step)", [card])
    assert steps == ["stepOpened", "stepAssigned", "stepEscalated", "stepSigned"]


SCENES = """(() => {
  let scene = m.noScene();
  const seen = [];
  for (const [wait, shown] of %s) {
    now += wait * 1000;
    scene = m.nextScene(scene, cards.filter((card) => shown.includes(card.case)), now);
    seen.push(scene.holding && scene.holding.id);
  }
  return seen;
})()"""


async def test_grave_matters_take_the_wall_in_turn_and_give_it_back(page: Page) -> None:
    mass = a_card(3, kind="incident", headcount=80, level=3)
    cards = [a_card(1, level=2), a_card(2, level=4), mass, a_card(4, level=1)]
    steps = "[[0, [1, 2, 3]], [29, [1, 2, 3]], [1, [1, 2, 3]], [31, [1, 2, 3]], [9, [1, 2, 3]]]"
    assert await ask(page, "scene", SCENES % steps, cards) == [1, 1, 3, None, None]
    graver = "[[0, [1]], [2, [1, 4]], [31, [1, 4]], [1, []]]"
    assert await ask(page, "scene", SCENES % graver, cards) == [1, 4, None, None]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("m.shortTime(now)", "08:20"),
        ("m.longTime(now)", "08:20:07"),
        ("m.dayAndTime(now - 86400000, now)", "11-23 08:20"),
        ("m.dayKey(now - 9 * 3600000)", "2026-11-23"),
        ("m.hourKey(now)", "2026-11-24T00:00:00Z"),
        ("m.grouped(1048213)", "1\u202f048\u202f213"),
        ("m.age(340) + ' ' + m.age(12900)", "0.3 12"),
        ("String(m.percent(0, 0))", "null"),
    ],
)
async def test_instants_and_numbers_read_as_in_yushan(page: Page, body: str, text: str) -> None:
    assert await ask(page, "format", body, []) == text


async def test_spans_are_told_in_two_units_at_most(page: Page) -> None:
    t = "(key, v) => `${key} ${JSON.stringify(v)}`"
    body = f"[-5000, 192000, 7500000, 356400000].map((span) => m.duration(span, {t}))"
    assert await ask(page, "format", body, []) == [
        "0′00″", "3′12″", 'hours {"h":2,"m":5}', 'days {"d":4,"h":3}',
    ]  # fmt: skip


async def test_near_marks_fan_out_and_none_covers_another(page: Page) -> None:
    body = """[2, 3, 6].map((count) => {
      const places = m.fan(count, 30);
      const gaps = places.flatMap((a, i) => places.slice(i + 1).map(
        (b) => Math.hypot(a.x - b.x, a.y - b.y)));
      return Math.min(...gaps);
    })"""
    assert min(await ask(page, "arrange", body, [])) >= 28
    crowd = """(() => {
      const points = Array.from({ length: 9 }, (_, i) => ({ x: 5 * (i % 3), y: 5 * (i >> 1) }));
      const moved = m.spread(points, 30);
      const gaps = moved.flatMap((a, i) => moved.slice(i + 1).map(
        (b) => Math.hypot(a.x - b.x, a.y - b.y)));
      return [Math.min(...gaps), JSON.stringify(moved) === JSON.stringify(m.spread(points, 30))];
    })()"""
    nearest, same = await ask(page, "arrange", crowd, [])
    assert nearest > 22
    assert same


async def test_names_avoid_marks_and_each_other_or_stay_away(page: Page) -> None:
    body = """(() => {
      const name = { x: 100, y: 100, wide: 60, high: 20 };
      const placed = m.placeNames([name, name, { ...name, optional: true }],
        [m.boxAround(100, 100, 30, 30)]);
      return placed.map(({ at }) => at && [at.x, at.y]);
    })()"""
    first, second, _ = await ask(page, "arrange", body, [])
    assert first != [100, 100]
    assert abs(first[0] - second[0]) >= 60 or abs(first[1] - second[1]) >= 20
    full = """m.placeNames([{ x: 0, y: 0, wide: 9, high: 9, optional: true }],
      [m.boxAround(0, 0, 900, 900)])[0].at"""
    assert await ask(page, "arrange", full, []) is None


async def test_a_whole_line_of_the_slip_is_number_and_code(page: Page) -> None:
    body = """[" ys20261124-7k3f92qw  7K3F-92QW-AB1C", "YS20261124-7K3F92QW", "7K3F-92QW-AB1C", ""]
      .map(m.slipOf)"""
    assert await ask(page, "own", body, []) == [
        {"receipt": "ys20261124-7k3f92qw", "code": "7K3F-92QW-AB1C"}, None, None, None,
    ]  # fmt: skip


async def test_the_first_step_without_an_instant_comes_next(page: Page) -> None:
    body = "m.stepsOf({ opened: 'a', accepted: 'b', answered: null, closed: null })"
    steps = await ask(page, "own", body, [])
    assert [(one["step"], one["isNext"]) for one in steps] == [
        *(("opened", False), ("accepted", False), ("answered", True), ("closed", False)),
    ]


async def test_a_broken_glass_ends_by_the_clock_of_whoever_looks(page: Page) -> None:
    items = """["waiting", "open", "open"].map((state, n) => ({ state,
      ends: n ? new Date(now + (n - 1) * 1000).toISOString() : null }))"""
    body = f"[0, 999, 1000].map((later) => m.timed({items}, now + later).map((x) => x.state))"
    assert await ask(page, "glass", body, []) == [
        *(["waiting", "ended", "open"], ["waiting", "ended", "open"]),
        ["waiting", "ended", "ended"],
    ]


async def test_what_waits_for_my_word_is_a_list_of_its_own(page: Page) -> None:
    items = """[[1, true, "waiting"], [2, false, "waiting"], [3, false, "open"]]
      .map(([n, mine, state]) => ({ n, mine, state }))"""
    body = f"""[true, false].map((may) => (({{ mine, waiting, others }}) => [mine, waiting, others]
      .map((list) => list.map((one) => one.n)))(m.sorted({items}, may)))"""
    assert await ask(page, "asked", body, []) == [[[1], [2], [3]], [[1], [], [2, 3]]]


async def test_a_frame_of_the_lane_says_what_is_gone_and_whether_anything_is_other(
    page: Page,
) -> None:
    body = """[m.heard([{ id: "A", version: 1 }], [{ id: "A", version: 1 }], "A"),
      m.heard([{ id: "A", version: 1 }], [{ id: "A", version: 2 }], "A"),
      m.heard([{ id: "A", version: 1 }], [], "A"), m.heard([], [], "")]"""
    told = await ask(page, "lane", body, [])
    assert [(one["isGone"], one["isOther"]) for one in told] == [
        *((False, False), (False, True), (True, True), (False, False)),
    ]


async def test_a_deed_of_the_lane_sends_its_own_inputs_and_no_other(page: Page) -> None:
    values = '{ words: "w", agency: "zjj", accused: "rsj", official: "7", satisfaction: "fairly" }'
    body = f'["accept", "abstract", "accuse", "close"].map((deed) => m.bodyOf(deed, 3, {values}))'
    assert await ask(page, "lane", body, []) == [
        {"version": 3},
        {"version": 3, "agency": "zjj", "words": "w"},
        {"version": 3, "accused": [{"agency": "rsj", "account": 7}]},
        {"version": 3, "satisfaction": "fairly", "words": "w"},
    ]


async def test_where_the_lane_is_comes_from_the_address_and_what_one_may(page: Page) -> None:
    body = """[["#m=0123456789ABCDEF", "report"], ["#m=0123456789ABCDEF", "handle_sealed"],
      ["#relations", "report"], ["#m=x", "handle_sealed"], ["", "read_audit"]]
      .map(([hash, verb]) => Object.values(m.placeOf(hash, m.tabsOf({ verbs: [verb] }))))"""
    assert await ask(page, "lane", body, []) == [
        *(["0123456789ABCDEF", "filing"], ["0123456789ABCDEF", "matters"]),
        *(["", "filing"], ["", "matters"], ["", ""]),
    ]


async def test_further_pages_are_offered_by_what_a_role_may(page: Page) -> None:
    body = """[["read_case"], ["report"], ["export"], ["manage_system"], ["read_audit"]]
      .map((verbs) => m.roomsOf({ verbs }).map(({ address }) => address))"""
    assert await ask(page, "rooms", body, []) == [
        *(["/glass"], ["/sealed"], ["/exports"], ["/ledger"], []),
    ]


async def test_the_forms_of_the_law_say_what_is_wrong_and_send_chinas_time(page: Page) -> None:
    duties = "2026-12-31 支付工资\\n\\n 2027-01-31  付清"
    said = "mediators: '调委会', form: 'oral', words: '和解'"
    agreed_on, unread = "agreed_on: '2026-11-24'", "agreed_on: '', duties: '明天付清'"
    values = f"""[
      ["decline", {{ ground: "", door: "", words: "已起诉" }}],
      ["hear", {{ held: "", spot: "听证室", words: "核定" }}],
      ["agree", {{ {said}, {unread} }}],
      ["agree", {{ {said}, {agreed_on}, duties: "{duties}" }}],
      ["hear", {{ held: "2026-12-01T09:30", spot: " 听证室 ", words: "核定" }}],
      ["transfer", {{ body: "arbitration", name: "仲裁委", due: "", words: "争议" }}],
    ]"""
    told = "[m.wrong(deed, values, {}, 0), m.bodyOf(deed, values, {}, 3)]"
    body = f"{values}.map(([deed, values]) => {told})"
    found = await ask(page, "deeds", body, [])
    assert [wrong for wrong, _ in found] == [
        {"ground": "needChoice", "door": "needWords"},
        {"held": "needMoment"},
        {"agreed_on": "needDay", "duties": "needDuties"},
        *({}, {}, {}),
    ]
    agreed, heard, sent = (body for _, body in found[3:])
    assert agreed["duties"] == [
        {"due": "2026-12-31", "words": "支付工资"},
        {"due": "2027-01-31", "words": "付清"},
    ]
    assert (heard["held"], heard["spot"]) == ("2026-12-01T09:30:00+08:00", "听证室")
    assert sent == {"version": 3, "body": "arbitration", "name": "仲裁委", "words": "争议"}


@pytest.mark.parametrize(
    "file",
    [
        *("words_assessment", "words_exports", "words_glass", "words_identity", "words_own"),
        *("words_documents", "words_law", "words_ledger", "words_sealed"),
    ],
)
async def test_both_languages_of_the_pages_of_trust_have_the_same_words(
    page: Page, file: str
) -> None:
    body = """Object.values(m).map((table) => [table.zh, table.en].map((words) =>
      Object.entries(words).map(([key, word]) => [key, ...(word.match(/{\\w+}/g) ?? []).sort()])
        .map(String).sort().join(" ")))"""
    for chinese, english in await ask(page, file, body, []):
        assert chinese == english
