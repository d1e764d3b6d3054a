"""Where media workers are reached: ports, addresses given, this machine's own.

Apart from the worker, so that a server which starts workers loads nothing that carries media.
"""

import socket
from collections.abc import Sequence
from contextlib import closing
from ipaddress import ip_address

import click

LOOPBACK = ("127.0.0.1", "::1")
FIRST_PORT = 40_000


def checked(addresses: Sequence[str]) -> list[str]:
    """Addresses as given; a usage error for one that is none."""
    for one in addresses:
        try:
            ip_address(one)
        except ValueError as error:
            raise click.UsageError(f"--public-ip {one} is not an address") from error
    return list(addresses)


def loopback() -> list[str]:
    """This machine's own addresses to itself; without IPv6 one only."""
    return [one for one in LOOPBACK if _is_ours(one)]


def _is_ours(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True
