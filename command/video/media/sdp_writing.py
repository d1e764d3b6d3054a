"""Session descriptions of ours: the answer to who publishes, the offer to who receives.

One transport for everything, ICE-lite, DTLS server. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from command.video.media.downlink import Slot
from command.video.media.layer import PAYLOAD_TYPES
from command.video.media.negotiation import EXTENSIONS, Agreed
from command.video.media.sdp import PROFILE, Media, Session

START_KBPS = 600  # what a sender begins with, before the first feedback
_OPUS = "minptime=10;useinbandfec=1;usedtx=1"
_FEEDBACK = {"audio": ("transport-cc",), "video": ("nack", "nack pli", "ccm fir", "transport-cc")}


@dataclass(frozen=True, slots=True)
class Ours:
    """Our side of a connection; `fingerprint` is SHA-256 as pairs of digits."""

    ufrag: str
    password: str
    fingerprint: str
    addresses: Sequence[str]
    port: int


def answer(offer: Session, agreed: Mapping[str, Agreed], ours: Ours, version: int) -> str:
    """The answer to an offer to publish: `agreed` by mid, other m-lines are refused."""
    mids = " ".join(media.mid for media in offer.media if media.mid in agreed)
    lines = [*_head(version, mids)]
    for media in offer.media:
        found = agreed.get(media.mid)
        lines += _taken(media, found, ours) if found else _refused(media)
    return _text(lines)


def offer(slots: Sequence[Slot], ours: Ours, version: int) -> str:
    """An offer of the tracks in these m-lines."""
    lines = [*_head(version, " ".join(slot.mid for slot in slots))]
    for slot in slots:
        lines += _offered(slot, ours)
    return _text(lines)


def _head(version: int, mids: str) -> Iterator[str]:
    yield "v=0"
    yield f"o=- 1 {version} IN IP4 0.0.0.0"
    yield "s=-"
    yield "t=0 0"
    yield "a=ice-lite"
    yield f"a=group:BUNDLE {mids}".rstrip()
    yield "a=msid-semantic: WMS *"


def _taken(media: Media, agreed: Agreed, ours: Ours) -> Iterator[str]:
    section = agreed.section
    types = [section.payload_type]
    if section.repair_type is not None:
        types.append(section.repair_type)
    yield f"m={media.kind} 9 {PROFILE} {' '.join(map(str, types))}"
    yield from _connection(ours, "passive")
    yield f"a=mid:{media.mid}"
    yield "a=recvonly" if media.sends else "a=inactive"
    for name in EXTENSIONS:
        if name in media.extensions:
            yield f"a=extmap:{media.extensions[name]} {name}"
    yield from _codec(media.kind, section.payload_type)
    yield from (f"a=rtcp-fb:{section.payload_type} {one}" for one in _FEEDBACK[media.kind])
    if media.kind == "video":
        yield f"a=fmtp:{section.payload_type} x-google-start-bitrate={START_KBPS}"
    if section.repair_type is not None:
        yield f"a=rtpmap:{section.repair_type} rtx/90000"
        yield f"a=fmtp:{section.repair_type} apt={section.payload_type}"
    yield from _candidates(ours)


def _refused(media: Media) -> Iterator[str]:
    if media.kind == "application":
        yield "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"
    else:
        types = media.payload_types or (0,)
        yield f"m={media.kind} 0 {PROFILE} {' '.join(map(str, types))}"
    yield "c=IN IP4 0.0.0.0"
    if media.mid:
        yield f"a=mid:{media.mid}"
    yield "a=inactive"


def _offered(slot: Slot, ours: Ours) -> Iterator[str]:
    kind = PAYLOAD_TYPES[slot.kind]
    yield f"m={slot.kind} 9 {PROFILE} {kind}"
    yield from _connection(ours, "actpass")
    yield f"a=mid:{slot.mid}"
    yield "a=sendonly" if slot.track else "a=inactive"
    if slot.track:
        yield f"a=msid:{slot.seat} {slot.track.name}"
    yield from _codec(slot.kind, kind)
    if slot.kind == "video":
        yield from (f"a=rtcp-fb:{kind} {one}" for one in ("nack", "nack pli", "ccm fir"))
    if slot.track:
        yield f"a=ssrc:{slot.track.ssrc} cname:{slot.seat}"
        yield f"a=ssrc:{slot.track.ssrc} msid:{slot.seat} {slot.track.name}"
    yield from _candidates(ours)


def _codec(kind: str, number: int) -> Iterator[str]:
    if kind == "audio":
        yield f"a=rtpmap:{number} opus/48000/2"
        yield f"a=fmtp:{number} {_OPUS}"
    else:
        yield f"a=rtpmap:{number} VP8/90000"


def _connection(ours: Ours, setup: str) -> Iterator[str]:
    yield "c=IN IP4 0.0.0.0"
    yield "a=rtcp:9 IN IP4 0.0.0.0"
    yield f"a=ice-ufrag:{ours.ufrag}"
    yield f"a=ice-pwd:{ours.password}"
    yield f"a=fingerprint:sha-256 {ours.fingerprint}"
    yield f"a=setup:{setup}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"


def _candidates(ours: Ours) -> Iterator[str]:
    """Host candidates, the first address before the others (RFC 8445, section 5.1.2)."""
    for place, address in enumerate(ours.addresses):
        priority = (126 << 24) + ((65_535 - place) << 8) + 255
        foundation = ip_address(address).version * 10 + place
        yield f"a=candidate:{foundation} 1 udp {priority} {address} {ours.port} typ host"
    yield "a=end-of-candidates"


def _text(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"
