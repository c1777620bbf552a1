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
from seoul_learn.tenant_plane.eligibility.losers import RuleForLosers, rule_from
from seoul_learn.tenant_plane.eligibility.models import PolicyProposal, PolicyPublication, PolicyVersion
from seoul_learn.tenant_plane.eligibility.preview import check_previewed
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus


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
    for_losers = rule_from(asked.for_losers, asked.for_losers_until)
    proposed_by = asked.proposed_by
    previewed = await check_previewed(session, draft, for_losers, engine=engine, clock=clock)
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == draft_id))
    await move(
        session, [draft_id], status, clock, for_losers=for_losers, previewed=previewed,
        proposed_by=proposed_by, confirmed_by=by,
    )  # fmt: skip
    superseded = await supersede(session, draft.programme_id, draft.effective_from, status, clock)
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.published", subject="policy_version",
        subject_id=draft_id,
        detail={"status": status.value, "day": draft.effective_from.isoformat(), "digest": draft.digest,
                "previewed": previewed, "for_losers": for_losers.kind.value if for_losers else None,
                "until": for_losers.until.isoformat() if for_losers and for_losers.until else None,
                "proposed_by": str(proposed_by), "superseded": [str(one) for one in superseded]},
        clock=clock,
    )  # fmt: skip


async def supersede(
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
    await move(session, earlier, PolicyStatus.SUPERSEDED, clock)
    return earlier


async def move(
    session: AsyncSession,
    ids: Sequence[UUID],
    status: PolicyStatus,
    clock: Clock,
    *,
    for_losers: RuleForLosers | None = None,
    previewed: str | None = None,
    proposed_by: UUID | None = None,
    confirmed_by: UUID | None = None,
) -> None:
    """Versions go on to a status; when, by whom and with which rule is kept for ever."""
    for row in await session.scalars(select(PolicyVersion).where(PolicyVersion.id.in_(ids))) if ids else ():
        row.status = status.value
        session.add(
            PolicyPublication(
                policy_version_id=row.id, status=status.value, published_at=clock.now(), previewed=previewed,
                for_losers=for_losers.kind.value if for_losers else None,
                for_losers_until=for_losers.until if for_losers else None,
                proposed_by=proposed_by, confirmed_by=confirmed_by,
            )
        )  # fmt: skip
    await session.flush()
