"""The browser is found in the stated order, and a missing one is said in one line."""

from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.chromium import NoChromium


def test_named_browser_comes_before_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.touch(mode=0o755)
    monkeypatch.setenv("YUSHAN_CHROMIUM", str(own))
    assert chromium.find() == own


def test_named_browser_that_cannot_run_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSHAN_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(NoChromium, match="YUSHAN_CHROMIUM names /nowhere/chromium"):
        chromium.find()


def test_ordinary_user_without_browser_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("YUSHAN_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(NoChromium, match="apt-get install chromium") as told:
        chromium.find()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(("user", "sandboxed"), [(0, False), (1000, True)])
def test_only_root_runs_without_sandbox(
    monkeypatch: pytest.MonkeyPatch, user: int, sandboxed: bool
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    assert ("--no-sandbox" not in chromium.arguments()) is sandboxed
