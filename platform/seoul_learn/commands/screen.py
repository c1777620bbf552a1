"""How commands speak: results to the output, everything else to the error output, and three exit codes."""

import os
from typing import NoReturn

import typer
from rich.console import Console

from seoul_learn.installation.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from seoul_learn.installation.migrate import DatabaseAway, pending
from seoul_learn.settings import Settings, SettingsRefused, read_settings

OUT = Console(soft_wrap=True, highlight=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False)
TO_MEND = 1
WRONG_USE = 2


def chosen_settings() -> Settings:
    """The settings of the environment; ends the command naming every faulty one."""
    try:
        return read_settings(os.environ)
    except SettingsRefused as refused:
        stop(str(refused), code=WRONG_USE)


def owner_url(settings: Settings) -> str:
    """Where the database is: DATABASE_URL, else the embedded one, which is started when it is not running."""
    if settings.database_url:
        return settings.database_url
    try:
        return EmbeddedPostgres(settings.data_folder / "postgres").start().url()
    except EmbeddedPostgresError as error:
        stop(str(error))


async def refuse_before_migrating(owner: str) -> None:
    """End the command where the database is away or not what this release needs."""
    try:
        missing = await pending(owner)
    except DatabaseAway as away:
        stop(str(away))
    if missing:
        stop("The database is not up to date. Run `seoul-learn migrate` first.")


def stop(*lines: str, code: int = TO_MEND) -> NoReturn:
    """End the command with what is to be mended."""
    for line in lines:
        ERR.print(line, markup=False)
    raise typer.Exit(code)
