"""Reads of applications, returning values. What is absent and what is another person's get the same answer."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.facts import Assurance, FactCatalogue
from seoul_learn.tenant_plane.applications.fact_values import value_from
from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.models import (
    Attestation,
    Determination,
    Entitlement,
    Evidence,
    FactAnswer,
)
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.values import (
    Answer,
    AnswerState,
    Application,
    ApplicationState,
    Attested,
    Case,
    Determined,
    Document,
    EvidenceState,
    Occasion,
    Verdict,
)
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import Seal, SealingKeys
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.record import read_record
from seoul_learn.tenant_plane.people.models import Person


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the officers' queue, oldest first; `documents` wait to be read."""

    application_id: UUID
    reference: str
    programme_id: UUID
    applicant: str
    submitted_at: datetime
    documents: int


class Entitled(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner may have, as `models.Entitlement` keeps it."""

    id: UUID
    application_id: UUID
    person_id: UUID
    slots: tuple[str, ...]
    at_most: int
    starts_on: str
    ends_on: str
    active: bool


async def applications_of(session: AsyncSession, person_id: UUID) -> list[Application]:
    """The running applications of a person, newest first."""
    rows = await session.scalars(
        select(ApplicationRow)
        .where(ApplicationRow.person_id == person_id, ApplicationRow.state != ApplicationState.WITHDRAWN.value)
        .order_by(ApplicationRow.began_at.desc())
    )
    return [to_application(row) for row in rows]


async def latest_outcomes(session: AsyncSession, applications: list[UUID]) -> dict[UUID, Outcome]:
    """The newest outcome of each application that has one."""
    if not applications:
        return {}
    rows = await session.execute(
        select(Determination.application_id, Determination.outcome)
        .where(Determination.application_id.in_(applications))
        .order_by(Determination.number)
    )
    return {row.application_id: Outcome(row.outcome) for row in rows}


async def own_application(session: AsyncSession, application_id: UUID, *, person_id: UUID) -> Application:
    """An application of this person. Raises NotFound, also for somebody else's."""
    row = await session.scalar(
        select(ApplicationRow).where(ApplicationRow.id == application_id, ApplicationRow.person_id == person_id)
    )
    if row is None:
        raise NotFound
    return to_application(row)


async def get_application(session: AsyncSession, application_id: UUID) -> Application:
    """Any application of the tenant, for its officers. Raises NotFound."""
    row = await session.scalar(select(ApplicationRow).where(ApplicationRow.id == application_id))
    if row is None:
        raise NotFound
    return to_application(row)


async def read_case(
    session: AsyncSession, application: Application, *, keys: SealingKeys, catalogue: FactCatalogue
) -> Case:
    """All there is of an application, unsealed."""
    seal = await person_seal(session, keys, application.person_id)
    answers = await session.scalars(select(FactAnswer).where(FactAnswer.application_id == application.id))
    documents = await session.execute(
        select(Evidence.id, Evidence.fact, Evidence.media_type, Evidence.size, Evidence.state, Evidence.uploaded_at)
        .where(Evidence.application_id == application.id)
        .order_by(Evidence.uploaded_at)
    )
    attestations = await session.scalars(
        select(Attestation).where(Attestation.application_id == application.id).order_by(Attestation.attested_at)
    )
    determinations = await session.scalars(
        select(Determination)
        .where(Determination.application_id == application.id)
        .order_by(Determination.number.desc())
    )
    told = [_answer(row, seal, catalogue) for row in answers]
    answered_at = {answer.name: answer.answered_at for answer in told}
    return Case(
        application=application,
        answers={answer.name: answer for answer in told},
        documents=tuple(
            Document(
                id=row.id, fact=row.fact, media_type=row.media_type, size=row.size,
                state=EvidenceState(row.state), uploaded_at=row.uploaded_at,
            )
            for row in documents
        ),
        # An answer given after somebody vouched (or would not) is a new one: nobody has vouched for it yet.
        attestations={
            row.fact: _attested(row, seal, catalogue)
            for row in attestations
            if row.fact not in answered_at or answered_at[row.fact] <= row.attested_at
        },
        determinations=tuple(_determined(row, seal) for row in determinations),
    )  # fmt: skip


async def waiting_applications(session: AsyncSession) -> list[Waiting]:
    """Applications that wait for an officer, the oldest first."""
    documents = (
        select(func.count())
        .where(
            Evidence.tenant_id == ApplicationRow.tenant_id,
            Evidence.application_id == ApplicationRow.id,
            Evidence.state == EvidenceState.WAITING.value,
        )
        .scalar_subquery()
    )
    rows = await session.execute(
        select(ApplicationRow, Person.display_name, Person.email, documents.label("documents"))
        .join(Person, (Person.tenant_id == ApplicationRow.tenant_id) & (Person.id == ApplicationRow.person_id))
        .where(ApplicationRow.state == ApplicationState.SUBMITTED.value)
        .order_by(ApplicationRow.submitted_at)
    )
    return [
        Waiting(
            application_id=row.Application.id,
            reference=row.Application.reference,
            programme_id=row.Application.programme_id,
            applicant=row.display_name or row.email,
            submitted_at=row.Application.submitted_at,
            documents=row.documents,
        )
        for row in rows
    ]


async def counts_by_state(session: AsyncSession) -> dict[ApplicationState, int]:
    """How many applications there are in each state."""
    rows = await session.execute(
        select(ApplicationRow.state, func.count().label("many")).group_by(ApplicationRow.state)
    )
    return {ApplicationState(row.state): row.many for row in rows}


async def document_content(
    session: AsyncSession, application: Application, document_id: UUID, *, keys: SealingKeys
) -> tuple[str, bytes]:
    """Media type and content of a document that is still kept. Raises NotFound."""
    row = await session.scalar(
        select(Evidence).where(Evidence.id == document_id, Evidence.application_id == application.id)
    )
    if row is None or row.content is None:
        raise NotFound
    seal = await person_seal(session, keys, application.person_id)
    return row.media_type, seal.unseal(row.content, table="evidence", row=row.id, column="content")


async def entitlement_of(session: AsyncSession, application_id: UUID) -> Entitled | None:
    """What an application entitles to, or None."""
    row = await session.scalar(select(Entitlement).where(Entitlement.application_id == application_id))
    if row is None:
        return None
    return Entitled(
        id=row.id, application_id=row.application_id, person_id=row.person_id, slots=tuple(row.slots),
        at_most=row.at_most, starts_on=row.starts_on.isoformat(), ends_on=row.ends_on.isoformat(),
        active=row.state == "active",
    )  # fmt: skip


def to_application(row: ApplicationRow) -> Application:
    """The row as a value."""
    return Application(
        id=row.id, programme_id=row.programme_id, person_id=row.person_id, policy_version_id=row.policy_version_id,
        reference=row.reference, state=ApplicationState(row.state), began_at=row.began_at,
        submitted_at=row.submitted_at,
    )  # fmt: skip


def _answer(row: FactAnswer, seal: Seal, catalogue: FactCatalogue) -> Answer:
    value = seal.unseal(row.value, table="fact_answer", row=row.id, column="value") if row.value else None
    return Answer(
        name=row.name,
        state=AnswerState(row.state),
        value=value_from(value, row.name, catalogue) if value else None,
        answered_at=row.answered_at,
    )


def _attested(row: Attestation, seal: Seal, catalogue: FactCatalogue) -> Attested:
    value = seal.unseal(row.value, table="attestation", row=row.id, column="value") if row.value else None
    return Attested(
        fact=row.fact, verdict=Verdict(row.verdict), value=value_from(value, row.fact, catalogue) if value else None,
        assurance=Assurance(row.assurance), source=row.source, reason=row.reason, attested_on=row.attested_on,
        valid_until=row.valid_until,
    )  # fmt: skip


def _determined(row: Determination, seal: Seal) -> Determined:
    record = seal.unseal(row.record, table="determination", row=row.id, column="record")
    return Determined(
        id=row.id, number=row.number, outcome=Outcome(row.outcome), occasion=Occasion(row.occasion), as_of=row.as_of,
        determined_at=row.determined_at, digest=row.digest, record=read_record(record),
    )  # fmt: skip
