"""Hand the letters that wait for operators to the mail server, never twice without saying so."""

from collections.abc import Awaitable, Callable

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.errors import MailStillWaits
from seoul_learn.control_plane.operators.mail import end_late_mail, mark_mail, next_mail
from seoul_learn.control_plane.operators.values import MailState, OperatorMail
from seoul_learn.kit.clock import Clock

DELIVER_OPERATOR_MAIL = "operators.deliver_mail"
"""The task's name in the queue."""


async def deliver_operator_mail(
    control: ControlDatabase, hand_over: Callable[[OperatorMail], Awaitable[MailState]], *, clock: Clock
) -> None:
    """Deliver all that wait. Raises MailStillWaits when the server is to be asked again later.

    A letter is `sending` before it is handed over: one that was interrupted stays so until its code is over, is then
    of unknown fate and is never sent again. `hand_over` tells what became of a letter.
    """
    async with control.transaction() as unit:
        await end_late_mail(unit, clock=clock)
    while True:
        async with control.transaction() as unit:
            mail = await next_mail(unit)
            if mail is None:
                return
            await mark_mail(unit, mail_id=mail.id, state=MailState.SENDING, clock=clock)
        state = await hand_over(mail)
        async with control.transaction() as unit:
            await mark_mail(unit, mail_id=mail.id, state=state, clock=clock)
        if state is MailState.QUEUED:
            raise MailStillWaits("the mail server did not take a letter now")
