"""What has no form of its own is changed as text: one table of a draft, or the whole of it by a file."""

import re
import tomllib
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import line_of
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.change_draft import imported
from seoul_learn.tenant_plane.eligibility.change_policy import part_of, with_part
from seoul_learn.tenant_plane.eligibility.errors import LineFault
from seoul_learn.tenant_plane.eligibility.examine_draft import read_text
from seoul_learn.tenant_plane.eligibility.not_toml import not_toml
from seoul_learn.web.console.policies.config_words import field_of
from seoul_learn.web.console.policies.fault_words import told_faults
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, first, open_draft, typed
from seoul_learn.web.console.policies.show_policy import TERMS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.work import Work

_TABLES = (*TERMS, "grants")
_EXAMPLES = {
    "window": "[window]\nopens = 2026-03-02T09:00:00\ncloses = 2026-03-31T18:00:00\n",
    "quota": "[quota]\nplaces = 100\n",
    "ranking": '[ranking]\norder = "priority"\nby = ["low_income"]\ntie_break = "submitted_at"\n',
    "renewal": '[renewal]\nopens = "60 days before"\ngrace = "until the end of the school year"\n',
    "school_year": '[school_year]\nturns_on = "03-01"\n',
    "grants": '[[grants]]\nwhen = "eligible"\nslots = [{ category = "reading" }]\nat_most = 1\nlasts = "12 months"\n',
}


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """A table of a draft as text; `table` '' for the whole draft, which comes as a file or is pasted."""

    base: str
    programme: dict[str, str]
    table: str
    title: str
    example: str
    mark: str
    form: Form
    faults: tuple[LineFault, ...]
    hindered: Hindered | None


@get("/console/policies/drafts/{draft_id:uuid}/text/{name:str}", opt={"access": EDITORS})
async def ask_for_part(
    draft_id: FromPath[UUID], name: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """A table as it is written."""
    opened = await open_draft(work, parts, draft_id)
    if name not in _TABLES:
        raise NotFound
    form = Form({"text": part_of(opened.stored.text, name)})
    return page("console/policy-text.html", _view(opened, name, form, work.visitor), work=work)


@post("/console/policies/drafts/{draft_id:uuid}/text/{name:str}", opt={"access": EDITORS}, status_code=303)
async def change_part(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    name: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it, unless it has a fault of its own."""
    opened = await open_draft(work, parts, draft_id)
    if name not in _TABLES:
        raise NotFound
    sent = await typed(request)
    text = first(sent, "text")
    form = Form({"text": text})
    faults = _faults_of_part(opened, name, text)
    if faults:
        return page("console/policy-text.html", _view(opened, name, form, work.visitor, faults), work=work, status=422)
    hindered = await keep(
        work, parts, draft_id, lambda whole: with_part(whole, name, text), made_from=first(sent, MARK)
    )
    if hindered is not None:
        view = _view(opened, name, form, work.visitor, hindered.faults, hindered)
        return page("console/policy-text.html", view, work=work, status=hindered.status)
    return Redirect(f"/console/policies/drafts/{draft_id}#terms", status_code=303)


@get("/console/policies/drafts/{draft_id:uuid}/import", opt={"access": EDITORS})
async def ask_for_text(
    draft_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """The whole text, to be replaced."""
    opened = await open_draft(work, parts, draft_id)
    return page(
        "console/policy-text.html", _view(opened, "", Form({"text": opened.stored.text}), work.visitor), work=work
    )


@post("/console/policies/drafts/{draft_id:uuid}/import", opt={"access": EDITORS}, status_code=303)
async def import_text(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Take a text over as a whole, or list every fault of it and take over nothing."""
    opened = await open_draft(work, parts, draft_id)
    sent = await typed(request)
    text = first(sent, "text")
    uploaded = (await request.form()).get("file")
    if isinstance(uploaded, UploadFile) and uploaded.filename:
        text = (await uploaded.read()).decode("utf-8", "replace")
    form = Form({"text": text})
    faults = _faults_of_whole(opened, text)
    if faults:
        return page("console/policy-text.html", _view(opened, "", form, work.visitor, faults), work=work, status=422)
    slug = opened.programme.terms.slug
    hindered = await keep(work, parts, draft_id, lambda _: imported(text, programme=slug), made_from=first(sent, MARK))
    if hindered is not None:
        view = _view(opened, "", form, work.visitor, hindered.faults, hindered)
        return page("console/policy-text.html", view, work=work, status=hindered.status)
    return Redirect(f"/console/policies/drafts/{draft_id}", status_code=303)


def _faults_of_part(opened: Opened, name: str, text: str) -> tuple[LineFault, ...]:
    """The faults that the draft would have within this table, at the lines of the table itself."""
    try:
        part = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        return (not_toml(broken, field=name),)
    if others := [key for key in part if key != name]:
        message = saying(
            "`%(field)s` does not belong here; write `[%(name)s]` and its fields only", field=others[0], name=name
        )
        return (LineFault(line=None, field=others[0], message=message),)
    _, faults = read_text(with_part(opened.stored.text, name, text), opened.among)
    mine = [one for one in faults if one.field == name or one.field.startswith((f"{name}.", f"{name}["))]
    return tuple(_at_own_line(one, text) for one in mine) if part else ()


def _at_own_line(fault: LineFault, text: str) -> LineFault:
    path = tuple(int(part) if part.isdecimal() else part for part in re.findall(r"[^.\[\]]+", fault.field))
    return msgspec.structs.replace(fault, line=line_of(text, path))


def _faults_of_whole(opened: Opened, text: str) -> tuple[LineFault, ...]:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return ()  # whoever keeps it says so, with the line
    _, faults = read_text(text, opened.among)
    return faults


def _view(
    opened: Opened,
    name: str,
    form: Form,
    reader: Looking,
    faults: tuple[LineFault, ...] = (),
    hindered: Hindered | None = None,
) -> TextView:
    return TextView(
        base=f"/console/policies/drafts/{opened.stored.id}",
        programme=opened.name,
        table=name,
        title=field_of(name, reader) if name else "",
        example=_EXAMPLES.get(name, ""),
        mark=hindered.stale.mark if hindered and hindered.stale else opened.mark,
        form=form,
        faults=told_faults(faults, opened.among.plugins.strings, reader),
        hindered=hindered,
    )
