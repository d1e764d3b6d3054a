"""The command line: `yushan <command>`, or `python -m command <command>`.

A command's file is loaded when it is asked for: looking at the database must not load the map.
"""

from dataclasses import dataclass
from importlib import import_module

import click

from command.base.health import version


@dataclass(frozen=True, slots=True)
class Line:
    """Where a command stands, and its line in the help."""

    module: str
    name: str
    about: str


COMMANDS = {
    "demo": Line("demo", "demo", "The whole centre with fictitious data, on localhost."),
    "serve": Line("serve", "serve", "The centre for real use."),
    "keeper": Line("keeper", "keeper", "Only the keeper of deadlines, beside those that serve."),
    "media": Line("media", "media", "A worker for picture and sound of receptions."),
    "vault": Line("vault", "vault", "The keys of personal data, in a process of its own."),
    "db": Line("database", "database", "The database: schema, status, address."),
    "user": Line("user", "user", "Accounts and their one-time links."),
    "places": Line("places", "places", "Townships and villages: list, import a survey."),
    "ledger": Line("ledger", "ledger", "A ledger kept before this house: check it, take it over."),
    "doctor": Line("doctor", "doctor", "Look at everything the centre stands on."),
    "backup": Line("backup", "backup", "Everything into one file, restored on trial."),
    "restore": Line("backup", "restore", "A backup in the place of database and keys."),
    "export": Line("export", "export", "Cases as CSV, without personal data."),
    "audit": Line("audit", "audit", "Who read or did what: export, sign, verify."),
    "openapi": Line("documents", "openapi", "The interface as a document."),
    "tls": Line("tls", "tls", "The unit's own certificates."),
}
SETTINGS = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    "auto_envvar_prefix": "YUSHAN",  # so every flag has an environment twin
}


class Commands(click.Group):
    """Loads one command at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        line = COMMANDS.get(cmd_name)
        if line is None:
            return None
        found = getattr(import_module(f"command.cli.{line.module}"), line.name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line.about) for name, line in COMMANDS.items()])


@click.group(cls=Commands, context_settings=SETTINGS)
@click.version_option(version(), prog_name="yushan")
def main() -> None:
    """A county command centre: reports, cases, deadlines, dispatch, wall and map."""


if __name__ == "__main__":
    main(prog_name="yushan")
