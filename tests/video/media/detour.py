"""A way round: what a client behind an address that changes looks like to a worker."""

import asyncio


class Detour(asyncio.DatagramProtocol):
    """Stands between a client and a worker; the worker sees it at an address that can change."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.client: tuple[str, int] | None = None
        self.inside: asyncio.DatagramTransport
        self.outside: asyncio.DatagramTransport

    async def open(self) -> int:
        loop = asyncio.get_running_loop()
        self.inside, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        await self.change()
        number: int = self.inside.get_extra_info("sockname")[1]
        return number

    async def change(self) -> "Back":
        """From now on from another port; what comes to the old one is not ours any more."""
        loop = asyncio.get_running_loop()
        if hasattr(self, "outside"):
            self.outside.close()
        self.outside, back = await loop.create_datagram_endpoint(
            lambda: Back(self), local_addr=("127.0.0.1", 0)
        )
        return back

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.client = addr
        if not self.outside.is_closing():
            self.outside.sendto(data, ("127.0.0.1", self.port))

    def close(self) -> None:
        self.inside.close()
        self.outside.close()


class Back(asyncio.DatagramProtocol):
    """The way back; `flows` once a hundred datagrams came this way."""

    def __init__(self, detour: Detour) -> None:
        self.detour = detour
        self.flows = asyncio.Event()
        self._count = 0

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._count += 1
        if self._count == 100:
            self.flows.set()
        if self.detour.client is not None:
            self.detour.inside.sendto(data, self.detour.client)
