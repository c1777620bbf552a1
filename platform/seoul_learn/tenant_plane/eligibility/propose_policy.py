"""Ask another officer to publish a draft, or take that back."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.change_policy import with_head
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of, replace_draft
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.errors import DraftChanged, NotPublishable
from seoul_learn.tenant_plane.eligibility.examine_draft import Surroundings, examine
from seoul_learn.tenant_plane.eligibility.losers import ForLosers, RuleForLosers, rule_from
from seoul_learn.tenant_plane.eligibility.models import PolicyProposal
from seoul_learn.tenant_plane.eligibility.policy import Policy, Transition
from seoul_learn.tenant_plane.eligibility.preview import RuleForLosersMissing, check_previewed
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks that a version be announced or come into force, since when."""

    id: UUID
    version_id: UUID
    status: PolicyStatus
    proposed_by: UUID
    proposed_at: datetime
    for_losers: RuleForLosers | None


async def proposals(session: AsyncSession) -> dict[UUID, Proposal]:
    """Every request of the tenant that waits, by version."""
    rows = await session.scalars(select(PolicyProposal))
    return {row.policy_version_id: _value(row) for row in rows}


async def propose_policy(
    session: AsyncSession,
    draft_id: UUID,
    *,
    status: PolicyStatus,
    transition: Transition,
    made_from: str,
    by: UUID,
    among: Surroundings,
    engine: Engine,
    clock: Clock,
    for_losers: RuleForLosers | None = None,
) -> None:
    """The request, once nothing bars it; what becomes of applications in flight is written into the draft.

    `for_losers` is what becomes of those who would lose. Raises DraftChanged, NotPublishable.
    """
    draft = await get_draft(session, draft_id, to_change=True)
    if mark_of(draft.text) != made_from:
        raise DraftChanged(draft.text)
    text = with_head(draft.text, {"transition": transition.value})
    # Examined before anything is written: a refusal leaves the draft as it was.
    examined = examine(msgspec.structs.replace(draft, text=text), among)
    if not examined.ready or examined.policy is None:
        raise NotPublishable("This draft cannot be published yet. The list says what is missing.")
    _refuse_rule(for_losers, examined.policy)
    await check_previewed(session, draft, for_losers, engine=engine, clock=clock)
    draft = await replace_draft(session, draft_id, text, made_from=made_from)
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == draft_id))
    session.add(
        PolicyProposal(
            policy_version_id=draft_id, status=status.value, proposed_by=by, proposed_at=clock.now(),
            for_losers=for_losers.kind.value if for_losers else None,
            for_losers_until=for_losers.until if for_losers else None,
        )
    )  # fmt: skip
    await session.flush()
    await record(
        session, actor=Actor(kind="person", id=by), action="policy.publication_asked", subject="policy_version",
        subject_id=draft_id, detail={"status": status.value, "mark": mark_of(draft.text)}, clock=clock,
    )  # fmt: skip


def _refuse_rule(rule: RuleForLosers | None, policy: Policy) -> None:
    if rule is None:
        return
    if rule.kind is ForLosers.GRACE and not has_grace(policy):
        raise RuleForLosersMissing(
            "This draft says nothing of grace. Choose something else, or write it into its terms."
        )
    if rule.kind is ForLosers.UNTIL_DAY and (rule.until is None or rule.until < policy.effective_from):
        raise RuleForLosersMissing(
            "Write until which day they keep it: the first day of this version, or a later one."
        )


def has_grace(policy: Policy) -> bool:
    """Whether those who cease to be eligible keep something for a while by the policy itself."""
    return policy.renewal is not None and policy.renewal.grace is not None


async def withdraw_proposal(session: AsyncSession, draft_id: UUID, *, actor: Actor, clock: Clock) -> None:
    """Nobody is asked any more. Raises NotFound."""
    await get_draft(session, draft_id, to_change=True)
    await session.execute(delete(PolicyProposal).where(PolicyProposal.policy_version_id == draft_id))
    await record(
        session, actor=actor, action="policy.publication_withdrawn", subject="policy_version", subject_id=draft_id,
        clock=clock,
    )  # fmt: skip


def _value(row: PolicyProposal) -> Proposal:
    return Proposal(
        id=row.id, version_id=row.policy_version_id, status=PolicyStatus(row.status), proposed_by=row.proposed_by,
        proposed_at=row.proposed_at, for_losers=rule_from(row.for_losers, row.for_losers_until),
    )  # fmt: skip
