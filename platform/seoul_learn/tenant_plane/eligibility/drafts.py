"""A draft as it is read and kept: replaced as a whole under the same id, and never over what a colleague saved."""

import hashlib
import tomllib
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.errors import DayTaken, DraftChanged
from seoul_learn.tenant_plane.eligibility.models import PolicyVersion
from seoul_learn.tenant_plane.eligibility.read_policy import digest_of
from seoul_learn.tenant_plane.eligibility.values import MadeIn, PolicyStatus, StoredPolicy

_LOOKS = 4
"""So many colleagues may save at the very same moment before somebody is told that the draft is not there."""


def mark_of(text: str) -> str:
    """What a form carries of the text that it was made from: any change of the text is another mark."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


async def get_draft(session: AsyncSession, draft_id: UUID, *, to_change: bool = False) -> StoredPolicy:
    """A draft by its id, locked until the commit when it is to be changed. Raises NotFound, also once published."""
    asked = select(PolicyVersion).where(PolicyVersion.id == draft_id, PolicyVersion.status == PolicyStatus.DRAFT.value)
    row = None
    # A colleague's draft has the same id and another row: who waited for the old one finds nothing, and looks again.
    for _ in range(_LOOKS if to_change else 1):
        locked = asked.with_for_update().execution_options(populate_existing=True)
        row = await session.scalar(locked if to_change else asked)
        if row is not None:
            break
    if row is None:
        raise NotFound
    return StoredPolicy(
        id=row.id, programme_id=row.programme_id, effective_from=row.effective_from, status=PolicyStatus(row.status),
        digest=row.digest, text=row.text,
    )  # fmt: skip


async def drafts_of_console(session: AsyncSession) -> list[tuple[UUID, date]]:
    """The drafts that officers work on, by programme and day, oldest first."""
    rows = await session.execute(
        select(PolicyVersion.programme_id, PolicyVersion.effective_from)
        .where(PolicyVersion.status == PolicyStatus.DRAFT.value, PolicyVersion.made_in == MadeIn.CONSOLE.value)
        .order_by(PolicyVersion.effective_from, PolicyVersion.programme_id)
    )
    return [(row.programme_id, row.effective_from) for row in rows]


async def add_draft(session: AsyncSession, draft_id: UUID, programme_id: UUID, day: date, text: str) -> None:
    """Keep a new draft. Raises DayTaken."""
    try:
        async with session.begin_nested():
            session.add(
                PolicyVersion(
                    id=draft_id, programme_id=programme_id, effective_from=day, status=PolicyStatus.DRAFT.value,
                    digest=digest_of(tomllib.loads(text)), text=text, made_in=MadeIn.CONSOLE.value,
                )
            )  # fmt: skip
            await session.flush()
    except IntegrityError as taken:
        raise DayTaken(
            "This programme has a version for %(day)s already. Choose another day, or open that one.", day=day
        ) from taken


async def replace_draft(session: AsyncSession, draft_id: UUID, text: str, *, made_from: str) -> StoredPolicy:
    """Keep another text of a draft, which takes back a request to publish it. Raises DraftChanged and DayTaken."""
    draft = await get_draft(session, draft_id, to_change=True)
    if mark_of(draft.text) != made_from:
        raise DraftChanged(draft.text)
    if text == draft.text:
        return draft
    day: date = tomllib.loads(text)["policy"]["effective_from"]
    if day != draft.effective_from and await _is_taken(session, draft, day):
        raise DayTaken(
            "This programme has a version for %(day)s already. Choose another day, or open that one.", day=day
        )
    # Nobody may update what a version says; of a draft nothing else depends on than a request to publish it.
    # Both or neither: should the day be taken in this very moment, the draft stays.
    async with session.begin_nested():
        await session.execute(delete(PolicyVersion).where(PolicyVersion.id == draft_id))
        session.expire_all()
        await add_draft(session, draft_id, draft.programme_id, day, text)
    return await get_draft(session, draft_id)


async def _is_taken(session: AsyncSession, draft: StoredPolicy, day: date) -> bool:
    asked = select(PolicyVersion.id).where(
        PolicyVersion.programme_id == draft.programme_id, PolicyVersion.effective_from == day
    )
    return await session.scalar(asked) is not None
