"""The head of a draft: its day, its legal basis and source, and what becomes of applications in flight."""

import tomllib
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.eligibility.cases import repinned
from seoul_learn.tenant_plane.eligibility.change_cases import cases_text, change_cases
from seoul_learn.tenant_plane.eligibility.change_policy import with_head
from seoul_learn.tenant_plane.eligibility.drafts import mark_of
from seoul_learn.tenant_plane.eligibility.policy import Transition
from seoul_learn.web.console.policies.config_words import word_of
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, actor, first, open_draft, typed
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Fault, Form, joined_date, split_date
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_NO_DATE = N_("Write a date that exists, such as 2026-03-02.")
_NO_SOURCE = N_("Name the notice or page that this policy is from.")


class HeadView(msgspec.Struct, frozen=True, kw_only=True):
    """The form, and what hindered the last save."""

    base: str
    programme: dict[str, str]
    mark: str
    form: Form
    transitions: tuple[Choice, ...]
    hindered: Hindered | None


@get("/console/policies/drafts/{draft_id:uuid}/head", opt={"access": EDITORS})
async def ask_for_head(
    draft_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """The head as it is."""
    opened = await open_draft(work, parts, draft_id)
    head = tomllib.loads(opened.stored.text).get("policy", {})
    values = {field: str(head.get(field, "")) for field in ("basis", "source", "transition", "illustrative")}
    values |= split_date(str(head.get("effective_from", "")), "effective_from")
    return page("console/policy-head.html", _view(opened, Form(values), work.visitor), work=work)


@post("/console/policies/drafts/{draft_id:uuid}/head", opt={"access": EDITORS}, status_code=303)
async def change_head(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it; the cases that name the draft's day go with it."""
    opened = await open_draft(work, parts, draft_id)
    sent = await typed(request)
    form = Form({name: values[0] for name, values in sent.items() if values and name != MARK})
    fields, faults = _fields(sent)
    if faults:
        return page(
            "console/policy-head.html", _view(opened, form.with_faults(faults), work.visitor), work=work, status=422
        )
    hindered = await keep(work, parts, draft_id, lambda text: with_head(text, fields), made_from=first(sent, MARK))
    if hindered is not None:
        view = _view(opened, form, work.visitor, hindered)
        return page("console/policy-head.html", view, work=work, status=hindered.status)
    await _repin(work, parts, opened, fields["effective_from"])
    return Redirect(f"/console/policies/drafts/{draft_id}", status_code=303)


async def _repin(work: Work, parts: Parts, opened: Opened, day: date) -> None:
    if day == opened.stored.effective_from:
        return
    programme_id = opened.programme.id
    text = await cases_text(work.session, programme_id)
    moved = repinned(text, opened.stored.effective_from, day)
    if moved != text:
        await change_cases(
            work.session, programme_id, lambda _: moved, made_from=mark_of(text), actor=actor(work), clock=parts.clock
        )


def _fields(sent: dict[str, list[str]]) -> tuple[dict[str, Any], list[Fault]]:
    fields: dict[str, Any] = {
        field: first(sent, field).strip() or None for field in ("basis", "source", "transition", "illustrative")
    }
    faults = []
    try:
        day = joined_date({name: values[0] for name, values in sent.items() if values}, "effective_from")
        fields["effective_from"] = date.fromisoformat(day)
    except ValueError:
        faults.append(Fault("effective_from", _NO_DATE))
    if not fields["source"]:
        faults.append(Fault("source", _NO_SOURCE))
    return fields, faults


def _view(opened: Opened, form: Form, reader: Looking, hindered: Hindered | None = None) -> HeadView:
    if hindered and hindered.refused:
        form = form.refused("effective_from", hindered.refused)
    return HeadView(
        base=f"/console/policies/drafts/{opened.stored.id}",
        programme=opened.name,
        mark=hindered.stale.mark if hindered and hindered.stale else opened.mark,
        form=form,
        transitions=tuple(Choice(one.value, word_of(one.value, reader)) for one in Transition),
        hindered=hindered,
    )
