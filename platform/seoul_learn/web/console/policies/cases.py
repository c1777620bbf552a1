"""The cases of a programme beside one of its versions: what each expects, what the version says, what none tries."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.cases import read_cases, with_copies
from seoul_learn.tenant_plane.eligibility.change_cases import cases_text, change_cases
from seoul_learn.tenant_plane.eligibility.drafts import mark_of
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged, DraftUnusable, LineFault
from seoul_learn.tenant_plane.eligibility.examine_draft import Examined, Surroundings, examine
from seoul_learn.tenant_plane.eligibility.try_cases import cases_of
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus, StoredPolicy
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.console.policies.opened import (
    EDITORS,
    MARK,
    actor,
    first,
    open_programme,
    surroundings,
    typed,
)
from seoul_learn.web.console.policies.remark_words import OUTCOMES, gap_words, result_words
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.forms import Choice, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import translator
from seoul_learn.web.shared.work import Work


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case of this version; `why` '' when it comes out as expected."""

    name: str
    as_of: date
    expect: str
    said: str
    why: str


class CasesView(msgspec.Struct, frozen=True, kw_only=True):
    """`others` are cases of other versions; `readable` False while the version has faults."""

    slug: str
    programme: dict[str, str]
    version: UUID
    effective_from: date
    draft: bool
    readable: bool
    lines: tuple[CaseLine, ...]
    others: tuple[str, ...]
    gaps: tuple[str, ...]
    versions: tuple[Choice, ...]
    earlier: tuple[Choice, ...]
    mark: str
    form: Form
    faults: tuple[LineFault, ...] = ()
    changed: bool = False


@get("/console/policies/{programme:str}/cases", opt={"access": EDITORS})
async def show_cases(
    programme: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    version: FromQuery[str] = "",
) -> Template:
    """All of them, run on the version that is chosen."""
    found = await open_programme(work, programme)
    return page("console/policy-cases.html", await _view(work, parts, found, version), work=work)


@get("/console/policies/{programme:str}/cases.toml", opt={"access": EDITORS})
async def export_cases(programme: FromPath[str], work: NamedDependency[Work]) -> Response[str]:
    """The cases of a programme as a file."""
    found = await open_programme(work, programme)
    return Response(
        await cases_text(work.session, found.id),
        media_type="application/toml; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{found.terms.slug}-cases.toml"'},
    )


@post("/console/policies/{programme:str}/cases", opt={"access": EDITORS}, status_code=303)
async def import_cases(
    request: Request[Any, Any, Any],
    programme: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Take over a file of cases as a whole, or list every fault of it and take over nothing."""
    found = await open_programme(work, programme)
    sent = await typed(request)
    text = first(sent, "text")
    uploaded = (await request.form()).get("file")
    if isinstance(uploaded, UploadFile) and uploaded.filename:
        text = (await uploaded.read()).decode("utf-8", "replace")
    version = first(sent, "version")
    try:
        await change_cases(
            work.session, found.id, lambda _: text, made_from=first(sent, MARK), actor=actor(work), clock=parts.clock
        )
    except DraftUnusable as unusable:
        view = msgspec.structs.replace(
            await _view(work, parts, found, version), faults=unusable.faults, form=Form({"text": text})
        )
        return page("console/policy-cases.html", view, work=work, status=422)
    except DraftChanged:
        view = msgspec.structs.replace(
            await _view(work, parts, found, version), changed=True, form=Form({"text": text})
        )
        return page("console/policy-cases.html", view, work=work, status=409)
    return Redirect(f"/console/policies/{programme}/cases?version={version}", status_code=303)


@post("/console/policies/{programme:str}/cases/copies", opt={"access": EDITORS}, status_code=303)
async def copy_cases(
    request: Request[Any, Any, Any],
    programme: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Try the cases of an earlier version on a draft too."""
    found = await open_programme(work, programme)
    sent = await typed(request)
    among = await surroundings(work, parts, found.id)
    draft, earlier = (chosen_version(among, first(sent, name)) for name in ("version", "earlier"))
    days = [one.effective_from for one in among.versions if one.status in DECIDING]
    until = min((day for day in days if day > earlier.effective_from), default=None)
    cases = cases_of(among.cases, earlier.effective_from, until=until)
    try:
        await change_cases(
            work.session, found.id, lambda text: with_copies(text, cases, version=draft.effective_from),
            made_from=first(sent, MARK), actor=actor(work), clock=parts.clock,
        )  # fmt: skip
    except DraftChanged:
        view = msgspec.structs.replace(await _view(work, parts, found, str(draft.id)), changed=True)
        return page("console/policy-cases.html", view, work=work, status=409)
    return Redirect(f"/console/policies/{programme}/cases?version={draft.id}", status_code=303)


def chosen_version(among: Surroundings, wanted: str) -> StoredPolicy:
    """The version that is asked for, else the newest draft, else the newest of all. Raises NotFound."""
    if wanted:
        for one in among.versions:
            if str(one.id) == wanted:
                return one
        raise NotFound
    drafts = [one for one in among.versions if one.status is PolicyStatus.DRAFT]
    newest = [*among.versions, *drafts]
    if not newest:
        raise NotFound
    return newest[-1]


async def _view(work: Work, parts: Parts, programme: Programme, wanted: str) -> CasesView:
    among = await surroundings(work, parts, programme.id)
    version = chosen_version(among, wanted)
    examined = examine(version, among)
    reader = work.visitor
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    text = await cases_text(work.session, programme.id)
    lines = _lines(examined, work)
    own = {line.name for line in lines}
    return CasesView(
        slug=programme.terms.slug,
        programme=programme.terms.name,
        version=version.id,
        effective_from=version.effective_from,
        draft=version.status is PolicyStatus.DRAFT,
        readable=examined.tried is not None,
        lines=lines,
        others=tuple(case.name for case in among.cases if case.name not in own),
        gaps=tuple(gap_words(one, reader) for one in examined.tried.uncovered) if examined.tried else (),
        versions=tuple(Choice(str(one.id), formats.date(one.effective_from)) for one in reversed(among.versions)),
        earlier=tuple(
            Choice(str(one.id), formats.date(one.effective_from))
            for one in reversed(among.versions)
            if one.id != version.id
        )
        if version.status is PolicyStatus.DRAFT
        else (),
        mark=mark_of(text),
        form=Form({"text": text, "version": str(version.id)}),
        faults=read_cases(text).faults,
    )


def _lines(examined: Examined, work: Work) -> tuple[CaseLine, ...]:
    say = translator(work.visitor.language).gettext
    results = examined.tried.results if examined.tried else ()
    return tuple(
        CaseLine(
            name=one.case.name,
            as_of=one.case.as_of,
            expect=say(OUTCOMES[one.case.expect.value]),
            said=say(OUTCOMES[one.evaluation.outcome.value]) if one.evaluation else "–",
            why=result_words(one, work.visitor),
        )
        for one in results
    )
