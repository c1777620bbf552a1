"""The command line: `seoul-learn`. Exit codes: 0 well, 1 something to mend, 2 wrong use or settings."""

import asyncio
import sys

import typer
from rich.table import Table

from seoul_learn.commands.demo import demo
from seoul_learn.commands.determination import determination_commands
from seoul_learn.commands.doctor import doctor
from seoul_learn.commands.lti import lti_commands
from seoul_learn.commands.plugin import plugin_commands
from seoul_learn.commands.provider import check_provider, reference_provider
from seoul_learn.commands.screen import ERR, OUT, chosen_settings, owner_url, stop
from seoul_learn.commands.serve import serve, worker
from seoul_learn.commands.tenant import tenant_commands
from seoul_learn.installation.migrate import DatabaseAway, RolesRefused
from seoul_learn.installation.migrate import migrate as migrate_database
from seoul_learn.settings import describe_settings

_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Run and look after a Seoul Learn platform. Every command reads the same settings from the environment; "
    "`seoul-learn settings` lists them.",
    epilog="Exit codes, for scripts: 0 all is well; 1 something is to be mended, and each thing is named; 2 wrong use "
    "of the command, or settings that are missing or wrong. Results go to the output, everything else to the error "
    "output.",
)
_app.add_typer(tenant_commands, name="tenant")
_app.add_typer(plugin_commands, name="plugin")
_app.add_typer(determination_commands, name="determination")
_app.add_typer(lti_commands, name="lti")
_app.command()(serve)
_app.command()(worker)
_app.command()(demo)
_app.command()(check_provider)
_app.command()(reference_provider)


@_app.command()
def settings() -> None:
    """List every setting, its default and what it is for."""
    table = Table("setting", "default", "what it is for")
    for row in describe_settings():
        table.add_row(*row)
    OUT.print(table)


@_app.command()
def migrate() -> None:
    """Bring the database to what this release needs: roles, tables, queue. May be repeated."""
    chosen = chosen_settings()
    owner = owner_url(chosen)
    try:
        with ERR.status("Migrating"):
            asyncio.run(migrate_database(owner, secret_key=chosen.secret_key))
    except (DatabaseAway, RolesRefused) as refused:
        stop(str(refused))
    OUT.print("The database is up to date.")


_app.command()(doctor)


def main() -> None:
    """The entry point that `pyproject.toml` names."""
    sys.exit(_app())


if __name__ == "__main__":
    main()
