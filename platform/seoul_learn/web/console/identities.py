"""Pairs of accounts that may be one person: an officer says whether they are, and which of the two goes on."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.applications.queries import applications_of, latest_outcomes
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.casework.settle_identity import settle_identity
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.people.identity_conflicts import OneOfTwo, OpenConflict, open_conflicts
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.web.console.officer import note_reading, officer_of
from seoul_learn.web.console.queue import REVIEWERS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

PATH = "/console/identities"
_LONGEST = 1000
_DIFFERENT = "different"
_NOTHING_CHOSEN = N_("Say whether they are one person, and which account goes on.")
_NO_REASON = N_("Write what you looked at. The people may read it.")


class AccountLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one of the accounts has applied for."""

    application_id: UUID
    reference: str
    programme: dict[str, str]
    state: ApplicationState
    outcome: Outcome | None


class PairView(msgspec.Struct, frozen=True, kw_only=True):
    """A pair with what each has; `form` is what was typed, with its faults."""

    conflict: OpenConflict
    first: tuple[AccountLine, ...]
    second: tuple[AccountLine, ...]
    form: Form


class IdentitiesView(msgspec.Struct, frozen=True, kw_only=True):
    """Every pair that waits. `form` has the faults of the one that was sent."""

    pairs: tuple[PairView, ...]
    form: Form = Form()


@get(PATH, opt={"access": REVIEWERS})
async def show_identities(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """The pairs; that they were looked at is on record before they are shown."""
    return page("console/identities.html", await _view(work, parts), work=work)


@post(f"{PATH}/{{conflict_id:uuid}}", opt={"access": REVIEWERS}, status_code=303)
async def settle_identities(
    request: Request[Any, Any, Any],
    conflict_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """One person or two; what was held back for it is determined anew."""
    typed = {name: str(value) for name, value in (await request.form()).items() if name != "_csrf_token"}
    verdict, reason = f"verdict-{conflict_id}", f"reason-{conflict_id}"
    form = Form(typed)
    kept_id = parse_id(typed.get(verdict, ""))
    why = typed.get(reason, "").strip()
    if kept_id is None and typed.get(verdict) != _DIFFERENT:
        form = form.with_faults([Fault(verdict, _NOTHING_CHOSEN)])
    if not 0 < len(why) <= _LONGEST:
        form = form.with_faults([Fault(reason, _NO_REASON)])
    if not form.faults:
        try:
            async with work.session.begin_nested():
                await settle_identity(
                    work.session, conflict_id, parts.determining(work.visitor.site),
                    kept_id=kept_id, reason=why, officer_id=officer_of(work).person_id,
                )  # fmt: skip
        except Refused as refused:
            form = form.refused("", refused)
    if form.faults:
        view = await _view(work, parts, refused=conflict_id, form=form)
        return page("console/identities.html", view, work=work, status=422)
    return Redirect(PATH, status_code=303)


async def _view(
    work: Work, parts: Parts, *, refused: UUID | None = None, form: Form | None = None
) -> IdentitiesView:
    conflicts = await open_conflicts(work.session)
    if refused is not None and all(one.id != refused for one in conflicts):
        raise NotFound
    names = {one.id: one.terms.name for one in await list_programmes(work.session)}
    pairs = [
        PairView(
            conflict=one,
            first=await _lines(work, one.first, names),
            second=await _lines(work, one.second, names),
            form=form if form is not None and one.id == refused else Form(),
        )
        for one in conflicts
    ]
    for one in conflicts:
        note_reading(work, parts, "identity_conflict.read", one.id)
    return IdentitiesView(pairs=tuple(pairs), form=form or Form())


async def _lines(work: Work, account: OneOfTwo, names: dict[UUID, dict[str, str]]) -> tuple[AccountLine, ...]:
    applications = await applications_of(work.session, account.person_id)
    outcomes = await latest_outcomes(work.session, [one.id for one in applications])
    return tuple(
        AccountLine(
            application_id=one.id,
            reference=one.reference,
            programme=names.get(one.programme_id, {}),
            state=one.state,
            outcome=outcomes.get(one.id),
        )
        for one in applications
    )
