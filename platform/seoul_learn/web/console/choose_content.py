"""An officer chooses at the provider what learners open: there, back with a signed answer, and her agreement to it."""

from typing import Any
from uuid import UUID

import msgspec
import structlog
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.web_addresses import is_address
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.lti.begin_message import begin_choosing
from seoul_learn.tenant_plane.lti.choose_content import keep_answer, read_answer, take_content
from seoul_learn.tenant_plane.lti.claims import Addresses
from seoul_learn.tenant_plane.lti.errors import MessageSpent, NotChosen
from seoul_learn.tenant_plane.lti.links import deployment_of
from seoul_learn.tenant_plane.lti.once import use_once
from seoul_learn.tenant_plane.lti.read_content import check_answer, read_content
from seoul_learn.tenant_plane.lti.signatures import NotBelieved
from seoul_learn.tenant_plane.lti.take_message import NONCES_KEPT_FOR
from seoul_learn.tenant_plane.lti.values import Content, Once
from seoul_learn.web.console.learning_tool import MANAGERS, PATH, tool_contract
from seoul_learn.web.learning_tools import addresses_of, keys_of, on_own_host
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.hand_on import NotOpenedView, hand_on, not_opened
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Errand, Work

CHOSEN = "/lti/chosen"
_NOT_BELIEVED = N_("The provider’s answer could not be checked. Choose the content once more, or ask the provider.")
_log = structlog.get_logger()


class ChosenView(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen, before it counts."""

    contract: Contract
    message_id: UUID
    content: tuple[Content, ...]
    form: Form = Form()


@get(f"{PATH}/choose", opt=MANAGERS)
async def go_and_choose(
    request: Request[Any, Any, Any],
    contract_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Template | Redirect:
    """Send the officer to the tool's own pages."""
    contract, visitor = await tool_contract(work.session, contract_id), work.visitor
    if own := on_own_host(request, parts.origin_of(visitor.tenant.id)):
        return Redirect(own, status_code=303)
    tool = await parts.tools.of_contract(contract, visitor.tenant.id)
    if tool is None or tool.terms.deep_linking_uri is None or visitor.person is None:
        raise NotFound
    begun = await begin_choosing(
        work.session, contract, person_id=visitor.person.person_id, tool_id=tool.id, clock=parts.clock
    )
    fields = {
        "iss": parts.origin_of(visitor.tenant.id) or "",
        "target_link_uri": tool.terms.deep_linking_uri,
        "login_hint": begun.login_hint,
        "lti_message_hint": begun.message_hint,
        "client_id": tool.client_id,
        "lti_deployment_id": str(begun.deployment_id),
    }
    return hand_on(
        tool.terms.name, tool.terms.initiate_login_uri, fields, may_lead_to=addresses_of(tool), work=work
    )


@post(CHOSEN, opt={"access": "anyone", "exclude_from_csrf": True}, status_code=303)
async def come_back_with_content(
    request: Request[Any, Any, Any], errand: NamedDependency[Errand], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Keep the signed answer apart. Nobody's session comes along here: who chose says so on the next page."""
    token = str((await request.form()).get("JWT", ""))
    try:
        message_id = await _keep(token, errand, parts)
    except (NotBelieved, MessageSpent, NotChosen) as refused:
        reason = refused.reason if isinstance(refused, NotBelieved) else type(refused).__name__
        _log.warning("lti.answer_refused", tenant=errand.visitor.tenant.slug, reason=reason)
        told = (_NOT_BELIEVED, {}) if isinstance(refused, NotBelieved) else (refused.message_id, dict(refused.values))
        return not_opened(NotOpenedView(message_id=told[0], values=told[1]), work=errand, status=400)
    return Redirect(f"/console/tools/chosen/{message_id}", status_code=303)


@get("/console/tools/chosen/{message_id:uuid}", opt=MANAGERS)
async def show_chosen(message_id: FromPath[UUID], work: NamedDependency[Work]) -> Template:
    """What came back, to the officer who chose."""
    return page("console/chosen_content.html", await _chosen(work, message_id), work=work)


@post("/console/tools/chosen/{message_id:uuid}", opt=MANAGERS, status_code=303)
async def take_chosen(
    message_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """From now on this is what learners open."""
    view = await _chosen(work, message_id)
    person_id = work.visitor.person.person_id if work.visitor.person else message_id
    try:
        async with work.session.begin_nested():
            contract_id = await take_content(work.session, message_id, person_id=person_id, clock=parts.clock)
    except NotChosen as refused:
        view = msgspec.structs.replace(view, form=Form().refused("", refused))
        return page("console/chosen_content.html", view, work=work, status=422)
    return Redirect(f"/console/tools/{contract_id}?chosen={len(view.content)}", status_code=303)


async def _keep(token: str, errand: Errand, parts: Parts) -> UUID:
    tenant_id, issuer = errand.visitor.tenant.id, parts.signatures.issuer_named(token)
    tool = await parts.tools.by_client(issuer, tenant_id) if issuer else None
    if tool is None:
        raise NotBelieved("no confirmed tool of this city has that client_id")
    claims = await parts.signatures.claims_of(token, keys_of(tool))
    at, now = Addresses(issuer=parts.origin_of(tenant_id) or ""), parts.clock.now()
    async with errand.begin() as session:
        deployment_id = await deployment_of(session, tool.id, clock=parts.clock)
        nonce, data = check_answer(
            claims, client_id=tool.client_id, issuer=at.issuer, deployment_id=deployment_id, now=now
        )
        content = read_content(
            claims, is_address=lambda one: is_address(one, allow_loopback=parts.tools.allow_loopback),
            fallback=tool.terms.name,
        )  # fmt: skip
        if not await use_once(session, Once.ANSWER, nonce, tool_id=tool.id, until=now + NONCES_KEPT_FOR):
            raise MessageSpent
        return (await keep_answer(session, content, data=data, tool_id=tool.id, clock=parts.clock)).message_id


async def _chosen(work: Work, message_id: UUID) -> ChosenView:
    person = work.visitor.person
    if person is None:
        raise NotFound
    contract_id, content = await read_answer(work.session, message_id, person_id=person.person_id)
    contract = await get_contract(work.session, contract_id)
    return ChosenView(contract=contract, message_id=message_id, content=tuple(content))
