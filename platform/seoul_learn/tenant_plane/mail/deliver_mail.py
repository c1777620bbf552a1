"""Hand a letter to the mail server, once: queued → sending (committed) → handed over → sent.

It is no single transaction, because what a mail server was told cannot be undone. Whatever interrupts it leaves a
letter in `sending`, which the next one to come along turns into `unknown`: never a silent second copy.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.mail.errors import FateUnknown, LastingRefusal, PassingRefusal
from seoul_learn.tenant_plane.mail.models import Mail
from seoul_learn.tenant_plane.mail.post_office import PostOffice
from seoul_learn.tenant_plane.mail.values import MailState, OutgoingMail

MOST_ATTEMPTS = 8
"""Tries before a letter has failed; sent again by an officer it gets as many anew."""
_JOB = Actor(kind="job")


class _Claim(msgspec.Struct, frozen=True):
    mail: OutgoingMail
    attempt: int


async def deliver_mail(
    database: TenantDatabase, *, tenant_id: UUID, mail_id: UUID, post_office: PostOffice, clock: Clock
) -> None:
    """Deliver a letter that waits; harmless for any other. Raises PassingRefusal when it is to be tried again."""
    async with database.transaction(tenant_id) as session:
        claim = await _claim(session, mail_id=mail_id, clock=clock)
    if claim is None:
        return
    passing: PassingRefusal | None = None
    state, failure = MailState.sent, None
    try:
        await post_office.hand_over(claim.mail, at=clock.now())
    except FateUnknown as fault:
        state, failure = MailState.unknown, fault.code
    except LastingRefusal as refusal:
        state, failure = MailState.failed, refusal.code
    except PassingRefusal as refusal:
        failure = refusal.code
        if claim.attempt % MOST_ATTEMPTS:
            state, passing = MailState.queued, refusal
        else:
            state = MailState.failed
    async with database.transaction(tenant_id) as session:
        await _settle(session, claim, state=state, failure=failure, clock=clock)
    if passing:
        raise passing


async def settle_interrupted_mail(session: AsyncSession, *, claimed_before: datetime, clock: Clock) -> int:
    """Say of each letter that is `sending` since then that its fate is unknown; how many there were."""
    stale = select(Mail).where(Mail.state == MailState.sending, Mail.claimed_at < claimed_before)
    letters = (await session.scalars(stale.order_by(Mail.id).with_for_update(skip_locked=True))).all()
    for letter in letters:
        await _end(session, letter, state=MailState.unknown, failure="interrupted", clock=clock)
    return len(letters)


async def _claim(session: AsyncSession, *, mail_id: UUID, clock: Clock) -> _Claim | None:
    letter = await session.scalar(select(Mail).where(Mail.id == mail_id).with_for_update())
    if letter is None:
        return None
    if letter.state == MailState.sending:
        await _end(session, letter, state=MailState.unknown, failure="interrupted", clock=clock)
        return None
    if letter.state != MailState.queued:
        return None
    now = clock.now()
    if letter.useful_until and letter.useful_until <= now:
        await _end(session, letter, state=MailState.failed, failure="too_late", clock=clock)
        return None
    letter.state, letter.claimed_at, letter.attempts = MailState.sending, now, letter.attempts + 1
    sender_name, reply_to = await _sender(session, letter.language)
    mail = OutgoingMail(
        id=letter.id, recipient=letter.recipient, subject=letter.subject, body=letter.body,
        language=letter.language, sender_name=sender_name, reply_to=reply_to,
    )  # fmt: skip
    return _Claim(mail=mail, attempt=letter.attempts)


async def _sender(session: AsyncSession, language: str) -> tuple[str, str | None]:
    try:
        site = await read_site(session)
    except NotFound:
        return "", None
    return pick(site.service_name, language, site.default_language), site.contact.get("email")


async def _settle(session: AsyncSession, claim: _Claim, *, state: MailState, failure: str | None, clock: Clock) -> None:
    letter = await session.scalar(select(Mail).where(Mail.id == claim.mail.id).with_for_update())
    # Somebody may have thought us dead and called the letter unknown; we know better, unless it was tried anew.
    if letter is None or letter.attempts != claim.attempt or letter.state not in (MailState.sending, MailState.unknown):
        return
    if letter.state == MailState.unknown and state is MailState.queued:
        state = MailState.failed
    await _end(session, letter, state=state, failure=failure, clock=clock)


async def _end(session: AsyncSession, letter: Mail, *, state: MailState, failure: str | None, clock: Clock) -> None:
    letter.state, letter.failure = state, failure
    letter.sent_at = clock.now() if state is MailState.sent else None
    if state in (MailState.failed, MailState.unknown):
        await record(
            session, actor=_JOB, action=f"mail.{state}", subject="mail", subject_id=letter.id,
            detail={"failure": failure, "attempt": letter.attempts}, clock=clock,
        )  # fmt: skip
