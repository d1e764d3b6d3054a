"""Two officers, one case: the slower one is told, and shown what the case has become."""

from command.base.problem import Conflict
from command.base.words import Words
from command.casework.card import card_data
from command.casework.case import Case


class StaleCase(Conflict):
    """Carries the present version and card, so that a screen can show the difference."""

    code = "stale-case"
    zh = "事项已被他人更新"
    en = "Somebody else has changed the case"

    def __init__(self, present: Case) -> None:
        super().__init__(
            Words(
                f"现为第{present.version}版,请核对后再办理",
                f"It is at version {present.version} now: look again first",
            ),
            field="version",
            extra={"version": present.version, "card": card_data(present)},
        )


def demand_version(case: Case, version: int) -> None:
    """Raises StaleCase unless the person has seen the case as it is now."""
    if case.version != version:
        raise StaleCase(case)
