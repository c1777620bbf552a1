"""Publishing a draft: one officer asks for it, another confirms it. Both see what would still bar it."""

import tomllib
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged, LineFault, NotPublishable
from seoul_learn.tenant_plane.eligibility.examine_draft import examine
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.losers import ForLosers, RuleForLosers
from seoul_learn.tenant_plane.eligibility.policy import Transition
from seoul_learn.tenant_plane.eligibility.preview import (
    Population,
    RuleForLosersMissing,
    is_current,
    mark_of_preview,
    previews_of,
)
from seoul_learn.tenant_plane.eligibility.propose_policy import (
    Proposal,
    has_grace,
    proposals,
    propose_policy,
    withdraw_proposal,
)
from seoul_learn.tenant_plane.eligibility.publish_policy import publish_policy
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus
from seoul_learn.tenant_plane.people.queries import list_officers
from seoul_learn.web.console.policies.config_words import word_of
from seoul_learn.web.console.policies.loser_words import FOR_LOSERS, rule_words
from seoul_learn.web.console.policies.opened import (
    EDITORS,
    MARK,
    Opened,
    actor,
    first,
    officer_id,
    open_draft,
    typed,
)
from seoul_learn.web.console.policies.remark_words import RemarkLine, gap_words, remark_line, result_words
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Choice, Fault, Form, joined_date
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_, translator
from seoul_learn.web.shared.work import Work

_CHOOSE_TRANSITION = N_("Choose what becomes of applications that are in flight on that day.")
_CHOOSE_STATUS = N_("Choose whether it is announced or comes into force.")
_IN_FORCE = N_("It comes into force: from its day on it decides")
_IN_FORCE_HINT = N_("The version that decides until then is superseded on that day, by itself.")
_ANNOUNCED = N_("It is announced: everybody may see it, and on its day it comes into force by itself")
_ANNOUNCED_HINT = N_("On that day it is examined once more. What does not pass then stays announced, and you are told.")


class PublicationView(msgspec.Struct, frozen=True, kw_only=True):
    """`own` is True for the officer who has asked, who cannot confirm."""

    base: str
    slug: str
    programme: dict[str, str]
    effective_from: date
    transition: str
    mark: str
    ready: bool
    faults: tuple[LineFault, ...]
    remarks: tuple[RemarkLine, ...]
    failing: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    cases: int
    asked: str
    proposal: str
    asked_by: str
    asked_at: datetime | None
    own: bool
    statuses: tuple[Choice, ...]
    transitions: tuple[Choice, ...]
    previewed: bool
    losers: tuple[Choice, ...]
    for_losers: str
    form: Form
    changed: bool


@get("/console/policies/drafts/{draft_id:uuid}/publication", opt={"access": EDITORS})
async def ask_for_publication(
    draft_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """What bars it, and the form to ask for it or to confirm it."""
    opened = await open_draft(work, parts, draft_id)
    return page("console/policy-publication.html", await _view(work, parts, opened, Form()), work=work)


@post("/console/policies/drafts/{draft_id:uuid}/publication", opt={"access": EDITORS}, status_code=303)
async def publication(
    request: Request[Any, Any, Any],
    draft_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Ask, take it back, or confirm."""
    opened = await open_draft(work, parts, draft_id)
    sent = await typed(request)
    action, made_from = first(sent, "action"), first(sent, MARK)
    if action == "withdraw":
        await withdraw_proposal(work.session, draft_id, actor=actor(work), clock=parts.clock)
        return Redirect(f"/console/policies/drafts/{draft_id}/publication", status_code=303)
    form = Form({name: values[0] for name, values in sent.items() if values and name != MARK})
    try:
        if action == "confirm":
            await publish_policy(
                work.session, draft_id, made_from=made_from, proposal_id=parse_id(first(sent, "proposal")),
                by=officer_id(work), among=opened.among, engine=parts.engine, clock=parts.clock,
            )  # fmt: skip
            return Redirect("/console/policies", status_code=303)
        form = form.with_faults(_faults(sent))
        if not form.faults:
            await propose_policy(
                work.session, draft_id, status=PolicyStatus(first(sent, "status")),
                transition=Transition(first(sent, "transition")), made_from=made_from, by=officer_id(work),
                among=opened.among, engine=parts.engine, clock=parts.clock, for_losers=_for_losers(sent),
            )  # fmt: skip
            return Redirect(f"/console/policies/drafts/{draft_id}/publication", status_code=303)
    except RuleForLosersMissing as refused:
        form = form.refused("for_losers", refused)
    except NotPublishable as refused:
        form = form.refused("", refused)
    except DraftChanged as refused:
        form = form.refused("", refused)
        view = msgspec.structs.replace(await _view(work, parts, opened, form), changed=True)
        return page("console/policy-publication.html", view, work=work, status=409)
    return page("console/policy-publication.html", await _view(work, parts, opened, form), work=work, status=422)


def _faults(sent: dict[str, list[str]]) -> list[Fault]:
    faults = []
    if first(sent, "status") not in (PolicyStatus.ANNOUNCED, PolicyStatus.IN_FORCE):
        faults.append(Fault("status", _CHOOSE_STATUS))
    if first(sent, "transition") not in list(Transition):
        faults.append(Fault("transition", _CHOOSE_TRANSITION))
    return faults


def _for_losers(sent: dict[str, list[str]]) -> RuleForLosers | None:
    chosen = first(sent, "for_losers")
    if chosen not in list(ForLosers):
        return None
    kind = ForLosers(chosen)
    if kind is not ForLosers.UNTIL_DAY:
        return RuleForLosers(kind=kind)
    try:
        written = joined_date({name: values[0] for name, values in sent.items() if values}, "until")
        return RuleForLosers(kind=kind, until=date.fromisoformat(written))
    except ValueError:
        return RuleForLosers(kind=kind)


async def _name(work: Work, asked: Proposal) -> str:
    named = {one.id: one.display_name for one in await list_officers(work.session)}
    return named.get(asked.proposed_by, "")


async def _view(work: Work, parts: Parts, opened: Opened, form: Form) -> PublicationView:
    reader = work.visitor
    stored = opened.stored
    examined = examine(stored, opened.among)
    base = f"/console/policies/drafts/{stored.id}"
    asked: Proposal | None = (await proposals(work.session)).get(stored.id)
    tried = examined.tried
    say = translator(reader.language).gettext
    mark = mark_of_preview(stored, await ground_of(work.session, parts.engine))
    preview = (await previews_of(work.session, stored.id)).get(Population.PRESENT)
    previewed = is_current(preview, mark, clock=parts.clock)
    head = tomllib.loads(stored.text).get("policy", {})
    return PublicationView(
        base=base,
        slug=opened.programme.terms.slug,
        programme=opened.name,
        effective_from=stored.effective_from,
        transition=word_of(str(head.get("transition", "")), reader),
        mark=opened.mark,
        ready=examined.ready,
        faults=examined.faults,
        remarks=tuple(remark_line(one, reader, base=base) for one in examined.remarks),
        failing=tuple((one.case.name, result_words(one, reader)) for one in tried.failing) if tried else (),
        gaps=tuple(gap_words(one, reader) for one in tried.uncovered) if tried else (),
        cases=len(tried.results) if tried else 0,
        asked=asked.status.value if asked else "",
        proposal=str(asked.id) if asked else "",
        asked_by=await _name(work, asked) if asked else "",
        asked_at=asked.proposed_at if asked else None,
        own=asked is not None and asked.proposed_by == officer_id(work),
        statuses=(
            Choice(PolicyStatus.IN_FORCE.value, say(_IN_FORCE), say(_IN_FORCE_HINT)),
            Choice(PolicyStatus.ANNOUNCED.value, say(_ANNOUNCED), say(_ANNOUNCED_HINT)),
        ),
        transitions=tuple(Choice(one.value, word_of(one.value, reader)) for one in Transition),
        previewed=previewed,
        losers=tuple(
            Choice(one.value, say(words))
            for one, words in FOR_LOSERS.items()
            if one is not ForLosers.GRACE or (examined.policy is not None and has_grace(examined.policy))
        )
        if previewed and preview is not None and preview.has_losers
        else (),
        for_losers=rule_words(asked.for_losers, reader) if asked and asked.for_losers else "",
        form=form,
        changed=False,
    )
