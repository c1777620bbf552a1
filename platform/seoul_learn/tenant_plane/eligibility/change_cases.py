"""Save the cases of a programme: only over the text that the officer saw, and only when all of them can be read."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.cases import read_cases
from seoul_learn.tenant_plane.eligibility.drafts import mark_of
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged, DraftUnusable
from seoul_learn.tenant_plane.eligibility.models import PolicyCases


async def cases_text(session: AsyncSession, programme_id: UUID) -> str:
    """The cases of a programme as written; '' where there are none."""
    text = await session.scalar(select(PolicyCases.text).where(PolicyCases.programme_id == programme_id))
    return text or ""


async def change_cases(
    session: AsyncSession,
    programme_id: UUID,
    change: Callable[[str], str],
    *,
    made_from: str,
    actor: Actor,
    clock: Clock,
) -> str:
    """The text after the change. Raises DraftChanged, and DraftUnusable with every fault."""
    row = await session.scalar(select(PolicyCases).where(PolicyCases.programme_id == programme_id).with_for_update())
    text = row.text if row else ""
    if mark_of(text) != made_from:
        raise DraftChanged(text)
    wanted = change(text)
    if faults := read_cases(wanted).faults:
        raise DraftUnusable(faults)
    if row is None:
        row = PolicyCases(programme_id=programme_id)
        session.add(row)
    row.text = wanted
    await session.flush()
    await record(
        session, actor=actor, action="policy.cases_changed", subject="programme", subject_id=programme_id,
        detail={"before": made_from, "after": mark_of(wanted)}, clock=clock,
    )  # fmt: skip
    return wanted
