"""One tier of what a draft grants: for whom, which slots, how many, from when and for how long."""

import tomllib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.change_policy import with_moved_grant, without_grant
from seoul_learn.web.console.policies.checks import CHECK, Checks, checks
from seoul_learn.web.console.policies.gift_fields import tier_form
from seoul_learn.web.console.policies.gift_words import Gift, gifts
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, first, open_draft, typed
from seoul_learn.web.console.policies.spans import unit_choices
from seoul_learn.web.console.policies.when_choices import when_choices
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Form
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.work import Work

NEW = "new"
_TEMPLATE = "console/policy-grant.html"
_USUAL = {"when": "eligible", "lasts-count": "12", "lasts-unit": "month"}


class GrantView(msgspec.Struct, frozen=True, kw_only=True):
    """`place` is that of the tier, or `new`; `gifts` is what it gives beside the slots, each with its own form."""

    base: str
    place: str
    programme: dict[str, str]
    categories: tuple[Choice, ...]
    whens: tuple[Choice, ...]
    units: tuple[Choice, ...]
    languages: tuple[str, ...]
    gifts: tuple[Gift, ...]
    mark: str
    form: Form
    hindered: Hindered | None
    checks: Checks | None


@get("/console/policies/drafts/{draft_id:uuid}/grants/{name:str}", opt={"access": EDITORS})
async def ask_for_grant(
    draft_id: FromPath[UUID], name: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """A tier as it is, or a new one."""
    opened = await open_draft(work, parts, draft_id)
    place = place_of(opened, name)
    text = opened.stored.text
    form = tier_form(text, place, opened.among.languages).shown(text)
    if place is None:
        form = Form({**form.values, **_USUAL})
    elif not form.text("when"):
        form = Form({**form.values, "when": _USUAL["when"]})
    return page(_TEMPLATE, await _view(work, opened, name, form), work=work)


@post("/console/policies/drafts/{draft_id:uuid}/grants/{name:str}", opt={"access": EDITORS}, status_code=303)
async def change_grant(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    name: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it, move it among the tiers, or remove it; or look at the checks."""
    opened = await open_draft(work, parts, draft_id)
    place = place_of(opened, name)
    sent = await typed(request)
    action = first(sent, "action")
    form = Form({field: values for field, values in sent.items() if field not in (MARK, "action")})
    change = _moving(action, place)
    if change is None:
        table = tier_form(opened.stored.text, place, opened.among.languages)
        wanted, faults = table.read(opened, _without_usual(table.written(opened.stored.text), sent))
        if faults:
            view = await _view(work, opened, name, form.with_faults(faults))
            return page(_TEMPLATE, view, work=work, status=200 if action == CHECK else 422)
        change = table.change(wanted)
    if action == CHECK:
        seen = checks(opened, change, work.visitor)
        return page(_TEMPLATE, await _view(work, opened, name, form, seen=seen), work=work)
    hindered = await keep(work, parts, draft_id, change, made_from=first(sent, MARK))
    if hindered is not None:
        view = await _view(work, opened, name, form, hindered)
        return page(_TEMPLATE, view, work=work, status=hindered.status)
    if place is None and not sent.get("slots"):
        # Without slots it gives nothing yet: on to its sums and benefits.
        return Redirect(f"/console/policies/drafts/{draft_id}/grants/{_rows(opened)}#gifts", status_code=303)
    return Redirect(f"/console/policies/drafts/{draft_id}#grants", status_code=303)


def place_of(opened: Opened, name: str) -> int | None:
    """Which tier an address means, None for a new one. Raises NotFound for one that is not there."""
    if name == NEW:
        return None
    if not name.isascii() or not name.isdecimal() or int(name) >= _rows(opened):
        raise NotFound
    return int(name)


def _rows(opened: Opened) -> int:
    rows = tomllib.loads(opened.stored.text).get("grants", [])
    return len(rows) if isinstance(rows, list) else 0


def _without_usual(written: dict[str, Any], sent: dict[str, list[str]]) -> dict[str, list[str]]:
    """The form shows who gets a tier that does not say so: everybody. Left so, the text goes on saying nothing."""
    if written and "when" not in written and first(sent, "when") == _USUAL["when"]:
        return {**sent, "when": [""]}
    return sent


def _moving(action: str, place: int | None) -> Callable[[str], str] | None:
    if place is None:
        return None
    match action:
        case "remove":
            return lambda text: without_grant(text, place)
        case "up" | "down":
            return lambda text: with_moved_grant(text, place, -1 if action == "up" else 1)
        case _:
            return None


async def _view(
    work: Work,
    opened: Opened,
    name: str,
    form: Form,
    hindered: Hindered | None = None,
    seen: Checks | None = None,
) -> GrantView:
    reader: Looking = work.visitor
    document = tomllib.loads(opened.stored.text)
    named = {one.terms.category: one.terms.category_name for one in await list_contracts(work.session)}
    chosen = dict.fromkeys(form.chosen("slots"))
    base = f"/console/policies/drafts/{opened.stored.id}"
    odd = form.text("lasts-count") if form.text("lasts-unit") == "as_written" else ""
    written = [one.removeprefix("label-") for one in form.values if one.startswith("label-")]
    return GrantView(
        base=base,
        place=name,
        programme=opened.name,
        categories=tuple(
            Choice(one, pick(named.get(one, {}), reader.language, reader.default_language) or one)
            for one in {**named, **chosen}
        ),
        whens=when_choices(document, form.text("when"), reader),
        units=unit_choices(reader, ends=True, optional=False, written=odd),
        languages=tuple(dict.fromkeys((*opened.among.languages, *written))),
        gifts=gifts(document, int(name), reader, base=f"{base}/grants/{name}") if name != NEW else (),
        mark=hindered.stale.mark if hindered and hindered.stale else opened.mark,
        form=form,
        hindered=hindered,
        checks=seen,
    )
