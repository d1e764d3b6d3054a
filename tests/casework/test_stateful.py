"""Cases that live by chance: people, clocks, crashes and jumps in any order break no law of a case.

The real API and keeper on a real database, under a clock that only the machine moves. Small with
the suite; `YUSHAN_STATEFUL=200` makes it 200 examples of 50 steps.
"""

import asyncio
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from command.base import postgres
from command.base.addresses import Addresses
from command.base.db import Database
from tests.casework.lives import Home
from tests.casework.lives_of_two import LivesOfTwo
from tests.casework.stage import people_of

WHOLE = "YUSHAN_STATEFUL"
EXAMPLES, STEPS = (int(os.environ[WHOLE]), 50) if WHOLE in os.environ else (8, 25)


@pytest.fixture
async def home(server: postgres.Server, fresh: Addresses) -> Home:
    opened = await Database.open(fresh.web)
    cast = await people_of(opened)
    await opened.close()
    return Home(server, fresh, cast, asyncio.get_running_loop())


@pytest.mark.slow
def test_no_life_breaks_a_law_of_a_case(home: Home) -> None:
    LivesOfTwo.home = home
    chance = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),  # a failure of 25 steps is read as it is
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LivesOfTwo, settings=chance)
