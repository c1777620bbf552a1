"""Add, change and remove a criterion by a form that is made from the struct which configures it."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.plugin_api.facts import Assurance
from seoul_learn.plugin_api.fit import Misfit, fit
from seoul_learn.plugin_api.references import misfits_of
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.change_policy import with_criterion, without_criterion
from seoul_learn.tenant_plane.eligibility.parse_rule import RESERVED
from seoul_learn.web.console.policies.checks import CHECK, Checks, checks
from seoul_learn.web.console.policies.config_fields import (
    PREFIX,
    Catalogue,
    ConfigField,
    as_typed,
    config_fields,
    read_config,
)
from seoul_learn.web.console.policies.config_words import word_of
from seoul_learn.web.console.policies.fault_words import told_fault
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, first, open_draft, typed
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

NEW = "new"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}")
_BAD_NAME = N_("Write a short name of a-z, 0-9 and _, such as low_income. Rules use it.")
_NAME_TAKEN = N_("This draft has a criterion or rule of that name. Choose another one.")
_NO_LABEL = N_("Write the label: families read it as the reason.")
_CANNOT_BE = N_("The criterion cannot be used like this: %(why)s")


class CriterionView(msgspec.Struct, frozen=True, kw_only=True):
    """`use` '' while the kind is still to be chosen among `kinds`."""

    base: str
    address: str
    programme: dict[str, str]
    name: str
    use: str
    use_label: str
    kinds: tuple[Choice, ...]
    languages: tuple[str, ...]
    fields: tuple[ConfigField, ...]
    assurances: tuple[Choice, ...]
    mark: str
    form: Form
    hindered: Hindered | None
    checks: Checks | None


@get("/console/policies/drafts/{draft_id:uuid}/criteria/{name:str}", opt={"access": EDITORS})
async def ask_for_criterion(
    draft_id: FromPath[UUID],
    name: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    use: FromQuery[str] = "",
) -> Template:
    """The form of a criterion as it is; of a new one, first which kind it is."""
    opened = await open_draft(work, parts, draft_id)
    written = _written(opened, name)
    kind = use if name == NEW else str(written.get("use", ""))
    criterion = opened.among.plugins.criteria.get(kind)
    if criterion is None:
        return page("console/policy-criterion.html", _view(opened, name, None, {}, Form(), work.visitor), work=work)
    fields = config_fields(criterion, written, _catalogue(opened), work.visitor)
    values = _values(name, written, fields, criterion)
    return page(
        "console/policy-criterion.html", _view(opened, name, criterion, written, Form(values), work.visitor), work=work
    )


@post("/console/policies/drafts/{draft_id:uuid}/criteria/{name:str}", opt={"access": EDITORS}, status_code=303)
async def change_criterion(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    name: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it, remove it, or show the choices of another fact or table."""
    opened = await open_draft(work, parts, draft_id)
    written = _written(opened, name)
    sent = await typed(request)
    made_from, action = first(sent, MARK), first(sent, "action")
    if action == "remove" and name != NEW:
        hindered = await keep(work, parts, draft_id, lambda text: without_criterion(text, name), made_from=made_from)
        if hindered is None:
            return Redirect(f"/console/policies/drafts/{draft_id}#criteria", status_code=303)
    use = first(sent, "use") if name == NEW else str(written.get("use", ""))
    criterion = opened.among.plugins.criteria.get(use)
    if criterion is None:
        raise NotFound
    form = Form({field: values for field, values in sent.items() if field != MARK})
    said = {key.removeprefix(PREFIX): values[0] for key, values in sent.items() if key.startswith(PREFIX) and values}
    fields = config_fields(criterion, said, _catalogue(opened), work.visitor)
    if action == "remove":
        view = _view(opened, name, criterion, said, form, work.visitor, hindered)
        return page("console/policy-criterion.html", view, work=work, status=409)
    if action == "refresh":
        return page(
            "console/policy-criterion.html", _view(opened, name, criterion, said, form, work.visitor), work=work
        )
    config, faults = read_config(fields, criterion, sent)
    new_name, more = _head_faults(opened, name, sent)
    faults = (*more, *faults)
    if not faults:
        faults = _config_faults(criterion, config, opened, fields, work.visitor)
    if faults:
        view = _view(opened, name, criterion, said, form.with_faults(faults), work.visitor)
        return page("console/policy-criterion.html", view, work=work, status=200 if action == CHECK else 422)
    table = _table(use, config, sent, written, opened)
    instead_of = None if name == NEW else name

    def change(text: str) -> str:
        return with_criterion(text, new_name, table, instead_of=instead_of)

    if action == CHECK:
        seen = checks(opened, change, work.visitor)
        view = _view(opened, name, criterion, said, form, work.visitor, seen=seen)
        return page("console/policy-criterion.html", view, work=work)
    hindered = await keep(work, parts, draft_id, change, made_from=made_from)
    if hindered is not None:
        view = _view(opened, name, criterion, said, form, work.visitor, hindered)
        return page("console/policy-criterion.html", view, work=work, status=hindered.status)
    return Redirect(f"/console/policies/drafts/{draft_id}#criterion-{new_name}", status_code=303)


def _written(opened: Opened, name: str) -> dict[str, Any]:
    criteria = tomllib.loads(opened.stored.text).get("criteria", {})
    if name == NEW:
        return {}
    written = criteria.get(name) if isinstance(criteria, dict) else None
    if not isinstance(written, dict):
        raise NotFound
    return written


def _catalogue(opened: Opened) -> Catalogue:
    among = opened.among
    return Catalogue(facts=among.facts, standards=among.standards, strings=among.plugins.strings)


def _values(
    name: str, written: Mapping[str, Any], fields: tuple[ConfigField, ...], criterion: Criterion
) -> dict[str, Any]:
    label = written.get("label")
    values = as_typed(fields, criterion, written)
    values["name"] = "" if name == NEW else name
    values["law"] = str(written.get("law") or "")
    values["assurance"] = str(written.get("assurance", "declared"))
    for language, text in label.items() if isinstance(label, dict) else ():
        values[f"label-{language}"] = str(text)
    return values


def _head_faults(opened: Opened, name: str, sent: dict[str, list[str]]) -> tuple[str, tuple[Fault, ...]]:
    new_name = first(sent, "name").strip()
    faults = []
    document = tomllib.loads(opened.stored.text)
    taken = {*document.get("criteria", {}), *document.get("rule", {})} - {name}
    if not _NAME.fullmatch(new_name) or new_name in RESERVED or new_name == NEW:
        faults.append(Fault("name", _BAD_NAME))
    elif new_name in taken:
        faults.append(Fault("name", _NAME_TAKEN))
    faults += [
        Fault(f"label-{language}", _NO_LABEL)
        for language in opened.among.languages
        if not first(sent, f"label-{language}").strip()
    ]
    return new_name, tuple(faults)


def _config_faults(
    criterion: Criterion, config: dict[str, Any], opened: Opened, fields: tuple[ConfigField, ...], reader: Looking
) -> tuple[Fault, ...]:
    """What the criterion itself says of its configuration, and words of it that name nothing."""
    ids = {field.name: field.id for field in fields}
    try:
        read = fit(config, criterion.config)
    except Misfit as misfit:
        field = str(misfit.at[0]) if misfit.at else ""
        use = criterion.manifest.name
        why = told_fault(misfit.message, {use: opened.among.plugins.strings.get(use, {})}, reader)
        return (Fault(ids.get(field, ""), _CANNOT_BE, {"why": why}),)
    facts = opened.among.facts
    misfits = misfits_of(read, facts, opened.among.standards, currency=facts.currency)
    return tuple(Fault(ids.get(str(one.at[0]), ""), _CANNOT_BE, {"why": one.message}) for one in misfits)


def _table(
    use: str, config: dict[str, Any], sent: dict[str, list[str]], written: Mapping[str, Any], opened: Opened
) -> dict[str, Any]:
    label = written.get("label")
    labels = dict(label) if isinstance(label, dict) else {}
    labels |= {language: first(sent, f"label-{language}").strip() for language in opened.among.languages}
    law, assurance = first(sent, "law").strip(), first(sent, "assurance")
    table: dict[str, Any] = {"use": use, **config}
    if law:
        table["law"] = law
    if assurance and (assurance != "declared" or "assurance" in written):
        table["assurance"] = assurance
    return {**table, "label": {language: text for language, text in labels.items() if text}}


def _view(
    opened: Opened,
    name: str,
    criterion: Criterion | None,
    said: Mapping[str, Any],
    form: Form,
    reader: Looking,
    hindered: Hindered | None = None,
    seen: Checks | None = None,
) -> CriterionView:
    plugins = opened.among.plugins
    base = f"/console/policies/drafts/{opened.stored.id}"
    kinds = [Choice(use, _use_label(plugins.strings.get(use, {}), use, reader)) for use in plugins.criteria]
    use = criterion.manifest.name if criterion else ""
    return CriterionView(
        base=base,
        address=f"{base}/criteria/{name}",
        programme=opened.name,
        name=name if name != NEW else "",
        use=use,
        use_label=_use_label(plugins.strings.get(use, {}), use, reader),
        kinds=tuple(sorted(kinds, key=lambda choice: choice.text)),
        languages=tuple(opened.among.languages),
        fields=config_fields(criterion, said, _catalogue(opened), reader) if criterion else (),
        assurances=tuple(Choice(one.name.lower(), word_of(one.name.lower(), reader)) for one in Assurance),
        mark=hindered.stale.mark if hindered and hindered.stale else opened.mark,
        form=form,
        hindered=hindered,
        checks=seen,
    )


def _use_label(strings: Mapping[str, Mapping[str, str]], use: str, reader: Looking) -> str:
    return pick({language: texts.get("label", "") for language, texts in strings.items()}, reader.language, "en") or use
