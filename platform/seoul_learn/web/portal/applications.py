"""The reader's applications: the list of them, and the way to wherever one stands."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.applications.queries import applications_of, latest_outcomes
from seoul_learn.tenant_plane.applications.stand_in_order import waiting_among
from seoul_learn.tenant_plane.applications.values import ApplicationState, Case
from seoul_learn.tenant_plane.applications.withdraw import withdraw
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.earlier import has_earlier
from seoul_learn.web.portal.own_case import own_case, progress_of, reader_of
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class ApplicationLine(msgspec.Struct, frozen=True, kw_only=True):
    """One application in the list."""

    id: UUID
    reference: str
    programme: dict[str, str]
    state: ApplicationState
    outcome: Outcome | None
    waits: bool


class ApplicationsView(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    applications: tuple[ApplicationLine, ...]


@get("/applications", opt={"access": "signed_in"})
async def list_applications(work: NamedDependency[Work]) -> Template:
    """All of the reader's running applications."""
    applications = await applications_of(work.session, reader_of(work).person_id)
    outcomes = await latest_outcomes(work.session, [one.id for one in applications])
    waiting = await waiting_among(work.session, [one.id for one in applications])
    names = {one.id: one.terms.name for one in await list_programmes(work.session)}
    lines = tuple(
        ApplicationLine(
            id=one.id,
            reference=one.reference,
            programme=names.get(one.programme_id, {}),
            state=one.state,
            outcome=outcomes.get(one.id),
            waits=one.id in waiting,
        )
        for one in applications
    )
    return page("portal/applications.html", ApplicationsView(applications=lines), work=work)


@get("/applications/{application_id:uuid}", opt={"access": "signed_in"})
async def go_on(application_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Redirect:
    """Send the reader to wherever her application stands: any device goes on where another stopped."""
    case = await own_case(work, parts, application_id)
    return Redirect(await next_step(work, parts, case), status_code=303)


@post("/applications/{application_id:uuid}/withdraw", opt={"access": "signed_in"}, status_code=303)
async def take_back(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect:
    """Withdraw an application that is not determined."""
    del request
    await withdraw(work.session, application_id, person_id=reader_of(work).person_id, clock=parts.clock)
    return Redirect("/applications", status_code=303)


async def next_step(work: Work, parts: Parts, case: Case) -> str:
    """The address of what was told earlier, of the next question, of the check, or of the outcome."""
    start = f"/applications/{case.application.id}"
    if not case.takes_answers:
        return f"{start}/outcome"
    if await has_earlier(work, parts, case):
        return f"{start}/earlier"
    ahead = await progress_of(work, parts, case)
    if ahead.next is None:
        return f"{start}/check"
    if case.latest is not None and not _answered_since(case):
        # What was determined to be missing is read first; the page leads on to the questions.
        return f"{start}/outcome"
    return f"{start}/questions/{ahead.next}"


def _answered_since(case: Case) -> bool:
    determined_at = case.latest.determined_at if case.latest else None
    return determined_at is not None and any(one.answered_at > determined_at for one in case.answers.values())
