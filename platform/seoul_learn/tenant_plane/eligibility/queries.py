"""Reads of policies and official tables, returning values."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first
from seoul_learn.tenant_plane.eligibility.models import OwnFacts, PolicyCases, PolicyVersion
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus, StoredPolicy

# Every page about an application that takes answers asks these.
POLICY_COLUMNS = "v.id, v.programme_id, v.effective_from, v.status, v.digest, v.text"
"""What `policy_from` takes, of `tenant.policy_version v`."""
_GET = f"select {POLICY_COLUMNS} from tenant.policy_version v where v.tenant_id = $1 and v.id = $2"  # noqa: S608  # constants
_THROUGH = f"""
    select {POLICY_COLUMNS} from tenant.policy_version v
     where v.tenant_id = $1 and v.programme_id = $2 and v.effective_from <= $3 and v.status = any($4::text[])
     order by v.effective_from
"""  # noqa: S608  # constants
_SINCE = """
    select policy_version_id, min(published_at) as since from tenant.policy_publication
     where tenant_id = $1 and status = any($2::text[]) group by policy_version_id
"""
_STANDARDS = "select digest, text from tenant.standard_text where tenant_id = $1 order by standard"


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


async def policies_through(source: Source, programme_id: UUID, day: date) -> list[StoredPolicy]:
    """Every version that has decided or decides on a day of the law, oldest first."""
    rows = await fetch_all(source, _THROUGH, programme_id, day, [status.value for status in DECIDING])
    return [policy_from(row) for row in rows]


async def deciding_since(source: Source) -> dict[UUID, datetime]:
    """When each version of the tenant came to be one that decides: before its first day, or late."""
    rows = await fetch_all(source, _SINCE, [status.value for status in DECIDING])
    return {row["policy_version_id"]: row["since"] for row in rows}


async def own_facts_text(session: AsyncSession) -> str | None:
    """The tenant's own facts as written, or None."""
    return await session.scalar(select(OwnFacts.text))


async def get_policy(source: Source, policy_version_id: UUID) -> StoredPolicy:
    """One version by id. Raises NotFound."""
    row = await fetch_first(source, _GET, policy_version_id)
    if row is None:
        raise NotFound
    return policy_from(row)


async def cases_by_programme(session: AsyncSession) -> dict[UUID, str]:
    """The cases of each programme as written."""
    return {row.programme_id: row.text for row in await session.scalars(select(PolicyCases))}


async def standard_texts(source: Source) -> Sequence[tuple[str, str]]:
    """Digest and text of every official table that this tenant uses."""
    return [(row["digest"], row["text"]) for row in await fetch_all(source, _STANDARDS)]


def _stored(row: PolicyVersion) -> StoredPolicy:
    return StoredPolicy(
        id=row.id,
        programme_id=row.programme_id,
        effective_from=row.effective_from,
        status=PolicyStatus(row.status),
        digest=row.digest,
        text=row.text,
    )


def policy_from(row: Mapping[str, Any]) -> StoredPolicy:
    """The version of a row that has the POLICY_COLUMNS."""
    return StoredPolicy(
        id=row["id"],
        programme_id=row["programme_id"],
        effective_from=row["effective_from"],
        status=PolicyStatus(row["status"]),
        digest=row["digest"],
        text=row["text"],
    )
