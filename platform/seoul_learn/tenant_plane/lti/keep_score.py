"""A tool posts a score: kept for the learner it names, if she learns under that contract (AGS 2.0, section 3.4)."""

import enum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.values import GONE
from seoul_learn.tenant_plane.lti.score_models import LtiLineItem, LtiScore
from seoul_learn.tenant_plane.lti.subjects import who_is
from seoul_learn.tenant_plane.lti.values import LineItem, PostedScore


class ScoreRefusal(enum.StrEnum):
    """Why a score is not kept."""

    NO_SUCH_LEARNER = "no_such_learner"
    NOT_NEWER = "not_newer"


async def keep_score(
    session: AsyncSession, item: LineItem, score: PostedScore, *, provider: str, seal: Seal, clock: Clock
) -> ScoreRefusal | None:
    """None when it was kept. One that is not newer than the last changes nothing, so that retries do no harm."""
    enrolled = await _enrolled(session, item.contract_id, score.subject, provider=provider, seal=seal)
    if enrolled is None:
        return ScoreRefusal.NO_SUCH_LEARNER
    # Scores of one line item wait for each other, so that an older one cannot slip in behind a newer one.
    await session.execute(select(LtiLineItem.id).where(LtiLineItem.id == item.id).with_for_update())
    last = await session.scalar(
        select(func.max(LtiScore.scored_at)).where(
            LtiScore.line_item_id == item.id, LtiScore.person_id == enrolled.person_id
        )
    )
    if last is not None and score.scored_at <= last:
        return ScoreRefusal.NOT_NEWER
    score_id = new_id()
    comment = score.comment and seal.seal(score.comment.encode(), table="lti_score", row=score_id, column="comment")
    await session.execute(
        insert(LtiScore).values(
            tenant_id=tenant_of(session), id=score_id, line_item_id=item.id, enrolment_id=enrolled.id,
            person_id=enrolled.person_id, given=score.given, maximum=score.maximum, activity=score.activity.value,
            grading=score.grading.value, comment=comment or None, scored_at=score.scored_at,
            received_at=clock.now(),
        )
    )  # fmt: skip
    return None


async def _enrolled(
    session: AsyncSession, contract_id: UUID, subject: str, *, provider: str, seal: Seal
) -> Enrolment | None:
    """Her newest enrolment under the contract; one that was given back takes no more scores."""
    meant = who_is(seal, subject, provider=provider)
    if meant is None:
        return None
    asked = select(Enrolment).where(Enrolment.contract_id == contract_id, Enrolment.state.not_in(GONE))
    if meant.enrolment_id is not None:
        asked = asked.where(Enrolment.id == meant.enrolment_id)
    else:
        asked = asked.where(Enrolment.person_id == meant.person_id)
    row: Enrolment | None = await session.scalar(asked.order_by(Enrolment.id.desc()).limit(1))
    return row
