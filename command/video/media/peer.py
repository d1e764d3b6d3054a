"""A peer: one client connection at our end, ICE-lite, DTLS server, SRTP. The only file that knows
aiortc, OpenSSL and libsrtp.

Bytes come from the port and go to what sits above as plain packets. Only an address that has proved
our password by a check may send anything else. Refuses to know rooms and tracks.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pylibsrtp
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCCertificate, certificate_digest
from OpenSSL import SSL
from pylibsrtp import Policy, Session

from command.video.media import stun

Address = tuple[str, int] | tuple[str, int, int, int]
SendTo = Callable[[bytes, Address], int]
EXPORTER = b"EXTRACTOR-dtls_srtp"  # RFC 5764, section 4.2
WINDOW = 1_024
DATAGRAM = 1_200
ADDRESSES = 8
SILENT_AFTER = 8.0  # seconds: a browser checks every two and a half, others every six
FORGOTTEN_AFTER = 30.0
FOLLOWS_AFTER = 1.0  # a check that does not nominate moves us only from a silent address


@dataclass(frozen=True, slots=True)
class Credentials:
    ufrag: str
    password: str


def credentials() -> Credentials:
    """ICE credentials with 64 and 192 bits of chance."""
    return Credentials(secrets.token_hex(8), secrets.token_hex(24))


class Identity:
    """The certificate of a worker, made at its start, and what DTLS needs of it."""

    def __init__(self) -> None:
        certificate = RTCCertificate.generateCertificate()
        fingerprints = {one.algorithm: one.value for one in certificate.getFingerprints()}
        self.fingerprint: str = fingerprints["sha-256"]
        # The shortest key first: as safe as we need, and twice as fast as the longest.
        self.profiles = sorted(
            SRTP_PROFILES, key=lambda one: (one.salt_length != 12, one.key_length)
        )
        self.context = certificate._create_ssl_context(srtp_profiles=self.profiles)
        self.context.set_options(SSL.OP_NO_QUERY_MTU)


class Above(Protocol):
    """What a peer tells; times are seconds of a steady clock, `arrived` nanoseconds."""

    def up(self, now: float) -> None: ...

    def lost(self, reason: str) -> None: ...

    def take(self, packet: bytes, arrived: int, now: float) -> None: ...

    def take_rtcp(self, data: bytes, now: float) -> None: ...


class Registry(Protocol):
    """Where the port finds a peer: by the name in a check, by the address of anything else."""

    def name(self, ufrag: str, peer: "Peer") -> None: ...

    def unname(self, ufrag: str) -> None: ...

    def claim(self, address: Address, peer: "Peer", now: float) -> bool: ...

    def release(self, address: Address, peer: "Peer") -> None: ...


@dataclass(slots=True)
class Reached:
    """An address that proved our password, and when it was heard last."""

    send_to: SendTo
    checked: float
    heard: float = field(default=float("-inf"))


class Peer:
    """Begins closed; `expect` says whose certificate may come, `checked` by whom it is reached."""

    def __init__(self, identity: Identity, registry: Registry, above: Above) -> None:
        self.is_up = False
        self.is_closed = False
        self.is_silent = False
        self.dropped = 0
        self._identity = identity
        self._registry = registry
        self._above = above
        self._given: list[Credentials] = []
        self._fingerprints: Mapping[str, str] = {}
        self._reached: dict[Address, Reached] = {}
        self._address: Address | None = None
        self._send_to: SendTo = _nowhere
        self._ssl: SSL.Connection | None = None
        self._is_shaken = False
        self._unprotect: Callable[[bytes], bytes] | None = None
        self._unprotect_rtcp: Callable[[bytes], bytes] | None = None
        self._protect: Callable[[bytes], bytes] | None = None
        self._protect_rtcp: Callable[[bytes], bytes] | None = None
        self.renew()

    # ICE

    @property
    def credentials(self) -> Credentials:
        """The newest ones, for our next description."""
        return self._given[-1]

    def renew(self) -> None:
        """New ICE credentials; the ones before count until the client has used the new."""
        for old in self._given[:-1]:
            self._registry.unname(old.ufrag)
        self._given = [*self._given[-1:], credentials()]
        self._registry.name(self.credentials.ufrag, self)

    def expect(self, fingerprints: Mapping[str, str], now: float) -> None:
        """Digests of the client's certificate, by name; media opens when one of them fits."""
        self._fingerprints = dict(fingerprints)
        if self._is_shaken and not self.is_up:
            self._verify(now)

    def checked(self, check: stun.Check, address: Address, send_to: SendTo, now: float) -> None:
        """Answer a check that proves our password; follow the client where it went."""
        given = next((one for one in self._given if one.ufrag == check.ours), None)
        if given is None or not check.proves(given.password):
            return
        if not self._registry.claim(address, self, now):
            return
        self._renewed(given)
        self._remember(address, send_to, now)
        send_to(stun.answer(check, address[:2], given.password), address)
        current = self._reached.get(self._address) if self._address else None
        is_quiet = current is None or now - max(current.heard, current.checked) > FOLLOWS_AFTER
        if check.nominates or is_quiet:
            self._follow(address)

    def _renewed(self, given: Credentials) -> None:
        if given is self._given[-1]:
            for old in self._given[:-1]:
                self._registry.unname(old.ufrag)
            self._given = [given]

    def _remember(self, address: Address, send_to: SendTo, now: float) -> None:
        heard = self._reached[address].heard if address in self._reached else float("-inf")
        self._reached[address] = Reached(send_to, now, heard)
        while len(self._reached) > ADDRESSES:
            others = (one for one in self._reached if one not in (self._address, address))
            self._forget(min(others, key=lambda one: self._reached[one].checked))

    def _forget(self, address: Address) -> None:
        del self._reached[address]
        self._registry.release(address, self)

    def _follow(self, address: Address) -> None:
        self._address = address
        self._send_to = self._reached[address].send_to

    # DTLS

    def shake(self, data: bytes, address: Address, now: float) -> None:
        """A DTLS datagram from an address that was checked."""
        if self._address is None:
            self._follow(address)
        if self._ssl is None:
            self._ssl = SSL.Connection(self._identity.context)
            self._ssl.set_ciphertext_mtu(DATAGRAM)
            self._ssl.set_accept_state()
        self._ssl.bio_write(data)
        self._step(self._ssl, now)

    def _step(self, ssl: SSL.Connection, now: float) -> None:
        try:
            if self._is_shaken:
                ssl.recv(1_500)
            else:
                ssl.do_handshake()
                self._is_shaken = True
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self._flush(ssl)
            self.close("closed by the client")
            return
        except SSL.Error:
            if not self._is_shaken:
                self._ssl = None  # the next hello begins anew
        self._flush(ssl)
        if self._is_shaken and not self.is_up and self._fingerprints:
            self._verify(now)

    def _flush(self, ssl: SSL.Connection) -> None:
        try:
            data = ssl.bio_read(65_535)
        except SSL.Error:
            return  # nothing to send
        for piece in datagrams(data):
            self._out(piece)

    def _out(self, data: bytes) -> None:
        try:
            if self._address is not None:
                self._send_to(data, self._address)
        except OSError:
            self.dropped += 1

    def _verify(self, now: float) -> None:
        """Open the media when the certificate is the one that was described; else end it."""
        assert self._ssl is not None
        certificate = self._ssl.get_peer_certificate(as_cryptography=True)
        matches = certificate is not None and any(
            certificate_digest(certificate, name) == value
            for name, value in self._fingerprints.items()
        )
        profile = self._ssl.get_selected_srtp_profile()
        if not matches or not profile:
            self.close("the certificate is not the one described")
            return
        self._open(self._ssl, profile)
        self._above.up(now)

    def _open(self, ssl: SSL.Connection, name: bytes) -> None:
        profile = next(one for one in self._identity.profiles if one.openssl_profile == name)
        size = 2 * (profile.key_length + profile.salt_length)
        material = ssl.export_keying_material(EXPORTER, size)

        def session(side: int, way: int) -> Session:
            key = profile.get_key_and_salt(material, side)
            policy = Policy(key=key, ssrc_type=way, srtp_profile=profile.libsrtp_profile)
            policy.allow_repeat_tx = True  # packets are sent again as they were
            policy.window_size = WINDOW
            return Session(policy)

        incoming = session(0, Policy.SSRC_ANY_INBOUND)  # the client's keys come first
        outgoing = session(1, Policy.SSRC_ANY_OUTBOUND)
        self._unprotect, self._unprotect_rtcp = incoming.unprotect, incoming.unprotect_rtcp
        self._protect, self._protect_rtcp = outgoing.protect, outgoing.protect_rtcp
        self.is_up = True

    # Media

    def take(self, data: bytes, address: Address, arrived: int, now: float) -> None:
        """An encrypted RTP packet from an address that was checked."""
        if self._unprotect is None:
            return
        try:
            packet = self._unprotect(data)
        except (pylibsrtp.Error, ValueError):
            self.dropped += 1
            return
        self._heard(address, now)
        self._above.take(packet, arrived, now)

    def take_rtcp(self, data: bytes, address: Address, now: float) -> None:
        """An encrypted RTCP packet from an address that was checked."""
        if self._unprotect_rtcp is None:
            return
        try:
            packet = self._unprotect_rtcp(data)
        except (pylibsrtp.Error, ValueError):
            self.dropped += 1
            return
        self._heard(address, now)
        self._above.take_rtcp(packet, now)

    def _heard(self, address: Address, now: float) -> None:
        """Whoever has the keys is where the packet came from: follow at once."""
        self._reached[address].heard = now
        if address != self._address:
            self._follow(address)

    def send(self, packet: bytes) -> None:
        """Encrypt and send; what the system does not take at once is lost."""
        try:
            self._send_to(self._protect(packet), self._address)  # type: ignore[misc,arg-type]
        except (OSError, pylibsrtp.Error, ValueError, TypeError):
            self.dropped += 1

    def send_rtcp(self, packet: bytes) -> None:
        try:
            self._send_to(self._protect_rtcp(packet), self._address)  # type: ignore[misc,arg-type]
        except (OSError, pylibsrtp.Error, ValueError, TypeError):
            self.dropped += 1

    # Time and end

    def tick(self, now: float) -> None:
        """Some twenty times a second: handshakes go on, silence is told."""
        if self._ssl is not None and not self.is_up:
            self._hurry(self._ssl)
        if not self._reached:
            return
        last = max(max(one.heard, one.checked) for one in self._reached.values())
        if self.is_up and (now - last > SILENT_AFTER) != self.is_silent:
            self.is_silent = not self.is_silent
            if self.is_silent:
                self._above.lost("silent")
            else:
                self._above.up(now)
        for address, one in list(self._reached.items()):
            if address != self._address and now - one.checked > FORGOTTEN_AFTER:
                self._forget(address)

    def _hurry(self, ssl: SSL.Connection) -> None:
        """Send the flight again that was not answered in time."""
        left = ssl.DTLSv1_get_timeout()
        if left is not None and left <= 0:
            try:
                ssl.DTLSv1_handle_timeout()
            except SSL.Error:
                self._ssl = None
            self._flush(ssl)

    def close(self, reason: str = "") -> None:
        """Say goodbye, forget keys and addresses; with a reason what is above hears of it."""
        if self.is_closed:
            return
        self.is_closed, self.is_up = True, False
        if self._ssl is not None and self._is_shaken:
            self._farewell(self._ssl)
        for one in self._given:
            self._registry.unname(one.ufrag)
        for address in list(self._reached):
            self._forget(address)
        self._unprotect = self._unprotect_rtcp = self._protect = self._protect_rtcp = None
        self._ssl, self._address, self._send_to = None, None, _nowhere
        if reason:
            self._above.lost(reason)

    def _farewell(self, ssl: SSL.Connection) -> None:
        try:
            ssl.shutdown()
        except SSL.Error:
            return  # it was on its way out
        self._flush(ssl)

    def last_heard(self) -> float:
        """When anything proved came last; minus infinity before."""
        times = (max(one.heard, one.checked) for one in self._reached.values())
        return max(times, default=float("-inf"))


def _nowhere(data: bytes, address: Address) -> int:
    return 0


def datagrams(data: bytes) -> list[bytes]:
    """DTLS records as datagrams of at most 1,200 bytes: the stream between has lost their edges."""
    pieces: list[bytes] = []
    at = 0
    while at < len(data):
        end = len(data)
        if 20 <= data[at] <= 25 and at + 13 <= len(data):
            end = min(end, at + 13 + int.from_bytes(data[at + 11 : at + 13], "big"))
        record = data[at:end]
        if pieces and len(pieces[-1]) + len(record) <= DATAGRAM:
            pieces[-1] += record
        else:
            pieces.append(record)
        at = end
    return pieces
