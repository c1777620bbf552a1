"""Publish a draft that a colleague has asked for: four eyes, and everything examined once more at that moment."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged, NotPublishable
from seoul_learn.tenant_plane.eligibility.examine_draft import Surroundings, examine
from seoul_learn.tenant_plane.eligibility.models import PolicyProposal, PolicyPublication, PolicyVersion
from seoul_learn.tenant_plane.eligibility.preview import ForLosers, check_previewed
from seoul_learn.tenant_plane.eligibility.publish import moves_from
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus


class SecondOfficerNeeded(NotPublishable):
    """Who asks for a publication does not confirm it."""


async def publish_policy(
    session: AsyncSession,
    draft_id: UUID,
    *,
    made_from: str,
    proposal_id: UUID | None,
    by: UUID,
    among: Surroundings,
    engine: Engine,
    clock: Clock,
) -> None:
    """The draft is published as it was asked for, and with it the rule for those who would lose.

    `proposal_id` is that which the officer read: what was asked for anew in between is not what she confirms. Raises
    NotFound, DraftChanged and NotPublishable.
    """
    draft = await get_draft(session, draft_id, to_change=True)
    asked = await session.scalar(select(PolicyProposal).where(PolicyProposal.policy_version_id == draft_id))
    if asked is None:
        raise NotFound
    if mark_of(draft.text) != made_from or asked.id != proposal_id:
        raise DraftChanged(draft.text)
    if asked.proposed_by == by:
        raise SecondOfficerNeeded("You asked for this publication yourself. Another administrator has to confirm it.")
    if not examine(draft, among).ready:
        raise NotPublishable("This draft cannot be published yet. The list says what is missing.")
    status = PolicyStatus(asked.status)
    for_losers = ForLosers(asked.for_losers) if asked.for_losers else None
    previewed = await check_previewed(session, draft, for_losers, engine=engine, clock=clock)
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == draft_id))
    await _move(session, [draft_id], status, clock, for_losers=asked.for_losers, previewed=previewed)
    superseded = await _supersede(session, draft.programme_id, draft.effective_from, status, clock)
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.published", subject="policy_version",
        subject_id=draft_id,
        detail={"status": status.value, "day": draft.effective_from.isoformat(), "digest": draft.digest,
                "previewed": previewed, "for_losers": asked.for_losers, "superseded": [str(one) for one in superseded]},
        clock=clock,
    )  # fmt: skip


async def bring_into_force(session: AsyncSession, version_id: UUID, *, today: date, by: UUID, clock: Clock) -> None:
    """An announced version decides from its day on, which has not passed. Raises NotFound, NotPublishable."""
    row = await session.scalar(select(PolicyVersion).where(PolicyVersion.id == version_id).with_for_update())
    if row is None or PolicyStatus.IN_FORCE not in moves_from(PolicyStatus(row.status)) or row.status == "draft":
        raise NotFound
    newest = await session.scalar(
        select(PolicyVersion.effective_from)
        .where(
            PolicyVersion.programme_id == row.programme_id, PolicyVersion.status.in_([one.value for one in DECIDING])
        )
        .order_by(PolicyVersion.effective_from.desc())
        .limit(1)
    )
    if row.effective_from < today or (newest is not None and row.effective_from <= newest):
        raise NotPublishable(
            "Its day, %(day)s, has passed or another version decides then. Begin a draft like it with a later day.",
            day=row.effective_from,
        )
    await _move(session, [version_id], PolicyStatus.IN_FORCE, clock)
    await _supersede(session, row.programme_id, row.effective_from, PolicyStatus.IN_FORCE, clock)
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.brought_into_force", subject="policy_version",
        subject_id=version_id, detail={"day": row.effective_from.isoformat()}, clock=clock,
    )  # fmt: skip


async def _supersede(
    session: AsyncSession, programme_id: UUID, day: date, status: PolicyStatus, clock: Clock
) -> Sequence[UUID]:
    """The versions that have a successor now. They go on deciding until its day: that is told by the days."""
    if status is not PolicyStatus.IN_FORCE:
        return ()
    earlier = (
        await session.scalars(
            select(PolicyVersion.id).where(
                PolicyVersion.programme_id == programme_id,
                PolicyVersion.effective_from < day,
                PolicyVersion.status == PolicyStatus.IN_FORCE.value,
            )
        )
    ).all()
    await _move(session, earlier, PolicyStatus.SUPERSEDED, clock)
    return earlier


async def _move(
    session: AsyncSession,
    ids: Sequence[UUID],
    status: PolicyStatus,
    clock: Clock,
    *,
    for_losers: str | None = None,
    previewed: str | None = None,
) -> None:
    for row in await session.scalars(select(PolicyVersion).where(PolicyVersion.id.in_(ids))) if ids else ():
        row.status = status.value
        session.add(
            PolicyPublication(
                policy_version_id=row.id, status=status.value, published_at=clock.now(), for_losers=for_losers,
                previewed=previewed,
            )
        )  # fmt: skip
    await session.flush()
