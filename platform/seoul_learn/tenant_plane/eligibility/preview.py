"""The preview of a draft: asked for, cancelled, found again, and which one lets its draft be published.

The counting itself is a job (impact/count.py). A preview is of exactly one text with the facts and tables that it was
counted with: its `mark`. What becomes of applications in flight does not count for it, as the mark of a draft that is
asked to be published is else another one than that of the draft that was previewed.
"""

import enum
import hashlib
import tomllib
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.eligibility.drafts import get_draft
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.errors import NotPublishable
from seoul_learn.tenant_plane.eligibility.ground import Ground, ground_of
from seoul_learn.tenant_plane.eligibility.losers import RuleForLosers
from seoul_learn.tenant_plane.eligibility.models import PolicyPreview
from seoul_learn.tenant_plane.eligibility.read_policy import digest_of
from seoul_learn.tenant_plane.eligibility.values import StoredPolicy

GOOD_FOR = timedelta(days=30)
"""How long a preview tells what is: people come and go."""


class Population(enum.StrEnum):
    """Whom a preview counts: who has applied to the programme, or invented people."""

    PRESENT = "present"
    INVENTED = "invented"


class CountImpact(Job, frozen=True, kw_only=True):
    """Count what a draft would do."""

    task: ClassVar[str] = "policies.count_impact"
    preview_id: UUID


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A preview that was asked for. `many` is None until it is known; `result` until all are counted."""

    id: UUID
    draft_id: UUID
    mark: str
    population: Population
    today: date
    many: int | None
    seen: int
    asked_at: datetime
    beat_at: datetime
    finished_at: datetime | None
    has_losers: bool | None
    result: dict[str, Any] | None


class NotPreviewed(NotPublishable):
    """Nobody has looked at what exactly this draft would do."""


class RuleForLosersMissing(NotPublishable):
    """Somebody would lose, and nobody has said what becomes of them, or nothing that this draft can do."""


def mark_of_preview(draft: StoredPolicy, ground: Ground) -> str:
    """What a preview of this draft among these facts and tables is known by."""
    document = tomllib.loads(draft.text)
    head = {key: value for key, value in document.get("policy", {}).items() if key != "transition"}
    parts = [digest_of({**document, "policy": head}), ground.own[0] if ground.own else ""]
    parts += [f"{name} {digest}" for name, digest in sorted(ground.digests.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


async def ask_for_preview(
    session: AsyncSession,
    draft_id: UUID,
    population: Population,
    *,
    today: date,
    by: UUID,
    engine: Engine,
    clock: Clock,
) -> UUID:
    """A new preview takes the place of one that there was; it is counted by a worker. Raises NotFound."""
    draft = await get_draft(session, draft_id, to_change=True)
    mark = mark_of_preview(draft, await ground_of(session, engine))
    await _forget(session, draft_id, population)
    now, preview_id = clock.now(), new_id()
    session.add(
        PolicyPreview(
            id=preview_id, programme_id=draft.programme_id, draft_id=draft_id, mark=mark, population=population.value,
            today=today, seen=0, asked_by=by, asked_at=now, beat_at=now,
        )
    )  # fmt: skip
    await session.flush()
    await enqueue(session, CountImpact(preview_id=preview_id))
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.previewed", subject="policy_version",
        subject_id=draft_id, detail={"population": population.value, "mark": mark}, clock=clock,
    )  # fmt: skip
    return preview_id


async def cancel_preview(
    session: AsyncSession, draft_id: UUID, population: Population, *, by: UUID, clock: Clock
) -> None:
    """Nothing is left of it; whoever counts stops at the next step. Raises NotFound."""
    await get_draft(session, draft_id, to_change=True)
    await _forget(session, draft_id, population)
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.preview_cancelled", subject="policy_version",
        subject_id=draft_id, detail={"population": population.value}, clock=clock,
    )  # fmt: skip


async def previews_of(session: AsyncSession, draft_id: UUID) -> dict[Population, Preview]:
    """What was asked for of a draft."""
    rows = await session.scalars(
        select(PolicyPreview).where(PolicyPreview.draft_id == draft_id).execution_options(populate_existing=True)
    )
    return {Population(row.population): preview_from(row) for row in rows}


def is_current(preview: Preview | None, mark: str, *, clock: Clock) -> bool:
    """Whether all are counted under this very text, and not too long ago."""
    if preview is None or preview.finished_at is None:
        return False
    return preview.mark == mark and preview.population is Population.PRESENT and (
        clock.now() - preview.finished_at <= GOOD_FOR
    )  # fmt: skip


async def check_previewed(
    session: AsyncSession, draft: StoredPolicy, for_losers: RuleForLosers | None, *, engine: Engine, clock: Clock
) -> str:
    """The mark of the preview that lets this draft be published with this rule.

    Raises NotPreviewed and RuleForLosersMissing.
    """
    mark = mark_of_preview(draft, await ground_of(session, engine))
    preview = (await previews_of(session, draft.id)).get(Population.PRESENT)
    if preview is None or not is_current(preview, mark, clock=clock):
        raise NotPreviewed(
            "Nobody has previewed what this draft, as it is now, would do to the people of the programme. Preview the "
            "impact first."
        )
    if preview.has_losers and for_losers is None:
        raise RuleForLosersMissing("The preview shows people who would lose. Choose what becomes of them.")
    return mark


def preview_from(row: PolicyPreview) -> Preview:
    """The preview of a row."""
    return Preview(
        id=row.id, draft_id=row.draft_id, mark=row.mark, population=Population(row.population), today=row.today,
        many=row.many, seen=row.seen, asked_at=row.asked_at, beat_at=row.beat_at, finished_at=row.finished_at,
        has_losers=row.has_losers, result=row.result,
    )  # fmt: skip


async def _forget(session: AsyncSession, draft_id: UUID, population: Population) -> None:
    await session.execute(
        delete(PolicyPreview).where(
            PolicyPreview.draft_id == draft_id, PolicyPreview.population == population.value
        )
    )
