"""Session descriptions, read strictly: what a browser may say, and not a line more than fits.

Pure. Raises BadOffer with the field in question, and nothing else, whatever the text. Candidates
are not read at all: we answer whoever proves the password, wherever it says it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from command.video.media.engine import BadOffer

LARGEST = 32 * 1024  # characters
LINES = 1_200  # a browser's offer of four m-lines has some 500
LINE = 1_024
SECTIONS = 64
PER_SECTION = 64  # payload types, extensions, sources
PROFILE = "UDP/TLS/RTP/SAVPF"
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
DIGESTS = ("sha-256", "sha-384", "sha-512")
_LINE = re.compile(r"[a-z]=[\x20-\x7e]*\Z")
_MID = re.compile(r"[A-Za-z0-9_.-]{1,16}\Z")
_ICE = re.compile(r"[A-Za-z0-9+/=_-]+\Z")  # browsers keep to the first four, some tools do not
_SESSION_ID = re.compile(r"[0-9]{1,20}\Z")
_MEDIA = re.compile(r"(audio|video|application) ([0-9]{1,5}) (\S{1,32})((?: \S{1,32})+)\Z")
_RTPMAP = re.compile(r"([0-9]{1,3}) ([A-Za-z0-9.-]{1,32})/([0-9]{1,6})(?:/[0-9]{1,2})?\Z")
_NUMBERED = re.compile(r"([0-9]{1,3}) (.*)\Z")
_EXTMAP = re.compile(r"([0-9]{1,3})(?:/[a-z]+)? (\S+)(?: .*)?\Z")
_SOURCE = re.compile(r"([0-9]{1,10})(?: .*)?\Z")
_FINGERPRINT = re.compile(r"([A-Za-z0-9-]{1,16}) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*)\Z")


@dataclass(slots=True)
class Codec:
    name: str
    rate: int
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """How the other side is reached: ICE credentials, certificate, and who begins DTLS."""

    ufrag: str = ""
    password: str = ""
    fingerprints: dict[str, str] = field(default_factory=dict)
    setup: str = ""


@dataclass(slots=True)
class Media:
    """One m-line. `pairs` are the SSRCs of media and of its repair."""

    kind: str
    port: int
    payload_types: tuple[int, ...]
    mid: str = ""
    direction: str = "sendrecv"
    codecs: dict[int, Codec] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    sources: list[int] = field(default_factory=list)
    pairs: dict[int, int] = field(default_factory=dict)
    is_muxed: bool = False
    is_bundle_only: bool = False
    line: Line = field(default_factory=Line)

    @property
    def is_used(self) -> bool:
        """Not refused and not stopped; a bundled m-line may say port 0 (RFC 9143, section 7.1)."""
        return self.kind != "application" and (self.port != 0 or self.is_bundle_only)

    @property
    def sends(self) -> bool:
        return self.is_used and self.direction in ("sendrecv", "sendonly")


@dataclass(slots=True)
class Session:
    """`session_id` stays the same as long as it is the same peer connection."""

    session_id: str = ""
    bundle: tuple[str, ...] = ()
    line: Line = field(default_factory=Line)
    media: list[Media] = field(default_factory=list)


def read(text: str) -> Session:
    """A description with one transport for all its m-lines; raises BadOffer."""
    session = Session()
    for name, value in _lines(text):
        reader = _READERS.get(name)
        if reader is not None:
            reader(session, value)
    _check(session)
    return session


def refuse(name: str, detail: str) -> BadOffer:
    return BadOffer(detail, field=name)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Type and value; for an attribute its name after `a=`."""
    if len(text) > LARGEST:
        raise refuse("offer", f"longer than {LARGEST} characters")
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if len(lines) > LINES:
        raise refuse("offer", f"more than {LINES} lines")
    if lines[0] != "v=0":
        raise refuse("v", "the first line must be v=0")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE or not _LINE.match(line):
            raise refuse(f"line {number}", "not a line of a session description, or too long")
        if line[0] == "a":
            name, _, value = line[2:].partition(":")
            yield f"a={name}", value
        else:
            yield line[0], line[2:]


# Readers, one a kind of line


def _origin(session: Session, value: str) -> None:
    parts = value.split(" ")
    if len(parts) != 6 or not _SESSION_ID.match(parts[1]):
        raise refuse("o", "six words with a number as the session's id")
    session.session_id = parts[1]


def _media(session: Session, value: str) -> None:
    found = _MEDIA.match(value)
    if found is None:
        raise refuse("m", "kind, port, profile and payload types")
    if len(session.media) >= SECTIONS:
        raise refuse("m", f"more than {SECTIONS} m-lines")
    kind, port, profile, types = found[1], int(found[2]), found[3], found[4].split()
    if kind == "application":
        session.media.append(Media(kind, port, ()))
        return
    if profile != PROFILE:
        raise refuse("m", f"the profile must be {PROFILE}")
    if len(types) > PER_SECTION or not all(one.isdigit() and int(one) < 128 for one in types):
        raise refuse("m", "payload types are numbers below 128, not too many")
    session.media.append(Media(kind, port, tuple(map(int, types))))


def _group(session: Session, value: str) -> None:
    kind, *mids = value.split(" ")
    if kind == "BUNDLE":
        session.bundle = tuple(mids[:SECTIONS])


def _mid(session: Session, value: str) -> None:
    media = _last(session, "a=mid")
    if not _MID.match(value) or any(one.mid == value for one in session.media):
        raise refuse("a=mid", "a short name that no other m-line has")
    media.mid = value


def _ufrag(session: Session, value: str) -> None:
    if not 4 <= len(value) <= 256 or not _ICE.match(value):
        raise refuse("a=ice-ufrag", "4 to 256 characters of ICE")
    _line(session).ufrag = value


def _password(session: Session, value: str) -> None:
    if not 22 <= len(value) <= 256 or not _ICE.match(value):
        raise refuse("a=ice-pwd", "22 to 256 characters of ICE")
    _line(session).password = value


def _fingerprint(session: Session, value: str) -> None:
    found = _FINGERPRINT.match(value)
    if found is None:
        raise refuse("a=fingerprint", "a digest's name and its bytes")
    if found[1].lower() in DIGESTS:
        _line(session).fingerprints[found[1].lower()] = found[2].upper()


def _setup(session: Session, value: str) -> None:
    if value not in ("active", "passive", "actpass"):
        raise refuse("a=setup", "active, passive or actpass")
    _line(session).setup = value


def _rtpmap(session: Session, value: str) -> None:
    media, found = _last(session, "a=rtpmap"), _RTPMAP.match(value)
    if found is None or len(media.codecs) >= PER_SECTION:
        raise refuse("a=rtpmap", "payload type, name and rate, not too many")
    media.codecs[int(found[1])] = Codec(found[2].lower(), int(found[3]))


def _fmtp(session: Session, value: str) -> None:
    media, found = _last(session, "a=fmtp"), _NUMBERED.match(value)
    if found is None:
        raise refuse("a=fmtp", "payload type and parameters")
    codec = media.codecs.get(int(found[1]))
    if codec is not None:
        pairs = (one.partition("=") for one in found[2].split(";")[:PER_SECTION])
        codec.parameters = {name.strip(): given.strip() for name, _, given in pairs}


def _extmap(session: Session, value: str) -> None:
    if not session.media:
        return
    media, found = session.media[-1], _EXTMAP.match(value)
    if found is None or not 1 <= int(found[1]) <= 255 or len(media.extensions) >= PER_SECTION:
        raise refuse("a=extmap", "a number from 1 to 255 and a name, not too many")
    media.extensions[found[2]] = int(found[1])


def _source(session: Session, value: str) -> None:
    media, ssrc = _last(session, "a=ssrc"), _ssrc("a=ssrc", value)
    if ssrc not in media.sources:
        if len(media.sources) >= PER_SECTION:
            raise refuse("a=ssrc", f"more than {PER_SECTION} sources")
        media.sources.append(ssrc)


def _source_group(session: Session, value: str) -> None:
    media = _last(session, "a=ssrc-group")
    kind, *ssrcs = value.split(" ")
    if kind == "FID" and len(ssrcs) == 2 and len(media.pairs) < PER_SECTION:
        media.pairs[_ssrc("a=ssrc-group", ssrcs[0])] = _ssrc("a=ssrc-group", ssrcs[1])


def _muxed(session: Session, value: str) -> None:
    _last(session, "a=rtcp-mux").is_muxed = True


def _bundle_only(session: Session, value: str) -> None:
    _last(session, "a=bundle-only").is_bundle_only = True


def _directed(direction: str) -> Callable[[Session, str], None]:
    def read_direction(session: Session, value: str) -> None:
        if session.media:
            session.media[-1].direction = direction

    return read_direction


def _ssrc(name: str, value: str) -> int:
    found = _SOURCE.match(value)
    if found is None or int(found[1]) > 0xFFFFFFFF:
        raise refuse(name, "a number of 32 bits")
    return int(found[1])


def _last(session: Session, name: str) -> Media:
    if not session.media:
        raise refuse(name, "stands before the first m-line")
    return session.media[-1]


def _line(session: Session) -> Line:
    return session.media[-1].line if session.media else session.line


_READERS: dict[str, Callable[[Session, str], None]] = {
    "o": _origin,
    "m": _media,
    "a=group": _group,
    "a=mid": _mid,
    "a=ice-ufrag": _ufrag,
    "a=ice-pwd": _password,
    "a=fingerprint": _fingerprint,
    "a=setup": _setup,
    "a=rtpmap": _rtpmap,
    "a=fmtp": _fmtp,
    "a=extmap": _extmap,
    "a=ssrc": _source,
    "a=ssrc-group": _source_group,
    "a=rtcp-mux": _muxed,
    "a=bundle-only": _bundle_only,
    **{f"a={direction}": _directed(direction) for direction in DIRECTIONS},
}


# The whole


def _check(session: Session) -> None:
    if not session.session_id:
        raise refuse("o", "is missing")
    used = [media for media in session.media if media.is_used]
    if not used:
        raise refuse("m", "no m-line of audio or video is in use")
    for media in used:
        if not media.mid or media.mid not in session.bundle:
            raise refuse("a=group", "every m-line in use must be in one BUNDLE")
        if not media.is_muxed:
            raise refuse("a=rtcp-mux", f"is missing in m-line {media.mid}")
    session.line = _transport(session.line, used)


def _transport(common: Line, used: list[Media]) -> Line:
    """The one line of all m-lines: the first one's, with what the session says for all."""
    first = used[0].line
    line = Line(
        first.ufrag or common.ufrag,
        first.password or common.password,
        first.fingerprints or common.fingerprints,
        first.setup or common.setup,
    )
    if not line.ufrag or not line.password:
        raise refuse("a=ice-ufrag" if not line.ufrag else "a=ice-pwd", "is missing")
    if not line.fingerprints:
        raise refuse("a=fingerprint", "one by SHA-256, SHA-384 or SHA-512 is needed")
    if any(media.line.ufrag not in ("", line.ufrag) for media in used):
        raise refuse("a=ice-ufrag", "differs between m-lines of one BUNDLE")
    return line
