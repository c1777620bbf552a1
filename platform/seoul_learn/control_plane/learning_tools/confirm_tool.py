"""An operator looks at what a tool says of itself and confirms it, or withdraws it."""

from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.learning_tools.errors import UnknownTool
from seoul_learn.control_plane.learning_tools.models import LtiToolRow
from seoul_learn.control_plane.learning_tools.values import ToolState
from seoul_learn.kit.clock import Clock


async def confirm_tool(unit: UnitOfWork, *, tool_id: UUID, by: str, clock: Clock) -> None:
    """From now on it is launched, and its services answer. Raises UnknownTool."""
    found = await unit.run(
        LtiToolRow.update(
            {
                LtiToolRow.state: ToolState.CONFIRMED.value,
                LtiToolRow.confirmed_at: clock.now(),
                LtiToolRow.confirmed_by: by,
            }
        )
        .where(LtiToolRow.id == tool_id)
        .returning(LtiToolRow.id)
    )
    _refuse_unknown(found, tool_id)


async def withdraw_tool(unit: UnitOfWork, *, tool_id: UUID) -> None:
    """At once nothing of it is launched, and none of its tokens is good. Raises UnknownTool."""
    found = await unit.run(
        LtiToolRow.update({LtiToolRow.state: ToolState.WITHDRAWN.value})
        .where(LtiToolRow.id == tool_id)
        .returning(LtiToolRow.id)
    )
    _refuse_unknown(found, tool_id)


def _refuse_unknown(found: list[dict[str, object]], tool_id: UUID) -> None:
    if not found:
        raise UnknownTool(f"there is no learning tool {tool_id}")
