"""Count what a draft would do, in steps that are short transactions each, as a job that may come twice.

Only the row of the preview itself is written. It carries how far the counting is; when it is gone, somebody has
cancelled, and the counting ends. The next people are read while these are counted, in a thread: the worker's other
jobs go on meanwhile.
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.applications.read_many import Told, fetch_some, how_many, told_from
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.drafts import get_draft
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.models import PolicyPreview
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused, Transition
from seoul_learn.tenant_plane.eligibility.preview import Population, Preview, mark_of_preview, preview_from
from seoul_learn.tenant_plane.eligibility.queries import policy_on
from seoul_learn.tenant_plane.impact.decide_some import Person, Question, standing_of, tally_some
from seoul_learn.tenant_plane.impact.groups import IN_FLIGHT
from seoul_learn.tenant_plane.impact.invent import MANY, invented_people
from seoul_learn.tenant_plane.impact.tally import Tally

STEP = 2000
"""How many people are counted between two looks at whether to go on: each look is a transaction of its own."""
_FIRST = UUID(int=0)


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """What counting needs."""

    database: TenantDatabase
    engine: Engine
    keys: SealingKeys
    clock: Clock


class _Begun(msgspec.Struct, frozen=True, kw_only=True):
    preview: Preview
    programme_id: UUID
    question: Question


async def count_impact(tenant_id: UUID, preview_id: UUID, means: Counting, *, step: int = STEP) -> None:
    """Count to the end, unless the preview is cancelled or its draft has changed."""
    begun = await _begin(tenant_id, preview_id, means)
    if begun is None:
        return
    tally, seen = Tally(), 0
    async with contextlib.aclosing(_people(tenant_id, begun, means, step)) as steps:
        async for people in steps:
            await asyncio.to_thread(tally_some, tally, people, begun.question)
            seen += len(people)
            if not await _goes_on(tenant_id, preview_id, seen, means):
                return
    async with means.database.transaction(tenant_id) as session:
        now = means.clock.now()
        await session.execute(
            update(PolicyPreview)
            .where(PolicyPreview.id == preview_id, PolicyPreview.finished_at.is_(None))
            .values(
                seen=seen, many=seen, beat_at=now, finished_at=now, has_losers=tally.has_losers,
                result=msgspec.to_builtins(tally.impact(begun.question.draft)),
            )
        )  # fmt: skip


async def _begin(tenant_id: UUID, preview_id: UUID, means: Counting) -> _Begun | None:
    async with means.database.transaction(tenant_id) as session:
        row = await session.scalar(select(PolicyPreview).where(PolicyPreview.id == preview_id).with_for_update())
        if row is None or row.finished_at is not None:
            return None
        try:
            question = await _question(session, row, means)
        except (NotFound, PolicyRefused):
            question = None
        if question is None:
            await session.execute(delete(PolicyPreview).where(PolicyPreview.id == preview_id))
            return None
        invented = row.population == Population.INVENTED.value
        row.many = MANY if invented else await how_many(session, row.programme_id)
        row.seen, row.beat_at = 0, means.clock.now()
        await session.flush()
        return _Begun(preview=preview_from(row), programme_id=row.programme_id, question=question)


async def _question(session: AsyncSession, row: PolicyPreview, means: Counting) -> Question | None:
    """What is to be counted; None when the draft is no longer the one that was asked about."""
    draft = await get_draft(session, row.draft_id)
    ground = await ground_of(session, means.engine)
    if mark_of_preview(draft, ground) != row.mark:
        return None
    try:
        today_decides = means.engine.policy(await policy_on(session, row.programme_id, row.today))
    except NotFound:
        today_decides = None
    return Question(
        draft=means.engine.policy(draft), today_decides=today_decides, today=row.today, facts=ground.facts,
        standards=ground.standards,
        rule=_rule(means.engine.policy(draft), Population(row.population)),
    )  # fmt: skip


def _rule(draft: Policy, population: Population) -> Transition:
    """What the draft says of applications in flight. Invented people would apply under it."""
    return draft.transition if population is Population.PRESENT else Transition.REDETERMINE


async def _people(
    tenant_id: UUID, begun: _Begun, means: Counting, step: int
) -> AsyncGenerator[Sequence[Person], None]:
    question = begun.question
    if begun.preview.population is Population.INVENTED:
        invented = invented_people(question.draft, question.names, question.facts, as_of=question.as_of)
        while some := [Person(facts=one, standing=IN_FLIGHT) for one in itertools.islice(invented, step)]:
            yield some
        return

    async def read(after: UUID) -> Sequence[Mapping[str, Any]]:
        async with means.database.reading(tenant_id) as reading:
            return await fetch_some(
                reading, begun.programme_id, after=after, at_most=step, names=question.names, today=question.today
            )

    def told(rows: Sequence[Mapping[str, Any]]) -> Sequence[Person]:
        return [_person(told_from(row, tenant_id=tenant_id, keys=means.keys, catalogue=question.facts)) for row in rows]

    ahead = asyncio.create_task(read(_FIRST))
    try:
        while rows := await ahead:
            ahead = asyncio.create_task(read(rows[-1]["id"]))
            yield await asyncio.to_thread(told, rows)
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)


def _person(told: Told) -> Person:
    return Person(
        facts=told.facts, to_be_shown=told.to_be_shown,
        standing=standing_of(is_member=told.is_member, is_final=told.is_final),
    )  # fmt: skip


async def _goes_on(tenant_id: UUID, preview_id: UUID, seen: int, means: Counting) -> bool:
    """Say how far it is; False when the preview was cancelled meanwhile."""
    async with means.database.transaction(tenant_id) as session:
        there = await session.scalar(
            update(PolicyPreview)
            .where(PolicyPreview.id == preview_id)
            .values(seen=seen, beat_at=means.clock.now())
            .returning(PolicyPreview.id)
        )
    return there is not None
