"""The publications of a version, for those who look at it."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.eligibility.losers import RuleForLosers, rule_from
from seoul_learn.tenant_plane.eligibility.models import PolicyPublication
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a version: what it became, when, by which two officers, and the rule for those who lose."""

    status: PolicyStatus
    published_at: datetime
    proposed_by: UUID | None
    confirmed_by: UUID | None
    for_losers: RuleForLosers | None


async def publications_of(session: AsyncSession, version_id: UUID) -> tuple[Published, ...]:
    """Every step, the oldest first."""
    rows = await session.scalars(
        select(PolicyPublication)
        .where(PolicyPublication.policy_version_id == version_id)
        .order_by(PolicyPublication.published_at, PolicyPublication.id)
    )
    return tuple(
        Published(
            status=PolicyStatus(row.status), published_at=row.published_at, proposed_by=row.proposed_by,
            confirmed_by=row.confirmed_by, for_losers=rule_from(row.for_losers, row.for_losers_until),
        )
        for row in rows
    )  # fmt: skip
