"""Whether it is a newer version of the policy that takes away what a learner has, and what was published for her then.

It is when the version that granted it would grant it still, on the same facts and day. Whatever else has changed for
her (her own facts, a word that ran out, her age) is no matter of the new version, and follows the policy's grace.
"""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import evaluate
from seoul_learn.tenant_plane.eligibility.ground import Ground
from seoul_learn.tenant_plane.eligibility.losers import RuleForLosers, rule_for_losers
from seoul_learn.tenant_plane.eligibility.queries import policies_through


async def rule_of_loss(
    session: AsyncSession,
    case: Case,
    version_id: UUID,
    version_day: date,
    engine: Engine,
    *,
    as_of: date,
    ground: Ground,
) -> RuleForLosers | None:
    """The rule of the version that decided now, which grants nothing; None where it is not the one that takes."""
    if case.entitled is None:
        return None
    granted_under = next((one.record.policy_effective_from for one in case.determinations if one.record.grant), None)
    if granted_under is None or granted_under >= version_day:
        return None
    rule = await rule_for_losers(session, version_id)
    if rule is None:
        return None
    versions = await policies_through(session, case.application.programme_id, granted_under)
    before = next((one for one in versions if one.effective_from == granted_under), None)
    if before is None:
        return None
    would_grant = evaluate(
        engine.policy(before), case.facts(), as_of=as_of, standards=ground.standards,
        to_be_shown=case.to_be_shown(), catalogue=ground.facts,
    ).grant  # fmt: skip
    return rule if would_grant is not None else None
