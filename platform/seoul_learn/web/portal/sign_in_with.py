"""Signing in through the city's own identity provider: there, and back.

Setting out is a GET: `form-action` of our Content-Security-Policy would stop a form whose answer leads to another
host, and the browser that follows a link may go anywhere.
"""

import base64
import binascii
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import structlog
from litestar import Request, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import BrokenSeal
from seoul_learn.tenant_plane.people.admit_identity import admit_identity
from seoul_learn.tenant_plane.people.ask_who_it_is import ask_who_it_is
from seoul_learn.tenant_plane.people.begin_oidc import ATTEMPT_VALID_FOR, begin_oidc
from seoul_learn.tenant_plane.people.begin_session import SESSION_LASTS
from seoul_learn.tenant_plane.people.check_id_token import TokenRefused
from seoul_learn.tenant_plane.people.errors import UnusableProvider
from seoul_learn.tenant_plane.people.oidc_queries import get_identity_provider
from seoul_learn.tenant_plane.people.oidc_values import Client, ProviderRefusal, TakenAttempt, Vouched
from seoul_learn.tenant_plane.people.oidc_wire import CodeRefused, ProviderUnreachable
from seoul_learn.tenant_plane.people.sign_out import sign_out
from seoul_learn.tenant_plane.people.take_oidc_attempt import take_oidc_attempt
from seoul_learn.tenant_plane.people.values import Refusal
from seoul_learn.web.hosts import host_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.refused_way_in import WayInRefused, refused_way_in
from seoul_learn.web.shared.addresses import RETURN_PATH, local_path, with_way_back
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Errand

_OPEN = {"access": "anyone", "always_open": True}
_log = structlog.get_logger()


class _SetOut(msgspec.Struct, frozen=True):
    """What the browser keeps on its way, in a sealed cookie."""

    browser_token: str
    provider_id: UUID
    back: str


@get("/sign-in/with/{provider_id:uuid}", opt=_OPEN)
async def set_out(
    request: Request[Any, Any, Any],
    provider_id: FromPath[UUID],
    errand: NamedDependency[Errand],
    parts: NamedDependency[Parts],
) -> Template | Redirect:
    """Send the browser to the provider, with an attempt that only this browser can bring back."""
    back = local_path(request.query_params.get("next"))
    async with errand.begin() as session:
        provider = await get_identity_provider(session, provider_id)
    if not provider.has_secret:
        raise NotFound
    if errand.visitor.person is not None:
        return Redirect(back, status_code=303)
    origin = parts.origin_of(errand.visitor.tenant.id)
    if origin is None:
        raise NotFound
    if urlsplit(origin).hostname != host_of(request.scope["headers"]):
        # Cookies stay on one host, and the provider sends everybody back to the canonical one: set out from there.
        return Redirect(origin + with_way_back(request.scope["path"], back=back), status_code=303)
    try:
        metadata = await parts.wire.metadata(provider.terms.issuer)
    except (ProviderUnreachable, UnusableProvider) as fault:
        return _refused(errand, _reason(fault), provider_id, back, fault)
    redirect_uri = origin + RETURN_PATH
    async with errand.begin() as session:
        begun = await begin_oidc(
            session, provider_id, redirect_uri=redirect_uri, language=errand.visitor.language,
            network_address=request.client.host if request.client else "", keys=parts.person_keys, clock=parts.clock,
        )  # fmt: skip
    if isinstance(begun, Refusal):
        return _refused(errand, ProviderRefusal.too_many_attempts, provider_id, back)
    client = Client(
        issuer=provider.terms.issuer, client_id=provider.terms.client_id, client_secret="",
        redirect_uri=redirect_uri, scopes=provider.terms.scopes,
    )  # fmt: skip
    answer = Redirect(parts.wire.authorization_address(metadata, client, begun), status_code=303)
    answer.set_cookie(_keep(parts, errand, _SetOut(begun.browser_token, provider_id, back)))
    return answer


@get(RETURN_PATH, opt=_OPEN)
async def come_back(
    request: Request[Any, Any, Any], errand: NamedDependency[Errand], parts: NamedDependency[Parts]
) -> Template | Redirect:
    """Take the attempt, ask the provider who it is, and sign them in under a new session."""
    kept, said = _kept(request, parts, errand), request.query_params
    if kept is None:
        return _refused(errand, ProviderRefusal.unknown_attempt)
    async with errand.begin() as session:
        attempt = await take_oidc_attempt(
            session, state=said.get("state", ""), browser_token=kept.browser_token, keys=parts.person_keys,
            seal=parts.sealing.of_tenant(errand.visitor.tenant.id), clock=parts.clock,
        )  # fmt: skip
    if attempt is None:
        return _refused(errand, ProviderRefusal.unknown_attempt, kept.provider_id, kept.back)
    vouched = await _ask(attempt, errand, parts, said)
    if isinstance(vouched, _Doubt):
        return _done(parts, _refused(errand, vouched.refusal, kept.provider_id, kept.back, vouched.fault))
    async with errand.begin() as session:
        signed_in = await admit_identity(
            session, vouched, terms=attempt.terms, language=attempt.language, clock=parts.clock
        )
        if not isinstance(signed_in, ProviderRefusal) and errand.visitor.person is not None:
            await sign_out(session, errand.visitor.person.session_id)
    if isinstance(signed_in, ProviderRefusal):
        return _done(parts, _refused(errand, signed_in, kept.provider_id, kept.back))
    answer = Redirect(kept.back, status_code=303)
    answer.set_cookie(parts.cookies.keep_session(signed_in.token, seconds=int(SESSION_LASTS.total_seconds())))
    answer.set_cookie(parts.cookies.drop_provider())
    return answer


class _Doubt(msgspec.Struct, frozen=True):
    refusal: ProviderRefusal
    fault: Exception | None = None


async def _ask(attempt: TakenAttempt, errand: Errand, parts: Parts, said: Any) -> Vouched | _Doubt:
    if error := said.get("error"):
        return _Doubt(ProviderRefusal.denied if error == "access_denied" else ProviderRefusal.provider_fault)
    if not said.get("code"):
        return _Doubt(ProviderRefusal.provider_fault)
    try:
        return await ask_who_it_is(
            parts.wire, attempt, code=said["code"], named_issuer=said.get("iss"), clock=parts.clock
        )
    except (ProviderUnreachable, UnusableProvider, CodeRefused, TokenRefused) as fault:
        return _Doubt(_reason(fault), fault)


def _reason(fault: Exception) -> ProviderRefusal:
    if isinstance(fault, ProviderUnreachable):
        return ProviderRefusal.unreachable
    if isinstance(fault, UnusableProvider | CodeRefused):
        return ProviderRefusal.misconfigured
    return ProviderRefusal.not_trusted


def _refused(
    errand: Errand,
    refusal: ProviderRefusal,
    provider_id: UUID | None = None,
    back: str = "/",
    fault: Exception | None = None,
) -> Template:
    """The page that says why, and what else there is to do. The log has a word for the operators, and no person."""
    error = fault.reason if isinstance(fault, TokenRefused) else fault.error if isinstance(fault, CodeRefused) else ""
    _log.warning(
        "sign_in.refused", tenant=errand.visitor.tenant.slug, failure=refusal.value,
        fault=type(fault).__name__ if fault else "", error=error,
    )  # fmt: skip
    page_of_it: WayInRefused = refused_way_in(refusal, provider_id=provider_id, back=back)
    return page("portal/way_in_refused.html", page_of_it, work=errand, status=page_of_it.status)


def _done(parts: Parts, answer: Template) -> Template:
    answer.set_cookie(parts.cookies.drop_provider())
    return answer


def _keep(parts: Parts, errand: Errand, set_out: _SetOut) -> Cookie:
    tenant_id = errand.visitor.tenant.id
    sealed = parts.sealing.of_tenant(tenant_id).seal(
        msgspec.json.encode(set_out), table="cookie", row=tenant_id, column="sign_in_with"
    )
    seconds = int(ATTEMPT_VALID_FOR.total_seconds())
    return parts.cookies.keep_provider(base64.urlsafe_b64encode(sealed).decode(), seconds=seconds)


def _kept(request: Request[Any, Any, Any], parts: Parts, errand: Errand) -> _SetOut | None:
    tenant_id = errand.visitor.tenant.id
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(parts.cookies.provider, ""))
        opened = parts.sealing.of_tenant(tenant_id).unseal(sealed, table="cookie", row=tenant_id, column="sign_in_with")
        return msgspec.json.decode(opened, type=_SetOut)
    except (BrokenSeal, binascii.Error, ValueError, msgspec.DecodeError):
        return None
