"""The port of a server, taken before all else: a start that could not serve ends at once."""

import errno
import socket

import click

from command.base.settings import Settings


def bind(settings: Settings) -> socket.socket:
    """The listening socket, not yet accepting; a click error in one line when it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
        return bound
    except OSError as failure:
        raise click.ClickException(_why(settings, failure)) from failure


def _why(settings: Settings, failure: OSError) -> str:
    if failure.errno == errno.EADDRINUSE:
        return f"port {settings.port} is in use: stop what listens there, or name another --port"
    return f"cannot listen on {settings.host} port {settings.port}: {failure.strerror or failure}"


def url_of(settings: Settings, bound: socket.socket) -> str:
    """Where a browser on this machine finds us; the port is the real one."""
    scheme = "https" if settings.has_tls else "http"
    host = "127.0.0.1" if settings.host in ("", "0.0.0.0") else settings.host
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{bound.getsockname()[1]}"
