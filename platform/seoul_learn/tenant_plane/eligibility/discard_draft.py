"""Throw a draft away. What was published stays."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of
from seoul_learn.tenant_plane.eligibility.models import PolicyPreview, PolicyVersion


async def discard_draft(session: AsyncSession, draft_id: UUID, *, actor: Actor, clock: Clock) -> None:
    """It is gone, and that it was there is on record. Raises NotFound."""
    draft = await get_draft(session, draft_id, to_change=True)
    await session.execute(delete(PolicyPreview).where(PolicyPreview.draft_id == draft_id))
    await session.execute(delete(PolicyVersion).where(PolicyVersion.id == draft_id))
    await record(
        session, actor=actor, action="policy.draft_discarded", subject="policy_version", subject_id=draft_id,
        detail={"day": draft.effective_from.isoformat(), "mark": mark_of(draft.text)}, clock=clock,
    )  # fmt: skip
