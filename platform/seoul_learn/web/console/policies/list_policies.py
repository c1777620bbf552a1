"""Every programme with its versions by day, what is in force, what is missing, and what runs out when."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.begin_draft import begin_draft
from seoul_learn.tenant_plane.eligibility.bring_into_force import (
    ask_for_force,
    bring_into_force,
    withdraw_force,
)
from seoul_learn.tenant_plane.eligibility.check_draft import last_day_needed, standard_ends, standards_of
from seoul_learn.tenant_plane.eligibility.discard_draft import discard_draft
from seoul_learn.tenant_plane.eligibility.errors import DayTaken, DraftChanged, NotPublishable
from seoul_learn.tenant_plane.eligibility.ground import Ground, ground_of
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused
from seoul_learn.tenant_plane.eligibility.propose_policy import Proposal, proposals
from seoul_learn.tenant_plane.eligibility.queries import get_policy, list_policies
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus, StoredPolicy
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.console.policies.opened import (
    EDITORS,
    actor,
    first,
    officer_id,
    open_version,
    today,
    typed,
)
from seoul_learn.web.console.policies.stuck import Stuck, stuck_versions
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.forms import Choice, Fault, Form, joined_date, split_date
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_, translator
from seoul_learn.web.shared.work import Work

_NO_DAY = N_("Write the day on which the new version is to take effect.")
_SCRATCH = N_("Nothing: begin from scratch")
_LIKE = N_("The version of %(day)s")


class VersionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One version. `stands` is draft, announced, coming, in_force or superseded, as seen today.

    `proposal` is the request that waits for a second officer, `own` that of the reader.
    """

    id: UUID
    effective_from: date
    stands: str
    until: date | None
    asked: bool
    can_force: bool
    proposal: str
    own: bool


class Lapse(msgspec.Struct, frozen=True, kw_only=True):
    """An official table that ends, and whether that is before the version needs it no longer."""

    standard: str
    ends: date | None
    needed: date
    criteria: tuple[str, ...]


class ProgrammeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A programme; `gap` is the day from which a version decides, where today none does."""

    id: UUID
    slug: str
    name: dict[str, str]
    versions: tuple[VersionLine, ...]
    in_force: VersionLine | None
    gap: date | None
    lapses: tuple[Lapse, ...]
    stuck: tuple[Stuck, ...]
    like: tuple[Choice, ...]
    form: Form


class PoliciesView(msgspec.Struct, frozen=True, kw_only=True):
    """Programmes in the city's own order. `refused` is why a version could not be brought into force."""

    programmes: tuple[ProgrammeLine, ...]
    form: Form = Form()


@get("/console/policies", opt={"access": EDITORS})
async def show_policies(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """The calendar of the city's policies."""
    return page("console/policies.html", await _view(work, parts), work=work)


@post("/console/policies/programmes/{programme_id:uuid}/drafts", opt={"access": EDITORS}, status_code=303)
async def begin(
    request: Request[Any, Any, Any],
    programme_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """A new draft, from a version or from nothing."""
    programme = next((one for one in await list_programmes(work.session) if one.id == programme_id), None)
    if programme is None:
        raise NotFound
    sent = await typed(request)
    values = {name: values[0] for name, values in sent.items() if values}
    field = f"day-{programme.terms.slug}"
    form = Form(values)
    try:
        day = date.fromisoformat(joined_date(values, field))
    except ValueError:
        return await _refused(work, parts, programme, form.with_faults([Fault(field, _NO_DAY)]))
    like = await _like(work, programme_id, first(sent, "like"))
    try:
        draft_id = await begin_draft(
            work.session, programme, effective_from=day, like=like, actor=actor(work), clock=parts.clock
        )
    except DayTaken as taken:
        return await _refused(work, parts, programme, form.refused(field, taken))
    return Redirect(f"/console/policies/drafts/{draft_id}", status_code=303)


@post("/console/policies/drafts/{draft_id:uuid}/discard", opt={"access": EDITORS}, status_code=303)
async def discard(draft_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Redirect:
    """Throw a draft away."""
    await discard_draft(work.session, draft_id, actor=actor(work), clock=parts.clock)
    return Redirect("/console/policies", status_code=303)


@post("/console/policies/versions/{version_id:uuid}/force", opt={"access": EDITORS}, status_code=303)
async def force(
    request: Request[Any, Any, Any],
    version_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Ask that an announced version come into force, take it back or decline it, or confirm it."""
    sent = await typed(request)
    action, by = first(sent, "action"), officer_id(work)
    try:
        if action == "withdraw":
            await withdraw_force(work.session, version_id, by=by, clock=parts.clock)
            return Redirect("/console/policies", status_code=303)
        opened = await open_version(work, parts, version_id)
        async with work.session.begin_nested():
            if action == "confirm":
                await bring_into_force(
                    work.session, version_id, proposal_id=parse_id(first(sent, "proposal")), by=by,
                    among=opened.among, clock=parts.clock,
                )  # fmt: skip
            else:
                await ask_for_force(work.session, version_id, by=by, among=opened.among, clock=parts.clock)
    except (NotPublishable, DraftChanged) as refused:
        view = msgspec.structs.replace(await _view(work, parts), form=Form().refused("", refused))
        return page("console/policies.html", view, work=work, status=422)
    return Redirect("/console/policies", status_code=303)


async def _refused(work: Work, parts: Parts, programme: Programme, form: Form) -> Template:
    view = await _view(work, parts)
    lines = tuple(msgspec.structs.replace(one, form=form) if one.id == programme.id else one for one in view.programmes)
    return page("console/policies.html", PoliciesView(programmes=lines, form=form), work=work, status=422)


async def _like(work: Work, programme_id: UUID, chosen: str) -> StoredPolicy | None:
    if not chosen:
        return None
    try:
        version = await get_policy(work.session, UUID(chosen))
    except ValueError:
        raise NotFound from None
    if version.programme_id != programme_id:
        raise NotFound
    return version


async def _view(work: Work, parts: Parts) -> PoliciesView:
    versions = await list_policies(work.session)
    asked = await proposals(work.session)
    ground = await ground_of(work.session, parts.engine)
    waiting = await stuck_versions(work, parts)
    lines = []
    for programme in await list_programmes(work.session):
        own = [one for one in versions if one.programme_id == programme.id]
        line = _line(programme, own, asked, ground, work, parts)
        stuck = tuple(one for one in waiting if one.programme_id == programme.id)
        lines.append(msgspec.structs.replace(line, stuck=stuck))
    return PoliciesView(programmes=tuple(lines))


def _line(
    programme: Programme,
    versions: list[StoredPolicy],
    asked: dict[UUID, Proposal],
    ground: Ground,
    work: Work,
    parts: Parts,
) -> ProgrammeLine:
    day = today(work, parts)
    deciding = [one for one in versions if one.status in DECIDING]
    ends = {one.id: later.effective_from - timedelta(days=1) for one, later in pairwise(deciding)}
    decides = next((one for one in reversed(deciding) if one.effective_from <= day), None)
    lines = [
        VersionLine(
            id=one.id, effective_from=one.effective_from, stands=_stands(one, decides, day), until=ends.get(one.id),
            asked=one.id in asked,
            can_force=one.status is PolicyStatus.ANNOUNCED and one.effective_from >= day,
            proposal=str(asked[one.id].id) if one.id in asked else "",
            own=one.id in asked and asked[one.id].proposed_by == officer_id(work),
        )
        for one in versions
    ]  # fmt: skip
    lapses: list[Lapse] = []
    for one in versions:
        decides_later = one.status in DECIDING and one.effective_from > day
        if one is decides or decides_later or one.status in (PolicyStatus.ANNOUNCED, PolicyStatus.DRAFT):
            lapses += _lapses(one, ground, parts, day)
    say = translator(work.visitor.language)
    formats = formats_for(work.visitor.language, work.visitor.timezone, work.visitor.currency)
    like = [Choice(str(one.id), say.tell(_LIKE, day=formats.date(one.effective_from))) for one in reversed(versions)]
    slug = programme.terms.slug
    values = {"like": str(decides.id) if decides else "", **split_date(str(day + timedelta(days=1)), f"day-{slug}")}
    return ProgrammeLine(
        id=programme.id,
        slug=slug,
        name=programme.terms.name,
        versions=tuple(reversed(lines)),
        in_force=next((line for line in lines if decides and line.id == decides.id), None),
        gap=min((one.effective_from for one in deciding if one.effective_from > day), default=None)
        if decides is None
        else None,
        lapses=_longest(lapses),
        stuck=(),
        like=(*like, Choice("", say.gettext(_SCRATCH))),
        form=Form(values),
    )


def _stands(version: StoredPolicy, decides: StoredPolicy | None, day: date) -> str:
    """Told by the days: a version with a successor goes on deciding until that one's day."""
    if version.status not in DECIDING:
        return version.status.value
    if version.effective_from > day:
        return "coming"
    return "in_force" if version is decides else "superseded"


def _longest(lapses: list[Lapse]) -> tuple[Lapse, ...]:
    """Each table once, as long as any version needs it; those that end first come first."""
    kept: dict[tuple[str, date | None], Lapse] = {}
    for lapse in lapses:
        key = (lapse.standard, lapse.ends)
        known = kept.get(key, lapse)
        criteria = tuple(dict.fromkeys((*known.criteria, *lapse.criteria)))
        kept[key] = msgspec.structs.replace(lapse, needed=max(known.needed, lapse.needed), criteria=criteria)
    return tuple(sorted(kept.values(), key=lambda lapse: lapse.ends or date.min))


def _lapses(version: StoredPolicy, ground: Ground, parts: Parts, day: date) -> list[Lapse]:
    try:
        policy: Policy = parts.engine.policy(version)
    except PolicyRefused:
        return []
    begins = max(day, version.effective_from)
    needed = max(last_day_needed(policy), day)
    return [
        Lapse(
            standard=standard, ends=standard_ends(ground.standards, standard, on=begins), needed=needed, criteria=names
        )
        for standard, names in standards_of(policy).items()
    ]
