"""`yushan serve`: real use. The first run prints a one-time link for each of three administrators.

Off localhost it wants TLS: without it browsers drop the session cookie and open no camera.
"""

from contextlib import closing
from dataclasses import replace

import click

from command.base.settings import Settings
from command.cli import binding, ground, loading, marker, vault_beside
from command.cli.options import serving_options


@click.command()
@serving_options
def serve(settings: Settings) -> None:
    """Start the centre for real use.

    The first run prints three one-time links: system administrator, security administrator,
    auditor. Ctrl-C ends it in order; SIGHUP takes a renewed certificate.
    """
    chosen = with_certificate(settings)
    marker.refuse_demo(chosen.data)
    with closing(binding.bind(chosen)) as bound:
        loading.begin("command.cli.real_use")
        with vault_beside.begun(chosen) as vault, ground.opened(chosen) as addresses:
            from command.cli import real_use  # noqa: PLC0415 - loaded meanwhile

            real_use.run(chosen, addresses, bound, vault)


def with_certificate(settings: Settings) -> Settings:
    """Settings with the unit's own certificate where a network needs one; a click error without."""
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise click.UsageError("--ssl-certfile and --ssl-keyfile go together")
    if settings.is_local or settings.has_tls or settings.proxies:
        return settings
    certificate, key = (settings.data / "tls" / name for name in ("cert.pem", "key.pem"))
    if certificate.exists() and key.exists():
        return replace(settings, tls_cert=certificate, tls_key=key)
    raise click.ClickException(
        f"--host {settings.host} needs TLS: run `yushan tls init`, or give --ssl-certfile and "
        "--ssl-keyfile, or --proxy with the address of your TLS front"
    )
