"""One of the terms of a draft by a form of its own: window, places, order of applicants, renewal, school year."""

import secrets
import tomllib
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.tenant_plane.eligibility.ranking import Order, TieBreak
from seoul_learn.web.console.policies.checks import CHECK, Checks, checks
from seoul_learn.web.console.policies.config_words import field_of, word_of
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.list_fields import Groups, Names, rearranges
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, first, open_draft, typed
from seoul_learn.web.console.policies.rule_words import label_of, rules_in
from seoul_learn.web.console.policies.spans import unit_choices
from seoul_learn.web.console.policies.table_form import TableForm
from seoul_learn.web.console.policies.terms_fields import TERMS_FORMS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Form
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.work import Work

_TEMPLATE = "console/policy-terms.html"


class NamedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list: the name that the text has, and what it is called."""

    name: str
    words: str


class TermsFormView(msgspec.Struct, frozen=True, kw_only=True):
    """`name` tells which form; `lines` is its list as it stands in the form, `names` what can be added to it."""

    base: str
    name: str
    title: str
    programme: dict[str, str]
    written: bool
    lines: tuple[NamedLine, ...]
    names: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    tie_breaks: tuple[Choice, ...]
    unfilled: tuple[Choice, ...]
    spans: tuple[Choice, ...]
    ends: tuple[Choice, ...]
    mark: str
    form: Form
    hindered: Hindered | None
    checks: Checks | None


@get("/console/policies/drafts/{draft_id:uuid}/terms/{name:str}", opt={"access": EDITORS})
async def ask_for_terms(
    draft_id: FromPath[UUID], name: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """The form as the draft has it."""
    opened, table = await _opened(work, parts, draft_id, name)
    return page(_TEMPLATE, _view(opened, name, table.shown(opened.stored.text), work.visitor), work=work)


@post("/console/policies/drafts/{draft_id:uuid}/terms/{name:str}", opt={"access": EDITORS}, status_code=303)
async def change_terms(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    name: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it or take it away; or change the list of the form, make a seed, look at the checks, and save nothing."""
    opened, table = await _opened(work, parts, draft_id, name)
    sent = await typed(request)
    action = first(sent, "action")
    form = _form(sent)
    if (again := _rearranged(table, sent, action)) is not None:
        return page(_TEMPLATE, _view(opened, name, again, work.visitor), work=work)
    if action == "seed":
        form = Form({**form.values, "seed": [secrets.token_hex(16)]})
        return page(_TEMPLATE, _view(opened, name, form, work.visitor), work=work)
    wanted, faults = (None, ()) if action == "remove" else table.read(opened, sent)
    if faults:
        view = _view(opened, name, form.with_faults(faults), work.visitor)
        return page(_TEMPLATE, view, work=work, status=200 if action == CHECK else 422)
    change = table.change(wanted)
    if action == CHECK:
        seen = checks(opened, change, work.visitor)
        return page(_TEMPLATE, _view(opened, name, form, work.visitor, seen=seen), work=work)
    hindered = await keep(work, parts, draft_id, change, made_from=first(sent, MARK))
    if hindered is not None:
        view = _view(opened, name, form, work.visitor, hindered)
        return page(_TEMPLATE, view, work=work, status=hindered.status)
    return Redirect(f"/console/policies/drafts/{draft_id}#terms", status_code=303)


async def _opened(work: Work, parts: Parts, draft_id: UUID, name: str) -> tuple[Opened, TableForm]:
    opened = await open_draft(work, parts, draft_id)
    if name not in TERMS_FORMS:
        raise NotFound
    return opened, TERMS_FORMS[name]


def _form(sent: dict[str, list[str]]) -> Form:
    return Form({field: values for field, values in sent.items() if field not in (MARK, "action")})


def _rearranged(table: TableForm, sent: dict[str, list[str]], action: str) -> Form | None:
    entry = next((one for one in table.entries if isinstance(one, Names | Groups)), None)
    return _form(entry.rearranged(sent, action)) if entry is not None and rearranges(action) else None


def _view(
    opened: Opened,
    name: str,
    form: Form,
    reader: Looking,
    hindered: Hindered | None = None,
    seen: Checks | None = None,
) -> TermsFormView:
    document = tomllib.loads(opened.stored.text)
    listed = form.chosen("by")
    known = [*rules_in(document), *document.get("criteria", {})]
    spans = {key: form.text(f"{key}-count") for key in ("opens", "grace", "rejoin_after")}
    odd = {key: text for key, text in spans.items() if form.text(f"{key}-unit") == "as_written"}
    return TermsFormView(
        base=f"/console/policies/drafts/{opened.stored.id}",
        name=name,
        title=field_of(name, reader),
        programme=opened.name,
        written=name in document,
        lines=tuple(NamedLine(name=one, words=_called(document, one, reader)) for one in listed),
        names=tuple(
            Choice(one, _called(document, one, reader)) for one in known if one != ELIGIBLE and one not in listed
        ),
        orders=tuple(Choice(one.value, word_of(one.value, reader)) for one in Order),
        tie_breaks=tuple(Choice(one.value, word_of(f"tie_break.{one.value}", reader)) for one in TieBreak),
        unfilled=tuple(Choice(one, word_of(one, reader)) for one in ("kept", "opened")),
        spans=unit_choices(reader, written=next(iter(odd.values()), "")),
        ends=unit_choices(reader, ends=True, written=odd.get("grace", "")),
        mark=hindered.stale.mark if hindered and hindered.stale else opened.mark,
        form=form,
        hindered=hindered,
        checks=seen,
    )


def _called(document: dict[str, Any], name: str, reader: Looking) -> str:
    """The label of a criterion or the name of a rule, with the short name behind it where they differ."""
    label = label_of(document, name, language=reader.language, fallback=reader.default_language)
    return label if label == name else f"{label} ({name})"
