"""Make the policies, cases, own facts and official tables of a tenant exactly those written."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.ground import forget_ground
from seoul_learn.tenant_plane.eligibility.models import (
    OwnFacts,
    PolicyCases,
    PolicyPublication,
    PolicyVersion,
    StandardText,
)
from seoul_learn.tenant_plane.eligibility.publish import refuse_changes
from seoul_learn.tenant_plane.eligibility.read_policy import digest_of
from seoul_learn.tenant_plane.eligibility.values import MadeIn, PolicyStatus, PolicyText


async def write_policies(
    session: AsyncSession, policies: Sequence[PolicyText], programmes: Mapping[str, UUID], *, at: datetime
) -> None:
    """Add and remove versions, replace drafts, move published ones on; `programmes` are ids by slug.

    Drafts of the console are left as they are. Raises PolicyStays: a published version keeps its text and comments.
    """
    slugs = {programme_id: slug for slug, programme_id in programmes.items()}
    rows = list(await session.scalars(select(PolicyVersion)))
    # A version of a programme that is not described any more goes with the programme, or keeps it there.
    before = [_text_of(row, slugs[row.programme_id]) for row in rows if row.programme_id in slugs]
    refuse_changes(before, policies)
    known = {(row.programme_id, row.effective_from): row for row in rows}
    for policy in policies:
        programme_id = programmes[policy.programme]
        row = known.pop((programme_id, policy.effective_from), None)
        if row is not None and row.status == PolicyStatus.DRAFT:
            # Nothing refers to a draft, and nobody may update what a version says.
            await session.execute(delete(PolicyVersion).where(PolicyVersion.id == row.id))
            row = None
        before_status = row.status if row else PolicyStatus.DRAFT.value
        if row is None:
            row = PolicyVersion(
                id=new_id(), programme_id=programme_id, effective_from=policy.effective_from,
                status=policy.status.value, digest=digest_of(tomllib.loads(policy.text)), text=policy.text,
            )  # fmt: skip
            session.add(row)
        elif row.status != policy.status:
            row.status = policy.status.value
        await session.flush()
        if policy.status.value != before_status:
            session.add(PolicyPublication(policy_version_id=row.id, status=policy.status.value, published_at=at))
    for row in known.values():
        if row.status != PolicyStatus.DRAFT or row.made_in != MadeIn.CONSOLE:
            await session.execute(delete(PolicyVersion).where(PolicyVersion.id == row.id))
    await session.flush()


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
        row.text, row.digest = text, _digest(text)
    await session.flush()
    forget_ground(session)


async def write_own_facts(session: AsyncSession, text: str | None) -> None:
    """Make the tenant's own facts exactly this text; None takes them away."""
    row = await session.scalar(select(OwnFacts))
    if text is None:
        await session.execute(delete(OwnFacts))
    elif row is None:
        session.add(OwnFacts(id=tenant_of(session), text=text, digest=_digest(text)))
    else:
        row.text, row.digest = text, _digest(text)
    await session.flush()
    forget_ground(session)


def _text_of(row: PolicyVersion, programme: str) -> PolicyText:
    return PolicyText(
        programme=programme, effective_from=row.effective_from, status=PolicyStatus(row.status), text=row.text
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
