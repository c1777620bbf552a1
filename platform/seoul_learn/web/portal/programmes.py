"""One programme: who can get it by which policy, and the way into an application."""

import contextlib
from datetime import date, datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.begin import begin
from seoul_learn.tenant_plane.applications.errors import WindowClosed
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.queries import policy_on
from seoul_learn.tenant_plane.eligibility.window import WindowState
from seoul_learn.tenant_plane.programmes.queries import find_programme
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.stands import terms_at
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion of the policy, in the city's own words."""

    label: dict[str, str]
    law: str | None


class ProgrammeView(msgspec.Struct, frozen=True, kw_only=True):
    """`requirements` are what the policy looks at; how they combine is for the questions to find out."""

    slug: str
    name: dict[str, str]
    summary: dict[str, str]
    window: WindowState
    opens_at: datetime | None
    closes_at: datetime | None
    places: int | None
    illustrative: str | None
    requirements: tuple[Requirement, ...]
    basis: str | None
    source: str | None
    effective_from: date | None
    policy_illustrative: str | None
    form: Form = Form()


@get("/programmes/{slug:str}", opt={"access": "anyone"})
async def show_programme(slug: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """What the programme gives, to whom, by which policy."""
    programme = await find_programme(work.session, slug)
    return page("portal/programme.html", await _view(work, parts, programme), work=work)


@post("/programmes/{slug:str}/apply", opt={"access": "signed_in"}, status_code=303)
async def apply(
    request: Request[Any, Any, Any], slug: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Begin an application, or go on with the one that there is."""
    del request
    programme = await find_programme(work.session, slug)
    person = work.visitor.person
    if person is None:
        raise NotFound
    try:
        application = await begin(
            work.session, programme, person_id=person.person_id, timezone=work.visitor.timezone,
            engine=parts.engine, clock=parts.clock,
        )  # fmt: skip
    except WindowClosed as refused:
        view = await _view(work, parts, programme, form=Form().refused("", refused))
        return page("portal/programme.html", view, work=work, status=422)
    return Redirect(f"/applications/{application.id}", status_code=303)


async def _view(work: Work, parts: Parts, programme: Programme, *, form: Form | None = None) -> ProgrammeView:
    now = parts.clock.now()
    policy: Policy | None = None
    # A programme whose policy is only announced has none that decides: the page says so.
    with contextlib.suppress(NotFound):
        policy = parts.engine.policy(
            await policy_on(work.session, programme.id, local_date(now, work.visitor.timezone))
        )
    terms = programme.terms
    stands = terms_at(policy, now, timezone=work.visitor.timezone)
    return ProgrammeView(
        slug=terms.slug,
        name=terms.name,
        summary=terms.summary,
        window=stands.window,
        opens_at=stands.opens_at,
        closes_at=stands.closes_at,
        places=stands.places,
        illustrative=terms.illustrative,
        requirements=tuple(Requirement(label=leaf.label, law=leaf.law) for leaf in policy.leaves.values())
        if policy
        else (),
        basis=policy.basis if policy else None,
        source=policy.source if policy else None,
        effective_from=policy.effective_from if policy else None,
        policy_illustrative=policy.illustrative if policy else None,
        form=form or Form(),
    )
