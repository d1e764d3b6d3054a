"""Where somebody comes from and under which terms a session lasts. Pure.

An address is cut to what one household or office shares; a browser is two words for a person to
recognise, never its whole signature.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address, ip_network

SESSION_LIFE = timedelta(hours=12)
IDLE_LIFE = timedelta(hours=2)
_BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "微信"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """The network address of a request, and its browser in words; both may be empty."""

    address: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a session lasts at most, and how long unused."""

    life: timedelta = SESSION_LIFE
    idle: timedelta | None = IDLE_LIFE


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody comes in."""

    source: Source = field(default_factory=Source)
    terms: Terms = field(default_factory=Terms)


NOWHERE = Source()
FRONT = Door()


def source_of(host: str, user_agent: str) -> Source:
    return Source(network_of(host), browser_of(user_agent))


def network_of(host: str) -> str:
    """An IPv4 address as it is, the /64 of an IPv6 one; empty for what is no address."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def browser_of(user_agent: str) -> str:
    """`Chrome · Windows`; empty when nothing is recognised."""
    return " · ".join(
        word
        for word in (_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS))
        if word is not None
    )


def _first(text: str, marks: tuple[tuple[str, str], ...]) -> str | None:
    return next((word for mark, word in marks if mark in text), None)
