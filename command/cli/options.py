"""Options that commands share, each with its environment twin, gathered into `Settings`."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from command.base import logs
from command.base.settings import ROLE_URLS, Settings

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

_BASE = (
    click.option(
        "--vault-keys",
        type=FOLDER,
        envvar="YUSHAN_VAULT_KEYS",
        show_envvar=True,
        help="Folder of the vault's keys, outside the data folder.  [default: one for each data"
        " folder, below this user's configuration]",
    ),
    click.option(
        "--vault-socket",
        type=FILE,
        envvar="YUSHAN_VAULT_SOCKET",
        show_envvar=True,
        help="Socket of a vault that runs apart.  [default: one is started here]",
    ),
    click.option(
        "--data",
        type=FOLDER,
        envvar="YUSHAN_DATA",
        show_envvar=True,
        help="Data folder.  [default: ./data]",
    ),
    click.option(
        "--database-url",
        envvar="DATABASE_URL",
        show_envvar=True,
        help="A PostgreSQL from version 15, instead of the embedded one.",
    ),
    click.option(
        "--web-database-url",
        envvar="YUSHAN_WEB_DATABASE_URL",
        show_envvar=True,
        help="The same database for the role yushan_web, when it has a login of its own.",
    ),
    *(
        click.option(
            f"--{role.removeprefix('yushan_')}-database-url",
            envvar=name,
            show_envvar=True,
            help=f"The same for the role {role}.",
        )
        for role, name in ROLE_URLS.items()
    ),
    click.option(
        "--log-format",
        type=click.Choice(["console", "json"]),
        envvar="YUSHAN_LOG_FORMAT",
        show_envvar=True,
        help="Form of the log lines.  [default: console]",
    ),
    click.option(
        "--log-level",
        type=click.Choice(logs.LEVELS),
        envvar="YUSHAN_LOG_LEVEL",
        show_envvar=True,
        help="Least grave line to show.  [default: warning; for serve info]",
    ),
)
_LISTENING = (
    click.option(
        "--host",
        envvar="YUSHAN_HOST",
        show_envvar=True,
        help="Address to listen on.  [default: 127.0.0.1]",
    ),
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        envvar=["YUSHAN_PORT", "PORT"],
        show_envvar=True,
        help="Port; 0 takes a free one.  [default: 8000]",
    ),
)
_TLS = (
    click.option(
        "--ssl-certfile",
        type=FILE,
        envvar="YUSHAN_TLS_CERT",
        show_envvar=True,
        help="Certificate chain.  [default: the one of `yushan tls init`, off localhost]",
    ),
    click.option(
        "--ssl-keyfile",
        type=FILE,
        envvar="YUSHAN_TLS_KEY",
        show_envvar=True,
        help="Its private key.",
    ),
    click.option(
        "--origin",
        "origins",
        multiple=True,
        envvar="YUSHAN_ORIGINS",
        show_envvar=True,
        help="Origin people use, like https://centre.example; may be repeated.",
    ),
    click.option(
        "--proxy",
        "proxies",
        multiple=True,
        envvar="YUSHAN_PROXIES",
        show_envvar=True,
        help="Address of a TLS front that we trust to say where a request came from.",
    ),
)


_MEDIA = (
    click.option(
        "--media-workers",
        type=click.IntRange(0, 64),
        envvar="YUSHAN_MEDIA_WORKERS",
        show_envvar=True,
        help="Processes for picture and sound; 0 for none here.  [default: 1]",
    ),
    click.option(
        "--media-port",
        type=click.IntRange(0, 65_000),
        envvar="YUSHAN_MEDIA_PORT",
        show_envvar=True,
        help="UDP port of the first of them, the others follow; 0 takes free ones."
        "  [default: 0 on localhost, else 40000]",
    ),
    click.option(
        "--turn-url",
        "turn_urls",
        multiple=True,
        envvar="YUSHAN_TURN_URLS",
        show_envvar=True,
        help="Relay for browsers behind hard firewalls, like turns:relay.example:5349; repeated.",
    ),
    click.option(
        "--turn-secret",
        envvar="YUSHAN_TURN_SECRET",
        show_envvar=True,
        help="Secret shared with the relay (coturn's static-auth-secret).",
    ),
    click.option(
        "--public-ip",
        "public_ips",
        multiple=True,
        envvar="YUSHAN_PUBLIC_IPS",
        show_envvar=True,
        help="Address that picture and sound reach us at; may be repeated."
        "  [default: those of this machine]",
    ),
)
_URLS = {
    role: f"{role.removeprefix('yushan_')}_database_url" for role in ("yushan_web", *ROLE_URLS)
}
"""Option names of the logins' URLs, by role."""


def base_options(command: F) -> F:
    """Data folder, database and logs; the command gets `settings`."""
    return _gathered(command, _BASE)


def listening_options(command: F) -> F:
    """The same and where to listen, for a server on this machine."""
    return _gathered(command, (*_LISTENING, *_MEDIA, *_BASE))


def serving_options(command: F) -> F:
    """The same and what a network needs: certificates, origins, proxies."""
    return _gathered(command, (*_LISTENING, *_TLS, *_MEDIA, *_BASE))


def _gathered(command: F, options: tuple[Callable[[F], F], ...]) -> F:
    own = ("data", "vault_keys", "vault_socket", "database_url")
    names = (*own, *_URLS.values(), "log_format", "log_level")
    more = ("host", "port", "ssl_certfile", "ssl_keyfile", "origins", "proxies")
    media = ("media_workers", "media_port", "public_ips", "turn_urls", "turn_secret")

    @wraps(command)
    def gathered(**given: Any) -> Any:
        chosen = {name: given.pop(name) for name in (*names, *more, *media) if name in given}
        return command(settings=_settings(chosen), **given)

    wrapped: Any = gathered
    for option in reversed(options):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed


def _settings(chosen: dict[str, Any]) -> Settings:
    try:
        settings = Settings.from_environment({})
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    is_server = "ssl_certfile" in chosen  # the demo keeps its table in sight
    changes: dict[str, Any] = {
        "data": (chosen["data"] or settings.data).resolve(),
        "vault_keys": _whole(chosen["vault_keys"]),
        "vault_socket": _whole(chosen["vault_socket"]),
        "database_url": chosen["database_url"] or None,
        "web_database_url": chosen["web_database_url"] or None,
        "role_urls": {role: chosen[_URLS[role]] or None for role in ROLE_URLS},
        "log_json": chosen["log_format"] == "json",
        "log_level": chosen["log_level"] or ("info" if is_server else "warning"),
        "host": chosen.get("host") or settings.host,
        "port": settings.port if chosen.get("port") is None else chosen["port"],
        "tls_cert": chosen.get("ssl_certfile"),
        "tls_key": chosen.get("ssl_keyfile"),
        "public_origins": tuple(chosen.get("origins", ())),
        "proxies": tuple(chosen.get("proxies", ())),
        "media_port": chosen.get("media_port"),
        "public_ips": tuple(chosen.get("public_ips", ())),
        "turn_urls": tuple(chosen.get("turn_urls", ())),
        "turn_secret": chosen.get("turn_secret") or "",
    }
    if chosen.get("media_workers") is not None:
        changes["media_workers"] = chosen["media_workers"]
    return replace(settings, **changes)


def _whole(path: Path | None) -> Path | None:
    return path.resolve() if path else None
