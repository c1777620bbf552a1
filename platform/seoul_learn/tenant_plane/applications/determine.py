"""Determine an application by the policy: the outcome is recorded with all it rests on, and what it grants is granted.

Nobody sets an outcome by hand. A new determination is linked to the one before and never edits it.
"""

import calendar
import hashlib
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.models import Application, Determination, Entitlement
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.values import AnswerState, ApplicationState, Case, Occasion
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.queries import get_policy, standard_texts
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord, RecordedGrant, record_of


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
    policy_version_id, written = await _judged(session, case, means)
    await _keep(session, case, policy_version_id, written, occasion, means, actor)
    return written


async def determine_if_new(
    session: AsyncSession, case: Case, occasion: Occasion, means: Determining, *, actor: Actor
) -> DeterminationRecord | None:
    """As `determine`; None, and nothing is written, where the newest determination says the very same."""
    policy_version_id, written = await _judged(session, case, means)
    if case.latest is not None and case.latest.digest == _digest(written.to_bytes()):
        return None
    await _keep(session, case, policy_version_id, written, occasion, means, actor)
    return written


async def _judged(session: AsyncSession, case: Case, means: Determining) -> tuple[UUID, DeterminationRecord]:
    now = means.clock.now()
    # The day of the law is that of the submission: what changes later does not change what was asked for then.
    submitted_at = case.application.submitted_at or now
    as_of = local_date(submitted_at, means.timezone)
    stored = await get_policy(session, case.application.policy_version_id)
    policy = means.engine.policy(stored)
    standards = means.engine.standards(await standard_texts(session))
    facts = case.facts()
    evaluation = evaluate(policy, facts, as_of=as_of, standards=standards, to_be_shown=case.to_be_shown())
    not_told = tuple(
        sorted(one.name for one in case.answers.values() if one.state is not AnswerState.TOLD and one.name not in facts)
    )
    return stored.id, record_of(policy, facts, evaluation, as_of=as_of, not_told=not_told)


async def _keep(
    session: AsyncSession,
    case: Case,
    policy_version_id: UUID,
    written: DeterminationRecord,
    occasion: Occasion,
    means: Determining,
    actor: Actor,
) -> None:
    now = means.clock.now()
    determination_id = await _store(session, case, policy_version_id, written, occasion, now, means)
    state = ApplicationState.SUBMITTED if written.outcome is Outcome.NEEDS_REVIEW else ApplicationState.DETERMINED
    await session.execute(update(Application).where(Application.id == case.application.id).values(state=state.value))
    if written.grant is not None:
        await _grant(session, case, determination_id, written.grant, local_date(now, means.timezone))
    else:
        await session.execute(
            update(Entitlement).where(Entitlement.application_id == case.application.id).values(state="ended")
        )
    await record(
        session, actor=actor, action="application.determined", subject="determination", subject_id=determination_id,
        detail={"outcome": written.outcome.value, "occasion": occasion.value}, clock=means.clock,
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
            previous_id=case.latest.id if case.latest else None,
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


async def _grant(session: AsyncSession, case: Case, determination_id: UUID, grant: RecordedGrant, today: date) -> None:
    known = await session.scalar(
        select(Entitlement).where(Entitlement.application_id == case.application.id).with_for_update()
    )
    if known is not None:
        # Determined again in the same term: what was begun goes on until its day.
        known.determination_id, known.slots, known.at_most = determination_id, list(grant.categories), grant.at_most
        known.state = "active"
        await session.flush()
        return
    await session.execute(
        insert(Entitlement).values(
            tenant_id=tenant_of(session),
            id=new_id(),
            application_id=case.application.id,
            person_id=case.application.person_id,
            determination_id=determination_id,
            slots=list(grant.categories),
            at_most=grant.at_most,
            starts_on=today,
            ends_on=months_later(today, grant.months),
            state="active",
        )
    )


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
