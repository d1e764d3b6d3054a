"""Lives in which one case goes into another one, and perhaps out again. See `lives`."""

from random import Random

from hypothesis import note
from hypothesis.stateful import rule

from command.casework.terms import Deed
from tests.casework import living
from tests.casework.lives import CHANCES, Act, Lives
from tests.casework.living import Body


class LivesOfTwo(Lives):
    """What people and clocks do, also to two cases at once."""

    @rule(chance=CHANCES)
    def one_goes_into_another_and_perhaps_out_again(self, chance: int) -> None:
        """Every receipt of both finds the case that goes on."""
        dice = Random(chance)
        case, other = self.one_of(dice), self.one_of(dice)
        who = dice.choice(("duty", "dispatcher", "township"))
        into = {"into": dice.choice(sorted(self.receipts[other])), **living.WORDS}
        if not self.is_done_with_two(Deed.MERGE, Deed.ABSORB, who, (case, other), into):
            return
        assert self.wait(self.goes_on(case)) == self.wait(self.goes_on(other))
        if dice.random() < 0.5:
            ways = (Deed.UNMERGE, Deed.RELEASE)
            assert self.is_done_with_two(*ways, who, (case, other), living.WORDS)
            assert self.wait(self.goes_on(case)) == case

    def is_done_with_two(
        self, deed: Deed, beside: Deed, who: str, cases: tuple[int, int], body: Body
    ) -> bool:
        """A deed on the first of two cases, in which something happens to the second."""
        case, other = cases
        version = self.wait(self.stage.version(case))
        is_legal = self.may(self.wait(self.case(case)), deed, who)
        act = Act(case, deed, who, {"version": version, **body}, is_legal, leads=False)
        note(f"{who}: {deed} of {case} and {other}")
        if not self.is_done(act, self.wait(self.post(act))):
            self.law(deed, who, None)
            return False
        now = self.wait(living.lives(self.stage))
        changed = {one for one, seen in now.items() if seen != self.seen[one]}
        assert changed == {case, other}
        by = self.actor(who).account_id
        for one, way in ((case, deed), (other, beside)):
            assert [actor for _, actor in now[one].lines[self.length(one) :]] == [by]
            assert self.is_move(way, one, now[one])
        self.hold(now)
        return True

    async def goes_on(self, case: int) -> int:
        ((found,),) = await self.stage.rows("select casework.surviving($1)", case)
        return int(found)
