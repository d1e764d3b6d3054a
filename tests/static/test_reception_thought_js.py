"""The thought of a reception's page: rooms, sites, lines and outcomes as pure functions."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import PageFor
from tests.static.reception_stage import a_person, people
from tests.static.reception_stage import a_room as room
from tests.static.stage import ORIGIN, a_stage

RUN = """async ([file, body, given]) => {
  const module = await import(`/static/js/thought/${file}.js`);
  return new Function("m", "given", `return ${body}`)(module, given);
}"""


@pytest.fixture
async def page(page_for: PageFor) -> AsyncIterator[Page]:
    visitor = await page_for(bypass_csp=True)  # RUN makes functions from text
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    yield visitor.page
    assert visitor.errors == []


async def ask(page: Page, file: str, body: str, given: Any = None) -> Any:
    return await page.evaluate(RUN, [file, body, given])


FOLD = """given.reduce((hall, told) => m.apply(hall, told, { at: 0 }), m.outside())"""


def seat(**facts: Any) -> dict[str, Any]:
    who = {"type": "entered", "seat": "c1", "site": "county", "role": "county_leader"}
    return who | {"name": "李**", "host": True, "ice": [], "expires": ""} | facts


async def test_an_older_room_is_dropped_and_a_new_entry_begins_without_one(page: Page) -> None:
    told = [seat(), room(5, "in_session"), room(4, "waiting")]
    assert await ask(page, "reception", f"{FOLD}.room.state", told) == "in_session"
    assert await ask(page, "reception", f"{FOLD}.room", [*told, seat()]) is None


async def test_sites_stand_in_their_order_with_the_poorest_line_of_each(page: Page) -> None:
    line = {"up": 4, "down": 2, "audio_only": False}
    told = room(people=[*people(), a_person("c2", "county", "周**", quality=line)])
    told["sites"].reverse()
    body = f"m.sitesOf({FOLD}, null).map((s) => [s.level, s.quality, s.speaking, s.isHere])"
    assert await ask(page, "reception", body, [seat(), told]) == [
        ["county", 2, False, True],
        ["township", 2, False, True],
        ["village", 4, True, True],
    ]


async def test_site_of_those_who_wait_or_are_cut_off_is_missing(page: Page) -> None:
    gone = [
        a_person("t1", "township", "王**", connected=False),
        a_person("v1", "village", "村民代表", admitted=False),
        a_person("c1", "county", "李**"),
    ]
    body = f"m.missing({FOLD}, null)"
    found = await ask(page, "reception", body, [seat(), room(people=gone)])
    assert found == ["township", "village"]


async def test_before_the_room_has_told_its_people_the_record_knows_who_is_there(
    page: Page,
) -> None:
    record = {"state": "in_session", "sites": room()["sites"]}
    record["sites"][1] |= {"present": False}
    body = "m.sitesOf(m.outside(), given).map((site) => site.isHere)"
    there = [site["present"] for site in record["sites"]]
    assert await ask(page, "reception", body, record) == there == [True, False, True]


async def test_chat_line_told_twice_stands_once_and_own_words_are_read(page: Page) -> None:
    line = {"type": "chat", "id": 1, "seat": "v1", "name": "村民代表", "words": "听得见", "at": ""}
    told = [seat(), line, line, line | {"id": 2, "seat": "c1"}]
    body = f"(({{ chat, unread }}) => [chat.length, unread])({FOLD})"
    assert await ask(page, "reception", body, told) == [2, 1]


def sample(at: int, **facts: Any) -> dict[str, Any]:
    base = {"at": at, "received": at // 20, "lost": 0, "jitter": 0.005, "rtt": 0.05}
    return base | {"outLoss": 0, "available": 900_000} | facts


@pytest.mark.parametrize(
    ("facts", "up", "down"),
    [
        ({}, 4, 4),
        *(({"outLoss": 0.02}, 4, 4), ({"outLoss": 0.04}, 3, 4)),
        *(({"outLoss": 0.1}, 2, 4), ({"outLoss": 0.2}, 1, 4)),
        *(({"available": 500_000}, 4, 4), ({"available": 400_000}, 3, 4)),
        *(({"available": 200_000}, 2, 4), ({"available": 90_000}, 1, 4)),
        *(({"rtt": 0.2}, 4, 4), ({"rtt": 0.4}, 3, 3), ({"rtt": 0.7}, 2, 2), ({"rtt": 1.1}, 1, 1)),
        *(({"jitter": 0.03}, 4, 4), ({"jitter": 0.05}, 4, 3)),
        *(({"jitter": 0.1}, 4, 2), ({"jitter": 0.3}, 4, 1)),
        *(({"lost": 2}, 4, 4), ({"lost": 5}, 4, 3), ({"lost": 12}, 4, 2), ({"lost": 30}, 4, 1)),
        ({"available": None, "rtt": None, "outLoss": None}, 4, 4),
    ],
)
async def test_line_has_four_steps_each_way(
    page: Page, facts: dict[str, Any], up: int, down: int
) -> None:
    steps = await ask(
        page, "quality", "m.stepsOf(...given, false)", [sample(0), sample(2000, **facts)]
    )
    assert steps == {"up": up, "down": down}


REST = "given.reduce((all, s) => [...all, m.saved(all.at(-1), s)], [m.sending()])"


async def test_camera_rests_after_six_poor_seconds_and_is_tried_again_later(page: Page) -> None:
    poor = [sample(at * 2000, available=90_000) for at in range(1, 20)]
    on = await ask(page, "quality", f"{REST}.map((s) => s.isOn).slice(1)", poor)
    assert on[:3] == [False, False, True]
    assert on.index(False, 3) == 10  # fifteen seconds of rest
    assert on[10:14] == [False] * 4  # eight seconds of trial
    assert any(on[14:])


async def test_one_poor_sample_does_not_take_the_picture_away(page: Page) -> None:
    line = [sample(at * 2000, available=90_000 if at % 3 else 300_000) for at in range(30)]
    assert not any(await ask(page, "quality", f"{REST}.map((s) => s.isOn)", line))


@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        ({}, []),
        ({"words": " 查 "}, ["words"]),
        ({"agency": "", "officer": ""}, ["agency", "officer"]),
        ({"due": "2026-11-23"}, ["past"]),
        ({"due": ""}, ["due"]),
        ({"due": "2027-11-25"}, ["far"]),
    ],
)
async def test_row_says_what_it_lacks(page: Page, row: dict[str, Any], lacks: list[str]) -> None:
    whole = {"key": 1, "words": "到场丈量", "agency": "zrzyj", "officer": "31"}
    given = whole | {"due": "2026-11-30"} | row
    assert await ask(page, "outcome", "m.lacks(given, '2026-11-24')", given) == lacks


async def test_an_agency_is_found_by_what_it_is_called_and_by_nothing_half(page: Page) -> None:
    agencies = [
        {"id": "a", "name": "人力资源和社会保障局", "short_name": "人社局"},
        {"id": "b", "name": "甲镇新建村", "short_name": "新建村"},
        {"id": "c", "name": "乙镇新建村", "short_name": "新建村"},
    ]
    asked = ["人社局", " 人社局 ", "人社", "", "新建村", "乙镇新建村"]
    found = await ask(
        page, "outcome", "given[1].map((text) => m.named(given[0], text))", [agencies, asked]
    )
    assert found == ["a", "a", "", "", "", "c"]


async def test_another_agency_forgets_the_person_and_nothing_is_no_outcome(page: Page) -> None:
    row = {"key": 1, "words": "到场丈量", "agency": "zrzyj", "officer": "31", "due": "2026-11-30"}
    draft = {"commitments": [row], "conclusion": " "}
    changed = await ask(page, "outcome", "m.changed(given, 1, { agency: 'nyncj' })", draft)
    assert changed["commitments"][0]["officer"] == ""
    why = "m.incomplete(given, '2026-11-24')"
    assert await ask(page, "outcome", why, draft) == ""
    assert await ask(page, "outcome", why, changed) == "rows"
    assert await ask(page, "outcome", why, {"commitments": [], "conclusion": "查"}) == "nothing"
    said = {"commitments": [], "conclusion": "当场答复"}
    assert await ask(page, "outcome", "m.bodyOf(given)", said) == said


SDP = """v=0\r
m=audio 9 UDP/TLS/RTP/SAVPF 111\r
a=mid:0\r
a=msid:v1 mic\r
a=sendonly\r
m=video 9 UDP/TLS/RTP/SAVPF 96\r
a=mid:1\r
a=msid:t1 camera\r
a=inactive\r
"""


async def test_offer_names_whose_track_stands_where(page: Page) -> None:
    assert await ask(page, "sdp", "m.linesOf(given)", SDP) == [
        {"mid": "0", "seat": "v1", "kind": "mic", "isSent": True},
        {"mid": "1", "seat": "t1", "kind": "camera", "isSent": False},
    ]
