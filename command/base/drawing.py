"""A table of moves as a page: a diagram in Mermaid and the table in Markdown.

Reads the table that decides, so that page and program cannot differ. Knows no state by name.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol


class Named(Protocol):
    """A state or a deed as people call it."""

    @property
    def zh(self) -> str: ...


class Move(Protocol):
    """A line of a table: `before` None is the beginning, `after` None keeps the state."""

    @property
    def deed(self) -> str: ...
    @property
    def before(self) -> tuple[str | None, ...]: ...
    @property
    def after(self) -> str | None: ...
    @property
    def who(self) -> str: ...
    @property
    def needs(self) -> str: ...
    @property
    def when(self) -> str: ...


def drawn(
    head: str,
    moves: Collection[Move],
    states: Mapping[Any, Named],
    deeds: Mapping[Any, Named],
    over: Iterable[str],
    sets: Mapping[tuple[str | None, ...], str] | None = None,
) -> str:
    """The page under its `head`; `over` are the last states, `sets` names for several at once."""
    arrows = _arrows(moves, states, deeds)
    ends = [f"  {state} --> [*]" for state in over]
    table = _table(moves, deeds, sets or {})
    return "\n".join([head, "```mermaid", "stateDiagram-v2", *arrows, *ends, "```", "", *table, ""])


def _arrows(
    moves: Iterable[Move], states: Mapping[Any, Named], deeds: Mapping[Any, Named]
) -> list[str]:
    names = [f"  {state}: {term.zh} {state}" for state, term in states.items()]
    return names + [
        f"  {state or '[*]'} --> {move.after}: {_said(move, deeds)}"
        for move in moves
        if move.after is not None
        for state in move.before
    ]


def _table(
    moves: Iterable[Move],
    deeds: Mapping[Any, Named],
    sets: Mapping[tuple[str | None, ...], str],
) -> list[str]:
    head = ["| deed | from | to | who | needs |", "| --- | --- | --- | --- | --- |"]
    return head + [
        f"| {_said(move, deeds)} | {sets.get(move.before) or _before(move)}"
        f" | {move.after or 'same'} | {move.who} | {move.needs} |"
        for move in moves
    ]


def _said(move: Move, deeds: Mapping[Any, Named]) -> str:
    condition = f" ({move.when})" if move.when else ""
    return f"{deeds[move.deed].zh} {move.deed}{condition}"


def _before(move: Move) -> str:
    return ", ".join(state or "–" for state in move.before)
