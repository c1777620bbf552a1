"""An appeal: who thinks that the outcome is wrong says why, and reads what another officer found."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.casework.appeal import appeal_until, appeals_of, lodge_appeal
from seoul_learn.tenant_plane.casework.errors import CannotAppeal
from seoul_learn.tenant_plane.casework.note import LONGEST
from seoul_learn.tenant_plane.casework.values import Appealed, AppealState
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import own_case, reader_of
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_NO_GROUNDS = Fault("grounds", N_("Write what you think is wrong."))
_TOO_LONG = Fault("grounds", N_("Write at most %(most)s characters."), {"most": LONGEST})


class AppealView(msgspec.Struct, frozen=True, kw_only=True):
    """`until` is the last day to appeal, None where nothing can be; `appeals` are those there are, the oldest first."""

    application_id: UUID
    reference: str
    programme: dict[str, str]
    until: date | None
    over: bool
    running: bool
    law: str
    appeals: tuple[Appealed, ...]
    form: Form


@get("/applications/{application_id:uuid}/appeal", opt={"access": "signed_in"})
async def show_appeal(
    application_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """How to appeal, and what became of it."""
    case = await own_case(work, parts, application_id)
    return page("portal/appeal.html", await _view(work, parts, case, Form()), work=work)


@post("/applications/{application_id:uuid}/appeal", opt={"access": "signed_in"}, status_code=303)
async def appeal(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Lodge the appeal; a second click finds it lodged."""
    case = await own_case(work, parts, application_id)
    sent = await request.form()
    grounds = str(sent.get("grounds", "")).strip()
    form = Form({"grounds": grounds})
    if not grounds:
        form = form.with_faults([_NO_GROUNDS])
    elif len(grounds) > LONGEST:
        form = form.with_faults([_TOO_LONG])
    else:
        try:
            await lodge_appeal(
                work.session, application_id, grounds, parts.determining(work.visitor.site),
                within_days=work.visitor.site.appeals.get("within_days"), person_id=reader_of(work).person_id,
            )  # fmt: skip
        except CannotAppeal as refused:
            form = form.refused("", refused)
    if form.faults:
        return page("portal/appeal.html", await _view(work, parts, case, form), work=work, status=422)
    return Redirect(f"/applications/{application_id}/appeal", status_code=303)


async def _view(work: Work, parts: Parts, case: Case, form: Form) -> AppealView:
    site = work.visitor.site
    appeals = await appeals_of(work.session, case.application, keys=parts.sealing)
    until = appeal_until(case.latest, within_days=site.appeals.get("within_days"), timezone=site.timezone)
    return AppealView(
        application_id=case.application.id,
        reference=case.application.reference,
        programme=case.programme,
        until=until,
        over=until is not None and local_date(parts.clock.now(), site.timezone) > until,
        running=any(one.state is AppealState.LODGED for one in appeals),
        law=str(site.appeals.get("law", "")),
        appeals=appeals,
        form=form,
    )
