"""Signing in by a mailed code, for residents and, under its own address, for officers; and signing out.

The first page also offers the city's identity providers; `sign_in_with` leads there and back.
"""

import base64
import binascii
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.database.sealing import BrokenSeal
from seoul_learn.tenant_plane.people.addresses import is_email
from seoul_learn.tenant_plane.people.begin_session import SESSION_LASTS
from seoul_learn.tenant_plane.people.oidc_queries import list_ways_in
from seoul_learn.tenant_plane.people.redeem_code import redeem_code
from seoul_learn.tenant_plane.people.request_code import CODE_VALID_FOR, request_code
from seoul_learn.tenant_plane.people.sign_out import sign_out
from seoul_learn.tenant_plane.people.values import Refusal
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.addresses import local_path, with_way_back
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_OPEN = {"access": "anyone", "always_open": True}
_REFUSALS = {
    Refusal.wrong_code: N_("This code is wrong or has expired. Check the newest letter, or ask for a new code."),
    Refusal.too_many_attempts: N_("There were too many tries. Wait 15 minutes, then try again."),
}


class WayIn(msgspec.Struct, frozen=True, kw_only=True):
    """An identity provider of the city; `address` is where to set out for it."""

    label: dict[str, str]
    address: str


class SignInView(msgspec.Struct, frozen=True, kw_only=True):
    """`start` is the address of the form: that of residents or that of officers."""

    start: str
    back: str
    for_officers: bool
    ways_in: tuple[WayIn, ...]
    form: Form = Form()


class CodeView(msgspec.Struct, frozen=True, kw_only=True):
    """The address is shown so that a mistyped one is seen."""

    start: str
    email: str
    back: str
    minutes: int
    form: Form = Form()


class _OnTheWay(msgspec.Struct, frozen=True):
    """Between the two pages, in a sealed cookie: no address stands in a URL, a log or a hidden field."""

    email: str
    back: str


@get(["/sign-in", "/console/sign-in"], opt=_OPEN)
async def ask_for_address(request: Request[Any, Any, Any], work: NamedDependency[Work]) -> Template | Redirect:
    """The form for one's e-mail address."""
    start = _start(request)
    back = local_path(request.query_params.get("next"), otherwise=_home(start))
    if work.visitor.person is not None:
        return Redirect(back, status_code=303)
    return page("portal/sign_in.html", await _sign_in_view(work, start, back), work=work)


@post(["/sign-in", "/console/sign-in"], opt=_OPEN, status_code=303)
async def send_code(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Send a code; the answer is the same whether the address is known or not."""
    start = _start(request)
    typed = await request.form()
    email, back = str(typed.get("email", "")), local_path(str(typed.get("next", "")), otherwise=_home(start))
    if not is_email(email):
        fault = Fault("email", N_("Write an e-mail address like name@example.com."))
        view = await _sign_in_view(work, start, back, Form({"email": email}, (fault,)))
        return page("portal/sign_in.html", view, work=work, status=422)
    refusal = await request_code(
        work.session, email=email, network_address=_network_address(request), language=work.visitor.language,
        keys=parts.person_keys, clock=parts.clock,
    )  # fmt: skip
    if refusal is not None:
        view = await _sign_in_view(work, start, back, Form({"email": email}, (Fault("email", _REFUSALS[refusal]),)))
        return page("portal/sign_in.html", view, work=work, status=429)
    answer = Redirect(f"{start}/code", status_code=303)
    answer.set_cookie(_keep(parts, work, _OnTheWay(email.strip(), back)))
    return answer


@get(["/sign-in/code", "/console/sign-in/code"], opt=_OPEN)
async def ask_for_code(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template | Redirect:
    """The form for the code."""
    on_the_way = _kept(request, parts, work)
    start = _start(request).removesuffix("/code")
    if on_the_way is None:
        return Redirect(start, status_code=303)
    return page("portal/code.html", _code_view(start, on_the_way), work=work)


@post(["/sign-in/code", "/console/sign-in/code"], opt=_OPEN, status_code=303)
async def take_code(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Sign in with the code, under a new session."""
    on_the_way = _kept(request, parts, work)
    start = _start(request).removesuffix("/code")
    if on_the_way is None:
        return Redirect(start, status_code=303)
    typed = str((await request.form()).get("code", ""))
    signed_in = await redeem_code(
        work.session, email=on_the_way.email, code=typed, network_address=_network_address(request),
        language=work.visitor.language, keys=parts.person_keys, clock=parts.clock,
    )  # fmt: skip
    if isinstance(signed_in, Refusal):
        view = _code_view(start, on_the_way, Form({"code": typed}, (Fault("code", _REFUSALS[signed_in]),)))
        status = 429 if signed_in is Refusal.too_many_attempts else 422
        return page("portal/code.html", view, work=work, status=status)
    if work.visitor.person is not None:
        await sign_out(work.session, work.visitor.person.session_id)
    answer = Redirect(on_the_way.back, status_code=303)
    answer.set_cookie(parts.cookies.keep_session(signed_in.token, seconds=int(SESSION_LASTS.total_seconds())))
    answer.set_cookie(parts.cookies.drop_pending())
    return answer


@post("/sign-out", opt=_OPEN | {"also_when_ended": True}, status_code=303)
async def leave(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect:
    """End the session; nothing of the person stays on a shared tablet."""
    del request
    if work.visitor.person is not None:
        await sign_out(work.session, work.visitor.person.session_id)
    answer = Redirect("/", status_code=303)
    answer.set_cookie(parts.cookies.drop_session())
    answer.set_cookie(parts.cookies.drop_pending())
    answer.set_cookie(parts.cookies.drop_carried())
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


def _start(request: Request[Any, Any, Any]) -> str:
    path: str = request.scope["path"]
    return path.rstrip("/")


def _home(start: str) -> str:
    return "/console" if start.startswith("/console") else "/"


def _network_address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else ""


async def _sign_in_view(work: Work, start: str, back: str, form: Form | None = None) -> SignInView:
    for_officers = start.startswith("/console")
    providers = await list_ways_in(work.session, for_officers=for_officers)
    return SignInView(
        start=with_way_back(start, back=back),
        back=back,
        for_officers=for_officers,
        ways_in=tuple(
            WayIn(label=one.terms.label, address=with_way_back(f"/sign-in/with/{one.id}", back=back))
            for one in providers
        ),
        form=form or Form(),
    )


def _code_view(start: str, on_the_way: _OnTheWay, form: Form | None = None) -> CodeView:
    minutes = int(CODE_VALID_FOR.total_seconds() // 60)
    return CodeView(start=start, email=on_the_way.email, back=on_the_way.back, minutes=minutes, form=form or Form())


def _keep(parts: Parts, work: Work, on_the_way: _OnTheWay) -> Cookie:
    tenant_id = work.visitor.tenant.id
    sealed = parts.sealing.of_tenant(tenant_id).seal(
        msgspec.json.encode(on_the_way), table="cookie", row=tenant_id, column="sign_in"
    )
    seconds = int(CODE_VALID_FOR.total_seconds())
    return parts.cookies.keep_pending(base64.urlsafe_b64encode(sealed).decode(), seconds=seconds)


def _kept(request: Request[Any, Any, Any], parts: Parts, work: Work) -> _OnTheWay | None:
    tenant_id = work.visitor.tenant.id
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(parts.cookies.pending, ""))
        opened = parts.sealing.of_tenant(tenant_id).unseal(sealed, table="cookie", row=tenant_id, column="sign_in")
        return msgspec.json.decode(opened, type=_OnTheWay)
    except (BrokenSeal, binascii.Error, ValueError, msgspec.DecodeError):
        return None
