"""Add, change and remove one case by a form that is made from the facts which the policy reads."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.cases import Case, Expected, Vouched, with_case, without_case
from seoul_learn.tenant_plane.eligibility.change_cases import cases_text, change_cases
from seoul_learn.tenant_plane.eligibility.drafts import mark_of
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged
from seoul_learn.tenant_plane.eligibility.examine_draft import Surroundings, read_text
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, StoredPolicy
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.console.policies.case_fields import CaseField, as_typed, case_fields, read_case
from seoul_learn.web.console.policies.cases import chosen_version
from seoul_learn.web.console.policies.config_words import word_of
from seoul_learn.web.console.policies.opened import (
    EDITORS,
    MARK,
    actor,
    first,
    open_programme,
    surroundings,
    typed,
)
from seoul_learn.web.console.policies.remark_words import OUTCOMES
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Form, split_date
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import translator
from seoul_learn.web.shared.work import Work


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """`before` is the name under which the case is kept, '' for a new one; `now` what a colleague made of it."""

    slug: str
    programme: dict[str, str]
    version: UUID
    before: str
    fields: tuple[CaseField, ...]
    outcomes: tuple[Choice, ...]
    assurances: tuple[Choice, ...]
    tiers: tuple[Choice, ...]
    mark: str
    form: Form
    changed: bool
    now: tuple[tuple[str, str], ...]


class _About(msgspec.Struct, frozen=True):
    programme: Programme
    among: Surroundings
    version: StoredPolicy
    policy: Policy | None
    case: Case | None
    text: str


@get("/console/policies/{programme:str}/cases/edit", opt={"access": EDITORS})
async def ask_for_case(
    programme: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    version: FromQuery[str] = "",
    name: FromQuery[str] = "",
) -> Template:
    """A case as it is, or a new one on the day of the version."""
    about = await _about(work, parts, programme, version, name)
    fields = case_fields(about.policy, about.case, about.among.facts, work.visitor)
    values: dict[str, Any] = {"assurance": Vouched.attested.value}
    values |= split_date(max(about.version.effective_from, about.among.today).isoformat(), "as_of")
    form = Form(as_typed(about.case, fields, about.among.facts) if about.case else values)
    return page("console/policy-case.html", _view(about, fields, form, work), work=work)


@post("/console/policies/{programme:str}/cases/edit", opt={"access": EDITORS}, status_code=303)
async def keep_case(
    request: Request[Any, Any, Any],
    programme: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it, or remove it."""
    sent = await typed(request)
    name = first(sent, "before")
    about = await _about(work, parts, programme, first(sent, "version"), name)
    fields = case_fields(about.policy, about.case, about.among.facts, work.visitor)
    form = Form({field: values for field, values in sent.items() if field not in (MARK, "before", "version")})
    made_from = first(sent, MARK)
    address = f"/console/policies/{programme}/cases?version={about.version.id}"
    if first(sent, "action") == "remove" and about.case is not None:
        written: _Removed | _Written = _Removed(name)
    else:
        draft_day = about.version.effective_from if about.version.status is PolicyStatus.DRAFT else None
        case, faults = read_case(
            sent, fields, about.among.facts, before=about.case,
            taken=frozenset(one.name for one in about.among.cases if one.name != name),
            version=draft_day if about.case is None else about.case.version,
        )  # fmt: skip
        if case is None:
            view = _view(about, fields, form.with_faults(faults), work)
            return page("console/policy-case.html", view, work=work, status=422)
        written = _Written(case, name or None)
    try:
        await change_cases(
            work.session, about.programme.id, written.into, made_from=made_from, actor=actor(work), clock=parts.clock
        )
    except DraftChanged:
        view = _view(about, fields, form, work, changed=True)
        return page("console/policy-case.html", view, work=work, status=409)
    return Redirect(address, status_code=303)


class _Removed(msgspec.Struct, frozen=True):
    name: str

    def into(self, text: str) -> str:
        return without_case(text, self.name)


class _Written(msgspec.Struct, frozen=True):
    case: Case
    instead_of: str | None

    def into(self, text: str) -> str:
        return with_case(text, self.case, instead_of=self.instead_of)


async def _about(work: Work, parts: Parts, slug: str, version: str, name: str) -> _About:
    programme = await open_programme(work, slug)
    among = await surroundings(work, parts, programme.id)
    stored = chosen_version(among, version)
    policy, _ = read_text(stored.text, among)
    case = next((one for one in among.cases if one.name == name), None)
    if name and case is None:
        raise NotFound
    return _About(programme, among, stored, policy, case, await cases_text(work.session, programme.id))


def _view(about: _About, fields: tuple[CaseField, ...], form: Form, work: Work, *, changed: bool = False) -> CaseView:
    reader = work.visitor
    say = translator(reader.language).gettext
    tiers = [grant.tier for grant in about.policy.grants if grant.tier] if about.policy else []
    return CaseView(
        slug=about.programme.terms.slug,
        programme=about.programme.terms.name,
        version=about.version.id,
        before=about.case.name if about.case else "",
        fields=fields,
        outcomes=tuple(
            Choice(one.value, say(OUTCOMES[one.value])) for one in Expected if one is not Expected.no_policy
        ),
        assurances=tuple(Choice(one.value, word_of(one.value, reader)) for one in Vouched),
        tiers=(Choice("", word_of("", reader)), *(Choice(one, one) for one in tiers)) if tiers else (),
        mark=mark_of(about.text),
        form=form,
        changed=changed,
        now=_now(about) if changed else (),
    )


def _now(about: _About) -> tuple[tuple[str, str], ...]:
    """What the case is as a colleague has kept it."""
    if about.case is None:
        return ()
    shown = {"as_of": str(about.case.as_of), "expect": about.case.expect.value, **about.case.facts}
    return tuple((name, str(value)) for name, value in shown.items())
