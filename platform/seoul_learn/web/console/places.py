"""Places of programmes with a quota: how they stand, who is in the order, and the officers' giving of them."""

import csv
import io
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.places.allot import allot, take_back
from seoul_learn.tenant_plane.places.count_places import count_places
from seoul_learn.tenant_plane.places.list_places import list_places
from seoul_learn.tenant_plane.places.values import PlaceLine, PlacesList
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.web.console.officer import officer_of
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import Page, page
from seoul_learn.web.shared.work import Work

ALLOTS = Role.administrator
"""Who gives places."""
SHOWN = 200
"""Applications on the page; the file has all."""
_VERSION = "/console/places/{version_id:uuid}"


class VersionLine(msgspec.Struct, frozen=True, kw_only=True):
    """The places of one version of a programme's policy, in figures."""

    version_id: UUID
    programme: dict[str, str]
    effective_from: date
    places: int
    taken: int
    waiting: int
    undetermined: int


class AllPlacesView(msgspec.Struct, frozen=True, kw_only=True):
    """Every version that limits its places, the newest first."""

    versions: tuple[VersionLine, ...]


class PlacesView(msgspec.Struct, frozen=True, kw_only=True):
    """The list of one version; `lines` are its first ones, `more` how many there are besides."""

    programme: dict[str, str]
    listed: PlacesList
    lines: tuple[PlaceLine, ...]
    more: int
    four_eyes: bool
    officer_id: UUID
    given: bool
    form: Form


@get("/console/places", opt={"access": ALLOTS})
async def show_all_places(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """How places stand everywhere."""
    names = {one.id: one.terms.name for one in await list_programmes(work.session)}
    versions = tuple(
        VersionLine(
            version_id=one.version_id, programme=names.get(one.programme_id, {}), effective_from=one.effective_from,
            places=one.places, taken=one.taken, waiting=one.waiting, undetermined=one.undetermined,
        )
        for one in await count_places(work.session, parts.engine)
    )  # fmt: skip
    return page("console/all-places.html", AllPlacesView(versions=versions), work=work)


@get(_VERSION, opt={"access": ALLOTS})
async def show_places(
    version_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    given: FromQuery[bool] = False,
) -> Template:
    """The order of one version; that it was looked at is on record."""
    return await _page(work, parts, version_id, Form(), given=given)


@get(f"{_VERSION}/places.csv", opt={"access": ALLOTS})
async def export_places(
    version_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Response[bytes]:
    """All that the order is made of, without a name: with it anybody can repeat it."""
    listed = await _listed(work, parts, version_id)
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(("rank", "reference", "submitted_at", "class", "group", "lot", "seed", "state"))
    for rank, one in enumerate(listed.lines, 1):
        write(
            (
                rank, one.reference, one.submitted_at.isoformat(), one.need, one.group, one.lot or "",
                listed.seed or "", one.state.value,
            )
        )  # fmt: skip
    name = f"places-{listed.effective_from}.csv"
    return Response(
        out.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@post(_VERSION, opt={"access": ALLOTS}, status_code=303)
async def give_places(
    request: Request[Any, Any, Any],
    version_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Give the places of the list that was shown, propose to, or take the proposal back."""
    sent = await request.form()
    form = Form({name: str(value) for name, value in sent.items() if name != "_csrf_token"})
    means, officer_id = parts.determining(work.visitor.site), officer_of(work).person_id
    if form.text("action") == "take_back":
        await take_back(work.session, version_id, means, officer_id=officer_id)
        return Redirect(f"/console/places/{version_id}", status_code=303)
    try:
        async with work.session.begin_nested():
            await allot(
                work.session, version_id, form.text("mark"), means,
                despite_reviews="yes" in form.chosen("despite_reviews"), officer_id=officer_id,
            )  # fmt: skip
    except Refused as refused:
        return await _page(work, parts, version_id, form.refused("", refused), status=422)
    return Redirect(f"/console/places/{version_id}?given=true", status_code=303)


async def _page(
    work: Work, parts: Parts, version_id: UUID, form: Form, *, given: bool = False, status: int = 200
) -> Page:
    listed = await _listed(work, parts, version_id)
    stored = await get_policy(work.session, version_id)
    names = {one.id: one.terms.name for one in await list_programmes(work.session)}
    view = PlacesView(
        programme=names.get(stored.programme_id, {}),
        listed=listed,
        lines=listed.lines[:SHOWN],
        more=max(len(listed.lines) - SHOWN, 0),
        four_eyes=(await read_terms(work.session)).four_eyes,
        officer_id=officer_of(work).person_id,
        given=given,
        form=form,
    )
    return page("console/places.html", view, work=work, status=status)


async def _listed(work: Work, parts: Parts, version_id: UUID) -> PlacesList:
    listed = await list_places(
        work.session, version_id, parts.engine, timezone=work.visitor.timezone, clock=parts.clock
    )
    await record(
        work.session, actor=Actor(kind="person", id=officer_of(work).person_id), action="places.read",
        subject="policy_version", subject_id=version_id, clock=parts.clock,
    )  # fmt: skip
    return listed
