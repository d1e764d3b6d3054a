"""One party of a reception in a browser of its own: what it does, what it sees and hears.

Asks the page what it decodes, never what it was told. Decides nothing.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.feeds import Feed, seated
from tests.browser.house import House
from tests.browser.visitor import Visitor, visit

PATIENCE = 40_000  # ms
SIZES: dict[str, Any] = {
    "viewport": {"width": 1366, "height": 768},
    "permissions": ["camera", "microphone"],
}

PICTURE = """async (seat) => {
  const video = document.querySelector(`video[data-seat="${seat}"][data-kind=camera]`);
  if (!video?.videoWidth) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [64, 36];
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const shot = () => {
    brush.drawImage(video, 0, 0, 64, 36);
    return brush.getImageData(0, 0, 64, 36).data;
  };
  const next = () => new Promise((done) => video.requestVideoFrameCallback(done));
  await next();
  const before = shot();
  for (let n = 0; n < 8; n += 1) await next();
  const after = shot();
  let [light, moved] = [0, 0];
  for (let i = 0; i < after.length; i += 4) {
    light += after[i] + after[i + 1] + after[i + 2];
    moved += Math.abs(after[i + 1] - before[i + 1]);
  }
  return { light: light / (after.length / 4) / 3, moved: moved / (after.length / 4) };
}"""
"""Mean light and mean change of a picture over some frames; null until there is one."""

TONE = """async ([seat, hertz]) => {
  const audio = document.querySelector(`audio[data-seat="${seat}"]`);
  if (!audio?.srcObject) return 0;
  const context = new AudioContext({ sampleRate: 48000 });
  await context.resume();
  const ear = context.createAnalyser();
  ear.fftSize = 8192;
  context.createMediaStreamSource(audio.srcObject).connect(ear);
  const bins = new Float32Array(ear.frequencyBinCount);
  let best = -200;
  for (let n = 0; n < 20; n += 1) {
    await new Promise((done) => setTimeout(done, 100));
    ear.getFloatFrequencyData(bins);
    const at = Math.round(hertz / (48000 / ear.fftSize));
    best = Math.max(best, ...bins.subarray(at - 2, at + 3));
  }
  await context.close();
  return best;
}"""
"""The loudest that a tone of this height came in two seconds, in dB; silence is below -100."""


@dataclass
class Party:
    """A page at its seat; `seat` is known once it has entered."""

    visitor: Visitor
    house: House
    reception: int
    feed: Feed | None

    @property
    def page(self) -> Page:
        return self.visitor.page

    async def open(self, address: str = "") -> None:
        await self.page.goto(address or f"{self.house.url}/reception?id={self.reception}")
        await expect(self.page.locator("#enter")).to_be_visible()

    async def enter(self) -> None:
        """Agree and enter, and be in the room or at its gate."""
        await self.page.check("[name=agree]")
        await self.page.click("#enter")
        await expect(self.page.locator(".bar")).to_be_visible(timeout=PATIENCE)

    async def sees(self, seat: str) -> dict[str, float]:
        """Light and movement of another's picture; waits until there is one."""
        await self.page.wait_for_function(
            "(seat) => document.querySelector(`video[data-seat='${seat}'][data-kind=camera]`)"
            "?.videoWidth > 0",
            arg=seat,
            timeout=PATIENCE,
        )
        told: dict[str, float] = await self.page.evaluate(PICTURE, seat)
        return told

    async def hears(self, seat: str, hertz: int) -> float:
        """How loud another's tone arrives, in dB."""
        there = f"audio[data-seat='{seat}']"
        await self.page.wait_for_selector(there, state="attached", timeout=PATIENCE)
        told: float = await self.page.evaluate(TONE, [seat, hertz])
        return told


async def a_party(
    stack: AsyncExitStack,
    path: Path,
    house: House,
    reception: int,
    feed: Feed | None,
    login: str = "",
    flags: Sequence[str] = (),
    **options: Any,
) -> Party:
    """A browser, signed in when there is a login."""
    browser = await stack.enter_async_context(seated(path, feed, *flags))
    visitor = await visit(browser, **(SIZES | options))
    if login:
        await house.sign_in(visitor.page, login)
    return Party(visitor, house, reception, feed)
