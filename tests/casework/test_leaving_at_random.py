"""People and agencies go at random, whatever they hold: nobody's case is left behind."""

import random
from datetime import timedelta
from typing import Any

import pytest

from command.accounts import actions as accounts
from command.accounts import posting_actions
from command.accounts.role import Role
from command.base import clock
from command.base.clock import china_date
from command.base.problem import Refusal
from command.casework import leaving_actions
from command.casework.leaving_actions import Wish
from tests import cast as casting
from tests.casework.orphans import UNANSWERED
from tests.casework.stage import Stage
from tests.cast import COUNTY, TOWNSHIP, VILLAGE


class Removing:
    """Cases come, people and agencies go, whatever they hold."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage = stage
        self.dice = random.Random(seed)
        self.hired = 0
        self.done: dict[str, int] = {}
        self.at = clock.now()

    async def step(self) -> str:
        does = self.dice.choices(
            [self.report, self.hand_over, self.sign, self.hire, self.leave, self.end, self.move,
             self.retire],
            [6, 8, 5, 6, 6, 3, 2, 1],
        )[0]  # fmt: skip
        self.at += timedelta(seconds=1)
        try:
            await does()
            said = does.__name__
        except Refusal as refusal:
            said = f"{does.__name__}: {refusal.code}"
        self.done[said] = self.done.get(said, 0) + 1
        return said

    async def report(self) -> None:
        kind = self.dice.choice(["petition", "incident", "dispute"])
        who = self.dice.choice(await self._able("clerk", "dispatcher", "duty"))
        place = self.dice.choice([VILLAGE, TOWNSHIP, COUNTY])
        answer = await self.stage.post(who, "/api/reports", _report(kind, place))
        assert answer.status_code in (201, 401, 409), answer.text

    async def hand_over(self) -> None:
        case = await self._case("registered", "assigned", "returned")
        agencies = await self._agencies()
        if case is None or len(agencies) < 3:
            return
        lead, *supports = self.dice.sample(agencies, self.dice.randint(1, 3))
        body = {"lead": lead, "supports": supports, "reason": "按现场情况"}
        answer = await self.stage.do("duty", case, "assign", **body)
        assert answer.status_code in (200, 409, 422), answer.text

    async def sign(self) -> None:
        rows = await self.stage.rows(
            "select p.case_id, o.login from casework.part p join accounts.account o"
            " on o.account_id = p.officer_id where p.signed_at is null order by 1, 2"
        )
        rows = [row for row in rows if row["login"] in self.stage.cast.people]
        if rows:
            row = self.dice.choice(rows)
            answer = await self.stage.do(row["login"], row["case_id"], "sign-for")
            assert answer.status_code in (200, 401, 403, 404, 409), answer.text

    async def hire(self) -> None:
        agencies = await self._agencies(staffed=False)
        agency = self.dice.choice([one for one in agencies if not one.startswith("c3")])
        self.hired += 1
        login = f"hired{self.hired}"
        self.stage.cast.people[login] = await casting.hire(
            self.stage.db, login, Role.AGENCY_OFFICER, agency
        )

    async def leave(self) -> None:
        account = await self._person()
        wish = Wish(None, "离岗", ends=self.dice.random() < 0.8)
        await leaving_actions.leave(self.stage.keeper, account, wish, None, self.at)

    async def end(self) -> None:
        await accounts.disable_account(self.stage.db, await self._person(), None, self.at)

    async def move(self) -> None:
        agency = self.dice.choice(await self._agencies(staffed=False))
        by = self.stage.cast.security_admin
        await posting_actions.change_posting(
            self.stage.db, await self._person(), Role.AGENCY_OFFICER, agency, by, self.at
        )

    async def retire(self) -> None:
        agencies = await self._agencies(staffed=False)
        gone, successor = self.dice.sample([one for one in agencies if one != f"c{COUNTY}"], 2)
        body = {
            "successor": successor,
            "on": china_date(clock.now()).isoformat(),
            "why": "机构改革",
        }
        answer = await self.stage.post("system_admin", f"/api/agencies/{gone}/retirement", body)
        assert answer.status_code in (201, 409), answer.text

    async def _able(self, *logins: str) -> list[str]:
        rows = await self.stage.rows(
            "select login from accounts.account where disabled_at is null"
            " and login = any($1::text[]) and role <> 'agency_officer' order by 1",
            list(logins),
        )
        return [row["login"] for row in rows] or ["duty"]

    async def _agencies(self, *, staffed: bool = True) -> list[str]:
        rows = await self.stage.rows(
            "select a.agency_id from accounts.agency a where a.retired_at is null"
            " and (not $1 or exists (select from accounts.account o"
            " where o.agency_id = a.agency_id and o.disabled_at is null"
            " and o.role in ('agency_officer', 'duty_officer')))"
            " and (a.kind <> 'centre' or a.place = $2) order by 1 limit 12",
            staffed,
            COUNTY,
        )
        return [row["agency_id"] for row in rows]

    async def _person(self) -> int:
        rows = await self.stage.rows(
            "select account_id from accounts.account where disabled_at is null"
            " and login <> 'duty'"
            " and role not in ('system_admin', 'security_admin', 'auditor') order by 1"
        )
        if not rows:  # everybody has gone
            await self.hire()
            return await self._person()
        return int(self.dice.choice(rows)["account_id"])

    async def _case(self, *states: str) -> int | None:
        rows = await self.stage.rows(
            "select case_id from casework.case_file where state = any($1::text[]) order by 1",
            list(states),
        )
        return int(self.dice.choice(rows)["case_id"]) if rows else None


def _report(kind: str, place: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "type": "neighbour",
        "words": "邻里纠纷(虚构)。",
        "headcount": 2,
        "place": place,
        "channel": "window",
    }


@pytest.mark.requirement("R46")
@pytest.mark.parametrize("seed", [1, 2026])
async def test_removing_users_and_agencies_at_random_leaves_no_case_without_unit_or_person(
    stage: Stage, seed: int
) -> None:
    removing = Removing(stage, seed)
    for number in range(250):
        said = await removing.step()
        assert await stage.rows(UNANSWERED) == [], f"step {number}: {said}"
    for needed in ("leave", "end", "end: holds-cases", "retire", "hand_over", "sign"):
        assert removing.done.get(needed), (needed, removing.done)
