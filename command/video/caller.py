"""Who calls a route of receptions, and what the app has at hand for it; shared by the views."""

from command.base.http import Call
from command.base.problem import NotSignedIn
from command.video import access
from command.video.doing import Means
from command.video.ground import Ground
from command.video.party import Party
from command.video.signalling import Signalling

RECEPTIONS = "/api/receptions"
RECEPTION = "/api/receptions/{reception_id:int}"


async def party_of(call: Call) -> Party:
    """An officer by their session, as the reception of the address is served to them; with
    `?as=guest` the holder of a seat's cookie.

    Raises NotSignedIn.
    """
    is_guest = call.request.query_params.get("as") == "guest"
    party = await signalling_of(call).party_of(call.request.cookies, is_guest, call.at)
    if party is None:
        raise NotSignedIn()
    call.request.scope["actor"] = party.actor  # for the record; a guest has no account
    return await access.as_served(ground_of(call), party, call.path["reception_id"])


def signalling_of(call: Call) -> Signalling:
    signalling: Signalling = call.state.signalling
    return signalling


def ground_of(call: Call) -> Ground:
    return signalling_of(call).ground


def means_of(call: Call) -> Means:
    return Means(ground_of(call), call.state.places)
