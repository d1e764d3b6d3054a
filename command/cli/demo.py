"""`yushan demo`: the whole centre with fictitious people, in a data folder of its own.

The passwords are known to everybody, so it answers on localhost only.
"""

import sys
from contextlib import closing
from dataclasses import replace

import click

from command.base.settings import Settings
from command.cli import binding, ground, loading, marker, reload, vault_beside
from command.cli.options import listening_options


@click.command()
@click.option("--again", is_flag=True, help="Play the scenarios once more.")
@click.option(
    "--speed",
    type=click.FloatRange(0.1),
    default=1.0,
    show_default=True,
    help="Play so many times as fast; at 1 the scenarios take three and a half minutes.",
)
@click.option("--reload", "reloading", is_flag=True, help="Start anew when a source file changes.")
@listening_options
def demo(settings: Settings, again: bool, speed: float, reloading: bool) -> None:
    """Start the whole centre with fictitious data and play its scenarios, once per folder.

    Ctrl-C ends it; nothing is lost.
    """
    if not settings.is_local:
        raise click.ClickException(
            f"demo passwords are known to everybody: not on {settings.host}, only on localhost"
        )
    if reloading:
        reload.run([part for part in sys.argv[1:] if part != "--reload"])
        return
    chosen = replace(settings, demo=True)
    with marker.claimed(settings.data), closing(binding.bind(chosen)) as bound:
        loading.begin("command.cli.performance")
        with vault_beside.begun(chosen) as vault, ground.opened(chosen) as addresses:
            from command.cli import performance  # noqa: PLC0415 - loaded meanwhile

            performance.run(chosen, addresses, bound, vault, performance.How(again, speed))
