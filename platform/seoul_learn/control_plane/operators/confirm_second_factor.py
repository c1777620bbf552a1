"""An operator types a code of the authenticator: the session becomes a full one, under a new token."""

from datetime import timedelta

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.operators.enrol_second_factor import unseal_secret
from seoul_learn.control_plane.operators.models import OperatorRow, OperatorSessionRow
from seoul_learn.control_plane.operators.queries import find_operator
from seoul_learn.control_plane.operators.rates import Step, within_limits
from seoul_learn.control_plane.operators.second_factor import accepted_step
from seoul_learn.control_plane.operators.values import NewSession, OperatorKeys, Refusal
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import new_token, token_digest

SESSION_LASTS = timedelta(hours=8)


async def confirm_second_factor(
    unit: UnitOfWork, *, token: str, code: str, network_address: str, keys: OperatorKeys, clock: Clock
) -> NewSession | Refusal:
    """The full session, or why not. The first code confirms the enrolment. Commit either way: tries stay counted."""
    found = await find_operator(unit, token=token, clock=clock)
    if found is None:
        return Refusal.WRONG_CODE
    if not await within_limits(
        unit,
        Step.SECOND_FACTOR,
        account=str(found.operator_id),
        network_address=network_address,
        digest_key=keys.digest,
        clock=clock,
    ):
        return Refusal.TOO_MANY_ATTEMPTS
    # The lock makes two uses of one code take turns, so that the second finds its step already used.
    operator = (await unit.run(OperatorRow.select().where(OperatorRow.id == found.operator_id).lock_rows("UPDATE")))[0]
    if operator["totp_secret"] is None:
        return Refusal.WRONG_CODE
    now = clock.now()
    step = accepted_step(
        unseal_secret(operator["totp_secret"], operator_id=found.operator_id, keys=keys),
        code=code,
        at=now,
        after=operator["totp_last_step"],
    )
    if step is None:
        return Refusal.WRONG_CODE
    await unit.run(
        OperatorRow.update(
            {OperatorRow.totp_last_step: step, OperatorRow.totp_confirmed_at: operator["totp_confirmed_at"] or now}
        ).where(OperatorRow.id == found.operator_id)
    )
    renewed = new_token()
    await unit.run(
        OperatorSessionRow.update(
            {
                OperatorSessionRow.token_digest: token_digest(renewed),
                OperatorSessionRow.second_factor_at: now,
                OperatorSessionRow.expires_at: now + SESSION_LASTS,
            }
        ).where(OperatorSessionRow.id == found.session_id)
    )
    return NewSession(token=renewed, session_id=found.session_id, operator_id=found.operator_id, enrolled=True)
