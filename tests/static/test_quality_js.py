"""How good a line is, from what a browser counts: which counter counts, four steps, when the
camera rests and when it is tried again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import PageFor
from tests.static.stage import ORIGIN, a_stage

RUN = """async ([body, given]) => {
  const module = await import("/static/js/thought/quality.js");
  return new Function("m", "given", `return ${body}`)(module, given);
}"""
PATH = {"type": "candidate-pair", "nominated": True, "state": "succeeded"}
PICTURE = {"type": "outbound-rtp", "kind": "video", "mediaSourceId": "S1"}
QUIET: dict[str, Any] = {
    "at": 0,
    "received": 0,
    "lost": 0,
    "jitter": 0,
    "rtt": None,
    "outLoss": None,
    "available": None,
}


@pytest.fixture
async def page(page_for: PageFor) -> AsyncIterator[Page]:
    visitor = await page_for(bypass_csp=True)  # RUN makes functions from text
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    yield visitor.page
    assert visitor.errors == []


async def test_the_rate_is_that_of_the_connection_that_sends_a_picture(page: Page) -> None:
    up = [PATH | {"availableOutgoingBitrate": 2_000_000, "currentRoundTripTime": 0.01}, PICTURE]
    down = [PATH | {"availableOutgoingBitrate": 300_000, "currentRoundTripTime": 0.4}]
    told = await page.evaluate(RUN, ["m.sampleOf(given, 5)", {"up": up, "down": down}])
    assert (told["available"], told["rtt"], told["at"]) == (2_000_000, 0.4, 5)
    voice = [up[0], PICTURE | {"kind": "audio"}, {"type": "outbound-rtp", "kind": "video"}]
    told = await page.evaluate(RUN, ["m.sampleOf(given, 5)", {"up": voice, "down": down}])
    assert told["available"] is None, "a voice alone does not try the line"


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ({}, (4, 4)),
        ({"available": 499_000}, (3, 4)),
        ({"available": 200_000}, (2, 4)),
        ({"available": 100_000}, (1, 4)),
        ({"outLoss": 0.05}, (3, 4)),
        ({"outLoss": 0.2}, (1, 4)),
        ({"rtt": 0.3}, (3, 3)),
        ({"received": 90, "lost": 10}, (4, 2)),
        ({"received": 50, "lost": 50}, (4, 1)),
        ({"jitter": 0.05}, (4, 3)),
    ],
)
async def test_a_line_has_four_steps_each_way(
    page: Page, facts: dict[str, Any], steps: tuple[int, int]
) -> None:
    given = [QUIET, QUIET | facts]
    told = await page.evaluate(RUN, ["m.stepsOf(given[0], given[1], false)", given])
    assert (told["up"], told["down"]) == steps


async def test_a_camera_rests_on_a_poor_line_and_is_tried_again(page: Page) -> None:
    """Six seconds of a poor line; a rest of fifteen, a trial of eight, a rest of thirty."""
    body = """given.reduce((all, [at, available]) =>
      [...all, m.saved(all.at(-1), { at, available })], [m.sending()]).map(({ isOn }) => isOn)"""
    poor, good = 100_000, 900_000
    course = [(0, good), (2, poor), (4, poor), (6, poor), (20, poor), (21, poor)]
    course += [(23, poor), (31, poor), (33, poor), (35, poor), (64, poor), (66, good)]
    told = await page.evaluate(RUN, [body, [(at * 1_000, rate) for at, rate in course]])
    resting = [at for (at, _), is_on in zip(course, told[1:], strict=True) if is_on]
    assert resting == [6, 20, 35, 64]
