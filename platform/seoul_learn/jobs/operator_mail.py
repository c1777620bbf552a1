"""Letters to operators go through the same mail server as those of the cities."""

from collections.abc import Awaitable, Callable

from seoul_learn.control_plane.operators.values import MailState, OperatorMail
from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.mail.errors import FateUnknown, LastingRefusal, PassingRefusal
from seoul_learn.tenant_plane.mail.post_office import PostOffice
from seoul_learn.tenant_plane.mail.values import OutgoingMail


def hand_over_by(post_office: PostOffice, clock: Clock) -> Callable[[OperatorMail], Awaitable[MailState]]:
    """What `deliver_operator_mail` hands a letter to; tells what became of it."""

    async def hand_over(mail: OperatorMail) -> MailState:
        letter = OutgoingMail(
            id=mail.id, recipient=mail.recipient, subject=mail.subject, body=mail.body, language="ko",
            sender_name="Seoul Learn",
        )  # fmt: skip
        try:
            await post_office.hand_over(letter, at=clock.now())
        except PassingRefusal:
            return MailState.QUEUED
        except LastingRefusal:
            return MailState.FAILED
        except FateUnknown:
            return MailState.UNKNOWN
        return MailState.SENT

    return hand_over
