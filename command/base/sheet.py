"""Cells of a table that people open in a spreadsheet. Refuses to know what they say."""

from datetime import datetime
from typing import Any

from command.base import clock

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> Any:
    """Instants in China time; text that a spreadsheet would run as a formula is made text."""
    if isinstance(value, datetime):
        return value.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
