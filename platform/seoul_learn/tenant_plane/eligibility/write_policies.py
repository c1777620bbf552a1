"""Make the policies, cases and official tables of a tenant exactly those written."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.eligibility.models import PolicyCases, PolicyVersion, StandardText
from seoul_learn.tenant_plane.eligibility.read_policy import digest_of
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyText


class PolicyInUse(Refused):
    """A version under which somebody has applied keeps saying what it said; write a new version."""


async def write_policies(session: AsyncSession, policies: Sequence[PolicyText], programmes: Mapping[str, UUID]) -> None:
    """Add, change and remove versions; `programmes` are ids by slug. Raises PolicyInUse."""
    known = {(row.programme_id, row.effective_from): row for row in await session.scalars(select(PolicyVersion))}
    for policy in policies:
        programme_id = programmes[policy.programme]
        row = known.pop((programme_id, policy.effective_from), None)
        document = tomllib.loads(policy.text)
        if row is None:
            row = PolicyVersion(programme_id=programme_id, effective_from=policy.effective_from)
            session.add(row)
        elif row.status in DECIDING and _meaning(tomllib.loads(row.text)) != _meaning(document):
            await _refuse_when_used(session, row)
        row.status, row.digest, row.text = policy.status.value, digest_of(document), policy.text
    await session.flush()
    for row in known.values():
        try:
            await session.execute(delete(PolicyVersion).where(PolicyVersion.id == row.id))
        except IntegrityError as fault:
            raise _in_use(row) from fault


async def write_cases(session: AsyncSession, cases: Mapping[UUID, str]) -> None:
    """Make the cases exactly these texts by programme."""
    known = {row.programme_id: row for row in await session.scalars(select(PolicyCases))}
    for programme_id, text in cases.items():
        row = known.pop(programme_id, None)
        if row is None:
            row = PolicyCases(programme_id=programme_id)
            session.add(row)
        row.text = text
    for row in known.values():
        await session.execute(delete(PolicyCases).where(PolicyCases.id == row.id))
    await session.flush()


async def write_standards(session: AsyncSession, texts: Mapping[str, str]) -> None:
    """Take over official tables by id. None is taken away: determinations refer to them."""
    known = {row.standard: row for row in await session.scalars(select(StandardText))}
    for standard, text in texts.items():
        row = known.get(standard)
        if row is None:
            row = StandardText(standard=standard)
            session.add(row)
        row.text, row.digest = text, hashlib.sha256(text.encode()).hexdigest()
    await session.flush()


def _meaning(document: dict[str, Any]) -> str:
    """The digest of all but the status, which moves on while the law stays."""
    head = {key: value for key, value in document.get("policy", {}).items() if key != "status"}
    return digest_of({**document, "policy": head})


async def _refuse_when_used(session: AsyncSession, row: PolicyVersion) -> None:
    # Whether anybody refers to it is asked of the foreign keys themselves: the features that do lie above this one.
    try:
        async with session.begin_nested() as attempt:
            await session.execute(delete(PolicyVersion).where(PolicyVersion.id == row.id))
            await attempt.rollback()
    except IntegrityError as fault:
        raise _in_use(row) from fault


def _in_use(row: PolicyVersion) -> PolicyInUse:
    return PolicyInUse(
        "Somebody has applied under the policy of %(day)s, so it keeps saying what it said. Write a new version.",
        day=row.effective_from.isoformat(),
    )
