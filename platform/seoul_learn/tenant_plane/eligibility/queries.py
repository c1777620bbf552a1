"""Reads of policies and official tables, returning values."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.models import OwnFacts, PolicyCases, PolicyVersion, StandardText
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus, StoredPolicy
from seoul_learn.tenant_plane.programmes.models import Programme as ProgrammeRow
from seoul_learn.tenant_plane.programmes.queries import to_programme
from seoul_learn.tenant_plane.programmes.values import Programme


async def list_policies(session: AsyncSession) -> list[StoredPolicy]:
    """Every version of every programme, oldest first."""
    rows = await session.scalars(select(PolicyVersion).order_by(PolicyVersion.effective_from))
    return [_stored(row) for row in rows]


async def policy_on(session: AsyncSession, programme_id: UUID, day: date) -> StoredPolicy:
    """The version that decides on a day of the law. Raises NotFound when none does."""
    row = await session.scalar(
        select(PolicyVersion)
        .where(
            PolicyVersion.programme_id == programme_id,
            PolicyVersion.effective_from <= day,
            PolicyVersion.status.in_([status.value for status in DECIDING]),
        )
        .order_by(PolicyVersion.effective_from.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound
    return _stored(row)


async def policies_through(session: AsyncSession, programme_id: UUID, day: date) -> list[StoredPolicy]:
    """Every version that has decided or decides on a day of the law, oldest first."""
    rows = await session.scalars(
        select(PolicyVersion)
        .where(
            PolicyVersion.programme_id == programme_id,
            PolicyVersion.effective_from <= day,
            PolicyVersion.status.in_([status.value for status in DECIDING]),
        )
        .order_by(PolicyVersion.effective_from)
    )
    return [_stored(row) for row in rows]


async def programmes_on(session: AsyncSession, day: date) -> list[tuple[Programme, StoredPolicy | None]]:
    """Every programme in the city's own order, with the version that decides on a day: one statement for both."""
    rows = await session.execute(
        select(ProgrammeRow, PolicyVersion)
        .outerjoin(
            PolicyVersion,
            (PolicyVersion.tenant_id == ProgrammeRow.tenant_id)
            & (PolicyVersion.programme_id == ProgrammeRow.id)
            & (PolicyVersion.effective_from <= day)
            & PolicyVersion.status.in_([status.value for status in DECIDING]),
        )
        .ext(distinct_on(ProgrammeRow.id))
        .order_by(ProgrammeRow.id, PolicyVersion.effective_from.desc())
    )
    found = [(row.Programme, row.PolicyVersion) for row in rows]
    found.sort(key=lambda pair: (pair[0].detail.get("position", 0), pair[0].slug))
    return [(to_programme(row), _stored(version) if version else None) for row, version in found]


async def own_facts_text(session: AsyncSession) -> str | None:
    """The tenant's own facts as written, or None."""
    return await session.scalar(select(OwnFacts.text))


async def get_policy(session: AsyncSession, policy_version_id: UUID) -> StoredPolicy:
    """One version by id. Raises NotFound."""
    row = await session.scalar(select(PolicyVersion).where(PolicyVersion.id == policy_version_id))
    if row is None:
        raise NotFound
    return _stored(row)


async def cases_by_programme(session: AsyncSession) -> dict[UUID, str]:
    """The cases of each programme as written."""
    return {row.programme_id: row.text for row in await session.scalars(select(PolicyCases))}


async def standard_texts(session: AsyncSession) -> Sequence[tuple[str, str]]:
    """Digest and text of every official table that this tenant uses."""
    rows = await session.execute(select(StandardText.digest, StandardText.text).order_by(StandardText.standard))
    return [(row.digest, row.text) for row in rows]


def _stored(row: PolicyVersion) -> StoredPolicy:
    return StoredPolicy(
        id=row.id,
        programme_id=row.programme_id,
        effective_from=row.effective_from,
        status=PolicyStatus(row.status),
        digest=row.digest,
        text=row.text,
    )
