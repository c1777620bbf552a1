"""Hand the letters that wait for operators to the mail server, each at most once."""

from collections.abc import Awaitable, Callable

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.mail import mark_mail, next_mail
from seoul_learn.control_plane.operators.values import MailState, OperatorMail
from seoul_learn.kit.clock import Clock

DELIVER_OPERATOR_MAIL = "operators.deliver_mail"
"""The task's name in the queue."""


async def deliver_operator_mail(
    control: ControlDatabase, hand_over: Callable[[OperatorMail], Awaitable[None]], *, clock: Clock
) -> None:
    """Deliver all that wait. A letter is called failed before it is handed over and sent after: one that was
    interrupted stays failed and is never sent twice; an operator asks for another code.
    """
    while True:
        async with control.transaction() as unit:
            mail = await next_mail(unit)
            if mail is None:
                return
            await mark_mail(unit, mail_id=mail.id, state=MailState.FAILED, clock=clock)
        await hand_over(mail)
        async with control.transaction() as unit:
            await mark_mail(unit, mail_id=mail.id, state=MailState.SENT, clock=clock)
