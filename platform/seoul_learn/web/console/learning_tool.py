"""A contract that is opened by LTI: what to tell the provider, what the provider learns, whether it answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.kit.web_addresses import is_address
from seoul_learn.plugin_api.learning_tool import LEARNING_TOOL, LearningToolConfig, Privacy
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.lti.change_terms import change_tool_terms
from seoul_learn.tenant_plane.lti.claims import Addresses
from seoul_learn.tenant_plane.lti.links import deployment_of, links_of
from seoul_learn.tenant_plane.lti.may_open import config_of
from seoul_learn.tenant_plane.lti.signatures import NotBelieved
from seoul_learn.tenant_plane.lti.values import Link
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.console.identity_providers import acting
from seoul_learn.web.learning_tools import keys_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_, translator
from seoul_learn.web.shared.work import Errand, Visitor, Work

MANAGERS = {"access": (Role.catalogue_manager, Role.administrator)}
PATH = "/console/tools/{contract_id:uuid}"
_PRIVACY = {
    Privacy.ANONYMOUS: (
        N_("Nothing but a number for each enrolment"),
        N_("Recommended. The provider cannot tell that two enrolments are the same learner’s."),
    ),
    Privacy.PSEUDONYMOUS: (
        N_("One number for all that a learner uses of this provider"),
        N_("Needed where a learner’s progress goes on in another offering of the same provider."),
    ),
    Privacy.NAME: (N_("The number and the name"), N_("Only if your agreement with the provider says so.")),
    Privacy.EMAIL: (
        N_("The number, the name and the e-mail address"),
        N_("Only if your agreement with the provider says so, and families were told."),
    ),
}
_NO_TOOL = N_("The platform’s operators have not confirmed a tool of this provider yet. Ask them to invite it.")


class ToolFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider has to know."""

    name: str
    client_id: str
    deployment_id: str
    addresses: Addresses
    chooses: bool


class ToolView(msgspec.Struct, frozen=True, kw_only=True):
    """`facts` is None while there is no confirmed tool. `finding` is what a test found wrong, `sound` when nothing."""

    contract: Contract
    facts: ToolFacts | None
    links: tuple[Link, ...]
    choices: tuple[Choice, ...]
    form: Form
    saved: bool = False
    chosen: int = 0
    sound: bool = False
    finding: Fault | None = None


@get(PATH, opt=MANAGERS)
async def show_tool(
    contract_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    saved: FromQuery[bool] = False,
    chosen: FromQuery[int] = 0,
) -> Template:
    """The contract's tool as it is."""
    contract = await tool_contract(work.session, contract_id)
    tool = await parts.tools.of_contract(contract, work.visitor.tenant.id)
    view = await _view(work.session, contract, tool, work.visitor, parts)
    return page("console/learning_tool.html", msgspec.structs.replace(view, saved=saved, chosen=chosen), work=work)


@post(PATH, opt=MANAGERS, status_code=303)
async def change_tool(
    request: Request[Any, Any, Any],
    contract_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep the privacy level, the page and the parameters."""
    contract = await tool_contract(work.session, contract_id)
    typed = {name: str(value) for name, value in (await request.form()).items()}
    config, form = _read(typed, contract, allow_loopback=parts.tools.allow_loopback)
    if config is not None:
        await change_tool_terms(
            work.session, contract_id, config, actor=acting(work.visitor), clock=parts.clock
        )
        return Redirect(f"/console/tools/{contract_id}?saved=true", status_code=303)
    tool = await parts.tools.of_contract(contract, work.visitor.tenant.id)
    view = await _view(work.session, contract, tool, work.visitor, parts)
    return page("console/learning_tool.html", msgspec.structs.replace(view, form=form), work=work, status=422)


@post(f"{PATH}/test", opt=MANAGERS, status_code=200)
async def try_tool(
    contract_id: FromPath[UUID], errand: NamedDependency[Errand], parts: NamedDependency[Parts]
) -> Template:
    """Fetch the tool's keys, and say what is wrong."""
    async with errand.begin() as session:
        contract = await tool_contract(session, contract_id)
        tool = await parts.tools.of_contract(contract, errand.visitor.tenant.id)
        view = await _view(session, contract, tool, errand.visitor, parts)
    finding = await _finding(parts, tool)
    view = msgspec.structs.replace(view, finding=finding, sound=finding is None)
    return page("console/learning_tool.html", view, work=errand)


async def tool_contract(session: Transaction, contract_id: UUID) -> Contract:
    """A contract of this connector. Raises NotFound."""
    contract = await get_contract(session, contract_id)
    if contract.terms.connector != LEARNING_TOOL:
        raise NotFound
    return contract


async def _view(
    session: Transaction, contract: Contract, tool: Tool | None, visitor: Visitor, parts: Parts
) -> ToolView:
    config = config_of(contract)
    say = translator(visitor.language).gettext
    facts = None
    if tool is not None:
        facts = ToolFacts(
            name=tool.terms.name,
            client_id=tool.client_id,
            deployment_id=str(await deployment_of(session, tool.id, clock=parts.clock)),
            addresses=Addresses(issuer=parts.origin_of(visitor.tenant.id) or ""),
            chooses=tool.terms.deep_linking_uri is not None,
        )
    custom = "\n".join(f"{name}={value}" for name, value in config.custom.items())
    return ToolView(
        contract=contract,
        facts=facts,
        links=tuple(await links_of(session, [contract.id])),
        choices=tuple(Choice(level.value, say(text), say(hint)) for level, (text, hint) in _PRIVACY.items()),
        form=Form({"privacy": config.privacy.value, "page": config.page or "", "custom": custom}),
    )


def _read(
    typed: Mapping[str, str], contract: Contract, *, allow_loopback: bool
) -> tuple[LearningToolConfig | None, Form]:
    """What was typed; None with the form's faults where it cannot be kept."""
    form = Form({name: typed.get(name, "") for name in ("privacy", "page", "custom")})
    opens = typed.get("page", "").strip()
    if typed.get("privacy") not in set(Privacy):
        form = form.with_faults([Fault("privacy", N_("Choose what the provider learns."))])
    if opens and not is_address(opens, allow_loopback=allow_loopback):
        form = form.with_faults([Fault("page", N_("Write an address that begins with https://, or nothing."))])
    lines = [line.strip() for line in typed.get("custom", "").splitlines() if line.strip()]
    custom = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}
    if form.faults:
        return None, form
    written = {"privacy": typed["privacy"], "custom": custom, **({"page": opens} if opens else {})}
    if client_id := config_of(contract).client_id:
        written["client_id"] = client_id
    try:
        return msgspec.convert(written, LearningToolConfig), form
    except msgspec.ValidationError:
        return None, form.with_faults([Fault("custom", N_("Write one parameter in each line, like unit=7."))])


async def _finding(parts: Parts, tool: Tool | None) -> Fault | None:
    if tool is None:
        return Fault("", _NO_TOOL)
    try:
        await parts.signatures.check(keys_of(tool))
    except NotBelieved as fault:
        return Fault("", N_("The tool’s keys cannot be read: %(reason)s."), {"reason": fault.reason})
    return None
