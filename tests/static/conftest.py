"""Tests of our pages and modules in the real Chromium; everything here drives a browser."""

from pathlib import Path

import pytest

from tests.browser.conftest import browser_path, chromium, page_for

__all__ = ["browser_path", "chromium", "page_for"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
