"""The hands of a case that comes back, as they are now."""

from dataclasses import replace
from typing import Any, cast

import pytest

from command.accounts import store as accounts
from command.base.db import Connection
from command.base.words import Words
from command.casework import posts
from command.casework.routing import Post, Routing
from command.casework.terms import PartKind, State
from tests.casework.builders import a_case, a_part
from tests.cast import AT

ELSEWHERE = Post("zjj", "zjj简称", 9, "他示例")


async def test_a_case_that_comes_back_has_a_lead_though_it_only_had_a_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lead's agency has nobody left, and the mandates name one that knew of the case only."""

    async def nobody(*_: Any) -> list[Any]:
        return []

    async def none_staffed(*_: Any) -> dict[str, Post]:
        return {}

    async def by_mandate(*_: Any) -> Routing:
        return Routing(ELSEWHERE, (), Words("按职责清单", "By the mandates"))

    monkeypatch.setattr(accounts, "officers_of", nobody)
    monkeypatch.setattr(posts, "staffed", none_staffed)
    monkeypatch.setattr(posts, "suggested_routing", by_mandate)
    case = replace(a_case(State.CLOSED), parts=(a_part("zjj", PartKind.COPY), a_part("rsj")))
    parts = await posts.still_there(cast(Connection, None), case, AT)
    assert [(part.agency_id, part.part) for part in parts] == [("zjj", PartKind.LEAD)]
