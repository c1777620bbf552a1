"""One tier of what a draft grants: for whom, which slots, how many, for how long. What else it has stays as it is."""

import re
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
from seoul_learn.tenant_plane.eligibility.change_policy import with_grant, with_moved_grant, without_grant
from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.lasting_fields import as_typed, read_typed, units
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, first, open_draft, typed
from seoul_learn.web.console.policies.rule_words import ALL_ELIGIBLE, label_of, rules_in
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.translate import N_, translator
from seoul_learn.web.shared.work import Work

NEW = "new"
_TIER = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BAD_TIER = N_("Write a short name of a-z, 0-9 and _, or leave it empty.")
_BAD_WHEN = N_("The sentence cannot be read: %(why)s")
_BAD_LASTS = N_("Say how long it lasts: a whole number of months or days, or a day that exists.")
_BAD_COUNT = N_("Write a whole number from 1 to the number of slots.")
_NO_SLOT = N_("Choose at least one slot, or write another benefit in the table of tiers.")


class GrantView(msgspec.Struct, frozen=True, kw_only=True):
    """`rest` are fields of the tier that this form leaves alone."""

    base: str
    place: str
    programme: dict[str, str]
    categories: tuple[Choice, ...]
    whens: tuple[Choice, ...]
    units: tuple[Choice, ...]
    languages: tuple[str, ...]
    rest: tuple[str, ...]
    mark: str
    form: Form
    hindered: Hindered | None


@get("/console/policies/drafts/{draft_id:uuid}/grants/{name:str}", opt={"access": EDITORS})
async def ask_for_grant(
    draft_id: FromPath[UUID], name: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """A tier as it is, or a new one."""
    opened = await open_draft(work, parts, draft_id)
    row = _row(opened, name)
    values: dict[str, Any] = {field: str(row.get(field, "")) for field in ("tier", "at_most")}
    values |= as_typed(row.get("lasts", "12 months"))
    values["when"] = str(row.get("when", ELIGIBLE))
    values["slots"] = tuple(str(slot.get("category")) for slot in row.get("slots", ()) if isinstance(slot, dict))
    values |= {f"label-{language}": text for language, text in row.get("label", {}).items()}
    view = await _view(work, opened, name, row, Form(values))
    return page("console/policy-grant.html", view, work=work)


@post("/console/policies/drafts/{draft_id:uuid}/grants/{name:str}", opt={"access": EDITORS}, status_code=303)
async def change_grant(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    name: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it, move it among the tiers, or remove it."""
    opened = await open_draft(work, parts, draft_id)
    row = _row(opened, name)
    place = None if name == NEW else int(name)
    sent = await typed(request)
    action = first(sent, "action")
    form = Form({field: values for field, values in sent.items() if field != MARK})
    change = _moving(action, place)
    if change is None:
        faults = _faults(opened, sent, row)
        if faults:
            view = await _view(work, opened, name, row, form.with_faults(faults))
            return page("console/policy-grant.html", view, work=work, status=422)
        written = _written(opened, sent, row)

        def change(text: str) -> str:
            return with_grant(text, place, written)

    hindered = await keep(work, parts, draft_id, change, made_from=first(sent, MARK))
    if hindered is not None:
        view = await _view(work, opened, name, row, form, hindered)
        return page("console/policy-grant.html", view, work=work, status=hindered.status)
    return Redirect(f"/console/policies/drafts/{draft_id}#grants", status_code=303)


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


def _row(opened: Opened, name: str) -> dict[str, Any]:
    rows = tomllib.loads(opened.stored.text).get("grants", [])
    if name == NEW:
        return {}
    if not name.isdecimal() or not isinstance(rows, list) or int(name) >= len(rows):
        raise NotFound
    row = rows[int(name)]
    return row if isinstance(row, dict) else {}


def _faults(opened: Opened, sent: dict[str, list[str]], row: dict[str, Any]) -> list[Fault]:
    faults = []
    tier, count = (first(sent, field).strip() for field in ("tier", "at_most"))
    document = tomllib.loads(opened.stored.text)
    if tier and not _TIER.fullmatch(tier):
        faults.append(Fault("tier", _BAD_TIER))
    try:
        parse(first(sent, "when"), {*document.get("criteria", {}), *rules_in(document), ELIGIBLE})
    except RuleFault as fault:
        faults.append(Fault("when", _BAD_WHEN, {"why": fault.message}))
    slots = sent.get("slots", [])
    if not slots and not ({"wallet", "benefits"} & row.keys()):
        faults.append(Fault("slots", _NO_SLOT))
    if slots and count and not (count.isdecimal() and 1 <= int(count) <= len(slots)):
        faults.append(Fault("at_most", _BAD_COUNT))
    if read_typed(sent) is None:
        faults.append(Fault("lasts_day" if first(sent, "lasts_unit") == "until" else "lasts_count", _BAD_LASTS))
    return faults


def _written(opened: Opened, sent: dict[str, list[str]], row: dict[str, Any]) -> dict[str, Any]:
    slots, count = sent.get("slots", []), first(sent, "at_most").strip()
    label = {**row.get("label", {}), **{one: first(sent, f"label-{one}").strip() for one in opened.among.languages}}
    label = {language: text for language, text in label.items() if text}
    known = {slot.get("category"): slot for slot in row.get("slots", ()) if isinstance(slot, dict)}
    return {
        "tier": first(sent, "tier").strip() or None,
        "label": label or None,
        "when": first(sent, "when"),
        "slots": [known.get(one, {"category": one}) for one in slots] or None,
        "at_most": (int(count) if count else len(slots)) if slots else None,
        "lasts": read_typed(sent),
    }


async def _view(
    work: Work,
    opened: Opened,
    name: str,
    row: dict[str, Any],
    form: Form,
    hindered: Hindered | None = None,
) -> GrantView:
    reader: Looking = work.visitor
    named = {one.terms.category: one.terms.category_name for one in await list_contracts(work.session)}
    chosen = dict.fromkeys(form.chosen("slots"))
    categories = [
        Choice(one, pick(named.get(one, {}), reader.language, reader.default_language) or one)
        for one in {**named, **chosen}
    ]
    document = tomllib.loads(opened.stored.text)
    names = [one for one in (*rules_in(document), *document.get("criteria", {})) if one != ELIGIBLE]
    fallback = reader.default_language
    whens = [
        Choice(ELIGIBLE, translator(reader.language).gettext(ALL_ELIGIBLE)),
        *(
            Choice(one, f"{label_of(document, one, language=reader.language, fallback=fallback)} ({one})")
            for one in names
        ),
    ]
    written = form.text("when")
    if written and written not in [choice.value for choice in whens]:
        whens.append(Choice(written, written))
    forms = ("tier", "label", "when", "slots", "at_most", "lasts")
    return GrantView(
        base=f"/console/policies/drafts/{opened.stored.id}",
        place=name,
        programme=opened.name,
        categories=tuple(categories),
        whens=tuple(whens),
        units=units(reader),
        languages=tuple(opened.among.languages),
        rest=tuple(field for field in row if field not in forms),
        mark=hindered.stale.mark if hindered and hindered.stale else opened.mark,
        form=form,
        hindered=hindered,
    )
