"""Taking the answers of a check along into an application: asked for first, and only where nothing was answered."""

from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.facts import FactRefused
from seoul_learn.tenant_plane.applications.answer import answer, pass_over
from seoul_learn.tenant_plane.applications.begin import begin
from seoul_learn.tenant_plane.applications.errors import WindowClosed
from seoul_learn.tenant_plane.applications.values import AnswerState
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.programmes.queries import find_programme
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.own_case import own_case, reader_of
from seoul_learn.web.portal.precheck import answer_rows, typed_fields
from seoul_learn.web.portal.said import CARRIED_FOR, Said, said_in, seal_said, unseal_said
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.rows import Row
from seoul_learn.web.shared.work import Work


class CarryView(msgspec.Struct, frozen=True, kw_only=True):
    """The answers that would be taken along."""

    slug: str
    programme: dict[str, str]
    answers: tuple[Row, ...]
    form: Form = Form()


@post("/check/{slug:str}/take", opt={"access": "anyone"}, status_code=303)
async def take_along(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect:
    """Seal the answers into the browser's own cookie and go and sign in. Still nothing is kept here."""
    await find_programme(work.session, slug)
    ground = await ground_of(work.session, parts.engine)
    said = said_in(await typed_fields(request), ground.facts)
    sealed = seal_said(
        said, slug, tenant_id=work.visitor.tenant.id, keys=parts.sealing, now=parts.clock.now()
    )  # fmt: skip
    answered = Redirect(f"/check/{slug}/carry", status_code=303)
    if sealed is not None:
        answered.set_cookie(parts.cookies.keep_carried(sealed, seconds=int(CARRIED_FOR.total_seconds())))
    return answered


@get("/check/{slug:str}/carry", opt={"access": "signed_in"})
async def show_carried(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Template | Redirect:
    """What would be taken along, before it is."""
    said = _carried(request, slug, work, parts)
    if said is None:
        return Redirect(f"/programmes/{slug}", status_code=303)
    return page("portal/precheck_carry.html", await _view(work, parts, slug, said), work=work)


@post("/check/{slug:str}/carry", opt={"access": "signed_in"}, status_code=303)
async def carry(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Begin the application with these answers, or forget them; what was answered there before stands."""
    said = _carried(request, slug, work, parts)
    typed = await typed_fields(request)
    if said is None or typed.get("action") == ["forget"]:
        return _forgetting(parts, f"/programmes/{slug}")
    programme = await find_programme(work.session, slug)
    person_id = reader_of(work).person_id
    try:
        application = await begin(
            work.session, programme, person_id=person_id, timezone=work.visitor.timezone,
            engine=parts.engine, clock=parts.clock,
        )  # fmt: skip
    except WindowClosed as refused:
        view = await _view(work, parts, slug, said, Form().refused("", refused))
        return page("portal/precheck_carry.html", view, work=work, status=422)
    case = await own_case(work, parts, application.id)
    if case.takes_answers:
        await _keep(work, parts, case.application.id, said)
    return _forgetting(parts, f"/applications/{application.id}")


async def _keep(work: Work, parts: Parts, application_id: Any, said: Said) -> None:
    case = await own_case(work, parts, application_id)
    for name, typed in said.told.items():
        if name in case.answers:
            continue
        try:
            await answer(
                work.session, case, name, typed, timezone=work.visitor.timezone, keys=parts.sealing,
                catalogue=parts.facts(work.session), clock=parts.clock,
            )  # fmt: skip
        except FactRefused:
            continue  # it is asked for again
    for name in said.unknown:
        if name not in case.answers:
            await pass_over(work.session, case, name, AnswerState.UNKNOWN, keys=parts.sealing, clock=parts.clock)


def _carried(request: Request[Any, Any, Any], slug: str, work: Work, parts: Parts) -> Said | None:
    value = request.cookies.get(parts.cookies.carried, "")
    return unseal_said(value, slug, tenant_id=work.visitor.tenant.id, keys=parts.sealing, now=parts.clock.now())


def _forgetting(parts: Parts, address: str) -> Redirect:
    answered = Redirect(address, status_code=303)
    answered.set_cookie(parts.cookies.drop_carried())
    return answered


async def _view(work: Work, parts: Parts, slug: str, said: Said, form: Form | None = None) -> CarryView:
    programme = await find_programme(work.session, slug)
    today = local_date(parts.clock.now(), work.visitor.timezone)
    ground = await ground_of(work.session, parts.engine)
    return CarryView(
        slug=slug,
        programme=programme.terms.name,
        answers=tuple(answer_rows(work, ground.facts, said, today)),
        form=form or Form(),
    )
