"""Sentences of the house for people, known in both languages of the screens.

A `Words` is its Chinese text, so journal, database and log keep that; whoever writes to one reader
says it in the reader's language. Knows no sentence and no HTTP.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, Self

import msgspec

#: The language of whoever is being answered; Chinese where nobody asks.
_IN_ENGLISH: ContextVar[bool] = ContextVar("in_english", default=False)


class Words(str):
    """Chinese text that knows its English."""

    __slots__ = ("en",)
    en: str

    def __new__(cls, zh: str, en: str) -> Self:
        words = super().__new__(cls, zh)
        words.en = en
        return words

    @property
    def kept(self) -> dict[str, str]:
        """Both languages as JSON, for a timeline or a journal event; `recalled` reads it."""
        return {"zh": str(self), "en": self.en}


def recalled(value: Any) -> Any:
    """What `kept` wrote as Words again; any other value as it is."""
    if isinstance(value, Mapping) and value.keys() == {"zh", "en"}:
        return Words(value["zh"], value["en"])
    return value


def read_in(accept_language: str) -> None:
    """Answer in this language from here on, until the task ends."""
    _IN_ENGLISH.set(accept_language.lower().startswith("en"))


def spoken(text: str) -> str:
    """The text as the reader reads it."""
    return text.en if isinstance(text, Words) and _IN_ENGLISH.get() else str(text)


def encode(value: Any) -> bytes:
    """JSON for the reader. Raises TypeError for what is no JSON."""
    return msgspec.json.encode(value, enc_hook=_said)


def _said(value: Any) -> str:
    if isinstance(value, Words):
        return spoken(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
