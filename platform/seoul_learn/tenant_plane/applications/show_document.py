"""The applicant uploads a document for a fact of hers."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.clean_document import CleanDocument
from seoul_learn.tenant_plane.applications.errors import AlreadySubmitted, DocumentRefused
from seoul_learn.tenant_plane.applications.models import Application, Evidence
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.values import ApplicationState, Case, EvidenceState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.sealing import SealingKeys

MOST_DOCUMENTS = 20
"""Of one application, so that nobody fills the city's disks."""


async def show_document(
    session: AsyncSession, case: Case, fact: str, document: CleanDocument, *, keys: SealingKeys, clock: Clock
) -> UUID:
    """Keep the document for `fact`. Raises AlreadySubmitted, DocumentRefused when there are too many."""
    waits = case.application.state is ApplicationState.SUBMITTED
    renews = fact in case.words_ending()
    if not (case.takes_answers or waits or renews):
        raise AlreadySubmitted("This application has been determined, so it takes no more documents.")
    kept = await session.scalar(select(func.count()).where(Evidence.application_id == case.application.id))
    if (kept or 0) >= MOST_DOCUMENTS:
        raise DocumentRefused("This application has 20 documents already. Ask the office for help.")
    document_id = new_id()
    seal = await person_seal(session, keys, case.application.person_id)
    session.add(
        Evidence(
            id=document_id,
            application_id=case.application.id,
            fact=fact,
            media_type=document.media_type,
            size=len(document.content),
            content=seal.seal(document.content, table="evidence", row=document_id, column="content"),
            state=EvidenceState.WAITING.value,
            uploaded_at=clock.now(),
        )
    )
    await session.flush()
    if renews and case.application.state is ApplicationState.DETERMINED:
        await _wait_for_an_officer(session, case)
    await record(
        session, actor=Actor(kind="person", id=case.application.person_id), action="document.shown",
        subject="evidence", subject_id=document_id, detail={"fact": fact}, clock=clock,
    )  # fmt: skip
    return document_id


async def _wait_for_an_officer(session: AsyncSession, case: Case) -> None:
    """The paper that is to take the place of one that runs out is looked at like any other."""
    await session.execute(
        update(Application)
        .where(Application.id == case.application.id, Application.state == ApplicationState.DETERMINED.value)
        .values(state=ApplicationState.SUBMITTED.value)
    )
