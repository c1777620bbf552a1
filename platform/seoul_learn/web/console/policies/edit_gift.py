"""What a tier gives beside its slots, each by a form of its own: a sum to spend, a benefit, what the family pays."""

import tomllib
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.grants import BenefitKind, Per
from seoul_learn.web.console.policies.checks import CHECK, Checks, checks
from seoul_learn.web.console.policies.config_words import field_of, word_of
from seoul_learn.web.console.policies.edit_grant import NEW, place_of
from seoul_learn.web.console.policies.gift_fields import (
    MONEY,
    OTHER,
    UNITS,
    benefit_form,
    copay_form,
    wallet_form,
)
from seoul_learn.web.console.policies.keep import Hindered, keep
from seoul_learn.web.console.policies.opened import EDITORS, MARK, Opened, first, open_draft, typed
from seoul_learn.web.console.policies.table_form import TableForm
from seoul_learn.web.console.policies.when_choices import when_choices
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.forms import Choice, Form
from seoul_learn.web.shared.grant_words import KINDS
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.translate import N_, translator
from seoul_learn.web.shared.work import Work

_TEMPLATE = "console/policy-gift.html"
_CHOOSE = N_("Please choose")
_NOBODY = N_("Nobody: every family pays it")
_ONE_BENEFIT = N_("A benefit")


class GiftView(msgspec.Struct, frozen=True, kw_only=True):
    """`what` is wallet, copay or benefits; `money` what stands behind an amount."""

    back: str
    address: str
    what: str
    title: str
    programme: dict[str, str]
    written: bool
    kinds: tuple[Choice, ...]
    pers: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    whens: tuple[Choice, ...]
    languages: tuple[str, ...]
    money: str
    mark: str
    form: Form
    hindered: Hindered | None
    checks: Checks | None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The form that an address means; `at` is '' but for benefits."""

    opened: Opened
    place: int
    what: str
    at: str
    table: TableForm


@get("/console/policies/drafts/{draft_id:uuid}/grants/{name:str}/{what:str}", opt={"access": EDITORS})
async def ask_for_gift(
    draft_id: FromPath[UUID],
    name: FromPath[str],
    what: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Template:
    """The form as the draft has it."""
    asked = await _asked(work, parts, draft_id, (name, what))
    return page(_TEMPLATE, _view(asked, asked.table.shown(asked.opened.stored.text), work.visitor), work=work)


@post("/console/policies/drafts/{draft_id:uuid}/grants/{name:str}/{what:str}", opt={"access": EDITORS}, status_code=303)
async def change_gift(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    name: FromPath[str],
    what: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep it, take it away, or look at the checks."""
    asked = await _asked(work, parts, draft_id, (name, what))
    sent = await typed(request)
    action = first(sent, "action")
    form = Form({field: values for field, values in sent.items() if field not in (MARK, "action")})
    wanted, faults = (None, ()) if action == "remove" else asked.table.read(asked.opened, sent)
    if faults:
        view = _view(asked, form.with_faults(faults), work.visitor)
        return page(_TEMPLATE, view, work=work, status=200 if action == CHECK else 422)
    change = asked.table.change(wanted)
    if action == CHECK:
        seen = checks(asked.opened, change, work.visitor)
        return page(_TEMPLATE, _view(asked, form, work.visitor, seen=seen), work=work)
    hindered = await keep(work, parts, draft_id, change, made_from=first(sent, MARK))
    if hindered is not None:
        view = _view(asked, form, work.visitor, hindered)
        return page(_TEMPLATE, view, work=work, status=hindered.status)
    return Redirect(f"/console/policies/drafts/{draft_id}/grants/{name}#gifts", status_code=303)


async def _asked(work: Work, parts: Parts, draft_id: UUID, address: tuple[str, str]) -> Asked:
    name, what = address[0], address[1].partition("-")[0]
    at = address[1].partition("-")[2]
    opened = await open_draft(work, parts, draft_id)
    place = place_of(opened, name)
    if place is None:
        raise NotFound
    table = _table(opened, place, what, at, work.visitor.currency)
    return Asked(opened=opened, place=place, what=what, at=at, table=table)


def _table(opened: Opened, place: int, what: str, at: str, currency: str) -> TableForm:
    if what == "wallet" and not at:
        return wallet_form(place, currency)
    if what == "copay" and not at:
        return copay_form(place, currency)
    if what != "benefits" or not (at == NEW or (at.isascii() and at.isdecimal())):
        raise NotFound
    table = benefit_form(place, None if at == NEW else int(at), currency, opened.among.languages)
    if at != NEW and not table.written(opened.stored.text):
        raise NotFound
    return table


def _view(
    asked: Asked, form: Form, reader: Looking, hindered: Hindered | None = None, seen: Checks | None = None
) -> GiftView:
    say = translator(reader.language).gettext
    opened = asked.opened
    back = f"/console/policies/drafts/{opened.stored.id}/grants/{asked.place}"
    languages = [one.removeprefix("label-") for one in form.values if one.startswith("label-")]
    please = Choice("", say(_CHOOSE))
    return GiftView(
        back=back,
        address=f"{back}/{asked.what}-{asked.at}" if asked.at else f"{back}/{asked.what}",
        what=asked.what,
        title=say(_ONE_BENEFIT) if asked.what == "benefits" else field_of(asked.what, reader),
        programme=opened.name,
        written=bool(asked.table.written(opened.stored.text)),
        kinds=(
            please,
            *(Choice(one.value, say(KINDS[one])) for one in BenefitKind),
            Choice(OTHER, word_of(OTHER, reader)),
        ),
        pers=(please, *(Choice(one.value, word_of(f"per.{one.value}", reader)) for one in Per)),
        measures=(
            Choice("", word_of("measure.none", reader)), Choice(MONEY, word_of("measure.money", reader)),
            *(Choice(one, word_of(f"measure.{one}", reader)) for one in UNITS), Choice(OTHER, word_of(OTHER, reader)),
        ),
        whens=when_choices(tomllib.loads(opened.stored.text), form.text("waive_when"), reader, nobody=_NOBODY),
        languages=tuple(dict.fromkeys((*opened.among.languages, *languages))),
        money=formats_for(reader.language, reader.timezone, reader.currency).unit_of_money(),
        mark=hindered.stale.mark if hindered and hindered.stale else opened.mark,
        form=form,
        hindered=hindered,
        checks=seen,
    )  # fmt: skip
