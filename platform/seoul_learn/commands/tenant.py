"""`seoul-learn tenant`: bundles and the platform."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from seoul_learn.bundles.apply_bundle import Platform, apply_description, drafts_left_alone, plan_description
from seoul_learn.bundles.describe_tenant import describe_tenant
from seoul_learn.bundles.description import Description
from seoul_learn.bundles.difference import Difference
from seoul_learn.bundles.drafts_in_hand import DraftInHand, drafts_in_hand
from seoul_learn.bundles.errors import BundleRefused, DraftInTheWay
from seoul_learn.bundles.export_bundle import export_bundle
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.commands.screen import ERR, OUT, chosen_settings, owner_url, refuse_before_migrating, stop
from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.database.errors import ControlPlaneError
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.kit.clock import SystemClock
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.branding.errors import BrandingError
from seoul_learn.tenant_plane.catalogue.keep_secrets import keep_secrets
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.database.errors import TenantPlaneError
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase

tenant_commands = typer.Typer(
    no_args_is_help=True,
    help="Bundles: the folder tenants/<slug> that describes a city. `validate` needs no database; `plan` shows what "
    "`apply` would change; `export` writes back what was edited in the console.",
)
Folders = Annotated[list[Path], typer.Argument(help="Folders such as tenants/seoul.")]


@tenant_commands.command()
def validate(folders: Folders) -> None:
    """Read bundles and try their cases; name file, line and field of each fault."""
    opened = _opened(folders)
    for bundle in opened:
        OUT.print(f"{bundle.description.slug}: without a fault; {bundle.cases} cases hold.")
        for gap in bundle.uncovered:
            OUT.print(f"  not tried yet: {gap}", markup=False, soft_wrap=True)


@tenant_commands.command()
def plan(folders: Folders) -> None:
    """Show what applying the bundles would change. Changes nothing."""
    opened = _opened(folders)
    asyncio.run(_plan(opened, chosen_settings()))


@tenant_commands.command()
def apply(folders: Folders) -> None:
    """Make the platform what the bundles say: each of them wholly or not at all."""
    opened = _opened(folders)
    asyncio.run(_apply(opened, chosen_settings()))


@tenant_commands.command()
def export(
    slug: Annotated[str, typer.Argument(help="The tenant's slug.")],
    folder: Annotated[Path | None, typer.Option("--to", help="Where to write; tenants/<slug> unless told.")] = None,
) -> None:
    """Write a tenant's bundle as the platform has it now."""
    settings = chosen_settings()
    described, left = asyncio.run(_described(slug, settings))
    if described is None:
        stop(f"There is no tenant `{slug}` to export. `seoul-learn tenant apply` makes one from a bundle.")
    target = folder or settings.tenants_folder / slug
    export_bundle(described, target)
    OUT.print(f"{slug}: written to {target}.")
    for draft in left:
        OUT.print(f"  not written: {draft}", markup=False, soft_wrap=True)


@tenant_commands.command()
def secret(
    slug: Annotated[str, typer.Argument(help="The tenant's slug.")],
    offering: Annotated[str, typer.Argument(help="The offering whose contract it belongs to.")],
    name: Annotated[str, typer.Argument(help="The connector's field, like `secret`.")],
) -> None:
    """Seal a secret of a contract's connector. It is read from the terminal, or from the input; never an argument."""
    given = typer.prompt("Secret", hide_input=True) if sys.stdin.isatty() else sys.stdin.read()
    asyncio.run(_keep_secret(slug, offering, {name: given}, chosen_settings()))
    OUT.print(f"{slug}: sealed. Test the connection in the console before learners can choose {offering}.")


async def _keep_secret(slug: str, offering: str, given: dict[str, str], settings: Settings) -> None:
    async with _platform(settings) as platform:
        async with platform.control.transaction() as unit:
            tenant = await find_tenant(unit, slug=slug)
        if tenant is None:
            stop(f"There is no tenant `{slug}`.")
        async with platform.tenants.transaction(tenant.id) as session:
            contracts = {one.terms.offering: one.id for one in await list_contracts(session)}
            if offering not in contracts:
                stop(f"{slug} has no contract for `{offering}`.")
            try:
                await keep_secrets(
                    session, contracts[offering], given, plugins=load_plugins(), actor=Actor(kind="command"),
                    keys=SealingKeys(settings.secret_key), clock=platform.clock,
                )  # fmt: skip
            except TenantPlaneError as refused:
                stop(f"{slug}: {refused}")


def _opened(folders: list[Path]) -> list[OpenedBundle]:
    plugins = load_plugins()
    opened: list[OpenedBundle] = []
    faults: list[str] = []
    with Progress(console=ERR, transient=True) as progress:
        task = progress.add_task("Reading bundles", total=len(folders))
        for folder in folders:
            try:
                opened.append(open_bundle(folder, plugins))
            except BundleRefused as refused:
                faults.extend(str(fault) for fault in refused.faults)
            progress.advance(task)
    if faults:
        stop(*dict.fromkeys(faults), f"{len(set(faults))} to mend; nothing was changed.")
    return opened


async def _plan(opened: list[OpenedBundle], settings: Settings) -> None:
    async with _platform(settings) as platform:
        for bundle in opened:
            slug = bundle.description.slug
            try:
                _show(slug, await plan_description(bundle.description, platform))
                await _show_left(slug, platform)
            except (TenantPlaneError, DraftInTheWay) as refused:
                stop(f"{slug}: {refused}", "It could not be applied.")


async def _apply(opened: list[OpenedBundle], settings: Settings) -> None:
    async with _platform(settings) as platform:
        with Progress(console=ERR, transient=True) as progress:
            task = progress.add_task("Applying bundles", total=len(opened))
            for bundle in opened:
                slug = bundle.description.slug
                try:
                    applied = await apply_description(bundle.description, bundle.shared, platform)
                except (ControlPlaneError, TenantPlaneError, BrandingError, DraftInTheWay) as refused:
                    progress.stop()
                    stop(f"{slug}: {refused}", f"Nothing of {slug} was changed.")
                changed = len(applied.changed)
                OUT.print(f"{slug}: {changed} fields changed." if changed else f"{slug}: nothing to change.")
                await _show_left(slug, platform)
                progress.advance(task)


async def _described(slug: str, settings: Settings) -> tuple[Description | None, tuple[DraftInHand, ...]]:
    async with _platform(settings) as platform:
        async with platform.control.transaction() as unit:
            tenant = await find_tenant(unit, slug=slug)
        if tenant is None:
            return None, ()
        async with platform.tenants.transaction(tenant.id) as session:
            return await describe_tenant(session, tenant), await drafts_in_hand(session)


def _show(slug: str, differences: tuple[Difference, ...]) -> None:
    if not differences:
        OUT.print(f"{slug}: nothing to change.")
        return
    OUT.print(f"{slug}: {len(differences)} fields would change.")
    for difference in differences:
        OUT.print(f"  {difference}", markup=False)


async def _show_left(slug: str, platform: Platform) -> None:
    for draft in await drafts_left_alone(slug, platform):
        OUT.print(f"  left as it is: {draft}", markup=False, soft_wrap=True)


@asynccontextmanager
async def _platform(settings: Settings) -> AsyncIterator[Platform]:
    owner = owner_url(settings)
    await refuse_before_migrating(owner)
    control = ControlDatabase(address_as(owner, CONTROL, secret_key=settings.secret_key))
    tenants = TenantDatabase(address_as(owner, TENANT, secret_key=settings.secret_key), pool_size=2)
    await control.open()
    try:
        await tenants.open()
        yield Platform(
            control=control, tenants=tenants, by="command line", clock=SystemClock(),
            tested_first=load_plugins().speaking_out(),
        )  # fmt: skip
    finally:
        await tenants.close()
        await control.close()
