"""The determination: outcome first, then why, then what next."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.applications.values import (
    ApplicationState,
    Case,
    Determined,
    Entitled,
    EntitlementState,
    EvidenceState,
    Occasion,
)
from seoul_learn.tenant_plane.casework.ask_for_more import latest_request
from seoul_learn.tenant_plane.casework.values import Asked
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.record import SAME_IDENTITY, RecordedTransition
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.check import WantedDocument
from seoul_learn.web.portal.look_ups import LookUpLine, Registers, left_to_registers, registers_of
from seoul_learn.web.portal.own_case import own_case, programme_of, progress_of
from seoul_learn.web.portal.waiting import PlaceView, place_view
from seoul_learn.web.shared.determination_words import (
    AppealTerm,
    ReasonLine,
    TurningLine,
    appeal_term,
    reason_line,
    turning_lines,
)
from seoul_learn.web.shared.fact_words import question_of
from seoul_learn.web.shared.grant_words import GrantView, grant_view
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Viewing


class OutcomeView(msgspec.Struct, frozen=True, kw_only=True):
    """`reasons` are those on which the outcome rests, `others` the rest. `settling` are the answers that are missing,
    `turning` what would have had to be different, both as ways of which one is enough. `again` is the programme where
    another application can be begun. `ending` are papers of which a new one is wanted by `ends_first`, `run_out` that
    one was and is not there. `looked_up` is what registers tell or are asked while an officer is waited for. `held`:
    it waits until officers know that she has one account.
    """

    application_id: UUID
    reference: str
    state: ApplicationState
    outcome: Outcome
    programme: dict[str, str]
    as_of: date
    determined_at: datetime
    reasons: tuple[ReasonLine, ...]
    others: tuple[ReasonLine, ...]
    settling: tuple[tuple[str, ...], ...]
    documents: tuple[WantedDocument, ...]
    next_question: str | None
    basis: str | None
    policy_source: str
    effective_from: date
    transition: RecordedTransition | None
    illustrative: str | None
    digest: str
    grant: GrantView | None
    entitlement: Entitled | None
    lasts_until: date | None
    turning: tuple[tuple[TurningLine, ...], ...]
    appeal: AppealTerm | None
    asked: Asked | None
    again: str | None
    place: PlaceView | None
    ending: tuple[WantedDocument, ...] = ()
    ends_first: date | None = None
    run_out: bool = False
    looked_up: tuple[LookUpLine, ...] = ()
    held: bool = False


@get("/applications/{application_id:uuid}/outcome", opt={"access": "signed_in"})
async def show_outcome(
    application_id: FromPath[UUID], viewing: NamedDependency[Viewing], parts: NamedDependency[Parts]
) -> Template | Redirect:
    """The newest determination of the reader's application."""
    case = await own_case(viewing, parts, application_id)
    if case.latest is None:
        return Redirect(f"/applications/{application_id}", status_code=303)
    return page("portal/outcome.html", await _view(viewing, parts, case, case.latest), work=viewing)


async def _view(viewing: Viewing, parts: Parts, case: Case, latest: Determined) -> OutcomeView:
    record = latest.record
    facts = parts.facts(viewing.source)
    lines = {reason.criterion: reason_line(record, reason, viewing, parts) for reason in record.reasons}
    deciding = [reason for reason in record.reasons if reason.decisive]
    next_question = (await progress_of(viewing, parts, case)).next if case.takes_answers else None
    shown = {one.fact for one in case.documents}
    ending = case.words_ending()
    to_see = case.placed.to_see if case.placed and case.placed.waits else ()
    waiting = (name for name in record.wanted if name in case.to_be_shown())
    wanted = dict.fromkeys((*record.unvouched, *waiting, *to_see))
    asks = bool(record.unvouched) or left_to_registers(case)
    registers = await registers_of(viewing, parts, case) if asks and case.entitled is None else Registers()
    return OutcomeView(
        application_id=case.application.id,
        reference=case.application.reference,
        state=case.application.state,
        outcome=latest.outcome,
        programme=case.programme,
        as_of=record.as_of,
        determined_at=latest.determined_at,
        reasons=tuple(lines[reason.criterion] for reason in deciding),
        others=tuple(lines[reason.criterion] for reason in record.reasons if not reason.decisive),
        settling=tuple(
            tuple(question_of(facts[name], viewing.visitor) for name in names if name in facts)
            for names in record.settling
        ),
        documents=tuple(
            WantedDocument(
                fact=name,
                question=question_of(facts[name], viewing.visitor),
                document=facts[name].documents,
                shown=name in shown,
                offered=name in registers.offered and name not in registers.lines,
            )
            for name in wanted
            if name in facts
        ),
        next_question=next_question,
        basis=record.basis,
        policy_source=record.policy_source,
        effective_from=record.policy_effective_from,
        transition=record.transition,
        illustrative=record.illustrative,
        digest=latest.digest[:12],
        grant=grant_view(record.grant, case.entitled, viewing.visitor) if record.grant else None,
        entitlement=case.entitled,
        lasts_until=date.fromisoformat(case.entitled.ends_on) if case.entitled else None,
        turning=turning_lines(record),
        appeal=appeal_term(viewing.visitor.site, latest),
        asked=await _asked(viewing, parts, case),
        again=await _again(viewing, case, latest),
        place=await place_view(viewing, parts, case),
        ending=tuple(
            WantedDocument(
                fact=name,
                question=question_of(facts[name], viewing.visitor),
                document=facts[name].documents,
                shown=any(one.fact == name and one.state is EvidenceState.WAITING for one in case.documents),
            )
            for name in ending
            if name in facts
        ),
        ends_first=min(ending.values(), default=None),
        run_out=latest.occasion is Occasion.ATTESTATION_RUN_OUT and latest.outcome is Outcome.NEEDS_REVIEW,
        looked_up=tuple(registers.lines.values()),
        held=record.held == SAME_IDENTITY,
    )


async def _again(viewing: Viewing, case: Case, latest: Determined) -> str | None:
    """The slug of the programme, where this application is over: refused, ended, or to be renewed."""
    entitled = case.entitled
    over = latest.outcome is Outcome.INELIGIBLE or (
        entitled is not None and (entitled.renewable or entitled.state is EntitlementState.ENDED)
    )
    if entitled is None and case.placed is not None:
        over = over or case.placed.state is PlacingState.ENDED
    return (await programme_of(viewing, case)).terms.slug if over else None


async def _asked(viewing: Viewing, parts: Parts, case: Case) -> Asked | None:
    """What an officer asks for once more, while it is not answered."""
    if not case.is_asked_again:
        return None
    return await latest_request(viewing.source, case.application, keys=parts.sealing)
