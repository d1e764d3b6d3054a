"""What of an offer we take: an Opus microphone, a VP8 camera, a VP8 screen; and whose answer fits.

Pure. The first audio is the microphone, the first video the camera, the second the screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from command.video.media.sdp import Media, Session, refuse
from command.video.media.uplink import Extensions, Section

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
TRANSPORT = (
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"  # its name, no page
)
EXTENSIONS = (MID, LEVEL, TRANSPORT)
NAMES = {"audio": ("mic",), "video": ("camera", "screen")}
CODECS = {"audio": ("opus", 48_000), "video": ("vp8", 90_000)}
PUBLISHED = 4  # m-lines


@dataclass(frozen=True, slots=True)
class Agreed:
    """`name` of the track, whether it is sent now, and its m-line."""

    name: str
    sends: bool
    section: Section


def agree(offer: Session) -> dict[str, Agreed]:
    """By mid, what we take; raises BadOffer."""
    if len(offer.media) > PUBLISHED:
        raise refuse("m", f"more than {PUBLISHED} m-lines")
    if offer.line.setup not in ("actpass", "active"):
        raise refuse("a=setup", "the offer must let the client begin: actpass")
    names = {kind: list(given) for kind, given in NAMES.items()}
    agreed: dict[str, Agreed] = {}
    for media in offer.media:
        if names.get(media.kind):
            name = names[media.kind].pop(0)
            if media.is_used:
                agreed[media.mid] = Agreed(name, media.sends, _section(media))
    return agreed


def _section(media: Media) -> Section:
    wanted = CODECS[media.kind]
    found = (
        number
        for number in media.payload_types
        if number in media.codecs
        and (media.codecs[number].name, media.codecs[number].rate) == wanted
    )
    number = next(found, None)
    if number is None:
        raise refuse("a=rtpmap", f"m-line {media.mid} must offer {wanted[0]}/{wanted[1]}")
    return Section(media.mid, number, _repair(media, number), _sources(media))


def _repair(media: Media, number: int) -> int | None:
    for other, codec in media.codecs.items():
        if codec.name == "rtx" and codec.parameters.get("apt") == str(number):
            return other if other in media.payload_types else None
    return None


def _sources(media: Media) -> dict[int, int | None]:
    """The first announced source; simulcast is not agreed, so there is one."""
    repairs = set(media.pairs.values())
    first = next((ssrc for ssrc in media.sources if ssrc not in repairs), None)
    return {} if first is None else {first: media.pairs.get(first)}


def extensions(offer: Session) -> Extensions:
    """Ids of the extensions; in one BUNDLE an id means the same in every m-line."""
    ids: dict[str, int] = {}
    for media in offer.media:
        for name, number in media.extensions.items():
            if ids.setdefault(name, number) != number and name in EXTENSIONS:
                raise refuse("a=extmap", "one extension has two numbers")
    return Extensions(ids.get(MID, 0), ids.get(LEVEL, 0), ids.get(TRANSPORT, 0))


def check_answer(answer: Session, offered: Mapping[str, str]) -> None:
    """The client's answer to an offer of these m-lines (mid -> kind); raises BadOffer."""
    told = {media.mid: media.kind for media in answer.media}
    if told != dict(offered) or len(answer.media) != len(offered):
        raise refuse("m", "the answer must have the m-lines of the offer")
    if answer.line.setup != "active":
        raise refuse("a=setup", "the answer must be active: we are the DTLS server")
