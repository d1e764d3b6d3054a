"""Where the tests' Chromium comes from and how it is started, everywhere the same.

Looks at YUSHAN_CHROMIUM, then PATH, then asks apt-get when root; else one clear line and a
failure, never a skip. Knows nothing of our pages.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq")
HOW = "Chromium is missing: apt-get install chromium, or name one in YUSHAN_CHROMIUM"


class NoChromium(Exception):
    """There is no Chromium, and none could be installed; the text says what to do."""


def find() -> Path:
    """The browser to drive; installs Debian's when root. Raises NoChromium."""
    named = os.environ.get("YUSHAN_CHROMIUM")
    if named:
        return _checked(Path(named))
    found = _on_path() or (_installed() if os.geteuid() == 0 else None)
    if found is None:
        raise NoChromium(HOW)
    return found


def arguments() -> list[str]:
    """Command-line arguments: no calls home, and no sandbox for root, who cannot have one."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _checked(path: Path) -> Path:
    if not os.access(path, os.X_OK):
        raise NoChromium(f"YUSHAN_CHROMIUM names {path}, which cannot be run")
    return path


def _on_path(which: Callable[[str], str | None] = shutil.which) -> Path | None:
    return next((Path(found) for name in NAMES if (found := which(name))), None)


def _installed() -> Path | None:
    if shutil.which("apt-get") is None:
        return None
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        ran = subprocess.run(
            [*APT, *step], check=False, env=environment, capture_output=True, text=True
        )
        if ran.returncode != 0:
            last = (ran.stderr.strip() or "no reason given").splitlines()[-1]
            raise NoChromium(f"{HOW} (apt-get {step[0]}: {last})")
    return _on_path()
