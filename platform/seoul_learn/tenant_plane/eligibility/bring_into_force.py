"""An announced version comes into force: on its day by itself, or before, when two officers say so.

Either way it is examined once more at that moment. What two officers announced needs no third look; what a bundle
announced was seen by none of the console, and waits for two officers or for the bundle.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged, NotPublishable
from seoul_learn.tenant_plane.eligibility.examine_draft import Examined, Surroundings, examine
from seoul_learn.tenant_plane.eligibility.models import PolicyProposal, PolicyPublication, PolicyVersion
from seoul_learn.tenant_plane.eligibility.publish_policy import SecondOfficerNeeded, move, supersede
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus, StoredPolicy


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """An announced version whose day has come; `by_two` where two officers announced it."""

    stored: StoredPolicy
    by_two: bool


def examine_again(stored: StoredPolicy, among: Surroundings) -> Examined:
    """An announced version as it stands now. That its own day has passed meanwhile is no fault of it."""
    return examine(stored, msgspec.structs.replace(among, today=min(among.today, stored.effective_from)))


async def versions_due(session: AsyncSession, today: date) -> list[Due]:
    """The announced versions whose day has come, oldest first."""
    rows = await session.execute(
        select(PolicyVersion.id, PolicyPublication.confirmed_by)
        .join(
            PolicyPublication,
            (PolicyPublication.tenant_id == PolicyVersion.tenant_id)
            & (PolicyPublication.policy_version_id == PolicyVersion.id)
            & (PolicyPublication.status == PolicyStatus.ANNOUNCED.value),
        )
        .where(PolicyVersion.status == PolicyStatus.ANNOUNCED.value, PolicyVersion.effective_from <= today)
        .order_by(PolicyVersion.effective_from, PolicyVersion.id)
    )
    return [Due(stored=await get_policy(session, row.id), by_two=row.confirmed_by is not None) for row in rows.all()]


async def come_into_force(session: AsyncSession, version_id: UUID, *, among: Surroundings, clock: Clock) -> bool:
    """Whether an announced version of two officers, whose day has come, decides from now on. Raises NotFound.

    One that does not pass any more stays announced, and the officers see it on the list of policies.
    """
    stored = await _announced(session, version_id)
    due = {one.stored.id for one in await versions_due(session, among.today) if one.by_two}
    if version_id not in due or await _decides_later(session, stored) or not examine_again(stored, among).ready:
        return False
    await _begin(session, stored, Actor(kind="job"), clock)
    return True


async def ask_for_force(
    session: AsyncSession, version_id: UUID, *, by: UUID, among: Surroundings, clock: Clock
) -> None:
    """Ask another officer to bring an announced version into force before its day. Raises NotFound, NotPublishable."""
    stored = await _announced(session, version_id)
    await _refuse(session, stored, among)
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == version_id))
    session.add(
        PolicyProposal(
            policy_version_id=version_id, status=PolicyStatus.IN_FORCE.value, proposed_by=by, proposed_at=clock.now()
        )
    )
    await session.flush()
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.force_asked", subject="policy_version",
        subject_id=version_id, clock=clock,
    )  # fmt: skip


async def withdraw_force(session: AsyncSession, version_id: UUID, *, by: UUID, clock: Clock) -> None:
    """Nobody is asked any more: taken back, or declined. Raises NotFound."""
    await _announced(session, version_id)
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == version_id))
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.force_withdrawn", subject="policy_version",
        subject_id=version_id, clock=clock,
    )  # fmt: skip


async def bring_into_force(
    session: AsyncSession, version_id: UUID, *, proposal_id: UUID | None, by: UUID, among: Surroundings, clock: Clock
) -> None:
    """A second officer agrees, and the version decides from its day on, which has not passed.

    `proposal_id` is the request that she read. Raises DraftChanged, NotFound, NotPublishable.
    """
    stored = await _announced(session, version_id)
    asked = await session.scalar(select(PolicyProposal).where(PolicyProposal.policy_version_id == version_id))
    if asked is None or asked.id != proposal_id:
        raise DraftChanged(stored.text)
    if asked.proposed_by == by:
        raise SecondOfficerNeeded("You asked for this yourself. Another administrator has to confirm it.")
    await _refuse(session, stored, among)
    proposed_by = asked.proposed_by
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == version_id))
    await _begin(session, stored, Actor(kind="person", id=by), clock, proposed_by=proposed_by)


async def _announced(session: AsyncSession, version_id: UUID) -> StoredPolicy:
    """An announced version, locked until the commit. Raises NotFound for any other."""
    locked = await session.scalar(
        select(PolicyVersion.id)
        .where(PolicyVersion.id == version_id, PolicyVersion.status == PolicyStatus.ANNOUNCED.value)
        .with_for_update()
    )
    if locked is None:
        raise NotFound
    return await get_policy(session, version_id)


async def _refuse(session: AsyncSession, stored: StoredPolicy, among: Surroundings) -> None:
    if stored.effective_from < among.today or await _decides_later(session, stored):
        raise NotPublishable(
            "Its day, %(day)s, has passed or another version decides then. Begin a draft like it with a later day.",
            day=stored.effective_from,
        )
    if not examine_again(stored, among).ready:
        raise NotPublishable(
            "This version does not pass the examination any more: a case fails, an official table has ended, or a "
            "branch is not tried. Mend that, or begin a draft like it."
        )


async def _decides_later(session: AsyncSession, stored: StoredPolicy) -> bool:
    """Whether a version of that day or later decides already, before which none can be put."""
    newest = await session.scalar(
        select(PolicyVersion.effective_from)
        .where(
            PolicyVersion.programme_id == stored.programme_id,
            PolicyVersion.status.in_([one.value for one in DECIDING]),
        )
        .order_by(PolicyVersion.effective_from.desc())
        .limit(1)
    )
    return newest is not None and stored.effective_from <= newest


async def _begin(
    session: AsyncSession, stored: StoredPolicy, actor: Actor, clock: Clock, *, proposed_by: UUID | None = None
) -> None:
    # A request that nobody has answered by then has nothing to ask for any more.
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == stored.id))
    await move(
        session, [stored.id], PolicyStatus.IN_FORCE, clock, proposed_by=proposed_by, confirmed_by=actor.id
    )
    superseded: Sequence[UUID] = await supersede(
        session, stored.programme_id, stored.effective_from, PolicyStatus.IN_FORCE, clock
    )
    await record(
        session, actor=actor, action="policy.brought_into_force", subject="policy_version", subject_id=stored.id,
        detail={"day": stored.effective_from.isoformat(), "superseded": [str(one) for one in superseded]}, clock=clock,
    )  # fmt: skip
