"""A person agrees that a register is asked about her, and takes it back: each on record, each for one purpose."""

import unicodedata
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.registers.errors import SubjectRefused
from seoul_learn.tenant_plane.registers.models import RegisterConsent, RegisterLookUp
from seoul_learn.tenant_plane.registers.values import LookUpState, Subject

_LONGEST_NAME = 100
_OPEN = [state.value for state in LookUpState if state.is_open]


def read_subject(name: str, birth_date: str, *, clock: Clock, timezone: str) -> Subject:
    """Whom to ask about, as it was typed. Raises SubjectRefused."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not 0 < len(plain) <= _LONGEST_NAME or not plain.isprintable():
        raise SubjectRefused("Write the name as it stands in the register.", field="subject_name")
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        raise SubjectRefused("Write a date that exists, such as 2011-05-31.", field="birth_date") from None
    today = local_date(clock.now(), timezone)
    if born > today or born.year < today.year - 120:
        raise SubjectRefused("This cannot be a day of birth. Check the year.", field="birth_date")
    return Subject(name=plain, birth_date=born)


async def give_consent(
    session: AsyncSession,
    person_id: UUID,
    *,
    programme_id: UUID,
    register: str,
    fact: str,
    subject: Subject,
    wording: str,
    keys: SealingKeys,
    clock: Clock,
) -> UUID:
    """The id of the consent that now stands for this purpose; one with other words or another name ends by it."""
    now, consent_id = clock.now(), new_id()
    actor = Actor(kind="person", id=person_id)
    before = await standing_consent(
        session, person_id, programme_id=programme_id, register=register, fact=fact, lock=True
    )
    if before is not None:
        if before.wording == wording and await subject_of(session, before, keys=keys) == subject:
            return before.id
        before.withdrawn_at = now
        await session.flush()
    seal = await person_seal(session, keys, person_id)
    session.add(
        RegisterConsent(
            id=consent_id, person_id=person_id, programme_id=programme_id, register=register, fact=fact,
            wording=wording, given_at=now,
            subject=seal.seal(
                msgspec.json.encode(subject), table="register_consent", row=consent_id, column="subject"
            ),
        )
    )  # fmt: skip
    await session.flush()
    await record(
        session, actor=actor, action="register.consent_given", subject="register_consent", subject_id=consent_id,
        detail={"register": register, "fact": fact}, clock=clock,
    )  # fmt: skip
    return consent_id


async def withdraw_consent(session: AsyncSession, consent_id: UUID, *, person_id: UUID, clock: Clock) -> None:
    """Nothing is asked by it any more, and an answer under way is not taken. Raises NotFound, also for another's.

    What was answered before stays in the case, as what it was determined by.
    """
    changed = await session.execute(
        update(RegisterConsent)
        .where(
            RegisterConsent.id == consent_id,
            RegisterConsent.person_id == person_id,
            RegisterConsent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
        .returning(RegisterConsent.register, RegisterConsent.fact)
    )
    row = changed.one_or_none()
    if row is None:
        hers = select(RegisterConsent.id).where(
            RegisterConsent.id == consent_id, RegisterConsent.person_id == person_id
        )
        if await session.scalar(hers) is None:
            raise NotFound
        return  # the second of two clicks
    await session.execute(
        update(RegisterLookUp)
        .where(RegisterLookUp.consent_id == consent_id, RegisterLookUp.state.in_(_OPEN))
        .values(state=LookUpState.TAKEN_BACK.value, settled_at=clock.now())
    )
    await record(
        session, actor=Actor(kind="person", id=person_id), action="register.consent_withdrawn",
        subject="register_consent", subject_id=consent_id, detail={"register": row.register, "fact": row.fact},
        clock=clock,
    )  # fmt: skip


async def standing_consent(
    session: AsyncSession, person_id: UUID, *, programme_id: UUID, register: str, fact: str, lock: bool = False
) -> RegisterConsent | None:
    """The consent of a person for this purpose that she has not taken back."""
    asked = select(RegisterConsent).where(
        RegisterConsent.person_id == person_id,
        RegisterConsent.programme_id == programme_id,
        RegisterConsent.register == register,
        RegisterConsent.fact == fact,
        RegisterConsent.withdrawn_at.is_(None),
    )
    found: RegisterConsent | None = await session.scalar(asked.with_for_update() if lock else asked)
    return found


async def subject_of(session: AsyncSession, consent: RegisterConsent, *, keys: SealingKeys) -> Subject:
    """Whom a consent names, unsealed."""
    seal = await person_seal(session, keys, consent.person_id)
    content = seal.unseal(consent.subject, table="register_consent", row=consent.id, column="subject")
    return msgspec.json.decode(content, type=Subject)


async def last_subject(session: AsyncSession, person_id: UUID, *, keys: SealingKeys) -> Subject | None:
    """What she last wrote of herself for any register, so that she need not write it again."""
    row = await session.scalar(
        select(RegisterConsent)
        .where(RegisterConsent.person_id == person_id)
        .order_by(RegisterConsent.given_at.desc())
        .limit(1)
    )
    return await subject_of(session, row, keys=keys) if row else None
