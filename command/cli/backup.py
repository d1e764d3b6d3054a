"""`yushan backup` and `yushan restore`: one file that holds everything and proves itself."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from command.base import archive, clock
from command.base.archive import ArchiveProblem, Manifest, Tell
from command.base.settings import Settings
from command.cli import ground
from command.cli.options import FILE, base_options


@click.command()
@click.argument("file", type=FILE)
@click.option("--trial/--no-trial", default=True, help="Restore it on trial.  [default: trial]")
@base_options
def backup(settings: Settings, file: Path, trial: bool) -> None:
    """Write the database to FILE, as of one instant, and restore it on trial.

    May run while the centre works. What is sealed in FILE stays sealed: no key is in it. Keys are
    copied by `yushan vault copy`, the audit's by hand.
    """
    target = file.resolve()
    with ground.opened(settings, migrating=False) as addresses, _steps() as tell:
        manifest = asyncio.run(archive.back_up(addresses.owner, target, clock.now(), tell))
        if trial:
            asyncio.run(archive.verify(target, tell))
    size = target.stat().st_size / 1024**2
    click.echo(f"{target}: {_content(manifest)}, {size:.1f} MiB")
    click.echo("Restored on trial: every table has its rows." if trial else "Not verified.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@base_options
def restore(settings: Settings, file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of the database, and of keys where an old one has any.

    Stop the centre first. What was there stays beside it under the name ..._before_restore,
    until the next restore.
    """
    if not yes:
        _confirm(file.resolve())
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ground.opened(settings, migrating=False, alone=True) as addresses, _steps() as tell:
        manifest = asyncio.run(archive.restore(addresses, settings.keys, file.resolve(), tell))
    click.echo(f"Restored {_content(manifest)}, made {manifest.made_at}")


def _confirm(file: Path) -> None:
    """Say what the file holds before anything is replaced by it."""
    try:
        found = archive.look_into(file)
    except ArchiveProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{file}: {_content(found)}, made {found.made_at}")
    click.confirm("Replace the database by this backup?", abort=True)


def _content(manifest: Manifest) -> str:
    rows, tables = sum(manifest.rows.values()), len(manifest.rows)
    keys = f", {len(manifest.keys)} keys" if manifest.keys else ""
    return f"{rows} rows in {tables} tables{keys}"


@contextmanager
def _steps() -> Iterator[Tell]:
    """The step at work with its time; an ArchiveProblem becomes one line."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    try:
        with ground.bar_of(*columns) as bar:
            task = bar.add_task("", total=None)
            yield lambda step: bar.update(task, description=step)
    except ArchiveProblem as problem:
        raise click.ClickException(str(problem)) from problem
