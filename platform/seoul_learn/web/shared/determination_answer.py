"""A determination for machines: everything that stands in its record, and the whole rule with its values."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.values import Case, Determined, Occasion
from seoul_learn.tenant_plane.eligibility.counterfactual import Change
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.keep_law import policy_as_used
from seoul_learn.tenant_plane.eligibility.ranking import Order
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord, RecordedFact, RecordedGrant
from seoul_learn.tenant_plane.eligibility.rule_tree import RuleNode, rule_tree
from seoul_learn.tenant_plane.places.own_place import own_place
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.determination_words import AppealTerm, appeal_term, reason_line
from seoul_learn.web.shared.work import Work


class StandardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The row of an official table that was compared, in the table's unit, with the notice and its days."""

    standard: str
    size: int
    amount: int
    unit: str
    valid_from: date
    valid_to: date
    source: str


class ReasonAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion. `met` is null when unknown; `values` holds `value`, `limit` and what else it compared; `words` is
    the sentence in the reader's language; `vouched` says who vouched for each of its facts and when.
    """

    criterion: str
    plugin: str
    label: dict[str, str]
    words: str
    met: bool | None
    decisive: bool
    values: dict[str, Any]
    standard: StandardAnswer | None
    law: str | None
    vouched: tuple[RecordedFact, ...]
    unvouched: tuple[str, ...]
    needs: tuple[str, ...]


class PolicyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The version by which it was determined; `digest` is of what its text says."""

    programme: str
    effective_from: date
    digest: str
    source: str
    basis: str | None
    illustrative: str | None


class PlaceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where places are limited: `state` is undetermined, waiting, admitted or ended; `number` of `waiting` once the
    order stands. `decided_after` is the end of the window after which officers give the places.
    """

    state: PlacingState
    order: Order
    places: int
    number: int | None
    waiting: int | None
    decided_after: datetime | None


class DeterminationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The newest determination of an application.

    `settling` are the smallest sets of facts of which one would settle it, `turning` the smallest changes of which one
    would have made the person eligible, `place` where she stands when places are limited, `rule` the whole rule,
    `standards` digests by id, `digest` that of the record.
    """

    id: UUID
    application_id: UUID
    reference: str
    number: int
    occasion: Occasion
    outcome: Outcome
    as_of: date
    determined_at: datetime
    digest: str
    policy: PolicyAnswer
    engine: str
    plugins: dict[str, str]
    standards: dict[str, str]
    reasons: tuple[ReasonAnswer, ...]
    rule: RuleNode | None
    wanted: tuple[str, ...]
    unvouched: tuple[str, ...]
    settling: tuple[tuple[str, ...], ...]
    turning: tuple[tuple[Change, ...], ...]
    grant: RecordedGrant | None
    place: PlaceAnswer | None
    appeal: AppealTerm | None


async def determination_answer(case: Case, determined: Determined, work: Work, parts: Parts) -> DeterminationAnswer:
    """All of a determination, for whoever may see the case."""
    record = determined.record
    return DeterminationAnswer(
        id=determined.id,
        application_id=case.application.id,
        reference=case.application.reference,
        number=determined.number,
        occasion=determined.occasion,
        outcome=determined.outcome,
        as_of=record.as_of,
        determined_at=determined.determined_at,
        digest=determined.digest,
        policy=PolicyAnswer(
            programme=record.programme,
            effective_from=record.policy_effective_from,
            digest=record.policy_digest,
            source=record.policy_source,
            basis=record.basis,
            illustrative=record.illustrative,
        ),
        engine=record.engine,
        plugins=record.plugins,
        standards=record.standards,
        reasons=_reasons(record, work, parts),
        rule=await rule_of(work.session, case, record, parts.engine),
        wanted=record.wanted,
        unvouched=record.unvouched,
        settling=record.settling,
        turning=record.turning,
        grant=record.grant,
        place=await _place(case, work, parts),
        appeal=appeal_term(work.visitor.site, determined),
    )


async def rule_of(session: AsyncSession, case: Case, record: DeterminationRecord, engine: Engine) -> RuleNode | None:
    """The whole rule with its values; None where the policy can be read no more."""
    policy = await policy_as_used(session, record.policy_digest, case.application.policy_version_id, engine)
    if policy is None:
        return None
    return rule_tree(policy.rule, {reason.criterion: reason.met for reason in record.reasons})


async def _place(case: Case, work: Work, parts: Parts) -> PlaceAnswer | None:
    own = await own_place(work.session, case, parts.engine, timezone=work.visitor.timezone, clock=parts.clock)
    if own is None:
        return None
    return PlaceAnswer(
        state=own.state, order=own.order, places=own.places, number=own.number, waiting=own.waiting,
        decided_after=own.closes_at if own.decides_later else None,
    )  # fmt: skip


def _reasons(record: DeterminationRecord, work: Work, parts: Parts) -> tuple[ReasonAnswer, ...]:
    return tuple(
        ReasonAnswer(
            criterion=reason.criterion,
            plugin=reason.use,
            label=reason.label,
            words=reason_line(record, reason, work, parts).words,
            met=reason.met,
            decisive=reason.decisive,
            values=reason.values,
            standard=msgspec.convert(msgspec.to_builtins(reason.row), StandardAnswer) if reason.row else None,
            law=reason.law,
            vouched=record.vouched_for(reason),
            unvouched=reason.unvouched,
            needs=reason.needs,
        )
        for reason in record.reasons
    )
