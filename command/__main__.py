"""The command line: `yushan <command>`, or `python -m command <command>`."""

import click

from command.base.health import version
from command.cli.backup import backup, restore
from command.cli.database import database
from command.cli.demo import demo
from command.cli.doctor import doctor
from command.cli.documents import openapi
from command.cli.export import export
from command.cli.keeper import keeper
from command.cli.places import places
from command.cli.serve import serve
from command.cli.tls import tls
from command.cli.user import user


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version(), prog_name="yushan")
def main() -> None:
    """A county command centre: reports, cases, deadlines, dispatch, wall and map."""


COMMANDS = (
    demo,
    serve,
    keeper,
    database,
    user,
    places,
    doctor,
    backup,
    restore,
    export,
    openapi,
    tls,
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main(prog_name="yushan")
