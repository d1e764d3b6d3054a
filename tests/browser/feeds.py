"""Cameras and microphones for browsers: a moving picture of one hue, a tone of one height.

A Chromium plays them instead of devices; by the tone a listener knows whom it hears. Knows
nothing of receptions.
"""

import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import arguments

WIDTH, HEIGHT, FRAMES = 640, 360, 45
RATE = 48_000
FAKE = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


@dataclass(frozen=True, slots=True)
class Feed:
    """The files of one party; `hertz` is the height of its tone."""

    picture: Path
    sound: Path
    hertz: int

    def arguments(self) -> tuple[str, ...]:
        picture = f"--use-file-for-fake-video-capture={self.picture}"
        return (*FAKE, picture, f"--use-file-for-fake-audio-capture={self.sound}")


def a_feed(folder: Path, name: str, hertz: int, hue: int) -> Feed:
    """A bar that wanders over noise, and a tone; a few megabytes on disk."""
    picture, sound = folder / f"{name}.y4m", folder / f"{name}.wav"
    _write_picture(picture, hue)
    _write_sound(sound, hertz)
    return Feed(picture, sound, hertz)


def _write_picture(path: Path, hue: int) -> None:
    """Noise makes an encoder use the bitrate it is given."""
    chance = np.random.default_rng(hue)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F15:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            light = chance.integers(70, 150, (HEIGHT, WIDTH), dtype=np.uint8)
            at = number * WIDTH // FRAMES
            light[:, at : at + 40] = 235
            colour = np.full((HEIGHT // 2, WIDTH // 2), hue, np.uint8)
            file.write(b"FRAME\n" + light.tobytes() + colour.tobytes() + colour.tobytes()[::-1])


def _write_sound(path: Path, hertz: int) -> None:
    at = np.arange(2 * RATE) / RATE
    tone = (np.sin(2 * np.pi * hertz * at) * 12_000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone.tobytes())


@asynccontextmanager
async def seated(path: Path, feed: Feed | None, *more: str) -> AsyncIterator[Browser]:
    """A Chromium of its own whose devices are this feed; without one it has no devices."""
    given = feed.arguments() if feed else ()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=[*arguments(), *given, *more], headless=True
        )
        yield browser
        await browser.close()
