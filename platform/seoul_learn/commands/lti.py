"""`seoul-learn lti`: the keys that a city signs its messages to learning tools with."""

import asyncio
from typing import Annotated

import typer

from seoul_learn.commands.screen import OUT, chosen_settings, owner_url, stop
from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.kit.clock import SystemClock
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.lti.keys import ANNOUNCED_FOR, rotate_keys

lti_commands = typer.Typer(
    no_args_is_help=True,
    help="Learning tools (LTI 1.3). The worker changes keys by itself every 90 days, two days ahead of their use; "
    "`rotate-keys` does it out of turn.",
)


@lti_commands.command("rotate-keys")
def rotate(
    tenant: Annotated[str, typer.Argument(help="The tenant's slug.")],
    at_once: Annotated[
        bool,
        typer.Option(
            "--at-once",
            help="A key was stolen: sign with a new one from this moment, and publish the old ones no more. Tools that "
            "keep fetched keys refuse lessons until they fetch again.",
        ),
    ] = False,
) -> None:
    """Announce a new signing key, or with --at-once use it from now on. Exit code 1: there is nothing to change yet."""
    changed = asyncio.run(_rotated(tenant, chosen_settings(), at_once=at_once))
    if changed is None:
        stop(f"There is no tenant `{tenant}`.")
    if not changed:
        stop("Nothing was changed: the city has no key yet, or its next one is announced already.")
    days = ANNOUNCED_FOR.days
    OUT.print("A new key signs from now on." if at_once else f"A new key is published, and signs in {days} days.")


async def _rotated(slug: str, settings: Settings, *, at_once: bool) -> bool | None:
    owner = owner_url(settings)
    control = ControlDatabase(address_as(owner, CONTROL, secret_key=settings.secret_key))
    await control.open()
    try:
        async with control.transaction() as unit:
            tenant = await find_tenant(unit, slug=slug)
    finally:
        await control.close()
    if tenant is None:
        return None
    database = TenantDatabase(address_as(owner, TENANT, secret_key=settings.secret_key), pool_size=1)
    await database.open()
    try:
        async with database.transaction(tenant.id) as session:
            return await rotate_keys(
                session, seal=SealingKeys(settings.secret_key).of_tenant(tenant.id), clock=SystemClock(),
                actor=Actor(kind="command"), due=False, at_once=at_once,
            )  # fmt: skip
    finally:
        await database.close()
