"""Reads of operators, returning values."""

from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.operators.add_operator import normal_email
from seoul_learn.control_plane.operators.models import OperatorRow, OperatorSessionRow
from seoul_learn.control_plane.operators.values import SignedInOperator
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import token_digest


async def operator_id_of(unit: UnitOfWork, *, email: str) -> UUID | None:
    """The id of the operator with that address, or None."""
    rows = await unit.run(OperatorRow.select(OperatorRow.id).where(OperatorRow.email == normal_email(email)))
    return rows[0]["id"] if rows else None


async def find_operator(unit: UnitOfWork, *, token: str, clock: Clock) -> SignedInOperator | None:
    """Whose session a cookie's token is; None when it is unknown or over, or its operator was switched off."""
    sessions = await unit.run(
        OperatorSessionRow.select().where(
            (OperatorSessionRow.token_digest == token_digest(token)) & (OperatorSessionRow.expires_at > clock.now())
        )
    )
    if not sessions:
        return None
    session = sessions[0]
    operators = await unit.run(
        OperatorRow.select().where((OperatorRow.id == session["operator_id"]) & OperatorRow.active.eq(True))
    )
    if not operators:
        return None
    operator = operators[0]
    return SignedInOperator(
        operator_id=operator["id"],
        session_id=session["id"],
        email=operator["email"],
        display_name=operator["display_name"],
        second_factor=session["second_factor_at"] is not None,
        enrolled=operator["totp_confirmed_at"] is not None,
    )
