"""The templates that ship, version 0 of each kind: title, mark, then the lines."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from command.documents.form import Kind
from command.documents.template import Template


@cache
def shipped() -> Mapping[Kind, Template]:
    folder = resources.files(__package__) / "data"
    return {
        kind: _read((folder / f"{kind}.txt").read_text(encoding="utf-8"), kind) for kind in Kind
    }


def _read(text: str, kind: Kind) -> Template:
    title, mark, body = text.split("\n", 2)
    return Template(kind, 0, title, mark, body)
