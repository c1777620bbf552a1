"""The second factor of an operator: set up once, asked for at every sign-in."""

import io
from typing import Any

import msgspec
import segno
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from seoul_learn.control_plane.operators.confirm_second_factor import SESSION_LASTS, confirm_second_factor
from seoul_learn.control_plane.operators.enrol_second_factor import enrol_second_factor
from seoul_learn.control_plane.operators.values import Refusal, SignedInOperator
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.web.operator.parts import OperatorParts
from seoul_learn.web.operator.sign_in import REFUSALS, network_address
from seoul_learn.web.operator.work import OperatorWork
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page

_OPEN = {"access": "anyone"}


class SecondFactorView(msgspec.Struct, frozen=True, kw_only=True):
    """`secret` in groups of four while it is being set up, '' afterwards."""

    secret: str
    form: Form = Form()

    def __repr__(self) -> str:
        return "SecondFactorView(…)"


@get("/second-factor", opt=_OPEN)
async def ask_for_second_factor(
    work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Template | Redirect:
    """The form for the authenticator's code, with the picture to scan where it is new."""
    operator = work.visitor.operator
    if operator is None:
        return Redirect("/sign-in", status_code=303)
    if operator.second_factor:
        return Redirect("/", status_code=303)
    view = SecondFactorView(secret=await _secret(work, parts, operator))
    return page("operator/second_factor.html", view, work=work)


@get("/second-factor/picture.png", opt=_OPEN)
async def send_picture(work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]) -> Response[bytes]:
    """The secret as a QR code, for as long as it is being set up."""
    operator = work.visitor.operator
    if operator is None or operator.second_factor or operator.enrolled:
        raise NotFound
    enrolment = await enrol_second_factor(work.unit, operator_id=operator.operator_id, keys=parts.keys)
    out = io.BytesIO()
    segno.make(enrolment.uri, error="m").save(out, kind="png", scale=6, border=4)
    return Response(out.getvalue(), media_type="image/png", headers={"cache-control": "no-store"})


@post("/second-factor", opt=_OPEN, status_code=303)
async def take_second_factor(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Redirect | Template:
    """Make the session a full one, under a new token."""
    operator, token = work.visitor.operator, request.cookies.get(parts.cookies.session)
    if operator is None or token is None:
        return Redirect("/sign-in", status_code=303)
    typed = str((await request.form()).get("code", ""))
    confirmed = await confirm_second_factor(
        work.unit, token=token, code=typed, network_address=network_address(request), keys=parts.keys, clock=parts.clock
    )
    if isinstance(confirmed, Refusal):
        form = Form({"code": typed}, (Fault("code", REFUSALS[confirmed]),))
        view = SecondFactorView(secret=await _secret(work, parts, operator), form=form)
        status = 429 if confirmed is Refusal.TOO_MANY_ATTEMPTS else 422
        return page("operator/second_factor.html", view, work=work, status=status)
    answer = Redirect("/", status_code=303)
    answer.set_cookie(parts.cookies.keep_session(confirmed.token, seconds=int(SESSION_LASTS.total_seconds())))
    return answer


async def _secret(work: OperatorWork, parts: OperatorParts, operator: SignedInOperator) -> str:
    if operator.enrolled:
        return ""
    secret = (await enrol_second_factor(work.unit, operator_id=operator.operator_id, keys=parts.keys)).secret
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
