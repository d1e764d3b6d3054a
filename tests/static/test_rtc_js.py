"""The media of a participant in a real Chromium, its clock moved by hand: what waits for what, and
how much a camera may send."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from tests.browser.conftest import PageFor
from tests.static.stage import ORIGIN, a_stage

BEGUN = """async () => {
  const { Media } = await import("/static/js/wire/rtc.js");
  const send = ({ type }) => { said.push(type); hear[type]?.(); return true; };
  globalThis.said = [];
  globalThis.hear = {};
  globalThis.told = Object.fromEntries(["answer", "publish"].map((type) =>
    [type, new Promise((done) => { hear[type] = done; })]));
  globalThis.media = new Media({ send, onTracks: () => {}, onLost: () => {} });
  const [camera] = document.createElement("canvas").captureStream().getVideoTracks();
  await media.show({ camera });
  await media.begin([]);
}"""
OFFERED = """async () => {
  const other = new RTCPeerConnection();
  other.addTransceiver("video", { direction: "sendonly" });
  await other.setLocalDescription();
  await media.offered({ generation: 1, offer: other.localDescription.sdp });
  await media.drawable;
  other.close();
  return said;
}"""
SEEN = """async () => {
  media.seen();
  await told.publish;
  return said;
}"""
MOST = "() => media.lines.camera.sender.getParameters().encodings[0].maxBitrate"


@pytest.fixture
async def page(page_for: PageFor) -> AsyncIterator[Page]:
    visitor = await page_for()
    await visitor.page.clock.install()
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    await visitor.page.clock.pause_at(4_000_000_000_000)
    yield visitor.page
    assert visitor.errors == []


async def test_the_room_is_drawn_at_the_answer_and_our_own_offer_waits_for_a_picture(
    page: Page,
) -> None:
    await page.evaluate(BEGUN)
    assert await page.evaluate(OFFERED) == ["answer"]
    assert await page.evaluate(SEEN) == ["answer", "publish"]


async def test_where_nobody_is_to_be_seen_our_own_offer_does_not_wait_long(page: Page) -> None:
    await page.evaluate(BEGUN)
    await page.clock.run_for(240)
    assert await page.evaluate("() => said") == []
    await page.clock.run_for(20)
    await page.evaluate("() => told.publish")


async def test_a_camera_has_a_fifth_more_until_its_encoder_has_measured_itself(page: Page) -> None:
    await page.evaluate(BEGUN)
    await page.clock.run_for(260)
    await page.evaluate("() => told.publish")
    assert await page.evaluate(MOST) == 1_440_000
    await page.clock.run_for(5_000)
    assert await page.evaluate(MOST) == 1_200_000


async def test_what_was_answered_at_the_door_stays_when_one_enters(page: Page) -> None:
    """The connection is the same, it is answered once, and our own is made only now."""
    await page.evaluate(BEGUN.replace("media.begin([])", "media.stand([])"))
    assert await page.evaluate(OFFERED) == ["answer"]
    stood = "async () => { globalThis.stood = media.sub; return media.pub; }"
    assert await page.evaluate(stood) is None
    assert await page.evaluate("() => media.begin([]).then(() => media.sub === stood)")
    assert await page.evaluate(SEEN) == ["answer", "publish"]


async def test_a_first_offer_begins_another_connection(page: Page) -> None:
    await page.evaluate(BEGUN.replace("media.begin([])", "media.stand([])"))
    await page.evaluate(OFFERED)
    await page.evaluate("() => { globalThis.stood = media.sub; }")
    assert await page.evaluate(OFFERED) == ["answer", "answer"]
    assert await page.evaluate("() => [media.sub === stood, stood.connectionState]") == [
        False,
        "closed",
    ]
