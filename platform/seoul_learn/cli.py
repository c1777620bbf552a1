"""The command line: `seoul-learn`. Exit codes: 0 well, 1 something to mend, 2 wrong use or settings."""

import asyncio
import os
import sys

import typer
from rich.console import Console
from rich.table import Table

from seoul_learn.commands.demo import demo
from seoul_learn.commands.plugin import plugin_commands
from seoul_learn.commands.serve import serve, worker
from seoul_learn.commands.tenant import tenant_commands
from seoul_learn.installation.doctor import Finding, examine, examine_audit
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.migrate import migrate as migrate_database
from seoul_learn.installation.roles import TENANT, address_as
from seoul_learn.settings import Settings, SettingsRefused, describe_settings, read_settings
from seoul_learn.tenant_plane.database.transaction import TenantDatabase

_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Run and look after a Seoul Learn platform. Every command reads the same settings from the environment; "
    "`seoul-learn settings` lists them.",
)
_app.add_typer(tenant_commands, name="tenant")
_app.add_typer(plugin_commands, name="plugin")
_app.command()(serve)
_app.command()(worker)
_app.command()(demo)
_out = Console()
_err = Console(stderr=True)


@_app.command()
def settings() -> None:
    """List every setting, its default and what it is for."""
    table = Table("setting", "default", "what it is for")
    for row in describe_settings():
        table.add_row(*row)
    _out.print(table)


@_app.command()
def migrate() -> None:
    """Bring the database to what this release needs: roles, tables, queue. May be repeated."""
    chosen = _settings()
    with _out.status("Migrating"):
        asyncio.run(migrate_database(_owner_url(chosen), secret_key=chosen.secret_key))
    _out.print("The database is up to date.")


@_app.command()
def doctor(
    audit: bool = typer.Option(False, "--audit", help="Also walk the audit log of every tenant."),
) -> None:
    """Look at the installation and say how to mend what is not well."""
    chosen = _settings()
    owner_url = _owner_url(chosen)
    findings = asyncio.run(_examine(owner_url, chosen, audit=audit))
    for found in findings:
        _out.print(f"[{'red]to mend' if found.mend else 'green]well'}[/]  {found.what}: {found.seen}")
        if found.mend:
            _out.print(f"         {found.mend}")
    if any(found.mend for found in findings):
        raise typer.Exit(1)


async def _examine(owner_url: str, chosen: Settings, *, audit: bool) -> list[Finding]:
    findings = await examine(owner_url)
    if not audit or any(found.mend for found in findings):
        return findings
    database = TenantDatabase(address_as(owner_url, TENANT, secret_key=chosen.secret_key))
    try:
        await database.open()
        return [*findings, *await examine_audit(owner_url, database)]
    finally:
        await database.close()


def _settings() -> Settings:
    try:
        return read_settings(os.environ)
    except SettingsRefused as refused:
        _err.print(str(refused), highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None


def _owner_url(chosen: Settings) -> str:
    return chosen.database_url or EmbeddedPostgres(chosen.data_folder / "postgres").start().url()


def main() -> None:
    """The entry point that `pyproject.toml` names."""
    sys.exit(_app())


if __name__ == "__main__":
    main()
