"""`yushan tls`: the unit's own certificates, and a page that tells people how to trust them."""

import html
import ipaddress
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import TypeVar

import click

from command.base import certificates, clock
from command.base.certificates import Address, Pair
from command.base.settings import Settings
from command.cli.options import base_options

T = TypeVar("T")
UNREACHED = ("192.0.2.1", "2001:db8::1")  # documentation addresses: routed, never sent to


@click.group()
def tls() -> None:
    """Certificates for a network of our own: cameras and sign-in need HTTPS."""


@tls.command()
@click.option("--unit", default="玉山县社会治理中心", show_default=True, help="Name of the CA.")
@click.option(
    "--name",
    "names",
    multiple=True,
    envvar="YUSHAN_TLS_NAMES",
    show_envvar=True,
    help="Name people type; may be repeated. This machine's own is always there.",
)
@click.option(
    "--address",
    "hosts",
    multiple=True,
    envvar="YUSHAN_TLS_ADDRESSES",
    show_envvar=True,
    help="Address people type; may be repeated. This machine's own are always there.",
)
@base_options
def init(settings: Settings, unit: str, names: Sequence[str], hosts: Sequence[str]) -> None:
    """Make the unit's CA once, and a server certificate for 397 days.

    Again: a new server certificate; a running `serve` takes it on SIGHUP. The CA stays, so
    nobody installs anything again, unless a name or address is new to it.
    """
    folder = settings.data / "tls"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    all_names = _unique(["localhost", *own_names(), *names])
    try:
        all_hosts = _unique([*own_addresses(), *map(ipaddress.ip_address, hosts)])
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    authority, is_new = _authority(folder, unit, all_names, all_hosts)
    leaf = certificates.make_leaf(authority, all_names, all_hosts, clock.now())
    _write(folder / "cert.pem", leaf.certificate, 0o644)
    _write(folder / "key.pem", leaf.key, 0o600)
    _write(folder / "install.html", _page(unit, authority, all_names, all_hosts), 0o644)
    click.echo(f"{'New CA' if is_new else 'CA kept'}: {folder / 'ca.pem'}")
    click.echo(f"Server certificate: {folder / 'cert.pem'} for {', '.join(all_names)},")
    click.echo(f"  {', '.join(map(str, all_hosts))}; renew within {certificates.LEAF_DAYS} days")
    click.echo(f"Installation steps for every machine: {folder / 'install.html'}")


def _authority(
    folder: Path, unit: str, names: Sequence[str], hosts: Sequence[Address]
) -> tuple[Pair, bool]:
    """The CA that is there when it may sign all of these, else a new one."""
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if certificate.exists() and key.exists():
        kept = Pair(certificate.read_bytes(), key.read_bytes())
        if certificates.permits(kept.certificate, names, hosts):
            return kept, False
    made = certificates.make_authority(unit, names, hosts, clock.now())
    _write(key, made.key, 0o600)
    _write(certificate, made.certificate, 0o644)
    return made, True


def own_names() -> list[str]:
    """This machine's name, alone and with its domain, and as it is announced on a LAN."""
    short = socket.gethostname().partition(".")[0].lower()
    return [short, f"{short}.local", socket.getfqdn().lower()]


def own_addresses() -> list[Address]:
    """Loopback and the addresses this machine would use to reach others."""
    found = ["127.0.0.1", "::1", *(_source(target) for target in UNREACHED)]
    with suppress(OSError):  # a machine that does not know its own name still has addresses
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    plain = [text.partition("%")[0] for text in found if text]
    return [address for address in map(ipaddress.ip_address, plain) if not address.is_unspecified]


def _source(target: str) -> str:
    """The address the system would send from; connecting a datagram socket sends nothing."""
    family = socket.AF_INET6 if ":" in target else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((target, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def _page(unit: str, authority: Pair, names: Sequence[str], hosts: Sequence[Address]) -> bytes:
    template = resources.files("command.cli").joinpath("install.html").read_text("utf-8")
    shown = {
        "UNIT": unit,
        "FINGERPRINT": certificates.fingerprint(authority.certificate),
        "NAMES": ", ".join([*names, *map(str, hosts)]),
    }
    for word, text in shown.items():
        template = template.replace(f"[[{word}]]", html.escape(text))
    return template.encode()


def _write(path: Path, content: bytes, mode: int) -> None:
    """In one move, so that a server reading it now sees the old one or the new one."""
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), mode)
    fresh.replace(path)


def _unique(items: Sequence[T]) -> list[T]:
    return list(dict.fromkeys(items))
