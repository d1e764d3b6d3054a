"""What is printed: chapters of lines and pictures, a mark across every page, a foot. Pure values.

The border between the house and the process that draws: nothing else crosses it.
"""

from typing import Literal

import msgspec

from command.documents.content import Line

Format = Literal["pdf", "word"]


class Chapter(msgspec.Struct, frozen=True):
    """A document, or a part of a case's file; `number` stands under the title."""

    title: str
    number: str
    lines: tuple[Line, ...]
    pictures: tuple[bytes, ...] = ()


class Job(msgspec.Struct, frozen=True):
    """One file to draw. With `index` every chapter begins a page and is listed after the first;
    `mark` stands across every page, `foot` at the bottom."""

    format: Format
    title: str
    author: str
    mark: str
    foot: str
    chapters: tuple[Chapter, ...]
    index: bool = False
