"""May this party do this deed to this reception now? One answer for refusals and for buttons.

Pure. The order is: who they are, the state, what the deed needs that can be seen beforehand.
"""

from command.base.problem import NotPermitted, Refusal
from command.base.words import Words
from command.video import transitions
from command.video.party import Party, is_host, is_petitioner
from command.video.reception import Reception, nobody_at, wrong_state
from command.video.record import Offer
from command.video.terms import DEEDS, Deed, Level
from command.video.transitions import Who

OFFERED = tuple(deed for deed in Deed if deed is not Deed.BOOK)


def offers(reception: Reception, party: Party) -> tuple[Offer, ...]:
    """Every deed with its answer; beginning without a site is allowed, and says what it needs."""
    return tuple(_offer(reception, party, deed) for deed in OFFERED)


def line_for(reception: Reception, party: Party, deed: Deed) -> str:
    """Which line of the table the party uses (its `when`). Raises NotPermitted, WrongState."""
    found = refusal(reception, party, deed)
    if found is not None:
        raise found
    lines = [line for line in _lines(reception, deed) if _fits(reception, party, line.who)]
    return lines[0].when


def demand_role(reception: Reception, party: Party, deed: Deed) -> None:
    """Raises NotPermitted when the party may not do this in any state."""
    known = [line for line in transitions.TRANSITIONS if line.deed is deed]
    if not any(_fits(reception, party, line.who) for line in known):
        raise NotPermitted(
            Words(f"只有主持人可以{DEEDS[deed].zh}", f"Only the host may do this: {DEEDS[deed].en}")
        )


def refusal(reception: Reception, party: Party, deed: Deed) -> Refusal | None:
    """Why not, or None when the deed is allowed."""
    try:
        demand_role(reception, party, deed)
    except NotPermitted as reason:
        return reason
    if not any(_fits(reception, party, line.who) for line in _lines(reception, deed)):
        return wrong_state(reception.state, deed)
    return None


def _lines(reception: Reception, deed: Deed) -> list[transitions.Transition]:
    return [
        line
        for line in transitions.TRANSITIONS
        if line.deed is deed and reception.state in line.before
    ]


def _fits(reception: Reception, party: Party, who: Who) -> bool:
    if who is Who.HOST:
        return is_host(reception, party)
    return who is Who.PETITIONER and is_petitioner(reception, party)


def _offer(reception: Reception, party: Party, deed: Deed) -> Offer:
    found = refusal(reception, party, deed)
    if found is not None:
        return Offer(str(deed), False, found.detail)
    missing = [level for level in Level if level not in reception.present]
    if deed is Deed.BEGIN and missing:
        said = nobody_at(missing)
        needs = Words(f"{said},开始须写明理由", f"{said.en}: say why it begins")
        return Offer(str(deed), True, needs)
    return Offer(str(deed), True, "")
