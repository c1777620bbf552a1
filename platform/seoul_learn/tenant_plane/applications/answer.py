"""The applicant answers one question: with a value, with "I don't know", or with a document to come."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.facts import FactCatalogue, FactValue
from seoul_learn.tenant_plane.applications.errors import AlreadySubmitted
from seoul_learn.tenant_plane.applications.fact_values import value_bytes
from seoul_learn.tenant_plane.applications.models import Application, FactAnswer
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.values import AnswerState, Case
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of


async def answer(
    session: AsyncSession,
    case: Case,
    name: str,
    answers: tuple[str, ...],
    *,
    timezone: str,
    keys: SealingKeys,
    catalogue: FactCatalogue,
    clock: Clock,
) -> None:
    """Keep what was typed or ticked. Raises FactRefused for what the fact cannot be, and AlreadySubmitted."""
    _refuse_submitted(case)
    now = clock.now()
    value = catalogue.parse(name, answers, as_of=local_date(now, timezone))
    await _keep(session, case, name, AnswerState.TOLD, value, keys=keys, now=now)


async def pass_over(
    session: AsyncSession, case: Case, name: str, state: AnswerState, *, keys: SealingKeys, clock: Clock
) -> None:
    """Keep that a fact is not known, or is to be shown by a document. Raises AlreadySubmitted."""
    _refuse_submitted(case)
    await _keep(session, case, name, state, None, keys=keys, now=clock.now())


async def keep_value(
    session: AsyncSession, case: Case, name: str, value: FactValue, *, keys: SealingKeys, now: datetime
) -> None:
    """Keep a value that was parsed before. Raises AlreadySubmitted."""
    await _keep(session, case, name, AnswerState.TOLD, value, keys=keys, now=now)


def _refuse_submitted(case: Case) -> None:
    # Before anything is said about the answer itself: a tab left open is told what is the matter.
    if not case.takes_answers:
        raise AlreadySubmitted("You have already submitted this application, so its answers cannot be changed.")


async def _keep(
    session: AsyncSession,
    case: Case,
    name: str,
    state: AnswerState,
    value: FactValue | None,
    *,
    keys: SealingKeys,
    now: datetime,
) -> None:
    before = case.answers.get(name)
    if before is not None and (before.state, before.value) == (state, value):
        return  # what somebody vouched for stays vouched for
    # Whoever submits at this moment holds the application: what she submitted is not changed after it.
    now_is = await session.scalar(
        select(Application.state).where(Application.id == case.application.id).with_for_update()
    )
    if now_is != case.application.state.value:
        raise AlreadySubmitted("You have already submitted this application, so its answers cannot be changed.")
    row_id = new_id()
    seal = await person_seal(session, keys, case.application.person_id)
    fresh = insert(FactAnswer)
    # The sealed value is bound to its row, so an answer that is changed takes a new id with it.
    await session.execute(
        fresh.values(
            tenant_id=tenant_of(session),
            id=row_id,
            application_id=case.application.id,
            name=name,
            state=state.value,
            value=None
            if value is None
            else seal.seal(value_bytes(value), table="fact_answer", row=row_id, column="value"),
            answered_at=now,
        ).on_conflict_do_update(
            index_elements=["tenant_id", "application_id", "name"],
            set_={
                "id": fresh.excluded.id,
                "state": fresh.excluded.state,
                "value": fresh.excluded.value,
                "answered_at": fresh.excluded.answered_at,
            },
        )
    )
