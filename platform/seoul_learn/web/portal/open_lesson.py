"""A learner opens a lesson at a learning tool: the click here begins it, and the tool comes back for its message.

Third-party-initiated login (1EdTech Security Framework 1.0, section 5.1.1; LTI 1.3 Core).
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import structlog
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.learning_tool import Privacy
from seoul_learn.tenant_plane.lti.begin_message import begin_resource
from seoul_learn.tenant_plane.lti.claims import Addresses, Sender, claims_of, page_to_open
from seoul_learn.tenant_plane.lti.errors import MessageSpent, NotConnected, NotOpened, SomebodyElse
from seoul_learn.tenant_plane.lti.keys import signing_key
from seoul_learn.tenant_plane.lti.links import link_to_open
from seoul_learn.tenant_plane.lti.may_open import config_of, may_open
from seoul_learn.tenant_plane.lti.subjects import subject_of
from seoul_learn.tenant_plane.lti.take_message import take_message
from seoul_learn.tenant_plane.lti.values import MessageKind, TakenMessage
from seoul_learn.web.learning_tools import addresses_of, on_own_host, recipient_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import reader_of
from seoul_learn.web.shared.hand_on import NotOpenedView, hand_on, not_opened
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

AUTHORIZE = "/lti/authorize"
_ASKED = (
    "scope", "response_type", "client_id", "redirect_uri", "login_hint", "lti_message_hint", "state", "response_mode",
    "nonce", "prompt",
)  # fmt: skip
_LONGEST = 2000
_UNKNOWN_TOOL = N_(
    "The learning site asked in a way that we do not know. Open the lesson once more from “My learning”."
)
_log = structlog.get_logger()


@get("/learning/{enrolment_id:uuid}/launch", opt={"access": "signed_in"})
async def open_lesson(
    request: Request[Any, Any, Any],
    enrolment_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    link: FromQuery[UUID | None] = None,
) -> Template | Redirect:
    """Send the browser to where the tool begins to sign in, with a hint that is good once."""
    person, tenant = reader_of(work), work.visitor.tenant
    today = local_date(parts.clock.now(), work.visitor.timezone)
    if own := on_own_host(request, parts.origin_of(tenant.id)):
        return Redirect(own, status_code=303)
    try:
        contract = await may_open(work.session, enrolment_id, person_id=person.person_id, today=today)
        tool = await parts.tools.of_contract(contract, tenant.id)
        if tool is None:
            raise NotConnected
    except NotOpened as refused:
        return _refused(work, refused)
    opened = await link_to_open(work.session, contract, link, clock=parts.clock)
    begun = await begin_resource(
        work.session, contract, opened, enrolment_id=enrolment_id, person_id=person.person_id, tool_id=tool.id,
        clock=parts.clock,
    )  # fmt: skip
    fields = {
        "iss": _addresses(work, parts).issuer,
        "target_link_uri": page_to_open(opened.page, config_of(contract).page, tool.terms.target_link_uri),
        "login_hint": begun.login_hint,
        "lti_message_hint": begun.message_hint,
        "client_id": tool.client_id,
        "lti_deployment_id": str(begun.deployment_id),
    }
    return hand_on(
        opened.title, tool.terms.initiate_login_uri, fields, may_lead_to=addresses_of(tool), work=work
    )


@post(AUTHORIZE, opt={"access": "anyone", "exclude_from_csrf": True}, status_code=303)
async def authorize_posted(request: Request[Any, Any, Any]) -> Redirect:
    """A tool may ask by POST as well. The session's cookie comes along with a GET alone, so ask again as one."""
    asked = [(name, str(value)) for name, value in (await request.form()).multi_items() if name in _ASKED]
    return Redirect(f"{AUTHORIZE}?{urlencode(asked)}", status_code=303)


@get(AUTHORIZE, opt={"access": "anyone"})
async def authorize(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """Give the tool its message, if the browser is that of the person who clicked."""
    asked = request.query_params
    tool = await parts.tools.by_client(asked.get("client_id", ""), work.visitor.tenant.id)
    redirect_uri = asked.get("redirect_uri", "")
    repeated = [name for name in _ASKED if len(asked.getall(name, [])) > 1]
    # To the letter, or nobody is sent anywhere: an address that is only nearly right may be somebody else's.
    if tool is None or redirect_uri not in tool.terms.redirect_uris or repeated:
        _log.warning("lti.refused", tenant=work.visitor.tenant.slug, fault="client or redirect_uri")
        return not_opened(NotOpenedView(message_id=_UNKNOWN_TOOL, values={}), work=work, status=400)
    state = {"state": asked["state"]} if "state" in asked else {}
    if fault := _fault_of(dict(asked)):
        error, description = fault
        _log.warning("lti.refused", tenant=work.visitor.tenant.slug, fault=error)
        answer = {"error": error, "error_description": description, **state}
        return hand_on(tool.terms.name, redirect_uri, answer, may_lead_to=(), work=work)
    person = work.visitor.person
    try:
        message = await take_message(
            work.session, login_hint=asked["login_hint"], message_hint=asked["lti_message_hint"],
            nonce=asked["nonce"], person_id=person.person_id if person else None, tool_id=tool.id,
            today=local_date(parts.clock.now(), work.visitor.timezone), clock=parts.clock,
        )  # fmt: skip
        if message.contract.terms.provider != tool.provider:
            raise NotConnected
    except NotOpened as refused:
        return _refused(work, refused, address=redirect_uri, state=state)
    token = await _token(work, parts, tool, message, asked["nonce"])
    title = message.link.title if message.link else tool.terms.name
    return hand_on(
        title, redirect_uri, {"id_token": token, **state}, may_lead_to=addresses_of(tool), work=work
    )


async def _token(work: Work, parts: Parts, tool: Tool, message: TakenMessage, nonce: str) -> str:
    person, visitor = reader_of(work), work.visitor
    seal = parts.sealing.of_tenant(visitor.tenant.id)
    is_lesson = message.kind is MessageKind.RESOURCE
    sender = Sender(
        subject=subject_of(
            seal, provider=tool.provider, person_id=person.person_id, enrolment_id=message.enrolment_id,
            privacy=message.config.privacy if is_lesson else Privacy.PSEUDONYMOUS,
        ),
        name=person.display_name,
        email=person.email,
        language=visitor.language,
        tenant_id=visitor.tenant.id,
        city=visitor.site.name.get(visitor.language) or next(iter(visitor.site.name.values()), visitor.tenant.slug),
    )  # fmt: skip
    now = parts.clock.now()
    claims = claims_of(message, recipient_of(tool), sender, _addresses(work, parts), nonce=nonce, now=now)
    key = await signing_key(work.session, seal=seal, clock=parts.clock)
    return parts.signatures.sign(key, claims)


def _fault_of(asked: dict[str, str]) -> tuple[str, str] | None:
    """What is wrong with an authentication request, in OpenID's words (Security Framework, 5.1.1.2)."""
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope", "scope has to be openid"
    if asked.get("response_type") != "id_token":
        return "unsupported_response_type", "response_type has to be id_token"
    if asked.get("response_mode") != "form_post":
        return "invalid_request", "response_mode has to be form_post"
    if asked.get("prompt") != "none":
        return "invalid_request", "prompt has to be none"
    for name in ("nonce", "login_hint", "lti_message_hint"):
        if not 0 < len(asked.get(name, "")) <= _LONGEST:
            return "invalid_request", f"{name} is missing"
    return None


def _refused(
    work: Work, refused: NotOpened, *, address: str = "", state: dict[str, str] | None = None
) -> Template:
    _log.info("lti.not_opened", tenant=work.visitor.tenant.slug, why=type(refused).__name__)
    # OpenID's word for "nobody here that you asked for", and OAuth's for everything else.
    error = "login_required" if isinstance(refused, SomebodyElse | MessageSpent) else "access_denied"
    view = NotOpenedView(
        message_id=refused.message_id, values=dict(refused.values),
        sign_in=isinstance(refused, SomebodyElse) and work.visitor.person is None,
    )  # fmt: skip
    answer = {"error": error, "error_description": "the message cannot be given", **(state or {})}
    return not_opened(view, answer=answer, address=address, work=work, status=403)


def _addresses(work: Work, parts: Parts) -> Addresses:
    origin = parts.origin_of(work.visitor.tenant.id)
    if origin is None:
        raise NotConnected
    return Addresses(issuer=origin)
