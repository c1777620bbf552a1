"""`seoul-learn doctor`: what of an installation is well, and how to mend the rest."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from seoul_learn.commands.screen import ERR, OUT, TO_MEND, chosen_settings, owner_url, stop
from seoul_learn.installation.doctor import Finding, examine
from seoul_learn.installation.examine_audit import NotesUnreadable, examine_audit, read_heads, write_heads
from seoul_learn.installation.examine_settings import examine_settings
from seoul_learn.installation.roles import TENANT, address_as
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.database.transaction import TenantDatabase


def doctor(
    audit: Annotated[bool, typer.Option("--audit", help="Also walk the audit log of every tenant.")] = False,
    heads: Annotated[
        Path | None,
        typer.Option(help="With --audit: a file, best on another machine, that notes how far each log had come. It "
        "finds entries that were cut off or written anew, and is brought up to date when all is well."),
    ] = None,
) -> None:  # fmt: skip
    """Look at the installation and say how to mend what is not well. Ends with 1 when anything is to be mended."""
    settings = chosen_settings()
    owner = owner_url(settings)
    findings = asyncio.run(examine(owner, secret_key=settings.secret_key))
    database_is_well = not any(found.mend for found in findings)
    findings += examine_settings(settings, owner)
    _show(findings)
    if audit and database_is_well:
        walked = asyncio.run(_walk(owner, settings, heads))
        _show(walked)
        findings += walked
    elif audit:
        ERR.print("The audit logs were not walked: mend the database first.")
    if any(found.mend for found in findings):
        raise typer.Exit(TO_MEND)


async def _walk(owner: str, settings: Settings, file: Path | None) -> list[Finding]:
    try:
        noted = read_heads(file) if file else {}
    except NotesUnreadable as error:
        stop(str(error))
    database = TenantDatabase(address_as(owner, TENANT, secret_key=settings.secret_key), pool_size=1)
    with Progress(console=ERR, transient=True) as progress:
        task = progress.add_task("Walking the audit logs", total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        try:
            await database.open()
            findings, heads = await examine_audit(owner, database, noted=noted, on_progress=show)
        finally:
            await database.close()
    if file and not any(found.mend for found in findings):
        write_heads(file, heads)
    return findings


def _show(findings: list[Finding]) -> None:
    for found in findings:
        state = "[red]to mend[/]" if found.mend else "[green]well[/]   "
        OUT.print(f"{state}  ", end="")
        OUT.print(f"{found.what}: {found.seen}", markup=False)
        if found.mend:
            OUT.print(f"         {found.mend}", markup=False)
