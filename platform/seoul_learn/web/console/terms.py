"""How the city's officers work: days, four eyes, what is kept how long, and until when outcomes can be appealed."""

from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.casework.change_terms import BOUNDS, AppealTerms, change_terms
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.console.officer import officer_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_MAY_BE_EMPTY = ("appeals_decided_within_days", "within_days")
_LONGEST_LAW = 200
_NOT_DAYS = N_("Write a number of days from %(least)s to %(most)s.")
_LAW_ALONE = N_("Write within how many days, or leave the article empty too.")
_TOO_LONG = N_("Write at most %(most)s characters.")


class TermsView(msgspec.Struct, frozen=True, kw_only=True):
    """The form; `saved` when it was just kept."""

    form: Form
    saved: bool = False


@get("/console/terms", opt={"access": Role.administrator})
async def show_terms(work: NamedDependency[Work], saved: FromQuery[bool] = False) -> Template:
    """The terms as they are now."""
    terms, appeals = await read_terms(work.session), work.visitor.site.appeals
    values = {name: str(value or "") for name, value in msgspec.structs.asdict(terms).items() if name in BOUNDS}
    values |= {
        "four_eyes": "yes" if terms.four_eyes else "",
        "within_days": str(appeals.get("within_days") or ""),
        "law": str(appeals.get("law") or ""),
    }
    return page("console/terms.html", TermsView(form=Form(values), saved=saved), work=work)


@post("/console/terms", opt={"access": Role.administrator}, status_code=303)
async def keep_terms(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Keep them, or say at each field what is wrong with it."""
    sent = await request.form()
    form = Form({name: str(value).strip() for name, value in sent.items() if name != "_csrf_token"})
    form = form.with_faults(_faults(form))
    if form.faults:
        return page("console/terms.html", TermsView(form=form), work=work, status=422)
    days = {name: int(form.text(name)) if form.text(name) else None for name in BOUNDS}
    appeals = AppealTerms(within_days=days.pop("within_days"), law=form.text("law"))
    terms = msgspec.convert({**days, "four_eyes": form.text("four_eyes") == "yes"}, Terms)
    actor = Actor(kind="person", id=officer_of(work).person_id)
    await change_terms(work.session, terms, appeals, actor=actor, clock=parts.clock)
    return Redirect("/console/terms?saved=true", status_code=303)


def _faults(form: Form) -> list[Fault]:
    faults = []
    for name, (least, most) in BOUNDS.items():
        typed = form.text(name)
        if not typed and name in _MAY_BE_EMPTY:
            continue
        # More digits than a number of days has are not read at all.
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4 and least <= int(typed) <= most):
            faults.append(Fault(name, _NOT_DAYS, {"least": least, "most": most}))
    if form.text("law") and not form.text("within_days"):
        faults.append(Fault("within_days", _LAW_ALONE))
    if len(form.text("law")) > _LONGEST_LAW:
        faults.append(Fault("law", _TOO_LONG, {"most": _LONGEST_LAW}))
    return faults
