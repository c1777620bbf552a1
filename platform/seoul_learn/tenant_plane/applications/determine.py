"""Determine an application by the policy: the outcome is recorded with all it rests on, and what it grants is granted.

Nobody sets an outcome by hand. A new determination is linked to the one before and never edits it.
"""

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.entitle import entitle, hold_entitlements, lose
from seoul_learn.tenant_plane.applications.lost_by_law import rule_of_loss
from seoul_learn.tenant_plane.applications.models import Application, Determination
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.stand_in_order import Standing, stand_in_order
from seoul_learn.tenant_plane.applications.values import AnswerState, ApplicationState, Case, Occasion
from seoul_learn.tenant_plane.applications.versions import versions_for
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.eligibility.ask_criterion import CriterionFault
from seoul_learn.tenant_plane.eligibility.claim import Claim, claim_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.ground import Ground, ground_of
from seoul_learn.tenant_plane.eligibility.keep_law import keep_law
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.raise_alarm import raise_alarms
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord, held_back, record_of, transition_of
from seoul_learn.tenant_plane.eligibility.transition import best_of
from seoul_learn.tenant_plane.people.identity_conflicts import is_held_back


class Determining(msgspec.Struct, frozen=True, kw_only=True):
    """What determining needs besides the case: criteria, keys, the tenant's time zone and the clock."""

    engine: Engine
    keys: SealingKeys
    timezone: str
    clock: Clock


async def determine(
    session: AsyncSession, case: Case, occasion: Occasion, means: Determining, *, actor: Actor
) -> DeterminationRecord:
    """The record of the new determination. The caller holds the application's row lock."""
    judged = await _judged(session, case, occasion, means)
    await _keep(session, case, judged, occasion, means, actor)
    return judged.written


async def determine_if_sound(
    session: AsyncSession, case: Case, occasion: Occasion, means: Determining, *, actor: Actor
) -> DeterminationRecord | None:
    """As `determine`; None, with nothing but an alarm, where it would rest on a criterion that breaks.

    For who is looked at again without having done anything: she keeps what she has until the plugin is mended.
    """
    judged = await _judged(session, case, occasion, means)
    if judged.is_broken:
        await raise_alarms(session, judged.faults, clock=means.clock)
        return None
    await _keep(session, case, judged, occasion, means, actor)
    return judged.written


async def determine_if_new(
    session: AsyncSession, case: Case, occasion: Occasion, means: Determining, *, actor: Actor
) -> DeterminationRecord | None:
    """As `determine`; None, and nothing is written, where the newest determination says the very same."""
    judged = await _judged(session, case, occasion, means)
    if case.latest is not None and case.latest.digest == _digest(judged.written.to_bytes()):
        return None
    await _keep(session, case, judged, occasion, means, actor)
    return judged.written


class _Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy version says of a case; `grant` is what it gives, `claim` what she can claim of its places."""

    policy_version_id: UUID
    written: DeterminationRecord
    grant: Grant | None
    policy: Policy
    policy_text: str
    claim: Claim
    ground: Ground
    faults: tuple[CriterionFault, ...]

    @property
    def is_broken(self) -> bool:
        """Whether an officer has to look because a criterion broke, and not because of her."""
        return bool(self.faults) and self.written.outcome is Outcome.NEEDS_REVIEW


async def _judged(session: AsyncSession, case: Case, occasion: Occasion, means: Determining) -> _Judged:
    versions = await versions_for(
        session, case, means.engine, timezone=means.timezone, clock=means.clock, again=occasion.looks_again
    )
    ground = await ground_of(session, means.engine)
    facts, to_be_shown = case.facts(), case.to_be_shown()
    tried = versions.flight.tried
    evaluations = [
        evaluate(
            one.policy, facts, as_of=one.as_of, standards=ground.standards, to_be_shown=to_be_shown,
            catalogue=ground.facts,
        )
        for one in tried
    ]
    decided = best_of(evaluations)
    policy, as_of, evaluation = tried[decided].policy, tried[decided].as_of, evaluations[decided]
    not_told = tuple(
        sorted(one.name for one in case.answers.values() if one.state is not AnswerState.TOLD and one.name not in facts)
    )
    written = record_of(
        policy, facts, evaluation, as_of=as_of, not_told=not_told,
        transition=transition_of(versions.flight, evaluations, decided), ground=ground, to_be_shown=to_be_shown,
    )  # fmt: skip
    held = await _is_held_back(session, case, evaluation.grant)
    if held:
        written = held_back(written)
    return _Judged(
        policy_version_id=versions.ids[policy.effective_from],
        written=written,
        grant=None if held else evaluation.grant,
        policy=policy,
        policy_text=versions.texts[policy.effective_from],
        claim=claim_of(policy, evaluation, to_be_shown=to_be_shown),
        ground=ground,
        faults=tuple(fault for one in evaluations for fault in one.faults),
    )


async def _is_held_back(session: AsyncSession, case: Case, grant: Grant | None) -> bool:
    """Whether what the policy grants waits until officers know that nobody is granted it twice.

    Who has something by this application, or renews it, keeps it: a conflict takes nothing away.
    """
    if grant is None or case.entitled is not None or case.application.renews_id is not None:
        return False
    return await is_held_back(session, case.application.person_id)


async def _keep(
    session: AsyncSession, case: Case, judged: _Judged, occasion: Occasion, means: Determining, actor: Actor
) -> None:
    now, written = means.clock.now(), judged.written
    await hold_entitlements(session, case.application)
    determination_id = await _store(session, case, judged.policy_version_id, written, occasion, now, means)
    await keep_law(session, written, judged.policy_text, judged.ground, clock=means.clock)
    await raise_alarms(session, judged.faults, clock=means.clock)
    # On record before any place is given: everywhere the log's lock comes before that of the places.
    await record(
        session, actor=actor, action="application.determined", subject="determination", subject_id=determination_id,
        detail={"outcome": written.outcome.value, "occasion": occasion.value}, clock=means.clock,
    )  # fmt: skip
    standing = Standing(
        version_id=judged.policy_version_id, policy=judged.policy, outcome=written.outcome, claim=judged.claim
    )
    has_place = await stand_in_order(
        session, case.application, standing, timezone=means.timezone, clock=means.clock
    )
    # What decides when it is somebody's turn is looked at by an officer as well.
    waits = written.outcome is Outcome.NEEDS_REVIEW or (
        written.outcome is Outcome.ELIGIBLE and not has_place and bool(judged.claim.unvouched)
    )
    state = ApplicationState.SUBMITTED if waits else ApplicationState.DETERMINED
    await session.execute(update(Application).where(Application.id == case.application.id).values(state=state.value))
    if judged.is_broken:
        return  # no fault of hers: what she has goes on, and an officer looks
    if judged.grant is None:
        rule = await rule_of_loss(
            session, case, judged.policy_version_id, written.policy_effective_from, means.engine,
            as_of=written.as_of, ground=judged.ground,
        )  # fmt: skip
        await lose(session, case.application, judged.policy, rule=rule, timezone=means.timezone, clock=means.clock)
    elif has_place:
        await entitle(
            session, case.application, determination_id, judged.grant,
            school_year=judged.policy.school_year, timezone=means.timezone, clock=means.clock,
        )  # fmt: skip


async def _store(
    session: AsyncSession,
    case: Case,
    policy_version_id: UUID,
    written: DeterminationRecord,
    occasion: Occasion,
    now: datetime,
    means: Determining,
) -> UUID:
    content = written.to_bytes()
    determination_id = new_id()
    seal = await person_seal(session, means.keys, case.application.person_id)
    session.add(
        Determination(
            id=determination_id,
            application_id=case.application.id,
            policy_version_id=policy_version_id,
            previous_id=case.latest.id if case.latest else await _renewed_from(session, case),
            number=case.latest.number + 1 if case.latest else 1,
            outcome=written.outcome.value,
            occasion=occasion.value,
            as_of=written.as_of,
            record=seal.seal(content, table="determination", row=determination_id, column="record"),
            digest=_digest(content),
            determined_at=now,
        )
    )
    await session.flush()
    return determination_id


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def _renewed_from(session: AsyncSession, case: Case) -> UUID | None:
    """The newest determination of the application that this one renews."""
    return await session.scalar(
        select(Determination.id)
        .where(Determination.application_id == case.application.renews_id)
        .order_by(Determination.number.desc())
        .limit(1)
    )
