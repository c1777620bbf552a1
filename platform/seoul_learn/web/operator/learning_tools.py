"""Learning tools of providers: inviting them to register themselves, registering them by hand, confirming them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.control_plane.learning_tools.confirm_tool import confirm_tool, withdraw_tool
from seoul_learn.control_plane.learning_tools.errors import UnknownTool, UnusableTool
from seoul_learn.control_plane.learning_tools.queries import get_tool, list_tools
from seoul_learn.control_plane.learning_tools.register_tool import invite_tool, register_tool
from seoul_learn.control_plane.learning_tools.values import SCOPES, Invitation, Tool, ToolTerms
from seoul_learn.control_plane.offerings.queries import list_providers
from seoul_learn.control_plane.offerings.values import Provider
from seoul_learn.control_plane.tenants.queries import list_tenants
from seoul_learn.control_plane.tenants.values import Tenant
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.web.operator.parts import OperatorParts
from seoul_learn.web.operator.work import OPERATOR, OperatorWork
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_, translator

_ONLY = {"access": OPERATOR}
_PATH = "/learning-tools"
_ADDRESSES = ("initiate_login_uri", "target_link_uri", "redirect_uris", "jwks_uri", "deep_linking_uri")


class ToolsView(msgspec.Struct, frozen=True, kw_only=True):
    """Every registration. `invitation` is one just made, with the address at which the tool reads who we are."""

    tools: tuple[Tool, ...]
    providers: tuple[Choice, ...]
    cities: tuple[Choice, ...]
    form: Form = Form()
    invitation: Invitation | None = None
    configuration: str = ""


class ToolPage(msgspec.Struct, frozen=True, kw_only=True):
    """One registration; `city` is the name of the only one it is for, None for all."""

    tool: Tool
    city: dict[str, str] | None
    form: Form = Form()


class NewToolView(msgspec.Struct, frozen=True, kw_only=True):
    """The form for a tool that cannot register itself."""

    providers: tuple[Choice, ...]
    form: Form


@get(_PATH, opt=_ONLY)
async def list_learning_tools(work: NamedDependency[OperatorWork]) -> Template:
    """Every tool, those that wait first."""
    return page("operator/learning_tools.html", await _view(work), work=work)


@post(f"{_PATH}/invite", opt=_ONLY, status_code=200)
async def invite_learning_tool(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Template:
    """A one-time token for a provider at a city's address, shown this once."""
    typed = {name: str(value) for name, value in (await request.form()).items()}
    form = Form({name: typed.get(name, "") for name in ("provider", "city")})
    tenants = {tenant.slug: tenant for tenant in await list_tenants(work.unit)}
    tenant, operator = tenants.get(typed.get("city", "")), work.visitor.entered
    known = {one.slug for one in await list_providers(work.unit)}
    if typed.get("provider") not in known:
        form = form.with_faults([Fault("provider", N_("Choose a provider."))])
    if tenant is None:
        form = form.with_faults([Fault("city", N_("Choose a city."))])
    if form.faults or tenant is None or operator is None:
        view = msgspec.structs.replace(await _view(work), form=form)
        return page("operator/learning_tools.html", view, work=work, status=422)
    invitation = await invite_tool(
        work.unit, provider=typed["provider"], tenant_id=tenant.id, by=operator.email, clock=parts.clock
    )
    view = msgspec.structs.replace(
        await _view(work), invitation=invitation, configuration=_configuration(request, tenant), form=form
    )
    return page("operator/learning_tools.html", view, work=work)


@get(f"{_PATH}/new", opt=_ONLY)
async def ask_for_tool(work: NamedDependency[OperatorWork]) -> Template:
    """An empty form."""
    view = NewToolView(providers=await _providers(work), form=Form())
    return page("operator/new_learning_tool.html", view, work=work)


@post(f"{_PATH}/new", opt=_ONLY, status_code=303)
async def add_learning_tool(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Redirect | Template:
    """Keep it; it waits to be confirmed as every other does."""
    typed = {name: str(value).strip() for name, value in (await request.form()).items()}
    try:
        tool = await register_tool(
            work.unit, _terms(typed), provider=typed.get("provider", ""),
            reachable=tuple(typed.get("reachable", "").split()), allow_loopback=not parts.cookies.secure,
            clock=parts.clock,
        )  # fmt: skip
    except UnusableTool as refused:
        form = Form({name: value for name, value in typed.items() if name != "_csrf_token"})
        form = form.with_faults([_fault_of(refused)])
        view = NewToolView(providers=await _providers(work), form=form)
        return page("operator/new_learning_tool.html", view, work=work, status=422)
    return Redirect(f"{_PATH}/{tool.id}", status_code=303)


@get(f"{_PATH}/{{tool_id:uuid}}", opt=_ONLY)
async def show_learning_tool(tool_id: FromPath[UUID], work: NamedDependency[OperatorWork]) -> Template:
    """All that a tool says of itself."""
    tool = await _tool(work, tool_id)
    view = await _tool_page(work, tool, Form({"reachable": " ".join(tool.reachable)}))
    return page("operator/learning_tool.html", view, work=work)


@post(f"{_PATH}/{{tool_id:uuid}}/confirm", opt=_ONLY, status_code=303)
async def confirm_learning_tool(
    request: Request[Any, Any, Any],
    tool_id: FromPath[UUID],
    work: NamedDependency[OperatorWork],
    parts: NamedDependency[OperatorParts],
) -> Redirect | Template:
    """From now on cities can use it."""
    tool, operator = await _tool(work, tool_id), work.visitor.entered
    if operator is None:
        raise NotFound
    typed = str((await request.form()).get("reachable", ""))
    try:
        await confirm_tool(
            work.unit, tool_id=tool.id, by=operator.email, clock=parts.clock, reachable=tuple(typed.split())
        )
    except UnusableTool:
        form = Form({"reachable": typed}).with_faults([Fault("reachable", N_("Write host:port, with spaces between."))])
        return page("operator/learning_tool.html", await _tool_page(work, tool, form), work=work, status=422)
    return Redirect(f"{_PATH}/{tool_id}", status_code=303)


@post(f"{_PATH}/{{tool_id:uuid}}/withdraw", opt=_ONLY, status_code=303)
async def withdraw_learning_tool(tool_id: FromPath[UUID], work: NamedDependency[OperatorWork]) -> Redirect:
    """At once nobody is sent there any more."""
    tool = await _tool(work, tool_id)
    await withdraw_tool(work.unit, tool_id=tool.id)
    return Redirect(f"{_PATH}/{tool_id}", status_code=303)


async def _tool_page(work: OperatorWork, tool: Tool, form: Form) -> ToolPage:
    cities = {tenant.id: tenant.name for tenant in await list_tenants(work.unit)}
    return ToolPage(tool=tool, city=cities.get(tool.tenant_id) if tool.tenant_id else None, form=form)


def _terms(typed: dict[str, str]) -> ToolTerms:
    return ToolTerms(
        name=typed.get("client_name", ""),
        initiate_login_uri=typed.get("initiate_login_uri", ""),
        redirect_uris=tuple(typed.get("redirect_uris", "").split()),
        target_link_uri=typed.get("target_link_uri", ""),
        jwks_uri=typed.get("jwks_uri") or None,
        # Nothing is asked for by name here: a tool that is registered by hand uses what it needs.
        scopes=SCOPES,
        deep_linking_uri=typed.get("deep_linking_uri") or None,
    )


def _fault_of(refused: UnusableTool) -> Fault:
    if refused.field == "client_name":
        return Fault("client_name", N_("Write a name of at most 200 letters."))
    if refused.field == "provider":
        return Fault("provider", N_("Choose a provider."))
    field = refused.field if refused.field in _ADDRESSES else "jwks_uri"
    return Fault(field, N_("Write an address that begins with https://, without spaces, password or #."))


async def _view(work: OperatorWork) -> ToolsView:
    say = translator(work.visitor.language).gettext
    language = work.visitor.language
    cities = tuple(
        Choice(tenant.slug, tenant.name.get(language) or tenant.slug) for tenant in await list_tenants(work.unit)
    )
    return ToolsView(
        tools=tuple(await list_tools(work.unit)),
        providers=await _providers(work),
        cities=(_please(say), *cities),
    )


async def _providers(work: OperatorWork) -> tuple[Choice, ...]:
    language, say = work.visitor.language, translator(work.visitor.language).gettext
    providers = await list_providers(work.unit)
    return (_please(say), *(Choice(one.slug, _name(one, language)) for one in providers))


def _please(say: Callable[[str], str]) -> Choice:
    return Choice("", say(N_("Please choose")))


def _name(provider: Provider, language: str) -> str:
    return provider.name.get(language) or next(iter(provider.name.values()), provider.slug)


def _configuration(request: Request[Any, Any, Any], tenant: Tenant) -> str:
    port = f":{request.url.port}" if request.url.port else ""
    return f"{request.url.scheme}://{tenant.hosts[0]}{port}/.well-known/openid-configuration"


async def _tool(work: OperatorWork, tool_id: UUID) -> Tool:
    try:
        return await get_tool(work.unit, tool_id=tool_id)
    except UnknownTool:
        raise NotFound from None
