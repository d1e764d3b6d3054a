"""What a browser counts while it joins a reception, and while it is in one; scripts for its pages.

Times are milliseconds of the page's own clock. Refuses to know what a good figure is.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, expect

from tests.bench.figure import WrongResult
from tests.browser.reception_party import PATIENCE

MARKS = """
  globalThis.marks = {};
  const mark = (name) => { globalThis.marks[name] ??= performance.now(); };
  const Socket = WebSocket;
  globalThis.WebSocket = class extends Socket {
    constructor(...how) {
      super(...how);
      mark("dialled");
      this.addEventListener("open", () => mark("line open"));
      this.addEventListener("message", ({ data }) => mark(JSON.parse(data).type));
    }
    send(text) { mark(`say ${JSON.parse(text).type}`); super.send(text); }
  };
  const Line = RTCPeerConnection;
  globalThis.lines = [];
  globalThis.RTCPeerConnection = class extends Line {
    constructor(...how) {
      super(...how);
      const name = ["subscribe", "publish"][globalThis.lines.push(this) - 1];
      this.addEventListener("connectionstatechange", () => mark(`${name} ${this.connectionState}`));
      this.addEventListener("track", ({ track }) =>
        track.addEventListener("unmute", () => mark(`first packet of ${track.kind}`)));
    }
  };
"""
"""Notes when a page says, hears and reaches what for the first time."""
JOIN = """async (seat) => {
  const began = performance.now();
  document.querySelector("#enter").click();
  const first = await new Promise((done) => {
    const look = () => {
      const video = document.querySelector(`video[data-seat="${seat}"][data-kind=camera]`);
      if (video) video.requestVideoFrameCallback(() => done(performance.now()));
      else requestAnimationFrame(look);
    };
    look();
  });
  const told = Object.entries(marks).map(([name, at]) => [name, at - began]);
  return { began, first: first - began, door: marks["subscribe connected"],
    marks: Object.fromEntries(told) };
}"""
UPLINK = """async ([began, enough, most]) => {
  const sent = async () => {
    const stats = [...(await lines[1].getStats()).values()];
    const one = stats.find(({ type, kind }) => type === "outbound-rtp" && kind === "video");
    const bytes = (one?.bytesSent ?? 0) + (one?.headerBytesSent ?? 0);
    return { at: performance.now(), bits: 8 * bytes };
  };
  const all = [await sent()];
  while (performance.now() - began < most) {
    await new Promise((done) => setTimeout(done, 50));
    all.push(await sent());
    const now = all.at(-1);
    const before = all.findLast(({ at }) => at <= now.at - 500) ?? now;
    const [bits, seconds] = [now.bits - before.bits, (now.at - before.at) / 1000];
    if (seconds && bits / seconds >= enough) return now.at - began;
  }
  return null;
}"""
"""When a second half at this rate was over; null when it never came."""
LIPS = """async () => {
  const seatOf = new Map([...document.querySelectorAll("[data-seat]")].flatMap((box) =>
    (box.srcObject?.getTracks() ?? []).map((track) => [track.id, box.dataset.seat])));
  const at = {};
  for (const stat of (await lines[0].getStats()).values()) {
    if (stat.type !== "inbound-rtp" || !stat.estimatedPlayoutTimestamp) continue;
    const seat = seatOf.get(stat.trackIdentifier);
    at[seat] = { ...at[seat], [stat.kind]: stat.estimatedPlayoutTimestamp };
  }
  return Object.values(at).filter(({ audio, video }) => audio && video)
    .map(({ audio, video }) => Math.abs(audio - video));
}"""
"""How far voice and picture of each of the others are apart where they are played."""
FRAMES = """async ([seat, count]) => {
  const video = document.querySelector(`video[data-seat="${seat}"][data-kind=camera]`);
  const found = [];
  while (found.length < count) {
    found.push(await new Promise((done) => video.requestVideoFrameCallback((at, told) =>
      done([told.rtpTimestamp, performance.timeOrigin + told.presentationTime]))));
  }
  return found;
}"""
"""Frames of a picture by the sender's clock, and when they were shown by the machine's."""
FLOOR = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true,
    video: { width: 1280, height: 720 } });
  const certificates = [await RTCPeerConnection.generateCertificate(
    { name: "ECDSA", namedCurve: "P-256" })];
  const began = performance.now();
  const [a, b] = [new RTCPeerConnection({ certificates }), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate);
  const video = document.createElement("video");
  video.muted = true;
  b.ontrack = ({ track, streams }) => {
    if (track.kind === "video") [video.srcObject] = streams;
  };
  for (const track of stream.getTracks()) a.addTrack(track, stream);
  document.body.append(video);
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription);
  video.play();
  await new Promise((done) => video.requestVideoFrameCallback(done));
  const took = performance.now() - began;
  for (const one of [a, b]) one.close();
  for (const track of stream.getTracks()) track.stop();
  return took;
}"""
"""Two connections of one page: what a picture takes with no room, no server and no way between."""
ENOUGH = 1_000_000  # bit/s
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Join:
    """From the click on; `uplink` is when half a second at 1 Mbps was over, None when never.

    `door` is from the navigation until the page was connected at the door.
    """

    first: float
    door: float
    marks: dict[str, float]
    uplink: float | None


async def join(page: Page, address: str, seat: str) -> Join:
    """Open the door, look at oneself until the page is connected, enter, and see the picture of
    `seat`. The page must have `MARKS`."""
    await page.goto(address)
    await page.check("[name=agree]")
    await expect(page.locator("#enter")).to_be_enabled(timeout=PATIENCE)
    await expect(page.locator("video.own")).to_be_visible(timeout=PATIENCE)
    await page.wait_for_function("() => lines[0]?.connectionState === 'connected'")
    told: dict[str, Any] = await page.evaluate(JOIN, seat)
    uplink = await page.evaluate(UPLINK, [told["began"], ENOUGH, MOST])
    return Join(told["first"], told["door"], told["marks"], uplink)


async def lips(page: Page) -> list[float]:
    """Milliseconds between voice and picture of each of the others."""
    async with asyncio.timeout(MOST / 1_000):
        told: list[float] = []
        while not told:  # until the first report of a sender says what its clock is
            told = await page.evaluate(LIPS)
        return told


def apart(one: list[list[float]], other: list[list[float]]) -> list[float]:
    """Milliseconds between two screens for each frame that both have shown."""
    shown = {int(stamp): at for stamp, at in other}
    found = [abs(at - shown[int(stamp)]) for stamp, at in one if int(stamp) in shown]
    if not found:
        raise WrongResult("two sites were never shown the same frame")
    return found
