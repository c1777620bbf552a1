"""Begin a draft of a programme's policy: from a version that there is, or from nothing."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.change_policy import as_draft, from_scratch
from seoul_learn.tenant_plane.eligibility.drafts import add_draft
from seoul_learn.tenant_plane.eligibility.values import StoredPolicy
from seoul_learn.tenant_plane.programmes.values import Programme


async def begin_draft(
    session: AsyncSession,
    programme: Programme,
    *,
    effective_from: date,
    like: StoredPolicy | None,
    actor: Actor,
    clock: Clock,
) -> UUID:
    """The id of the new draft. Raises DayTaken."""
    text = (
        as_draft(like.text, effective_from=effective_from)
        if like
        else from_scratch(programme=programme.terms.slug, effective_from=effective_from)
    )
    draft_id = new_id()
    await add_draft(session, draft_id, programme.id, effective_from, text)
    await record(
        session, actor=actor, action="policy.draft_begun", subject="policy_version", subject_id=draft_id,
        detail={"programme": programme.terms.slug, "day": effective_from.isoformat(), "like": like and str(like.id)},
        clock=clock,
    )  # fmt: skip
    return draft_id
