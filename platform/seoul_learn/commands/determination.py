"""`seoul-learn determination`: what was determined, made anew."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from seoul_learn.commands.screen import ERR, OUT, chosen_settings, owner_url, stop
from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.control_plane.tenants.values import Tenant
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.kit.clock import SystemClock
from seoul_learn.kit.ids import parse_id
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.replay import Cause, Difference, Replay, replay
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.engine import Engine

determination_commands = typer.Typer(
    no_args_is_help=True,
    help="Determinations as they stand on record. `replay` makes one anew from what was stored with it.",
)

_DIFFERS, _NOT_THERE = 1, 2


@determination_commands.command("replay")
def replay_one(
    determination: Annotated[str, typer.Argument(help="The determination's id.")],
    tenant: Annotated[str, typer.Option("--tenant", help="The tenant's slug.")],
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Also print the values of fields, which may be somebody's facts.")
    ] = False,
) -> None:
    """Recompute a determination. Exit code 0: the same bytes; 1: it says what differs; 2: there is no such one."""
    wanted = parse_id(determination)
    if wanted is None:
        ERR.print(f"`{determination}` is no id of a determination.", markup=False, soft_wrap=True)
        raise typer.Exit(_NOT_THERE)
    replayed = asyncio.run(_replayed(wanted, tenant, chosen_settings()))
    if replayed is None:
        ERR.print(f"There is no determination `{wanted}` in the tenant `{tenant}`.", markup=False, soft_wrap=True)
        raise typer.Exit(_NOT_THERE)
    if replayed.same:
        OUT.print(f"The same bytes: sha256 {replayed.now}", markup=False, soft_wrap=True)
        return
    for difference in replayed.differences:
        OUT.print(_line(difference, show_values=show_values), markup=False, soft_wrap=True)
    stop(f"{len(replayed.differences)} differences; the record is sha256 {replayed.was}, the replay {replayed.now}.")


def _line(difference: Difference, *, show_values: bool) -> str:
    at = f"{difference.cause.value} {difference.where}"
    if difference.cause is Cause.FIELD and not show_values:
        return f"{at}: differs (--show-values prints both)"
    return f"{at}: was {difference.was!r}, is {difference.now!r}"


async def _replayed(determination_id: UUID, slug: str, settings: Settings) -> Replay | None:
    owner = owner_url(settings)
    tenant = await _tenant(owner, slug, settings)
    if tenant is None:
        return None
    database = TenantDatabase(address_as(owner, TENANT, secret_key=settings.secret_key), pool_size=1)
    means = Determining(
        engine=Engine(load_plugins()),
        keys=SealingKeys(settings.secret_key),
        timezone=tenant.timezone,
        clock=SystemClock(),
    )
    await database.open()
    try:
        async with database.transaction(tenant.id) as session:
            return await replay(session, determination_id, means, actor=Actor(kind="command"))
    except NotFound:
        return None
    finally:
        await database.close()


async def _tenant(owner: str, slug: str, settings: Settings) -> Tenant | None:
    control = ControlDatabase(address_as(owner, CONTROL, secret_key=settings.secret_key))
    await control.open()
    try:
        async with control.transaction() as unit:
            return await find_tenant(unit, slug=slug)
    finally:
        await control.close()
