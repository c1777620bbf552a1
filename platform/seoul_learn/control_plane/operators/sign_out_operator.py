"""An operator signs out: the session is gone, whoever still has its token."""

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.operators.models import OperatorSessionRow
from seoul_learn.kit.tokens import token_digest


async def sign_out_operator(unit: UnitOfWork, *, token: str) -> None:
    """End the session of that token; harmless when there is none."""
    await unit.run(OperatorSessionRow.delete().where(OperatorSessionRow.token_digest == token_digest(token)))
