"""Change the tree of a rule step by step: join, add, move, remove. Each step is a form of its own and is saved."""

import re
import tomllib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.eligibility.change_policy import with_rule
from seoul_learn.tenant_plane.eligibility.edit_rule import Joint, Place, added, moved, rejoined, removed, wrapped
from seoul_learn.tenant_plane.eligibility.parse_rule import RESERVED, RuleFault, parse
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.tenant_plane.eligibility.rule import Expression
from seoul_learn.web.console.policies.checks import Checks, checks
from seoul_learn.web.console.policies.config_words import word_of
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, first, open_draft, typed
from seoul_learn.web.console.policies.rule_words import RuleWords, label_of, rule_words, rules_in
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}")
_CHOOSE = N_("Choose a criterion or rule first.")
_BAD_NAME = N_("Write a short name of a-z, 0-9 and _, such as low_income. Rules use it.")
_NAME_TAKEN = N_("This draft has a criterion or rule of that name. Choose another one.")
_CANNOT_READ = N_("The sentence cannot be read: %(why)s")


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    """`words` are the rule in the reader's language; `names` what can be put into it."""

    base: str
    name: str
    programme: dict[str, str]
    main: bool
    words: RuleWords
    names: tuple[Choice, ...]
    joints: tuple[Choice, ...]
    mark: str
    form: Form
    hindered: Hindered | None
    checks: Checks | None


@get("/console/policies/drafts/{draft_id:uuid}/rules/{name:str}", opt={"access": EDITORS})
async def ask_for_rule(
    draft_id: FromPath[UUID], name: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """A rule as it is; one that is not there yet begins empty."""
    opened = await open_draft(work, parts, draft_id)
    return page("console/policy-rule.html", _view(opened, name, Form(), work.visitor), work=work)


@get("/console/policies/drafts/{draft_id:uuid}/rule", opt={"access": EDITORS})
async def name_rule(
    draft_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts], name: FromQuery[str] = ""
) -> Redirect:
    """To the page of a rule by the name that was typed: it is kept with its first step."""
    await open_draft(work, parts, draft_id)
    wanted = name.strip()
    if not _NAME.fullmatch(wanted) or wanted in RESERVED:
        return Redirect(f"/console/policies/drafts/{draft_id}#words", status_code=303)
    return Redirect(f"/console/policies/drafts/{draft_id}/rules/{wanted}", status_code=303)


@post("/console/policies/drafts/{draft_id:uuid}/rules/{name:str}", opt={"access": EDITORS}, status_code=303)
async def change_rule(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    name: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """One step."""
    opened = await open_draft(work, parts, draft_id)
    sent = await typed(request)
    step = first(sent, "step")
    place = tuple(int(part) for part in first(sent, "place").split(".") if part.isdecimal())
    chosen = first(sent, "name")
    form = Form({"sentence": first(sent, "sentence")} if step == "write" else {})
    fault = _fault(opened, name, step, chosen, sent)
    if fault is not None:
        return page(
            "console/policy-rule.html",
            _view(opened, name, form.with_faults([fault]), work.visitor),
            work=work,
            status=422,
        )
    change = _change(name, step, place, chosen, sent)
    hindered = await keep(work, parts, draft_id, change, made_from=first(sent, MARK))
    if hindered is not None:
        again = await open_draft(work, parts, draft_id)
        view = _view(again, name, form, work.visitor, hindered)
        return page("console/policy-rule.html", view, work=work, status=hindered.status)
    gone = step == "remove" and not place and name != ELIGIBLE
    anchor = "" if gone else f"/rules/{name}#rule"
    return Redirect(f"/console/policies/drafts/{draft_id}{anchor}", status_code=303)


def _fault(opened: Opened, name: str, step: str, chosen: str, sent: dict[str, list[str]]) -> Fault | None:
    document = tomllib.loads(opened.stored.text)
    known = {*document.get("criteria", {}), *rules_in(document)}
    if not _NAME.fullmatch(name) or name in RESERVED:
        return Fault("", _BAD_NAME)
    if name in document.get("criteria", {}):
        return Fault("", _NAME_TAKEN)
    if step in ("add", "wrap_all", "wrap_any") and chosen not in known - {name}:
        return Fault("", _CHOOSE)
    if step == "write":
        try:
            parse(first(sent, "sentence"), known - {name})
        except RuleFault as fault:
            return Fault("sentence", _CANNOT_READ, {"why": fault.message})
    return None


def _change(name: str, step: str, place: Place, chosen: str, sent: dict[str, list[str]]) -> Callable[[str], str]:
    def change(text: str) -> str:
        written = rules_in(tomllib.loads(text)).get(name)
        try:
            before = parse(written) if written else None
        except RuleFault:
            before = None
        return with_rule(text, name, _after(before, step, place, chosen, sent))

    return change


def _after(
    before: Expression | None, step: str, place: Place, chosen: str, sent: dict[str, list[str]]
) -> Expression | None:
    if step == "write":
        return parse(first(sent, "sentence"))
    if step == "add":
        return added(before, place, chosen)
    if before is None:
        return None
    count = first(sent, "count")
    match step:
        case "wrap_all" | "wrap_any":
            return wrapped(before, place, Joint.ALL if step == "wrap_all" else Joint.ANY, beside=chosen)
        case "not":
            return wrapped(before, place, Joint.NOT)
        case "join":
            joint = first(sent, "joint")
            wanted = Joint(joint) if joint in list(Joint) else Joint.ALL
            return rejoined(before, place, wanted, int(count) if count.isdecimal() else 1)
        case "up" | "down":
            return moved(before, place, -1 if step == "up" else 1)
        case "remove":
            return removed(before, place)
        case _:
            return before


def _view(opened: Opened, name: str, form: Form, reader: Looking, hindered: Hindered | None = None) -> RuleView:
    document = tomllib.loads(opened.stored.text)
    words = rule_words(document, name, language=reader.language, fallback=reader.default_language)
    criteria = document.get("criteria", {})
    names = [*criteria, *(one for one in rules_in(document) if one not in (name, ELIGIBLE))]
    fallback = reader.default_language
    choices = tuple(
        Choice(one, f"{label_of(document, one, language=reader.language, fallback=fallback)} ({one})") for one in names
    )
    if "sentence" not in form.values:
        form = Form({**form.values, "sentence": words.written}, form.faults)
    return RuleView(
        base=f"/console/policies/drafts/{opened.stored.id}",
        name=name,
        programme=opened.name,
        main=name == ELIGIBLE,
        words=words,
        names=choices,
        joints=tuple(Choice(one, word_of(one, reader)) for one in ("all", "any", "at_least")),
        mark=opened.mark,
        form=form,
        hindered=hindered,
        # Each step is saved at once, so the checks are those of the draft as it stands.
        checks=checks(opened, lambda text: text, reader) if words.node is not None else None,
    )
