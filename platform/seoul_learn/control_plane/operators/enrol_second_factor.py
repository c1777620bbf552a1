"""An operator sets up the second factor; until a first code confirms it, it can be started over."""

from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.operators.errors import AlreadyEnrolled, UnknownOperator
from seoul_learn.control_plane.operators.models import OperatorRow, OperatorSessionRow
from seoul_learn.control_plane.operators.sealing import seal, unseal
from seoul_learn.control_plane.operators.second_factor import enrolment_uri, new_secret
from seoul_learn.control_plane.operators.values import Enrolment, OperatorKeys


async def enrol_second_factor(unit: UnitOfWork, *, operator_id: UUID, keys: OperatorKeys) -> Enrolment:
    """The secret to put into an authenticator; the same one when asked again before it is confirmed.

    Raises UnknownOperator, AlreadyEnrolled.
    """
    rows = await unit.run(
        OperatorRow.select().where((OperatorRow.id == operator_id) & OperatorRow.active.eq(True)).lock_rows("UPDATE")
    )
    if not rows:
        raise UnknownOperator(f"there is no operator {operator_id}")
    operator = rows[0]
    if operator["totp_confirmed_at"] is not None:
        raise AlreadyEnrolled("the second factor is set up")
    if operator["totp_secret"] is not None:
        # A reloaded page must not make the QR code that was just scanned worthless.
        secret = unseal_secret(operator["totp_secret"], operator_id=operator_id, keys=keys)
    else:
        secret = new_secret()
        sealed = seal(secret.encode(), key=keys.sealing, table="operator", row=operator_id, column="totp_secret")
        await unit.run(OperatorRow.update({OperatorRow.totp_secret: sealed}).where(OperatorRow.id == operator_id))
    return Enrolment(secret=secret, uri=enrolment_uri(secret, email=operator["email"]))


async def reset_second_factor(unit: UnitOfWork, *, operator_id: UUID) -> None:
    """Forget a lost authenticator and end that operator's sessions; the next sign-in enrols anew.

    Raises UnknownOperator.
    """
    changed = await unit.run(
        OperatorRow.update(
            {OperatorRow.totp_secret: None, OperatorRow.totp_confirmed_at: None, OperatorRow.totp_last_step: None}
        )
        .where(OperatorRow.id == operator_id)
        .returning(OperatorRow.id)
    )
    if not changed:
        raise UnknownOperator(f"there is no operator {operator_id}")
    await unit.run(OperatorSessionRow.delete().where(OperatorSessionRow.operator_id == operator_id))


def unseal_secret(sealed: bytes, *, operator_id: UUID, keys: OperatorKeys) -> str:
    """The base32 secret of an operator. Raises BrokenSeal."""
    return unseal(sealed, key=keys.sealing, table="operator", row=operator_id, column="totp_secret").decode()
