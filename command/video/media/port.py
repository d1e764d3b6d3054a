"""The port: one UDP port for everybody, and the loop that hands each datagram to its peer.

A check finds its peer by the name in it, everything else by an address that was checked before;
the rest falls. Nothing is logged here. Refuses to know what datagrams mean.
"""

import asyncio
import errno
import socket
import struct
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import Any

from command.video.media import rtp, stun
from command.video.media.peer import Address, Peer

BUFFER = 8 * 1024 * 1024  # without it a busy core loses half of a burst
BATCH = 32  # datagrams in one turn of the loop: others get theirs within 3 ms
REST = 0.001  # seconds between two looks while much comes: a turn for each packet costs more
OFTEN = 0.002  # woken again so soon, much comes
DATAGRAM = 1_600
STAMP = struct.Struct("@qq")
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33
NANO = 1_000_000_000
WILDCARD = {4: "0.0.0.0", 6: "::"}
CLAIMED_FOR = 10.0  # seconds in which nobody else may take an address that is in use
TRIES = 20
_PLACE_FOR_STAMP = socket.CMSG_SPACE(STAMP.size)


class Port:
    """Sockets of both families on one number; peers by name and by address."""

    def __init__(self, addresses: Sequence[str], number: int) -> None:
        """Raises OSError when the port is taken or no address can be bound."""
        self.sockets = _bound(addresses, number)
        self.number: int = self.sockets[0].getsockname()[1]
        self.received = 0
        self._by_name: dict[str, Peer] = {}
        self._by_address: dict[Address, Peer] = {}

    def open(self) -> None:
        """Read from now on, on the running loop."""
        for one in self.sockets:
            Reader(one, partial(self._read, one.recvmsg, one.sendto)).wait()

    def close(self) -> None:
        loop = asyncio.get_running_loop()
        for one in self.sockets:
            loop.remove_reader(one.fileno())
            one.close()

    def _read(self, receive: Any, send_to: Any, now: float) -> int:
        """Hand on what has come, and say how many there were. The time of arrival is the system's,
        not that of this turn.
        """
        by_address = self._by_address
        for count in range(BATCH):
            try:
                data, about, _, address = receive(DATAGRAM, _PLACE_FOR_STAMP)
            except OSError:
                return count  # nothing more has come
            if not data:
                continue
            first = data[0]
            if first < 4:
                self._check(data, address, send_to, now)
                continue
            peer = by_address.get(address)
            if peer is None:
                continue
            self.received += 1
            if first >= 128:
                _media(peer, data, about, address, now)
            elif 20 <= first < 64:
                peer.shake(data, address, now)
        return BATCH

    def _check(self, data: bytes, address: Address, send_to: Any, now: float) -> None:
        check = stun.read(data)
        peer = self._by_name.get(check.ours) if check else None
        if check is not None and peer is not None:
            peer.checked(check, address, send_to, now)

    # Where peers are found

    def name(self, ufrag: str, peer: Peer) -> None:
        self._by_name[ufrag] = peer

    def unname(self, ufrag: str) -> None:
        self._by_name.pop(ufrag, None)

    def claim(self, address: Address, peer: Peer, now: float) -> bool:
        """The address is this peer's from now on; False while another one is heard from there."""
        owner = self._by_address.get(address, peer)
        if owner is not peer and now - owner.last_heard() < CLAIMED_FOR:
            return False
        self._by_address[address] = peer
        return True

    def release(self, address: Address, peer: Peer) -> None:
        if self._by_address.get(address) is peer:
            del self._by_address[address]


class Reader:
    """When a socket is read: at once while little comes, every millisecond while much does.

    Whoever is read gives the loop back after each batch, so that nobody waits longer than for one.
    """

    __slots__ = ("_loop", "_read", "_socket", "_woken")

    def __init__(self, one: socket.socket, read: Callable[[float], int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = one
        self._read = read
        self._woken = 0.0

    def wait(self) -> None:
        self._loop.add_reader(self._socket.fileno(), self._wake)

    def _wake(self) -> None:
        now = time.monotonic()
        count, before = self._read(now), self._woken
        self._woken = now
        if count < BATCH and now - before < OFTEN:
            self._loop.remove_reader(self._socket.fileno())
            self._loop.call_later(REST, self._look)

    def _look(self) -> None:
        if self._socket.fileno() < 0:
            return  # closed in between
        count = self._read(time.monotonic())
        if count == BATCH:
            self._loop.call_soon(self._look)
        elif count:
            self._loop.call_later(REST, self._look)
        else:
            self.wait()


def _media(peer: Peer, data: bytes, about: Any, address: Address, now: float) -> None:
    if rtp.is_rtcp(data):
        peer.take_rtcp(data, address, now)
        return
    seconds, nanoseconds = STAMP.unpack_from(about[0][2]) if about else divmod(time.time_ns(), NANO)
    peer.take(data, address, seconds * NANO + nanoseconds, now)


def _bound(addresses: Sequence[str], number: int) -> list[socket.socket]:
    """One socket for each address; a free number must be free for all of them."""
    for attempt in range(TRIES):
        opened: list[socket.socket] = []
        try:
            for address in addresses:
                chosen = opened[0].getsockname()[1] if opened else number
                if not any(_covers(one, address) for one in opened):
                    opened.append(_socket(address, chosen))
            return opened
        except OSError as failure:
            for one in opened:
                one.close()
            is_chance = failure.errno == errno.EADDRINUSE and number == 0
            if not is_chance or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _covers(opened: socket.socket, address: str) -> bool:
    return opened.getsockname()[0] in (WILDCARD[ip_address(address).version], address)


def _socket(address: str, number: int) -> socket.socket:
    version = ip_address(address).version
    made = socket.socket(socket.AF_INET6 if version == 6 else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        if version == 6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            made.setsockopt(socket.SOL_SOCKET, option, BUFFER)
        with suppress(PermissionError):  # more than the system's limit, where we may
            made.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        made.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        _bind(made, address, number)
    except OSError:
        made.close()
        raise
    return made


def _bind(made: socket.socket, address: str, number: int) -> None:
    try:
        made.bind((address, number))
    except OSError as failure:
        if failure.errno != errno.EADDRNOTAVAIL:
            raise
        made.bind((WILDCARD[ip_address(address).version], number))  # ours only outside a NAT
