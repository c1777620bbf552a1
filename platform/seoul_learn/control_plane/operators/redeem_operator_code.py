"""An operator types the mailed code and gets a short session, good for the second factor only."""

from datetime import timedelta
from typing import Any

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.operators.add_operator import normal_email
from seoul_learn.control_plane.operators.models import OperatorCodeRow, OperatorRow, OperatorSessionRow
from seoul_learn.control_plane.operators.rates import Step, within_limits
from seoul_learn.control_plane.operators.values import NewSession, OperatorKeys, Refusal
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import keyed_digest, new_token, same, token_digest

SECOND_FACTOR_WITHIN = timedelta(minutes=10)
_TRIES_PER_CODE = 5


async def redeem_operator_code(
    unit: UnitOfWork, *, email: str, code: str, network_address: str, keys: OperatorKeys, clock: Clock
) -> NewSession | Refusal:
    """The session, or why not: unknown address, wrong, used and expired code are one and the same refusal.

    A refusal is returned and not raised, because the try must stay counted: commit either way.
    """
    address = normal_email(email)
    if not await within_limits(
        unit, Step.REDEEM, account=address, network_address=network_address, digest_key=keys.digest, clock=clock
    ):
        return Refusal.TOO_MANY_ATTEMPTS
    operators = await unit.run(
        OperatorRow.select(OperatorRow.id, OperatorRow.totp_confirmed_at).where(
            (OperatorRow.email == address) & OperatorRow.active.eq(True)
        )
    )
    if not operators or not await _take_code(unit, operators[0], code=code, keys=keys, clock=clock):
        return Refusal.WRONG_CODE
    now = clock.now()
    token, session_id = new_token(), new_id()
    await unit.run(
        OperatorSessionRow.insert(
            OperatorSessionRow(
                id=session_id,
                operator_id=operators[0]["id"],
                token_digest=token_digest(token),
                created_at=now,
                expires_at=now + SECOND_FACTOR_WITHIN,
            )
        )
    )
    return NewSession(
        token=token,
        session_id=session_id,
        operator_id=operators[0]["id"],
        enrolled=operators[0]["totp_confirmed_at"] is not None,
    )


async def _take_code(
    unit: UnitOfWork, operator: dict[str, Any], *, code: str, keys: OperatorKeys, clock: Clock
) -> bool:
    now = clock.now()
    # Only the newest code counts; the lock makes two redemptions of one code take turns.
    newest = await unit.run(
        OperatorCodeRow.select()
        .where(OperatorCodeRow.operator_id == operator["id"])
        .order_by(OperatorCodeRow.created_at, OperatorCodeRow.id, ascending=False)
        .limit(1)
        .lock_rows("UPDATE")
    )
    if not newest or newest[0]["used_at"] is not None:
        return False
    row = newest[0]
    if row["expires_at"] <= now or row["attempts"] >= _TRIES_PER_CODE:
        return False
    typed = "".join(code.split())
    right = same(keyed_digest(keys.digest, "operator_code", str(row["id"]), typed), row["code_digest"])
    await unit.run(
        OperatorCodeRow.update(
            {OperatorCodeRow.attempts: row["attempts"] + 1, OperatorCodeRow.used_at: now if right else None}
        ).where(OperatorCodeRow.id == row["id"])
    )
    return right
