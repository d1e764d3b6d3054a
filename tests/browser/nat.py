"""A way round for browsers: what stands between them and a worker, and may change, break, be thin.

Each port of a browser has a port of its own outside, as behind a router. Refuses to know what the
datagrams carry.
"""

import asyncio
import socket
from dataclasses import dataclass, field

LOCAL = "127.0.0.1"
QUEUE = 0.4  # seconds a thin line keeps a datagram before it drops the next
LARGEST = 65_535
THROUGH = """
  const set = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    const lines = sdp.split("\\r\\n").filter((line) => !/^a=candidate:.*:.*:/.test(line))
      .map((line) => line.replace(/^(a=candidate:.*) \\S+ \\d+ typ/, "$1 127.0.0.1 PORT typ"));
    return set.call(this, { type, sdp: lines.join("\\r\\n") });
  };
"""
"""Sends a page's media to PORT instead of the worker's own."""


@dataclass(slots=True, eq=False)
class Way:
    """One port of a browser, and the port it has outside."""

    client: tuple[str, int]
    outside: socket.socket
    is_dead: bool = False


@dataclass(eq=False)
class Nat(asyncio.DatagramProtocol):
    """In front of the worker at `port`; `uplink` is in bits a second, without one it is wide;
    `delay` is in seconds and lies on each way."""

    port: int
    uplink: float | None = None
    delay: float = 0.0
    ways: dict[tuple[str, int], Way] = field(default_factory=dict)
    free_at: float = 0.0

    async def open(self) -> "Nat":
        loop = asyncio.get_running_loop()
        self.inside, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(LOCAL, 0))
        return self

    @property
    def script(self) -> str:
        """For `add_init_script`: the page goes through here."""
        return THROUGH.replace("PORT", str(self.inside.get_extra_info("sockname")[1]))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        way = self.ways.get(addr) or self._way(addr)
        loop = asyncio.get_running_loop()
        if self.uplink is None:
            loop.call_later(self.delay, self._on, way, data)
            return
        begins = max(loop.time(), self.free_at)
        if begins - loop.time() < QUEUE:
            self.free_at = begins + len(data) * 8 / self.uplink
            loop.call_at(self.free_at + self.delay, self._on, way, data)

    def change(self) -> None:
        """Everybody has another port outside from now on; what comes to the old ones is lost."""
        for way in self.ways.values():
            self._drop(way)
            way.outside = self._outside(way.client)

    def kill(self) -> None:
        """Nothing passes any more by the ports that are known; new ones are free to come."""
        for way in self.ways.values():
            way.is_dead = True

    def close(self) -> None:
        self.inside.close()
        for way in self.ways.values():
            self._drop(way)
        self.ways.clear()

    def _way(self, client: tuple[str, int]) -> Way:
        self.ways[client] = way = Way(client, self._outside(client))
        return way

    def _outside(self, client: tuple[str, int]) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setblocking(False)
        made.connect((LOCAL, self.port))
        asyncio.get_running_loop().add_reader(made, self._back, client, made)
        return made

    def _on(self, way: Way, data: bytes) -> None:
        if not way.is_dead and way.outside.fileno() >= 0:
            try:
                way.outside.send(data)
            except OSError:
                return  # as on any network: it is lost

    def _back(self, client: tuple[str, int], outside: socket.socket) -> None:
        try:
            data = outside.recv(LARGEST)
        except OSError:
            return
        loop = asyncio.get_running_loop()
        loop.call_later(self.delay, self._in, client, data)

    def _in(self, client: tuple[str, int], data: bytes) -> None:
        way = self.ways.get(client)
        if way is not None and not way.is_dead and not self.inside.is_closing():
            self.inside.sendto(data, client)

    def _drop(self, way: Way) -> None:
        asyncio.get_running_loop().remove_reader(way.outside)
        way.outside.close()
