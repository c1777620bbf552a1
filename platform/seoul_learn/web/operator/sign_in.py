"""Signing in to the operator site: a mailed code first, then the second factor; and signing out."""

import base64
import binascii
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from seoul_learn.control_plane.operators.redeem_operator_code import SECOND_FACTOR_WITHIN, redeem_operator_code
from seoul_learn.control_plane.operators.request_operator_code import request_operator_code
from seoul_learn.control_plane.operators.sign_out_operator import sign_out_operator
from seoul_learn.control_plane.operators.values import Refusal
from seoul_learn.tenant_plane.database.sealing import BrokenSeal, Seal
from seoul_learn.web.operator.parts import OperatorParts
from seoul_learn.web.operator.work import OperatorWork
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_

_OPEN = {"access": "anyone"}
_NOWHERE = UUID(int=0)
REFUSALS = {
    Refusal.WRONG_CODE: N_("This code is wrong or has expired. Check the newest one, or ask for a new code."),
    Refusal.TOO_MANY_ATTEMPTS: N_("There were too many tries. Wait 15 minutes, then try again."),
}


class SignInView(msgspec.Struct, frozen=True, kw_only=True):
    """The form for an address."""

    form: Form = Form()


class CodeView(msgspec.Struct, frozen=True, kw_only=True):
    """The form for a mailed code."""

    email: str
    form: Form = Form()


@get("/sign-in", opt=_OPEN)
async def ask_for_address(work: NamedDependency[OperatorWork]) -> Template | Redirect:
    """The form for one's e-mail address."""
    if work.visitor.entered:
        return Redirect("/", status_code=303)
    return page("operator/sign_in.html", SignInView(), work=work)


@post("/sign-in", opt=_OPEN, status_code=303)
async def send_code(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Redirect | Template:
    """Send a code; the answer is the same whether the address is an operator's or not."""
    email = str((await request.form()).get("email", "")).strip()
    refusal = await request_operator_code(
        work.unit, email=email, network_address=network_address(request), keys=parts.keys, clock=parts.clock
    )
    if refusal is not None:
        form = Form({"email": email}, (Fault("email", REFUSALS[refusal]),))
        return page("operator/sign_in.html", SignInView(form=form), work=work, status=429)
    answer = Redirect("/sign-in/code", status_code=303)
    answer.set_cookie(_keep(parts, email))
    return answer


@get("/sign-in/code", opt=_OPEN)
async def ask_for_code(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Template | Redirect:
    """The form for the code."""
    email = _kept(request, parts)
    if email is None:
        return Redirect("/sign-in", status_code=303)
    return page("operator/code.html", CodeView(email=email), work=work)


@post("/sign-in/code", opt=_OPEN, status_code=303)
async def take_code(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Redirect | Template:
    """Begin a session that is good for the second factor only."""
    email = _kept(request, parts)
    if email is None:
        return Redirect("/sign-in", status_code=303)
    typed = str((await request.form()).get("code", ""))
    begun = await redeem_operator_code(
        work.unit, email=email, code=typed, network_address=network_address(request), keys=parts.keys, clock=parts.clock
    )
    if isinstance(begun, Refusal):
        form = Form({"code": typed}, (Fault("code", REFUSALS[begun]),))
        status = 429 if begun is Refusal.TOO_MANY_ATTEMPTS else 422
        return page("operator/code.html", CodeView(email=email, form=form), work=work, status=status)
    answer = Redirect("/second-factor", status_code=303)
    answer.set_cookie(parts.cookies.keep_session(begun.token, seconds=int(SECOND_FACTOR_WITHIN.total_seconds())))
    answer.set_cookie(parts.cookies.drop_pending())
    return answer


@post("/sign-out", opt=_OPEN, status_code=303)
async def leave(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Redirect:
    """End the session."""
    token = request.cookies.get(parts.cookies.session)
    if token:
        await sign_out_operator(work.unit, token=token)
    answer = Redirect("/sign-in", status_code=303)
    answer.set_cookie(parts.cookies.drop_session())
    return answer


def network_address(request: Request[Any, Any, Any]) -> str:
    """The address that a request came from."""
    return request.client.host if request.client else ""


def _keep(parts: OperatorParts, email: str) -> Cookie:
    sealed = _seal(parts).seal(email.encode(), table="cookie", row=_NOWHERE, column="operator_sign_in")
    seconds = int(SECOND_FACTOR_WITHIN.total_seconds())
    return parts.cookies.keep_pending(base64.urlsafe_b64encode(sealed).decode(), seconds=seconds)


def _kept(request: Request[Any, Any, Any], parts: OperatorParts) -> str | None:
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(parts.cookies.pending, ""))
        return _seal(parts).unseal(sealed, table="cookie", row=_NOWHERE, column="operator_sign_in").decode()
    except (BrokenSeal, binascii.Error, ValueError):
        return None


def _seal(parts: OperatorParts) -> Seal:
    return Seal(parts.keys.sealing, _NOWHERE)
