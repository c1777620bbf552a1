"""All cities with how they are, one city, and its moves along the lifecycle."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.control_plane.tenants.errors import IllegalTransition
from seoul_learn.control_plane.tenants.lifecycle import moves_from
from seoul_learn.control_plane.tenants.move_tenant import move_tenant
from seoul_learn.control_plane.tenants.queries import find_tenant, lifecycle_history, list_tenants
from seoul_learn.control_plane.tenants.values import Lifecycle, LifecycleChange, Tenant
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.acknowledge_alarms import acknowledge_alarms
from seoul_learn.web.operator.health import Health, health_of
from seoul_learn.web.operator.parts import OperatorParts
from seoul_learn.web.operator.work import OPERATOR, OperatorWork
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_, translator

_ONLY = {"access": OPERATOR}
_HEALTH_OF = 60
"""Cities on one page whose health is asked for: each is a transaction of its own."""


class TenantLine(msgspec.Struct, frozen=True, kw_only=True):
    """One city. `asked` is False for those beyond the first of a long list; `health` is None where it is unreadable."""

    tenant: Tenant
    asked: bool
    health: Health | None


class TenantsView(msgspec.Struct, frozen=True, kw_only=True):
    """Every city, by slug."""

    lines: tuple[TenantLine, ...]


class TenantView(msgspec.Struct, frozen=True, kw_only=True):
    """One city. `made` when it has just been made; `address` is its portal's."""

    tenant: Tenant
    health: Health | None
    history: tuple[LifecycleChange, ...]
    choices: tuple[Choice, ...]
    made: bool
    address: str
    form: Form


LIFECYCLES = {
    Lifecycle.AGREED: N_("agreed"),
    Lifecycle.PREPARING: N_("preparing"),
    Lifecycle.TRIAL: N_("on trial"),
    Lifecycle.LIVE: N_("live"),
    Lifecycle.SUSPENDED: N_("suspended"),
    Lifecycle.CLOSED: N_("closed"),
}


@get("/", opt=_ONLY)
async def list_all(work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]) -> Template:
    """Every city with its state and its health."""
    tenants = await list_tenants(work.unit)
    asked = tuple(
        [
            TenantLine(tenant=tenant, asked=True, health=await health_of(parts, tenant))
            for tenant in tenants[:_HEALTH_OF]
        ]
    )
    rest = tuple(TenantLine(tenant=tenant, asked=False, health=None) for tenant in tenants[_HEALTH_OF:])
    return page("operator/tenants.html", TenantsView(lines=asked + rest), work=work)


@get("/tenants/{slug:str}", opt=_ONLY)
async def show_tenant(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[OperatorWork],
    parts: NamedDependency[OperatorParts],
    made: FromQuery[bool] = False,
) -> Template:
    """One city: its hosts, its history and where it can move."""
    view = await _view(request, work, parts, slug, made=made)
    return page("operator/tenant.html", view, work=work)


@post("/tenants/{slug:str}/move", opt=_ONLY, status_code=303)
async def move_lifecycle(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[OperatorWork],
    parts: NamedDependency[OperatorParts],
) -> Redirect | Template:
    """Move a city along its lifecycle, with a reason."""
    tenant = await _tenant(work, slug)
    typed = {name: str(value) for name, value in (await request.form()).items()}
    operator = work.visitor.entered
    form = Form({"to": typed.get("to", ""), "reason": typed.get("reason", "")})
    if typed.get("to") not in set(Lifecycle):
        form = form.with_faults([Fault("to", N_("Choose where the city moves."))])
    if not typed.get("reason", "").strip():
        form = form.with_faults([Fault("reason", N_("Write why."))])
    if not form.faults and operator is not None:
        try:
            await move_tenant(
                work.unit, tenant_id=tenant.id, to=Lifecycle(typed["to"]), by=operator.email,
                reason=typed["reason"].strip(), clock=parts.clock,
            )  # fmt: skip
        except IllegalTransition:
            form = form.with_faults([Fault("to", N_("The city cannot move there from where it is."))])
    if form.faults:
        view = await _view(request, work, parts, slug, form=form)
        return page("operator/tenant.html", view, work=work, status=422)
    return Redirect(f"/tenants/{slug}", status_code=303)


@post("/tenants/{slug:str}/alarms/seen", opt=_ONLY, status_code=303)
async def acknowledge(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[OperatorWork],
    parts: NamedDependency[OperatorParts],
) -> Redirect:
    """The alarms that were shown are seen; one that came meanwhile stays."""
    tenant = await _tenant(work, slug)
    operator = work.visitor.entered
    try:
        until = datetime.fromisoformat(str((await request.form()).get("until", "")))
    except ValueError:
        raise NotFound from None
    if operator is None or until.tzinfo is None:
        raise NotFound
    async with parts.tenants.transaction(tenant.id) as session:
        actor = Actor(kind="operator", id=operator.operator_id)
        await acknowledge_alarms(session, until=until, actor=actor, clock=parts.clock)
    return Redirect(f"/tenants/{slug}", status_code=303)


async def _view(
    request: Request[Any, Any, Any],
    work: OperatorWork,
    parts: OperatorParts,
    slug: str,
    *,
    made: bool = False,
    form: Form | None = None,
) -> TenantView:
    tenant = await _tenant(work, slug)
    say = translator(work.visitor.language).gettext
    port = f":{request.url.port}" if request.url.port else ""
    return TenantView(
        tenant=tenant,
        health=await health_of(parts, tenant),
        history=tuple(await lifecycle_history(work.unit, tenant_id=tenant.id)),
        choices=_moves(tenant.lifecycle, say),
        made=made,
        address=f"{request.url.scheme}://{tenant.hosts[0]}{port}",
        form=form or Form(),
    )


async def _tenant(work: OperatorWork, slug: str) -> Tenant:
    tenant = await find_tenant(work.unit, slug=slug)
    if tenant is None:
        raise NotFound
    return tenant


def _moves(lifecycle: Lifecycle, say: Callable[[str], str]) -> tuple[Choice, ...]:
    """The moves there are, none of them chosen beforehand; closing is for ever and stands last."""
    moves = sorted(moves_from(lifecycle), key=lambda one: one is Lifecycle.CLOSED)
    if not moves:
        return ()
    return (Choice("", say(N_("Please choose"))), *(Choice(one.value, say(LIFECYCLES[one])) for one in moves))
