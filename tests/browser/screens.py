"""`make screens`: the pictures of the README, taken from a demo that has played long enough.

Starts a demo of its own in a temporary folder; everybody and everything in it is fictitious.
`python -m tests.browser.screens [FOLDER]` writes wall, desk, phone and sign-in as small PNGs.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from command.demo.cast import PASSWORD
from command.demo.diary import NAME, Pages
from tests.browser.chromium import arguments, find
from tests.running import Running, started

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
SPEED = "2"
PLAYED = 25  # events of the scenarios: all four incidents are at work and have risen
SECONDS = 180.0
SOON = 20_000  # ms
SETTLED = 3_000  # ms in which a map stops flying and fonts are there
LARGEST = 600 * 1024  # bytes of a picture; beyond it a palette must do
COLOURS = 256
SOUND = "--autoplay-policy=no-user-gesture-required"  # nobody is there to click a wall
THREAD = "SC1-1"  # the case that the desk shows


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: whose screen, at which address, how large; `ready` must be there first."""

    name: str
    login: str
    path: str
    ready: str
    width: int = 1920
    height: int = 1080
    scale: int = 1
    click: str = ""


WALL_READY = "#feed article"
SHOTS = (
    Shot("wall", "leader", "/wall?theme=night", WALL_READY),
    Shot("wall-day", "leader", "/wall?theme=day", WALL_READY),
    Shot("wall-4k", "leader", "/wall?theme=night", WALL_READY, 3840, 2160),
    Shot("desk", "duty", "/desk?case={case}", "#case h2"),
    Shot("phone", "village", "/phone", "[data-tab=report]", 360, 740, 2, "[data-tab=report]"),
    Shot("signin", "", "/signin?lang=zh", "form", 1280, 800),
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, _demo(Path(data)) as server:
        case = _wait_until_played(Path(data), server).cases[THREAD]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find(), args=[*arguments(), SOUND])
            for shot in SHOTS:
                _take(browser, shot, server.url, case, folder)
            browser.close()


@contextmanager
def _demo(data: Path) -> Iterator[Running]:
    with started("demo", "--speed", SPEED, data=data, YUSHAN_LOG_LEVEL="error") as server:
        yield server
        server.stop()


def _wait_until_played(data: Path, server: Running) -> Pages:
    """Until enough events of the scenarios are over; the diary says which."""
    late = time.monotonic() + SECONDS
    while len((pages := _diary(data)).done) < PLAYED:
        if time.monotonic() > late or server.process.poll() is not None:
            raise SystemExit(f"the demo stopped at {len(pages.done)} of {PLAYED} events")
        time.sleep(0.5)
    return pages


def _diary(data: Path) -> Pages:
    path = data / NAME
    return msgspec.json.decode(path.read_bytes(), type=Pages) if path.exists() else Pages("")


def _take(browser: Browser, shot: Shot, url: str, case: int, folder: Path) -> None:
    size = {"width": shot.width, "height": shot.height}
    page = browser.new_page(
        viewport=size,  # type: ignore[arg-type]
        device_scale_factor=shot.scale,
        locale="zh-CN",
    )
    page.set_default_timeout(SOON)
    _open(page, shot, url, case)
    path = folder / f"{shot.name}.png"
    page.screenshot(path=path)
    page.close()
    _shrink(path)
    print(f"{path.name}: {shot.width * shot.scale}x{shot.height * shot.scale}, ", end="")
    print(f"{path.stat().st_size // 1024} kB")


def _open(page: Page, shot: Shot, url: str, case: int) -> None:
    if shot.login:
        given = {"login": shot.login, "password": PASSWORD}
        answer = page.request.post(f"{url}/api/session", data=given)
        assert answer.ok, answer.text()
    page.goto(url + shot.path.format(case=case))
    page.locator(shot.ready).first.wait_for()
    if shot.click:
        page.locator(shot.click).first.click()
    page.wait_for_timeout(SETTLED)


def _shrink(path: Path) -> None:
    """A picture that is too large gets a palette."""
    if path.stat().st_size <= LARGEST:
        return
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
