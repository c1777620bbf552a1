"""An operator asks for a one-time code by mail. Known and unknown addresses get the same answer."""

from datetime import timedelta

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.database.queue import enqueue
from seoul_learn.control_plane.operators.add_operator import normal_email
from seoul_learn.control_plane.operators.deliver_operator_mail import DELIVER_OPERATOR_MAIL
from seoul_learn.control_plane.operators.mail import post_mail
from seoul_learn.control_plane.operators.models import OperatorCodeRow, OperatorRow
from seoul_learn.control_plane.operators.rates import Step, within_limits
from seoul_learn.control_plane.operators.values import OperatorKeys, Refusal
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import keyed_digest, new_code

CODE_VALID_FOR = timedelta(minutes=10)


async def request_operator_code(
    unit: UnitOfWork, *, email: str, network_address: str, keys: OperatorKeys, clock: Clock
) -> Refusal | None:
    """Mail a six-digit code if the address is an active operator's. None is "if we know you, it is on its way"."""
    address = normal_email(email)
    if not await within_limits(
        unit, Step.REQUEST, account=address, network_address=network_address, digest_key=keys.digest, clock=clock
    ):
        return Refusal.TOO_MANY_ATTEMPTS
    rows = await unit.run(
        OperatorRow.select(OperatorRow.id).where((OperatorRow.email == address) & OperatorRow.active.eq(True))
    )
    if not rows:
        return None
    now = clock.now()
    code, code_id = new_code(), new_id()
    await unit.run(
        OperatorCodeRow.insert(
            OperatorCodeRow(
                id=code_id,
                operator_id=rows[0]["id"],
                code_digest=keyed_digest(keys.digest, "operator_code", str(code_id), code),
                created_at=now,
                expires_at=now + CODE_VALID_FOR,
            )
        )
    )
    minutes = int(CODE_VALID_FOR.total_seconds() // 60)
    await post_mail(
        unit,
        recipient=address,
        subject="Seoul Learn 로그인 코드 / sign-in code",
        body=(
            f"로그인 코드: {code}\n{minutes}분 동안 한 번만 쓸 수 있습니다. 요청하지 않았다면 이 메일을 무시하세요.\n\n"
            f"Your sign-in code: {code}\nIt works once, for {minutes} minutes. "
            "If you did not ask for it, ignore this mail.\n"
        ),
        clock=clock,
    )
    await enqueue(unit, DELIVER_OPERATOR_MAIL)
    return None
