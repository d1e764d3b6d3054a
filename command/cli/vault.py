"""`yushan vault`: the process that alone holds the keys of personal data, and care for the keys.

`demo` and `serve` start the process by themselves; the commands ask it, or start one meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import click

from command.audit.record import What, record
from command.base import clock
from command.base.db import Address, Database
from command.base.problem import Refusal
from command.base.settings import Settings
from command.cli import ground, vault_beside, vault_process
from command.cli.options import FOLDER, base_options
from command.identity import destroying, resealing
from command.identity.destroying import Why
from command.identity.resealing import Done
from command.identity.vault import Vault
from command.identity.vault_wire import (
    Copy,
    Destroy,
    Forget,
    Request,
    Retire,
    Rewrap,
    Rotate,
    State,
)

Tell = Callable[[int, int], None]
A = TypeVar("A")


@click.group(invoke_without_command=True)
@click.option("--attached", is_flag=True, help="End when standard input closes.")
@click.option(
    "--allow",
    "allowed",
    type=click.IntRange(0),
    multiple=True,
    envvar="YUSHAN_VAULT_ALLOW",
    show_envvar=True,
    help="Number of a user beside this one who may ask it to seal and open; may be repeated.",
)
@base_options
@click.pass_context
def vault(ctx: click.Context, settings: Settings, attached: bool, allowed: tuple[int, ...]) -> None:
    """Hold the keys of personal data, seal and open with them, until Ctrl-C.

    One unix socket for the centre, one for the commands below. `serve` starts it by itself.
    """
    if ctx.invoked_subcommand is None:
        vault_process.hold(settings, attached, allowed)


@vault.command()
@base_options
def status(settings: Settings) -> None:
    """Tell how many keys there are and where copies lie.

    In copies within reach, what was destroyed here is destroyed too.
    """
    state = _asked(settings, Destroy([]))
    for name, figure in (
        ("vault", state.vault),
        ("master key", state.master),
        ("generation", state.generation),
        ("index key", state.index),
        ("cases", state.cases),
        ("destroyed", state.destroyed),
        ("opened", state.opened),
        ("old keys", state.old_keys),
    ):
        click.echo(f"{name:12}{figure}")
    for folder, made in sorted(state.copies.items()):
        click.echo(f"copy        {folder}, made {made}")
    _tell_due(state)


@vault.command()
@click.argument("folder", type=FOLDER)
@base_options
def copy(settings: Settings, folder: Path) -> None:
    """Copy keys and store to FOLDER, over an earlier copy there.

    It is a whole key folder. Keep it apart from the backups of the database: with both, every
    sealed name opens. The vault remembers where it lies, and destroys in it what is destroyed
    here.
    """
    state = _asked(settings, Copy(str(folder.resolve())))
    click.echo(f"{folder.resolve()}: keys of {state.cases} cases")


@vault.command()
@click.argument("folder", type=FOLDER)
@base_options
def forget(settings: Settings, folder: Path) -> None:
    """Forget a copy that was destroyed by hand."""
    _asked(settings, Forget(str(folder.resolve())))
    click.echo(f"{folder.resolve()}: forgotten")


@vault.command()
@click.option("--later", is_flag=True, help="Leave sealing anew to `yushan vault reseal`.")
@base_options
def rotate(settings: Settings, later: bool) -> None:
    """Make all keys anew and seal every row with them.

    That is a new master, a new index key and new keys for every case. The centre works on
    meanwhile; cut off, `yushan vault reseal` goes on. Copies in reach are written again.
    """
    with ground.opened(settings) as addresses, vault_beside.administered(settings) as way:
        asyncio.run(_in_words(_rotated(addresses.owner, way)))
        if not later:
            _seal_anew(addresses.owner, way)


@vault.command()
@base_options
def reseal(settings: Settings) -> None:
    """Seal what is not yet sealed under today's keys.

    Also rows of releases before the vault.
    """
    with ground.opened(settings) as addresses, vault_beside.administered(settings) as way:
        _seal_anew(addresses.owner, way)


@vault.command()
@click.argument("case", type=click.IntRange(1))
@click.option("--reason", type=click.Choice([str(why) for why in Why]), required=True, help="Why.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@base_options
def destroy(settings: Settings, case: int, reason: str, yes: bool) -> None:
    """Destroy the keys of CASE, for ever.

    Who reported it is unreadable from then on, here and in every backup. On record first. The case
    itself stays.
    """
    if not yes:
        click.confirm(f"Nobody will ever read again who reported case {case}. Go on?", abort=True)
    with ground.opened(settings) as addresses, vault_beside.administered(settings) as way:
        state = asyncio.run(_in_words(_destroyed(addresses.owner, way, case, Why(reason))))
    click.echo(f"case {case}: its keys are destroyed")
    _tell_due(state)


@vault.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@base_options
def adopt(settings: Settings, yes: bool) -> None:
    """Take the keys at hand for a database sealed with lost ones.

    What the lost keys sealed stays unreadable.
    """
    if not yes:
        click.confirm("Take these keys although earlier names stay unreadable?", abort=True)
    with ground.opened(settings) as addresses, vault_beside.administered(settings) as way:
        asyncio.run(settle(addresses.owner, way, strange=True))
    click.echo("These keys seal this database from now on")


async def settle(owner: Address, way: Vault, *, strange: bool = False) -> None:
    """Before people are served: our keys are this database's, and what is destroyed is empty.

    A click error for the keys of another vault, unless `strange` ones are wanted.
    """
    try:
        async with _database(owner) as db:
            await resealing.adopt(db, way, clock.now(), strange=strange)
            await resealing.empty_destroyed(db, way)
    except resealing.StrangeVault as reason:
        raise click.ClickException(str(reason)) from reason
    finally:
        await way.close()


def _asked(settings: Settings, request: Request) -> State:
    async def ask(way: Vault) -> State:
        try:
            return await way.ask(request, State)
        finally:
            await way.close()

    with vault_beside.administered(settings) as way:
        return asyncio.run(_in_words(ask(way)))


async def _in_words(work: Awaitable[A]) -> A:
    """What the vault refuses, in one line."""
    try:
        return await work
    except Refusal as refusal:
        raise click.ClickException(str(refusal.detail or refusal.en)) from refusal


async def _rotated(owner: Address, way: Vault) -> State:
    async with _database(owner) as db, db.transaction() as conn:
        await record(conn, What.KEY_ROTATED, None, clock.now(), target="vault")
    state = await way.ask(Rotate(), State)
    while state.to_rewrap:
        state = await way.ask(Rewrap(), State)
    for folder in _in_reach(state.copies):
        state = await way.ask(Copy(folder), State)
    click.echo(f"master key {state.master}, index key {state.index}, generation {state.generation}")
    await way.close()
    return state


def _in_reach(folders: Iterable[str]) -> list[str]:
    """Copies on a medium that is not there now keep the older keys until they are written again."""
    return [folder for folder in folders if Path(folder).is_dir()]


def _seal_anew(owner: Address, way: Vault) -> None:
    with ground.progress("Sealing anew") as tell:
        done = asyncio.run(_in_words(_resealed(owner, way, tell)))
    click.echo(f"{done.sealed} rows sealed anew, {done.emptied} emptied")
    if done.unreadable:
        click.echo(f"{done.unreadable} rows stay: no key here opens them", err=True)


async def _resealed(owner: Address, way: Vault, tell: Tell) -> Done:
    async with _database(owner) as db:
        done = await resealing.reseal(db, way, tell)
    await way.ask(Retire(done.lowest_index, done.lowest_key, old=not done.is_old_left), State)
    await way.close()
    return done


async def _destroyed(owner: Address, way: Vault, case: int, why: Why) -> State:
    async with _database(owner) as db:
        state = await destroying.destroy(db, way, case, why, clock.now())
    await way.close()
    return state


def _tell_due(state: State) -> None:
    for folder in state.due:
        click.echo(
            f"{folder} still holds destroyed keys: bring it back and run `yushan vault status`,"
            " or destroy it and run `yushan vault forget`",
            err=True,
        )


@asynccontextmanager
async def _database(owner: Address) -> AsyncIterator[Database]:
    db = await Database.open(owner, size=2, reserved=0)
    try:
        yield db
    finally:
        await db.close()
