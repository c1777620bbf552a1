"""The outbox of mail to operators: written in the transaction that wants it, delivered by a job."""

from datetime import timedelta
from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.operators.models import OperatorMailRow
from seoul_learn.control_plane.operators.values import MailState, OperatorMail
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id

USEFUL_FOR = timedelta(minutes=10)
"""As long as the code in it."""


async def post_mail(unit: UnitOfWork, *, recipient: str, subject: str, body: str, clock: Clock) -> UUID:
    """Put a mail into the outbox; returns its id."""
    row = OperatorMailRow(
        id=new_id(),
        recipient=recipient,
        subject=subject,
        body=body,
        state=MailState.QUEUED.value,
        created_at=clock.now(),
    )
    await unit.run(OperatorMailRow.insert(row))
    return UUID(str(row.id))


async def next_mail(unit: UnitOfWork) -> OperatorMail | None:
    """The oldest mail that waits, held for this transaction and passed over by the others; or None."""
    rows = await unit.run(
        OperatorMailRow.select()
        .where(OperatorMailRow.state == MailState.QUEUED.value)
        .order_by(OperatorMailRow.id)
        .limit(1)
        .lock_rows("UPDATE", skip_locked=True)
    )
    if not rows:
        return None
    row = rows[0]
    return OperatorMail(id=row["id"], recipient=row["recipient"], subject=row["subject"], body=row["body"])


async def mark_mail(unit: UnitOfWork, *, mail_id: UUID, state: MailState, clock: Clock) -> None:
    """Note what became of a mail. Its text is not kept once nothing more will be done with it."""
    ended = state not in (MailState.QUEUED, MailState.SENDING)
    await unit.run(
        OperatorMailRow.update(
            {
                OperatorMailRow.state: state.value,
                OperatorMailRow.body: "" if ended else OperatorMailRow.body,
                OperatorMailRow.sent_at: clock.now() if state is MailState.SENT else None,
            }
        ).where(OperatorMailRow.id == mail_id)
    )


async def end_late_mail(unit: UnitOfWork, *, clock: Clock) -> None:
    """What still waits when its code is over has failed; what was interrupted until then has an unknown fate."""
    late = OperatorMailRow.created_at <= clock.now() - USEFUL_FOR
    for before, after in ((MailState.QUEUED, MailState.FAILED), (MailState.SENDING, MailState.UNKNOWN)):
        await unit.run(
            OperatorMailRow.update({OperatorMailRow.state: after.value, OperatorMailRow.body: ""}).where(
                late & (OperatorMailRow.state == before.value)
            )
        )
