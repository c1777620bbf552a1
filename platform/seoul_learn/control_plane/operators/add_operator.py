"""Somebody joins the platform team, or leaves it."""

from uuid import UUID

from asyncpg import UniqueViolationError

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.operators.errors import EmailTaken, UnknownOperator
from seoul_learn.control_plane.operators.models import OperatorRow, OperatorSessionRow
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id


def normal_email(email: str) -> str:
    """The one spelling under which an address is kept and looked for."""
    return email.strip().lower()


async def add_operator(unit: UnitOfWork, *, email: str, display_name: str, clock: Clock) -> UUID:
    """Let somebody sign in by mailed codes; they set up a second factor the first time. Raises EmailTaken."""
    operator_id = new_id()
    row = OperatorRow(
        id=operator_id, email=normal_email(email), display_name=display_name, active=True, created_at=clock.now()
    )
    try:
        await unit.run(OperatorRow.insert(row))
    except UniqueViolationError as fault:
        raise EmailTaken("another operator has that address") from fault
    return operator_id


async def deactivate_operator(unit: UnitOfWork, *, operator_id: UUID) -> None:
    """Switch somebody off and end their sessions at once. Raises UnknownOperator."""
    changed = await unit.run(
        OperatorRow.update({OperatorRow.active: False}).where(OperatorRow.id == operator_id).returning(OperatorRow.id)
    )
    if not changed:
        raise UnknownOperator(f"there is no operator {operator_id}")
    await unit.run(OperatorSessionRow.delete().where(OperatorSessionRow.operator_id == operator_id))
